package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// processorTime is what this process has used.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure starts the service, waits until nothing is left to do, and prints how
// long that took beside what the decoder alone takes.
func (b *bench) measure(ctx context.Context, alone time.Duration) error {
	s := exec.CommandContext(ctx, b.program, "serve", "--data", b.data(), "--listen", "127.0.0.1:0")
	start := time.Now()
	if err := s.Start(); err != nil {
		return err
	}
	err := b.wait(ctx)
	took := time.Since(start)
	stopped := s.Process.Signal(os.Interrupt)
	if err := errors.Join(err, stopped, s.Wait()); err != nil {
		return err
	}
	used := s.ProcessState.UserTime() + s.ProcessState.SystemTime()
	peak := s.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	rate := float64(b.photographs) / took.Seconds()
	best := float64(runtime.GOMAXPROCS(0)) / alone.Seconds()
	fmt.Printf("photographs of 12 megapixels      %8d\n", b.photographs)
	fmt.Printf("by the clock                      %8.1f s\n", took.Seconds())
	fmt.Printf("photographs a second              %8.1f\n", rate)
	fmt.Printf("the decoder alone on %d processors %8.1f\n", runtime.GOMAXPROCS(0), best)
	fmt.Printf("ratio                             %8.2f\n", rate/best)
	fmt.Printf("processor time of one photograph  %8.1f ms, of the decoder alone %.1f ms\n", used.Seconds()*1e3/float64(b.photographs), alone.Seconds()*1e3)
	fmt.Printf("largest memory                    %8d MiB\n", peak>>10)
	return nil
}

// wait asks the service until no work is left.
func (b *bench) wait(ctx context.Context) error {
	failures := 0
	for {
		time.Sleep(500 * time.Millisecond)
		out, err := exec.CommandContext(ctx, b.program, "jobs", "--json", "--data", b.data()).Output()
		if failures++; err != nil && failures < 100 {
			continue // it starts, or is busy
		}
		if err != nil {
			return err
		}
		failures = 0
		var jobs struct{ Waiting, GivenUp map[string]int }
		if err := json.Unmarshal(out, &jobs); err != nil {
			return err
		}
		if len(jobs.GivenUp) > 0 {
			return fmt.Errorf("given up: %v", jobs.GivenUp)
		}
		if len(jobs.Waiting) == 0 {
			return nil
		}
	}
}
