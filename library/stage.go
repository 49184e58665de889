package library

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/mediasock/mediasock"
)

// Stage opens a place for a file of the announced size, -1 if unknown, in the
// library's store: what is staged here is adopted by a session, not copied.
func (l *Library) Stage(ctx context.Context, name, mediaType string, size int64) (mediasock.Staged, error) {
	if l.limits.Size > 0 && size > l.limits.Size {
		return nil, l.tooLarge()
	}
	staging, ok := l.store.(StagingStore)
	if !ok {
		return nil, mediasock.ErrUnsupported
	}
	g, err := staging.Stage(ctx, name, mediaType, size)
	if err != nil {
		return nil, l.fault(ctx, "staging a file", err)
	}
	return &staged{Staged: g, lib: l}, nil
}

func (l *Library) tooLarge() error {
	return refused(fmt.Sprintf("the file is larger than %d bytes", l.limits.Size))
}

// A staged is a file that arrives in the store of lib.
type staged struct {
	Staged
	lib  *Library
	size int64
}

// Write refuses what exceeds the limit.
func (g *staged) Write(p []byte) (int, error) {
	if limit := g.lib.limits.Size; limit > 0 && g.size+int64(len(p)) > limit {
		return 0, g.lib.tooLarge()
	}
	n, err := g.Staged.Write(p)
	g.size += int64(n)
	return n, err
}

// adopt returns d as a file in the library's own staging: d itself if it was
// staged here, else a copy of it. finish drops it unless it was kept.
func (l *Library) adopt(ctx context.Context, d mediasock.Data) (g *staged, finish func(), err error) {
	if own := stagedOf(d); own != nil && own.lib == l {
		return own, func() { own.Abort() }, nil
	}
	m, err := l.Stage(ctx, d.Name(), d.Type(), d.Size())
	if err != nil {
		return nil, nil, err
	}
	g = m.(*staged)
	finish = func() { g.Abort() }
	if err := g.fill(ctx, d); err != nil {
		finish()
		return nil, nil, err
	}
	return g, finish, nil
}

// stagedOf returns the staged file that d is, or nil.
func stagedOf(d mediasock.Data) *staged {
	switch own := d.(type) {
	case *staged:
		return own
	case *resumable:
		return own.staged
	}
	return nil
}

// fill copies d, all of it.
func (g *staged) fill(ctx context.Context, d mediasock.Data) error {
	r, err := d.Open()
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer r.Close()
	n, err := io.Copy(g, contextReader{ctx, r})
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return interrupted("the file ended early")
	case err != nil:
		return err
	case d.Size() >= 0 && n != d.Size():
		return interrupted(fmt.Sprintf("the file has %d bytes, not %d", n, d.Size()))
	}
	return nil
}

// A contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
