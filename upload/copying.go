package upload

import (
	"context"
	"errors"

	"github.com/mediasock/mediasock"
)

// copying is one file on its way to the service.
type copying struct {
	*run
	file   File
	sum    Sum
	said   *mediasock.Media // by its sidecars
	result Result
}

// known is about a file that the service has: what is said of it may have changed
// since.
func (c *copying) known(ctx context.Context, id string) Result {
	item := &mediasock.Item{ID: id}
	if now := wordsHash(c.said); now == "" || now == c.Ledger.Words(c.sum) {
		return c.ended(Known, item)
	}
	if c.DryRun {
		return c.ended(WouldUpload, item)
	}
	m := *c.said
	m.ID = id
	updated, err := mediasock.UpdateMedia(ctx, c.Session, &m, nil)
	switch {
	case errors.Is(err, mediasock.ErrUnsupported):
		return c.ended(Known, item)
	case err != nil:
		return c.result.failed(c.judge(ctx, err))
	case updated != nil:
		item = updated
	}
	return c.recorded(Updated, item)
}

// replace gives the item that the file was before its new bytes. It is not done
// where the service cannot do that, or has no such item any more.
func (c *copying) replace(ctx context.Context, id string) (Result, bool) {
	m := *c.said
	m.ID, m.SHA256 = id, c.sum[:]
	item, err := mediasock.UpdateMedia(ctx, c.Session, &m, c.data())
	switch {
	case errors.Is(err, mediasock.ErrUnsupported):
		return c.result, false
	case err != nil:
		return c.result.failed(c.judge(ctx, err)), true
	case item == nil:
		item = &mediasock.Item{ID: id}
	}
	return c.recorded(Replaced, item), true
}

// append sends the file as a new item.
func (c *copying) append(ctx context.Context) Result {
	parents, err := c.albums.find(ctx, c.file.Album)
	if place := (*PlaceError)(nil); errors.As(err, &place) {
		c.result.Outcome, c.result.Err = Refused, err
		return c.result
	}
	if err != nil {
		return c.result.failed(c.judge(ctx, err))
	}
	m := *c.said
	m.Parents, m.SHA256 = parents, c.sum[:]
	item, err := c.Session.MediaAppend(ctx, &m, c.data())
	switch {
	case errors.Is(err, mediasock.ErrExists):
		return c.recorded(Exists, item)
	case errors.Is(err, mediasock.ErrUnsupported):
		c.result.Outcome, c.result.Err = Refused, err
		return c.result
	case err != nil:
		return c.result.failed(c.judge(ctx, err))
	}
	return c.recorded(Uploaded, item)
}

func (c *copying) data() *data { return &data{File: c.file, progress: c.Progress} }

// recorded notes in the ledger what became of the file. A ledger that cannot be
// written ends the run: the next one would send everything again.
func (c *copying) recorded(o Outcome, item *mediasock.Item) Result {
	if err := c.Ledger.Record(c.file, c.sum, item.ID, wordsHash(c.said), c.now()); err != nil {
		c.stop(err)
		return c.result.failed(err)
	}
	return c.ended(o, item)
}

func (c *copying) ended(o Outcome, item *mediasock.Item) Result {
	c.result.Outcome, c.result.Item = o, item
	return c.result
}
