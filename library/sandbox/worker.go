package sandbox

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// A worker is a process that answers one call at a time.
type worker struct {
	cmd       *exec.Cmd
	in        io.WriteCloser
	out       io.ReadCloser
	complaint complaint
	used      int
	timer     *time.Timer // of its rest
}

// prepare completes the command of a worker, and makes the pipes to it.
func (w *worker) prepare(cmd *exec.Cmd) (_ *exec.Cmd, err error) {
	cmd.Env = []string{}
	cmd.Dir = root
	cmd.WaitDelay = time.Second
	w.complaint = complaint{}
	cmd.Stderr = &w.complaint
	if w.in, err = cmd.StdinPipe(); err == nil {
		w.out, err = cmd.StdoutPipe()
	}
	return cmd, err
}

// announce begins a call.
func (w *worker) announce(processor time.Duration) error {
	_, err := w.in.Write(binary.BigEndian.AppendUint64(nil, uint64(processor)))
	return err
}

// An ownError is none of the worker's.
type ownError struct{ error }

// call sends a request and reads the answer. The end of ctx ends the process, and
// with it every read and write.
func (w *worker) call(ctx context.Context, request io.Reader, read func(io.Reader) error) error {
	stop := context.AfterFunc(ctx, w.kill)
	defer stop()
	sent := make(chan error, 1)
	go func() { sent <- w.send(request) }()
	err := w.receive(read)
	if _, answer := err.(*FailedError); err != nil && !answer {
		w.kill() // so that nobody writes to it any more
	}
	var own *ownError
	if failure := <-sent; errors.As(failure, &own) || err == nil {
		err = failure
	}
	return err
}

func (w *worker) kill() { _ = killGroup(w.cmd.Process) }

func (w *worker) send(request io.Reader) error {
	body := chunkWriter{w.in}
	buffer := make([]byte, maxChunk)
	for {
		n, err := request.Read(buffer)
		if _, broken := body.Write(buffer[:n]); broken != nil {
			return broken
		}
		if errors.Is(err, io.EOF) {
			return body.Close()
		}
		if err != nil {
			w.kill() // it waits for the rest
			return &ownError{err}
		}
	}
}

func (w *worker) receive(read func(io.Reader) error) error {
	var status [1]byte
	if _, err := io.ReadFull(w.out, status[:]); err != nil {
		return err
	}
	body := &chunkReader{r: w.out}
	if status[0] == failed {
		text, err := io.ReadAll(io.LimitReader(body, 1000))
		if err == nil {
			_, err = io.Copy(io.Discard, body)
		}
		if err == nil {
			err = &FailedError{string(text)}
		}
		return err
	}
	if err := read(body); err != nil && body.bad == nil {
		return &ownError{err}
	}
	_, err := io.Copy(io.Discard, body)
	return err
}

// end ends the process and says how it ended.
func (w *worker) end() string {
	_ = w.in.Close()
	w.kill()
	err := w.cmd.Wait()
	switch w.cmd.ProcessState.ExitCode() {
	case exitMemory:
		return "too much memory"
	case exitTime:
		return "too much time"
	}
	return fmt.Sprintf("%v %.200q", err, w.complaint.last())
}

// A complaint keeps the beginning of what a process says of its fault.
type complaint struct{ bytes.Buffer }

// Write takes all, and keeps some kilobytes.
func (c *complaint) Write(p []byte) (int, error) {
	c.Buffer.Write(p[:min(len(p), max(0, 4<<10-c.Len()))])
	return len(p), nil
}

// last returns the first line, in which Go says why it gave up.
func (c *complaint) last() string {
	line, _, _ := strings.Cut(strings.TrimSpace(c.String()), "\n")
	return line
}
