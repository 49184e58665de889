package tus

import (
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// patch adds to an upload.
func (x *exchange) patch() error {
	if x.r.Header.Get("Content-Type") != partType {
		return errType
	}
	offset, err := number(x.r.Header.Get("Upload-Offset"), errNoOffset)
	if err != nil {
		return err
	}
	b := newBody(x.w, x.r, x.limits.Stall)
	g, done, err := x.open(b.stop, false)
	if err != nil {
		return err
	}
	defer done()
	if err := x.add(g, b, offset); err != nil {
		return err
	}
	u, err := x.finish(g)
	if err != nil {
		return err
	}
	x.tell(g, u)
	x.w.WriteHeader(http.StatusNoContent)
	return nil
}

// add takes the body at offset. To an upload that is done its end may be sent
// again, by a client that has not seen the answer.
func (x *exchange) add(g mediasock.Resumable, b *body, offset int64) error {
	u := g.Upload()
	at := g.Offset()
	if u.Item != nil {
		at = u.Size
		if offset+max(x.r.ContentLength, 0) == u.Size {
			return nil
		}
	}
	if offset != at {
		x.w.Header().Set("Upload-Offset", strconv.FormatInt(at, 10))
		return errOffset
	}
	if err := x.measure(g); err != nil {
		return err
	}
	return x.receive(g, b)
}

// measure records the length of an upload for which it was to be told later.
func (x *exchange) measure(g mediasock.Resumable) error {
	said := x.r.Header.Get("Upload-Length")
	if said == "" {
		return nil
	}
	size, err := number(said, errLength)
	u := g.Upload()
	switch {
	case err != nil:
		return err
	case u.Size == size:
		return nil
	case u.Size >= 0 || size < g.Offset() || size == 0:
		return errLength
	case x.limits.Size > 0 && size > x.limits.Size:
		return errTooLarge
	}
	u.Size = size
	return g.Record(u)
}

// receive takes a body to the end of the upload. What has arrived of one that
// breaks off stays, unless a checksum says what it should have been.
func (x *exchange) receive(g mediasock.Resumable, b *body) error {
	want, err := parseChecksum(x.r.Header.Get("Upload-Checksum"))
	if err != nil {
		return err
	}
	start, left := g.Offset(), x.left(g)
	if left >= 0 && x.r.ContentLength > left {
		return errTooLarge
	}
	var src io.Reader = b
	if left >= 0 {
		src = io.LimitReader(b, left+1)
	}
	n, err := x.copy(g, src, want.hash(), start, left)
	broken := (*facade.BrokenError)(nil)
	switch {
	case err != nil && (want.sum != nil || !errors.As(err, &broken)):
		return err
	case err == nil && !want.matches():
		return errChecksum
	}
	if at := g.Offset(); at != start+n {
		return errors.Join(err, errNotStored)
	}
	return err
}

// left returns how many bytes an upload may still take, -1 for any number.
func (x *exchange) left(g mediasock.Resumable) int64 {
	switch u := g.Upload(); {
	case u.Size >= 0:
		return u.Size - g.Offset()
	case x.limits.Size > 0:
		return x.limits.Size - g.Offset()
	}
	return -1
}

const bufferSize = 256 << 10

// copy writes src to the upload and to sum, and returns how many bytes that
// were. Without a sum to wait for they are made durable on the way, so that a
// crash costs no more than a step.
func (x *exchange) copy(g mediasock.Resumable, src io.Reader, sum hash.Hash, start, left int64) (total int64, err error) {
	buffer := make([]byte, bufferSize)
	var told int64
	for {
		n, readErr := src.Read(buffer)
		if left >= 0 && total+int64(n) > left {
			return total, errTooLarge
		}
		if sum != nil {
			sum.Write(buffer[:n])
		}
		written, err := g.Write(buffer[:n])
		total += int64(written)
		switch {
		case err != nil:
			return total, err
		case readErr == io.EOF:
			return total, nil
		case readErr != nil:
			return total, &facade.BrokenError{Err: readErr}
		}
		if sum == nil && total-told >= x.limits.Step {
			if told = g.Offset() - start; told != total {
				return total, errNotStored
			}
		}
	}
}
