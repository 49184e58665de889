//go:build !unix

package film

import (
	"context"
	"os/exec"
)

// descriptor cannot be opened here: films have no pictures.
const descriptor = ""

// limited returns a command that fails: this system gives no limits by which a
// stranger's file could be left to a large program.
func (t *Tool) limited(ctx context.Context, _ []string) *exec.Cmd {
	return exec.CommandContext(ctx, "")
}
