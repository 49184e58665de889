package client

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// send sends a request, signed anew as often as the mechanism learns something
// that makes it worth while. The answer's body is read as far as it is small.
func (t *transfer) send(method string, u *url.URL, header http.Header, body bool) (*http.Response, error) {
	for try := 1; ; try++ {
		resp, err := t.request(method, u, header, body)
		if err != nil {
			return nil, err
		}
		again, err := t.session.learn(resp, nil)
		if err != nil {
			return nil, err
		}
		if !again || try == maxAgain {
			return resp, nil
		}
	}
}

func (t *transfer) request(method string, u *url.URL, header http.Header, body bool) (*http.Response, error) {
	s := t.session
	c := &wire.Call{
		Methods: []string{mediasock.MethodMediaAppend}, HTTPMethod: method, URL: u, Header: header.Clone(),
		Protocol: wire.REST, Response: wire.XML,
	}
	c.Header.Set("User-Agent", userAgent)
	c.Header.Set("Tus-Resumable", "1.0.0")
	if err := s.sign(c, true); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(t.ctx, method, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	req.Header = c.Header
	if body {
		if req.Body, err = t.openAt(t.offset); err != nil {
			return nil, err
		}
		if req.ContentLength = t.data.Size() - t.offset; req.ContentLength == 0 {
			req.Body = http.NoBody
		}
	}
	return t.exchange(req)
}

// exchange sends a request and reads the little that is answered.
func (t *transfer) exchange(req *http.Request) (*http.Response, error) {
	resp, err := t.session.site.client.http(t.session.site.near).Do(req)
	if err != nil {
		return nil, bare(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return nil, &url.Error{Op: req.Method, URL: req.URL.Host, Err: err}
	}
	resp.Body = io.NopCloser(strings.NewReader(string(text)))
	return resp, nil
}

// openAt opens the file at an offset.
func (t *transfer) openAt(offset int64) (io.ReadCloser, error) {
	r, err := t.data.Data.Open()
	if err != nil {
		return nil, &fileError{err}
	}
	if seeker, ok := r.(io.Seeker); ok {
		_, err = seeker.Seek(offset, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, r, offset)
	}
	if err != nil {
		r.Close()
		return nil, &fileError{err}
	}
	return &measuring{ReadCloser: r, ctx: t.ctx, want: t.data.Size() - offset}, nil
}
