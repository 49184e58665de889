package metaweblog

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/wire"
)

// A web sends the calls of one session.
type web struct {
	*services.Web
	endpoint *url.URL
}

// newWeb returns a web.
func (s *Service) newWeb() (*web, error) {
	under, err := s.options.Web("metaweblog", s.endpoint, services.Limits{Timeout: time.Minute, Bytes: 64 << 20})
	if err != nil {
		return nil, err
	}
	return &web{under, s.endpoint}, nil
}

// call calls a method and returns its value.
func (w *web) call(ctx context.Context, method string, params ...any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, w.Limits().Timeout)
	defer cancel()
	body, _ := weblogwire.Call(method, params...)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.endpoint.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("metaweblog: %w", err)
	}
	return w.send(r)
}

// upload is call with a file where weblogwire.Bits stands.
func (w *web) upload(ctx context.Context, method string, d mediasock.Data, params ...any) (any, error) {
	size, err := sizeOf(d)
	if err != nil {
		return nil, err
	}
	before, after := weblogwire.Call(method, params...)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.endpoint.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("metaweblog: %w", err)
	}
	r.ContentLength = int64(len(before)) + (size+2)/3*4 + int64(len(after)) // it must be known
	r.GetBody = func() (io.ReadCloser, error) {
		file, err := d.Open()
		if err != nil {
			return nil, err
		}
		file = services.Until(ctx, file)
		return &body{io.MultiReader(bytes.NewReader(before), &bits{r: file}, bytes.NewReader(after)), file}, nil
	}
	if r.Body, err = r.GetBody(); err != nil {
		return nil, err
	}
	return w.send(r)
}

// sizeOf returns how long a file is, which is read where that is not known.
func sizeOf(d mediasock.Data) (int64, error) {
	if n := d.Size(); n >= 0 {
		return n, nil
	}
	file, err := d.Open()
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return io.Copy(io.Discard, file)
}

// send sends a call and reads its answer.
func (w *web) send(r *http.Request) (any, error) {
	r.Header.Set("Content-Type", "text/xml")
	resp, err := w.Fetch(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, statusError(resp.StatusCode)
	}
	most := w.Limits().Bytes
	a, err := wire.Foreign{Value: most, Text: most, Values: 1_000_000}.Reply(io.LimitReader(resp.Body, most))
	if err != nil {
		return nil, fmt.Errorf("metaweblog: the answer is not one of XML-RPC: %s", err)
	}
	if a.Fault {
		return nil, faultError(a.Value)
	}
	return a.Value, nil
}

// A body is that of an upload.
type body struct {
	io.Reader
	file io.Closer
}

// Close closes the file.
func (b *body) Close() error { return b.file.Close() }

// bits encodes a file in base64.
type bits struct {
	r    io.Reader
	in   [24 << 10]byte // a multiple of three
	out  []byte
	done error
}

// Read implements io.Reader.
func (b *bits) Read(p []byte) (int, error) {
	if len(b.out) == 0 {
		if b.done != nil {
			return 0, b.done
		}
		var n int
		n, b.done = io.ReadFull(b.r, b.in[:])
		if b.done == io.ErrUnexpectedEOF {
			b.done = io.EOF
		}
		b.out = base64.StdEncoding.AppendEncode(b.out[:0], b.in[:n])
	}
	n := copy(p, b.out)
	b.out = b.out[n:]
	return n, nil
}
