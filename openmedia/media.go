package openmedia

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
)

// Fetch gets the file of an entry and what the entry tells of it. Photographs
// are shown from such a copy and not from where they lie, which would tell the
// site who looks at what, and when (OM-37). Who calls closes the body, and
// bounds what she reads of it: where the entry tells its hash, the last Read of
// another file fails with an error that wraps mediarss.ErrSum (MR-11). A Flash film
// is not fetched (OA-9).
func (c *Client) Fetch(ctx context.Context, e *atom.Entry) (io.ReadCloser, mediarss.Content, error) {
	content, ok := fileOf(e)
	if !ok {
		return nil, content, fmt.Errorf("%w: the entry names no file", ErrUnusable)
	}
	u, err := parseAddress(content.URL)
	if err != nil {
		return nil, content, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, content, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	req.Header.Set("User-Agent", c.options.UserAgent)
	resp, err := c.options.HTTP.Do(req)
	if err != nil {
		return nil, content, &TemporaryError{Err: err}
	}
	if err := ErrorOf(resp.StatusCode, resp.Header, c.options.Now()); err != nil {
		defer resp.Body.Close()
		return nil, content, told(err, resp)
	}
	return &verified{resp.Body, e.Media.Sums(content.URL)}, content, nil
}

// A verified body ends in an error if it was not what the entry tells.
type verified struct {
	io.ReadCloser
	sums *mediarss.Sums
}

// Read reads on, and checks the whole at its end.
func (v *verified) Read(p []byte) (int, error) {
	n, err := v.ReadCloser.Read(p)
	_, _ = v.sums.Write(p[:n]) // never fails
	if err == io.EOF {
		if wrong := v.sums.Check(); wrong != nil {
			return n, wrong
		}
	}
	return n, err
}

// fileOf returns the entry's file: what Media RSS calls its default, else its
// enclosure (AT-16).
func fileOf(e *atom.Entry) (mediarss.Content, bool) {
	content, ok := e.Media.Default()
	if !ok || content.URL == "" {
		link, found := atom.FindLink(e.Links, atom.RelEnclosure, "")
		content, ok = mediarss.Content{URL: link.Href, Type: link.Type, FileSize: link.Length}, found
	}
	flash := strings.Contains(content.Type, "shockwave-flash") || strings.HasSuffix(strings.ToLower(content.URL), ".swf")
	return content, ok && !flash
}
