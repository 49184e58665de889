package sandbox

import (
	"os"
	"syscall"
	"time"
)

// root is empty: a worker stands where the service does.
const root = ""

// ownGroup starts a group, which no interrupt of the terminal reaches.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}

func killGroup(p *os.Process) error { return p.Kill() }

// limitKernel does nothing: here the watch holds the limits.
func limitKernel(int64) {}

// processorTime is what this process has used of it.
func processorTime() time.Duration {
	var created, exited, kernel, user syscall.Filetime
	self, err := syscall.GetCurrentProcess()
	if err != nil || syscall.GetProcessTimes(self, &created, &exited, &kernel, &user) != nil {
		return 0
	}
	ticks := func(t syscall.Filetime) int64 { return int64(t.HighDateTime)<<32 | int64(t.LowDateTime) }
	return time.Duration(100 * (ticks(kernel) + ticks(user)))
}
