package campaign

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// freezeTime is how long the threads of a process may take to stop.
const freezeTime = 10 * time.Second

// freeze stops a process and returns when no thread of it can run its program any
// more, so that what it has answered it answered before now. A thread that waits
// for the disk inside the kernel goes on waiting there: what it is told, nobody
// else learns.
func freeze(p *os.Process) error {
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		return fmt.Errorf("campaign: the service is not stopped: %w", err)
	}
	for until := time.Now().Add(freezeTime); time.Now().Before(until); time.Sleep(50 * time.Microsecond) {
		if frozen, err := isFrozen(p.Pid); frozen || err != nil {
			return err
		}
	}
	return errors.New("campaign: the service does not stop")
}

// isFrozen reports whether every thread is stopped or inside the kernel, where it
// cannot be interrupted. One at least must be stopped: only the thread that
// takes the signal bids the others stop.
func isFrozen(pid int) (bool, error) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		return false, err
	}
	stopped, waiting := 0, 0
	for _, path := range threads {
		switch threadState(path) {
		case 'T':
			stopped++
		case 'D':
			waiting++
		case 'X', 'Z': // gone
		default:
			return false, nil
		}
	}
	return stopped > 0 || waiting == 0, nil
}

// threadState returns the letter by which the kernel tells what a thread does;
// 'X' for one that is gone.
func threadState(path string) byte {
	stat, err := os.ReadFile(path)
	if err != nil {
		return 'X'
	}
	state := bytes.TrimLeft(stat[bytes.LastIndexByte(stat, ')')+1:], " ")
	return state[0]
}
