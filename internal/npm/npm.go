// Package npm fetches programs of other people for tests: packages of npm, which
// are tried against the service and never kept.
package npm

import (
	"context"
	"os/exec"
	"testing"
	"time"
)

// fetchTime bounds one installation.
const fetchTime = 3 * time.Minute

// Install fetches packages, such as xmlrpc@1.3.2, and returns the folder that
// node_modules is in, which goes with the test. Nothing that they bring is run
// meanwhile. It skips the test, and says so, where they cannot be had.
func Install(t testing.TB, packages ...string) (dir string) {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: -short")
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("SKIPPED: %q were not tried: install the Debian package %s", packages, map[string]string{"node": "nodejs", "npm": "npm"}[tool])
		}
	}
	dir = t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), fetchTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", append([]string{"install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"}, packages...)...)
	cmd.Dir, cmd.WaitDelay = dir, time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: %q were not tried: npm install: %v: %.500s", packages, err, out)
	}
	return dir
}
