package metaweblog

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"

	"github.com/mediasock/mediasock"
)

// MediaOpen implements mediasock.MediaOpener.
func (v *Session) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	p, err := v.post(ctx, id)
	if err != nil {
		return nil, err
	}
	address, err := v.web.endpoint.Parse(fileOf(p))
	if err != nil || fileOf(p) == "" {
		return nil, mediasock.ErrUnknownItem
	}
	f := &file{v: v, ctx: ctx, address: address, size: -1}
	told := structOf(p["enclosure"])
	if n, err := strconv.ParseInt(told.text("length"), 10, 64); err == nil && n > 0 {
		f.size = n
	}
	f.mediaType = cmp.Or(told.text("type"), mediaTypeOf(address.Path))
	return f, nil
}

// A file is one of the weblog's.
type file struct {
	v         *Session
	ctx       context.Context
	address   *url.URL
	mediaType string
	size      int64
}

var _ mediasock.Data = (*file)(nil)

// Open implements mediasock.Data. Credentials go along to the weblog's own origin
// alone.
func (f *file) Open() (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(f.ctx, http.MethodGet, f.address.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("metaweblog: %w", err)
	}
	if e := f.v.web.endpoint; f.address.Scheme == e.Scheme && f.address.Host == e.Host {
		r.SetBasicAuth(f.v.name, f.v.password)
	}
	resp, err := f.v.web.Fetch(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, statusError(resp.StatusCode)
	}
	return resp.Body, nil
}

// Size implements mediasock.Data.
func (f *file) Size() int64 { return f.size }

// Name implements mediasock.Data.
func (f *file) Name() string { return path.Base(f.address.Path) }

// Type implements mediasock.Data.
func (f *file) Type() string { return f.mediaType }
