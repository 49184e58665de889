package wire

import (
	"io"
	"sync"
)

// How much of an answer is gathered before it is written: little at first, which
// is sent on at once where that can be asked for, so that a long list begins
// soon.
const (
	firstPiece  = 1 << 10
	writeBuffer = 32 << 10
)

var writeBuffers = sync.Pool{New: func() any { b := make([]byte, 0, writeBuffer+4096); return &b }}

// A writer gathers what is appended to buf and writes it in large pieces; the
// first error stays. escaped text is that of an XML-RPC string.
type writer struct {
	w       io.Writer
	mem     *[]byte
	buf     []byte
	piece   int    // size from which buf is written
	plain   []byte // where lines are made that are escaped on their way to buf
	escaped bool
	err     error
}

func newWriter(w io.Writer) *writer {
	mem := writeBuffers.Get().(*[]byte)
	return &writer{w: w, mem: mem, buf: (*mem)[:0], piece: firstPiece}
}

// free gives the buffer back, if it has not grown beyond reason.
func (w *writer) free() {
	if cap(w.buf) <= 4*writeBuffer {
		*w.mem = w.buf[:0]
		writeBuffers.Put(w.mem)
	}
	w.mem, w.buf = nil, nil
}

// text appends s as it is.
func (w *writer) text(s string) { w.buf = append(w.buf, s...); w.spill() }

// line gives a slice to append a line to; done takes it back.
func (w *writer) line() []byte {
	if w.escaped {
		return w.plain[:0]
	}
	return w.buf
}

func (w *writer) done(line []byte) {
	if w.escaped {
		w.plain = line
		w.buf = appendEscaped(w.buf, line)
	} else {
		w.buf = line
	}
	w.spill()
}

// spill writes the buffer if it is full.
func (w *writer) spill() {
	if len(w.buf) < w.piece {
		return
	}
	w.write()
	if f, ok := w.w.(flusher); ok && w.piece == firstPiece && w.err == nil {
		w.err = f.FlushError()
	}
	w.piece = writeBuffer
}

// A flusher sends on what has been written to it, as a http.ResponseWriter may.
type flusher interface{ FlushError() error }

func (w *writer) write() {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.w.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// flush writes what is left and returns the first error.
func (w *writer) flush() error {
	w.write()
	return w.err
}
