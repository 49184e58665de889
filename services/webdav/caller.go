package webdav

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
)

// Limits of what is read.
const (
	maxAnswer = 256 << 20 // bytes of a listing
	maxRest   = 1 << 20   // bytes of an answer that is not looked at
)

// A caller sends the requests.
type caller struct {
	root        *url.URL // ends with a slash
	http        *http.Client
	credentials mediasock.Credentials
}

// url returns the address of a path below the root, which is decoded.
func (c *caller) url(path string) string {
	u := *c.root
	u.Path += path
	u.RawPath = ""
	return u.String()
}

// do sends a request to a path below the root.
func (c *caller) do(ctx context.Context, method, path string, header http.Header, body io.Reader, size int64) (*http.Response, error) {
	return c.to(ctx, method, c.url(path), header, body, size)
}

// to sends a request to an address of the server.
func (c *caller) to(ctx context.Context, method, address string, header http.Header, body io.Reader, size int64) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, fmt.Errorf("webdav: %w", err)
	}
	if header != nil {
		r.Header = header
	}
	if body != nil {
		r.ContentLength = size
	}
	if c.credentials.Username != "" {
		r.SetBasicAuth(c.credentials.Username, c.credentials.Password)
	}
	r.Header.Set("User-Agent", "mediasock/"+mediasock.Version)
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("webdav: %w", err)
	}
	return resp, nil
}

// call sends a request whose answer has nothing to read, and returns its header.
func (c *caller) call(ctx context.Context, method, path string, header http.Header) (http.Header, error) {
	resp, err := c.do(ctx, method, path, header, nil, 0)
	if err != nil {
		return nil, err
	}
	return resp.Header, finish(resp)
}

// finish reads the rest of an answer and returns what its status means.
func finish(resp *http.Response) error {
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxRest))
	if resp.StatusCode < 300 {
		return err
	}
	return errorOf(resp.StatusCode, string(text))
}

// destination returns the headers of COPY and MOVE.
func (c *caller) destination(path string) http.Header {
	return http.Header{"Destination": {c.url(path)}, "Overwrite": {"F"}, "Depth": {"infinity"}}
}

// errTaken is a name that another file has.
var errTaken = errors.New("webdav: the name is taken")

// errorOf is the one table of what a status means.
func errorOf(status int, text string) error {
	state := func(code mediasock.Code) error {
		if strings.Contains(text, "<") || len(text) > 200 {
			text = ""
		}
		return &mediasock.Error{Code: code, Message: strings.TrimSpace(text)}
	}
	switch status {
	case http.StatusUnauthorized:
		return mediasock.ErrCredentials
	case http.StatusForbidden:
		return mediasock.ErrForbidden
	case http.StatusNotFound, http.StatusGone:
		return mediasock.ErrUnknownItem
	case http.StatusConflict:
		return mediasock.ErrUnknownTaxon
	case http.StatusPreconditionFailed, http.StatusMethodNotAllowed, http.StatusLocked:
		return errTaken
	case http.StatusTooManyRequests, http.StatusInsufficientStorage:
		return state(mediasock.CodeTemporary)
	case http.StatusBadRequest, http.StatusRequestTimeout:
		return state(mediasock.CodeInterrupted)
	}
	if status >= 500 {
		return state(mediasock.CodeTemporary)
	}
	return state(mediasock.CodeUnsupported)
}

// propfind lists a path: itself and, with depth 1, what is in it.
func (c *caller) propfind(ctx context.Context, path string, depth string) ([]resource, error) {
	header := http.Header{"Depth": {depth}, "Content-Type": {"application/xml; charset=utf-8"}}
	resp, err := c.do(ctx, "PROPFIND", path, header, strings.NewReader(asked), int64(len(asked)))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusMultiStatus {
		if err := finish(resp); err != nil {
			return nil, err
		}
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "this is no WebDAV"}
	}
	defer resp.Body.Close()
	return c.read(io.LimitReader(resp.Body, maxAnswer))
}

// read reads a multistatus, one response at a time.
func (c *caller) read(body io.Reader) ([]resource, error) {
	var all []resource
	d := xml.NewDecoder(body)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("webdav: listing: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name != (xml.Name{Space: "DAV:", Local: "response"}) {
			continue
		}
		var r response
		if err := d.DecodeElement(&r, &start); err != nil {
			return nil, fmt.Errorf("webdav: listing: %w", err)
		}
		if one, ok := c.resource(&r); ok {
			all = append(all, one)
		}
	}
}

// proppatch sets and removes properties; false where the server takes none.
func (c *caller) proppatch(ctx context.Context, path string, body []byte) (bool, error) {
	header := http.Header{"Content-Type": {"application/xml; charset=utf-8"}}
	resp, err := c.do(ctx, "PROPPATCH", path, header, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxRest))
	if err != nil {
		return false, fmt.Errorf("webdav: %w", err)
	}
	switch {
	case resp.StatusCode == http.StatusMultiStatus:
		return !bytes.Contains(text, []byte(" 403 ")) && !bytes.Contains(text, []byte(" 409 ")), nil
	case resp.StatusCode == http.StatusMethodNotAllowed, resp.StatusCode == http.StatusNotImplemented:
		return false, nil
	}
	return resp.StatusCode < 300, errorOf(resp.StatusCode, string(text))
}
