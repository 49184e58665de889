package sandbox

import (
	"errors"
	"os/exec"
	"syscall"
)

// Start starts a command in a process group of its own that is killed as one, and
// without a network where the system allows it. build makes the command anew for
// each try: one that failed to start cannot be started again.
func Start(build func() (*exec.Cmd, error)) (*exec.Cmd, error) {
	var failures []error
	for _, attributes := range []*syscall.SysProcAttr{withoutNetwork(), ownGroup()} {
		cmd, err := build()
		if err != nil {
			return nil, err
		}
		cmd.SysProcAttr = attributes
		if cmd.Cancel != nil { // it has a context
			cmd.Cancel = func() error { return killGroup(cmd.Process) }
		}
		if err = cmd.Start(); err == nil {
			return cmd, nil
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}
