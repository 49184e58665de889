package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// peer is a program that makes previews of files into a folder.
type peer struct {
	name    string
	command func(out string, files []string) *exec.Cmd
}

// cost is what a process took.
type cost struct {
	cpu, wall time.Duration
	memory    int64 // largest resident set, bytes
}

// peers returns ourselves and the programs that are installed.
func peers(edge int) []peer {
	list := []peer{self("ours", 1, edge), vips("vipsthumbnail", "1", edge), magick(edge), self("standard", 1, edge)}
	return installed(list)
}

// pairs returns those that race on two cores.
func pairs(edge int) []peer {
	return installed([]peer{self("ours", 2, edge), vips("vipsthumbnail", "2", edge)})
}

func installed(list []peer) []peer {
	var found []peer
	for _, p := range list {
		if p.command("", nil).Err == nil {
			found = append(found, p)
		} else {
			fmt.Fprintf(os.Stderr, "%s is not installed\n", p.name)
		}
	}
	return found
}

func self(how string, cores, edge int) peer {
	return peer{how, func(out string, files []string) *exec.Cmd {
		path, err := os.Executable()
		if err != nil {
			return &exec.Cmd{Err: err}
		}
		args := []string{"-worker", how, "-out", out, "-cores", fmt.Sprint(cores), "-edge", fmt.Sprint(edge)}
		cmd := exec.Command(path, append(args, files...)...)
		cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", cores))
		return cmd
	}}
}

func vips(name, threads string, edge int) peer {
	return peer{name, func(out string, files []string) *exec.Cmd {
		to := filepath.Join(out, fmt.Sprintf("%%s.jpg[Q=%d]", quality))
		args := []string{"--size", fmt.Sprint(edge), "-o", to}
		cmd := exec.Command("vipsthumbnail", append(args, files...)...)
		cmd.Env = append(os.Environ(), "VIPS_CONCURRENCY="+threads)
		return cmd
	}}
}

// magick calls ImageMagick by the name that no wrapper hides.
func magick(edge int) peer {
	return peer{"ImageMagick", func(out string, files []string) *exec.Cmd {
		box, twice := fmt.Sprintf("%dx%d", edge, edge), fmt.Sprintf("%dx%d", 2*edge, 2*edge)
		args := []string{"-define", "jpeg:size=" + twice, "-limit", "thread", "1", "-auto-orient",
			"-thumbnail", box, "-quality", fmt.Sprint(quality), "-format", "jpg", "-path", out}
		name := "mogrify"
		if _, err := exec.LookPath("mogrify-im6.q16"); err == nil {
			name = "mogrify-im6.q16"
		}
		return exec.Command(name, append(args, files...)...)
	}}
}

// measure runs a peer over files.
func (p *peer) measure(out string, files []string) (cost, error) {
	cmd := p.command(out, files)
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, fmt.Errorf("%s: %w", p.name, err)
	}
	done, peak := make(chan struct{}), make(chan int64)
	go watchMemory(cmd.Process.Pid, done, peak)
	err := cmd.Wait()
	wall := time.Since(start)
	close(done)
	memory := <-peak
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w", p.name, err)
	}
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall, memory}, nil
}

// watchMemory looks now and then at the largest resident set that a process
// had. The figure of wait(2) would be no less than this program's own, from
// which the other was forked.
func watchMemory(pid int, done <-chan struct{}, peak chan<- int64) {
	most := int64(0)
	for {
		select {
		case <-done:
			peak <- most
			return
		case <-time.After(10 * time.Millisecond):
			most = max(most, residentPeak(pid))
		}
	}
}

// residentPeak reads VmHWM, 0 where there is none.
func residentPeak(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), "VmHWM:")
	var kib int64
	fmt.Sscan(rest, &kib)
	return kib << 10
}
