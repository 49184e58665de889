package immich_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/immich"
)

// immichGoVariable names the program immich-go, which is in no package registry:
// without it TestSequence_ImmichGo sends what that program sends.
const immichGoVariable = "MEDIASOCK_IMMICH_GO"

// TestClient_ImmichGo uploads a folder by immich-go, twice.
func TestClient_ImmichGo(t *testing.T) {
	program := os.Getenv(immichGoVariable)
	if program == "" {
		t.Skip("SKIPPED: immich-go was not tried: set " + immichGoVariable + " to the program")
	}
	h := facadetest.Open(t, facadetest.Options{Kind: immich.Kind()})
	c := newCounter(t, h.URL)
	photos := folder(t)
	run := func() {
		cmd := exec.CommandContext(t.Context(), program, "upload", "from-folder", "--no-ui", "--folder-as-album=FOLDER", "--tag=Trip/2005",
			"--server="+c.url, "--api-key="+h.App("ada", mediasock.ScopeManage), photos)
		cmd.Env, cmd.Dir = append(os.Environ(), "HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir()), t.TempDir()
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("immich-go: %v\n%s", err, out)
		}
		t.Logf("%s", out)
	}
	run()
	if n := c.count("POST /api/assets"); n != 3 {
		t.Errorf("the first upload sends %d files, want 3", n)
	}
	run()
	if n := c.count("POST /api/assets"); n != 3 {
		t.Errorf("after the second upload %d files were sent, want 3", n)
	}
	stored(t, h, photos)
	for _, m := range h.Items() {
		if !slices.Contains(m.Keywords, "Trip/2005") {
			t.Errorf("%s has the keywords %q, want %q among them", m.Name, m.Keywords, "Trip/2005")
		}
	}
	if all := strings.Join(c.all, "\n"); strings.Contains(all, "DELETE") {
		t.Errorf("immich-go asked\n%s", all)
	}
}
