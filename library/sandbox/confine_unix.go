//go:build unix

package sandbox

import (
	"os"
	"syscall"
	"time"
)

// root is where a worker stands: no folder is kept in use by it.
const root = "/"

// lifetime is the processor time of a worker's whole life, in seconds: the
// kernel ends what nobody else has ended.
const lifetime = 3600

// ownGroup starts a group, which no interrupt of the terminal reaches.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }

// limitKernel asks the kernel for limits. One that it refuses is held by the
// watch alone.
func limitKernel(memory int64) {
	limits := map[int]uint64{syscall.RLIMIT_CPU: lifetime, syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_CORE: 0, syscall.RLIMIT_NOFILE: 32}
	if !raceDetector { // whose shadow of the memory counts as data
		limits[syscall.RLIMIT_DATA] = uint64(memory)
	}
	for what, most := range limits {
		var now syscall.Rlimit
		if syscall.Getrlimit(what, &now) != nil {
			continue
		}
		lower(&now.Cur, most)
		lower(&now.Max, most)
		_ = syscall.Setrlimit(what, &now)
	}
}

func lower[T int64 | uint64](v *T, most uint64) { *v = min(*v, T(most)) }

// processorTime is what this process has used of it.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
