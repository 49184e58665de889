package openmedia

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

// What we like to be answered with, best first.
const (
	acceptFeed        = atom.Type + ", " + atom.TypeRSS + ";q=0.9, application/xml;q=0.5, */*;q=0.1"
	acceptEntry       = atom.TypeEntry + ", " + atom.Type + ";q=0.9, application/xml;q=0.5, */*;q=0.1"
	acceptDescription = opensearch.DescriptionType + ", text/html;q=0.9, " + atom.Type + ";q=0.8, */*;q=0.1"
)

// fetched is a document and where it came from in the end.
type fetched struct {
	body []byte
	url  *url.URL
}

func (f *fetched) reader() io.Reader { return bytes.NewReader(f.body) }

// fetch gets an address within the limits of size and time.
func fetch(ctx context.Context, o *Options, address, accept string) (*fetched, error) {
	u, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("User-Agent", o.UserAgent)
	resp, err := o.HTTP.Do(req)
	if err != nil {
		return nil, &TemporaryError{Err: err}
	}
	defer resp.Body.Close()
	if err := ErrorOf(resp.StatusCode, resp.Header, o.Now()); err != nil {
		return nil, told(err, resp)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, o.Bytes+1))
	if err != nil {
		return nil, &TemporaryError{Err: err}
	}
	if int64(len(body)) > o.Bytes {
		return nil, fmt.Errorf("%w: %s sends more than %d bytes", ErrUnusable, u.Host, o.Bytes)
	}
	return &fetched{body: body, url: resp.Request.URL}, nil
}

// told adds to an error the line in which a site says what is wrong with a
// query, freed of control characters.
func told(err error, resp *http.Response) error {
	if resp.StatusCode != http.StatusBadRequest {
		return fmt.Errorf("%w (%s)", err, resp.Request.URL.Host)
	}
	line, readErr := io.ReadAll(io.LimitReader(resp.Body, 200))
	if readErr != nil {
		return err
	}
	line, _, _ = bytes.Cut(bytes.TrimSpace(line), []byte("\n"))
	if bytes.HasPrefix(line, []byte("<")) {
		return err
	}
	return fmt.Errorf("%w: %s says %q", err, resp.Request.URL.Host, line)
}
