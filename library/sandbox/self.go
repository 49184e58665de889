package sandbox

import (
	"os"
	"os/exec"
)

// running is the program of a process, on Linux, even after its file was replaced
// by a new version's.
const running = "/proc/self/exe"

// Self returns the command that runs this program once more, with other arguments.
func Self(args ...string) (func() *exec.Cmd, error) {
	path := running
	if _, err := os.Stat(path); err != nil {
		if path, err = os.Executable(); err != nil {
			return nil, err
		}
	}
	return func() *exec.Cmd {
		return &exec.Cmd{Path: path, Args: append([]string{os.Args[0]}, args...)}
	}, nil
}
