package sandbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"time"
)

// A Handler answers one call. It reads the request to its end before it writes,
// and its error is told to the caller as a text. If it panics, the worker ends.
type Handler func(request io.Reader, answer io.Writer) error

// How a worker watches itself.
const (
	watchEvery = 20 * time.Millisecond
	restMemory = 64 << 20 // a worker gives back what it holds beyond, before it waits
	exitMemory = 90       // exit codes that tell the caller why
	exitTime   = 91
)

// Confine gives this process the limits of a worker for ever: at most so many
// bytes of memory, no file written, few files open. A worker calls it first.
func Confine(memory int64) {
	limitKernel(memory)
	debug.SetMemoryLimit(memory / 4 * 3)
	runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))) // one for the watch
	go func() {
		for range time.Tick(watchEvery) {
			if inUse() > memory {
				os.Exit(exitMemory)
			}
		}
	}()
}

// inUse is the memory that Go holds.
func inUse() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}

// Serve answers calls until in ends, then returns at once: the caller has gone,
// and whatever is still under way is nobody's. It ends the process when a call
// uses more processor time than it was given.
func Serve(in io.Reader, out io.Writer, handle Handler) error {
	requests, feed := io.Pipe()
	ended := make(chan error, 2)
	go func() {
		_, err := io.Copy(feed, in)
		ended <- err
	}()
	go func() {
		for {
			if err := serveCall(requests, out, handle); err != nil {
				ended <- err
				return
			}
		}
	}()
	return <-ended
}

// serveCall answers one call.
func serveCall(in io.Reader, out io.Writer, handle Handler) error {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return err
	}
	defer watchTime(time.Duration(binary.BigEndian.Uint64(head[:])))()
	request := &chunkReader{r: in}
	answer := &answerWriter{w: out}
	err := handle(request, answer)
	if _, rest := io.Copy(io.Discard, request); rest != nil {
		return rest
	}
	if err != nil && answer.begun {
		return fmt.Errorf("sandbox: failed in the middle of an answer: %w", err)
	}
	if err != nil {
		answer.status = failed
		_, err = io.WriteString(answer, err.Error())
	}
	err = errors.Join(err, answer.begin(), chunkWriter{out}.Close())
	if inUse() > restMemory {
		debug.FreeOSMemory()
	}
	return err
}

// An answerWriter writes the status before the first bytes.
type answerWriter struct {
	w      io.Writer
	status byte
	begun  bool
}

func (a *answerWriter) begin() error {
	if a.begun {
		return nil
	}
	a.begun = true
	_, err := a.w.Write([]byte{a.status})
	return err
}

// Write writes a part of the answer.
func (a *answerWriter) Write(p []byte) (int, error) {
	if err := a.begin(); err != nil {
		return 0, err
	}
	return chunkWriter{a.w}.Write(p)
}

// watchTime ends the process when it has used so much processor time from now on,
// until stop is called.
func watchTime(most time.Duration) (stop func()) {
	var over atomic.Bool
	last := processorTime() + most
	go func() {
		for range time.Tick(watchEvery) {
			if over.Load() {
				return
			}
			if processorTime() > last {
				os.Exit(exitTime)
			}
		}
	}()
	return func() { over.Store(true) }
}
