package tus

import (
	"context"
	"errors"
	"strconv"

	"github.com/mediasock/mediasock"
)

// finish makes an item of an upload that is whole and no item yet, and returns
// what is recorded of it. The client may be gone: an upload whose last byte is
// there is finished all the same. Where that fails for a time the next request
// tries again; where it is refused for good the upload is dropped.
func (x *exchange) finish(g mediasock.Resumable) (mediasock.Upload, error) {
	u := g.Upload()
	if u.Item != nil || u.Size < 0 || g.Offset() < u.Size {
		return u, nil
	}
	ctx := context.WithoutCancel(x.r.Context())
	item, err := x.append(ctx, g, u)
	exists := errors.Is(err, mediasock.ErrExists)
	if err != nil && !exists {
		return u, x.refused(g, err)
	}
	if u.Item = item; item == nil {
		u.Item = &mediasock.Item{}
	}
	u.Said[saidStat] = strconv.Itoa(int(mediasock.CodeSuccess))
	if exists {
		u.Said[saidStat] = strconv.Itoa(int(mediasock.CodeExists))
	}
	if err := g.Record(u); err != nil {
		// The item is safe, and the next request finds it by its bytes.
		x.log().Warn("the end of an upload is not recorded", "error", err)
	}
	return u, nil
}

// append gives the file to the user's session.
func (x *exchange) append(ctx context.Context, g mediasock.Resumable, u mediasock.Upload) (*mediasock.Item, error) {
	meta, err := parseMetadata(u.Said[saidMetadata])
	if err != nil {
		return nil, err
	}
	m, err := meta.media()
	if err != nil {
		return nil, err
	}
	s, err := x.Backend.Session(ctx, x.user)
	if err != nil {
		return nil, err
	}
	return s.MediaAppend(ctx, m, g)
}

// refused drops an upload that is refused for good: sending it again is no use,
// or it is not the file that was announced.
func (x *exchange) refused(g mediasock.Resumable, err error) error {
	switch mediasock.StatOf(err).Code {
	case mediasock.CodeInterrupted:
		err = errors.Join(errChecksum, err)
	case mediasock.CodeUnsupported, mediasock.CodePermanent:
	default:
		return err
	}
	if dropErr := g.Drop(); dropErr != nil {
		x.log().Warn("an upload that was refused is not dropped", "error", dropErr)
	}
	return err
}
