package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A process is a server that runs.
type process struct {
	cmd     *exec.Cmd
	address string
	ask     request
}

// launch starts a server and waits until it takes connections.
func launch(cmd *exec.Cmd, address string) (*process, error) {
	if cmd.Stderr == nil {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, address: address}
	for range 600 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return p, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.stop()
	return nil, errors.New("it takes no connections")
}

// stop ends a server, with violence if it does not listen. It is no interrupt,
// which programs ignore that were started in the background of a shell.
func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(10*time.Second, func() { p.cmd.Process.Kill() })
	defer kill.Stop()
	p.cmd.Wait()
}

// freeAddress returns an address on loopback that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// rest waits until the server has used no processor for a while, at most a
// minute: what it put off is done then.
func (p *process) rest() {
	last, calm := int64(-1), 0
	for range 240 {
		now := p.ticks()
		if calm++; now-last > 2 {
			calm = 0
		}
		if calm >= 6 {
			return
		}
		last = now
		time.Sleep(250 * time.Millisecond)
	}
}

// ticks returns the processor time that the process has used, in the system's
// hundredths of a second.
func (p *process) ticks() int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return user + system
}

// number reads a figure of a file below /proc that has the form "name: figure".
func (p *process) number(file, name string) int64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, file))
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n
		}
	}
	return 0
}

// written returns how many bytes the process has caused to be written.
func (p *process) written() int64 { return p.number("io", "write_bytes") }

// resident returns the memory that the process holds of its own, without the
// files that it has mapped.
func (p *process) resident() int64 { return p.number("status", "RssAnon") << 10 }
