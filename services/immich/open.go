package immich

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// MediaOpen implements mediasock.MediaOpener. Each Open of what it returns is a
// download, which ends with ctx.
func (v *Session) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	a, err := v.asset(ctx, id)
	if err != nil {
		return nil, err
	}
	return &original{ctx, v.web, a}, nil
}

// An original is an asset's file.
type original struct {
	ctx   context.Context
	web   *web
	asset *immichwire.Asset
}

// Open implements mediasock.Data.
func (o *original) Open() (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(o.ctx, http.MethodGet, o.web.base.String()+"/assets/"+o.asset.ID+"/original", nil)
	if err != nil {
		return nil, fmt.Errorf("immich: %w", err)
	}
	resp, err := o.web.Send(r)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Size implements mediasock.Data.
func (o *original) Size() int64 {
	if o.asset.ExifInfo == nil || o.asset.ExifInfo.FileSizeInByte == nil {
		return -1
	}
	return *o.asset.ExifInfo.FileSizeInByte
}

// Name implements mediasock.Data.
func (o *original) Name() string { return o.asset.OriginalFileName }

// Type implements mediasock.Data.
func (o *original) Type() string { return o.asset.OriginalMimeType }
