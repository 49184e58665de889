package library

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/mediasock/mediasock"
)

// A ResumingStore is a StagingStore that takes uploads in parts. What Begin and
// Resume return is a Staged too.
type ResumingStore interface {
	StagingStore
	mediasock.Resumer
}

var _ mediasock.Resumer = (*Library)(nil)

// Begin implements mediasock.Resumer: what arrives is adopted by a session, not
// copied.
func (l *Library) Begin(ctx context.Context, u mediasock.Upload) (mediasock.Resumable, error) {
	if l.limits.Size > 0 && u.Size > l.limits.Size {
		return nil, l.tooLarge()
	}
	store, err := l.resuming()
	if err != nil {
		return nil, err
	}
	part, err := store.Begin(ctx, u)
	return l.resumable(ctx, "beginning an upload", part, err)
}

// Resume implements mediasock.Resumer.
func (l *Library) Resume(ctx context.Context, id string) (mediasock.Resumable, error) {
	store, err := l.resuming()
	if err != nil {
		return nil, err
	}
	part, err := store.Resume(ctx, id)
	return l.resumable(ctx, "resuming an upload", part, err)
}

// Uploads implements mediasock.Resumer.
func (l *Library) Uploads(ctx context.Context) iter.Seq2[mediasock.Upload, error] {
	store, err := l.resuming()
	if err != nil {
		return func(yield func(mediasock.Upload, error) bool) { yield(mediasock.Upload{}, err) }
	}
	return store.Uploads(ctx)
}

// DropUploads forgets the uploads that nobody went on with for as long as they
// live, and returns how many. One that is in use is left alone.
func (l *Library) DropUploads(ctx context.Context) (dropped int, err error) {
	for u, err := range l.Uploads(ctx) {
		switch {
		case errors.Is(err, mediasock.ErrUnsupported):
			return 0, nil
		case err != nil:
			return dropped, err
		case l.now().Before(u.Expires()):
			continue
		}
		if g, err := l.Resume(ctx, u.ID); err == nil {
			if err := g.Drop(); err != nil {
				return dropped, l.fault(ctx, "dropping an upload", err)
			}
			dropped++
		}
	}
	return dropped, nil
}

func (l *Library) resuming() (ResumingStore, error) {
	if store, ok := l.store.(ResumingStore); ok {
		return store, nil
	}
	return nil, mediasock.ErrUnsupported
}

// A resumable is an upload in parts in the store of lib. A session adopts its
// staged part.
type resumable struct {
	*staged
	part mediasock.Resumable
}

var _ mediasock.Resumable = (*resumable)(nil)

// A lent is a file that a session uses and does not end.
type lent struct{ Staged }

// Abort leaves the file to its owner.
func (lent) Abort() error { return nil }

func (l *Library) resumable(ctx context.Context, doing string, part mediasock.Resumable, err error) (mediasock.Resumable, error) {
	if err != nil {
		return nil, l.fault(ctx, doing, err)
	}
	file, ok := part.(Staged)
	if !ok {
		part.Abort()
		return nil, l.fault(ctx, doing, fmt.Errorf("library: the store's %T cannot be kept", part))
	}
	return &resumable{&staged{Staged: lent{file}, lib: l, size: file.Size()}, part}, nil
}

// Upload implements mediasock.Resumable.
func (r *resumable) Upload() mediasock.Upload { return r.part.Upload() }

// Record implements mediasock.Resumable.
func (r *resumable) Record(u mediasock.Upload) error { return r.part.Record(u) }

// Abort implements mediasock.Staged.
func (r *resumable) Abort() error { return r.part.Abort() }

// Drop implements mediasock.Resumable.
func (r *resumable) Drop() error { return r.part.Drop() }
