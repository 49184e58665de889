package immich

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// MediaAppend implements mediasock.Session. The albums are looked for first: an
// upload into one that is not there is none.
func (v *Session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if m.ID != "" {
		return v.MediaUpdate(ctx, m, d)
	}
	if err := v.may(mediasock.ScopeUpload); err != nil {
		return nil, err
	}
	if err := v.known(ctx, m.Parents); err != nil {
		return nil, err
	}
	up, err := v.post(ctx, m, d)
	if err != nil {
		return nil, err
	}
	if !isID(up.ID) {
		return nil, fmt.Errorf("immich: an upload is answered with the id %.40q", up.ID)
	}
	exists := up.Status == immichwire.Duplicate
	if exists {
		err = v.restore(ctx, up.ID)
	}
	if err == nil {
		err = v.file(ctx, up.ID, m.Parents, nil)
	}
	if err != nil {
		return nil, err
	}
	if exists {
		return v.item(up.ID), mediasock.ErrExists
	}
	return v.item(up.ID), nil
}

// restore takes an asset that was sent again out of the trash.
func (v *Session) restore(ctx context.Context, id string) error {
	var a immichwire.Asset
	if err := v.web.call(ctx, http.MethodGet, "/assets/"+id, nil, &a); err != nil || !a.IsTrashed {
		return err
	}
	return v.web.call(ctx, http.MethodPost, "/trash/restore/assets", immichwire.IDs{IDs: []string{id}}, nil)
}

// stall is how long a server may take nothing of a file, and think about it in
// the end.
const stall = 5 * time.Minute

// post sends the file and what is said of it.
func (v *Session) post(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*immichwire.Uploaded, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b, err := v.newBody(ctx, m, d)
	if err != nil {
		return nil, err
	}
	b.watch = time.AfterFunc(stall, cancel)
	defer b.watch.Stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.web.base.String()+"/assets", b)
	if err != nil {
		return nil, fmt.Errorf("immich: %w", err)
	}
	r.ContentLength = b.length()
	r.Header.Set("Content-Type", b.contentType)
	resp, err := v.web.Send(r)
	if failure := b.failure(); failure != nil {
		if err == nil {
			resp.Body.Close()
		}
		return nil, failure
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var up immichwire.Uploaded
	return &up, v.web.Read(resp, &up)
}
