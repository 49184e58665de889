//go:build unix

package film

import (
	"context"
	"os/exec"
	"strconv"
	"time"
)

// descriptor is what the process knows the film by.
const descriptor = "/dev/fd/3"

// limited returns the command under limits. The shell that sets them is given the arguments one by one and reads
// none; it is replaced by the program.
func (t *Tool) limited(ctx context.Context, args []string) *exec.Cmd {
	const script = `ulimit -v "$1" 2>/dev/null; ulimit -t "$2"; ulimit -f "$3"; ulimit -c 0; shift 3; exec nice -n 10 "$@"`
	memory, written := t.Memory, t.Written
	if memory <= 0 {
		memory = 2 << 30
	}
	if written <= 0 {
		written = 16 << 30
	}
	seconds := int64(2 * 3600)
	if at, ok := ctx.Deadline(); ok {
		seconds = int64(time.Until(at)/time.Second)*int64(max(1, t.Threads)) + 1
	}
	number := func(n int64) string { return strconv.FormatInt(max(1, n), 10) }
	head := []string{"-c", script, "sh", number(memory >> 10), number(seconds), number(written >> 9), t.Program}
	return exec.CommandContext(ctx, "/bin/sh", append(head, args...)...)
}
