package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/metadata"
)

// ErrConcealed refuses the original of an item to someone who is not told where
// and with what it was made, where that cannot be taken out of the file. The
// item is returned with it.
var ErrConcealed error = &mediasock.Error{Code: mediasock.CodePermanent,
	Message: "the original tells where and with what it was made, which its owner does not show"}

// OpenOriginal opens the original bytes of an item that v may see; the caller
// closes them. Who is not told where and with what it was made is given them
// without that (Media.Concealed), or ErrConcealed. The error is
// mediasock.ErrUnknownItem or ErrGone where there is none for v.
func (l *Library) OpenOriginal(ctx context.Context, v Viewer, id ID) (*Media, io.ReadSeekCloser, error) {
	m, err := l.Media(ctx, v, id)
	if err != nil {
		return nil, nil, err
	}
	r, err := l.store.Open(ctx, m.Digest)
	if err != nil {
		return nil, nil, l.fault(ctx, "opening an original", err)
	}
	if !m.Concealed() {
		return m, r, nil
	}
	bare, err := bareOf(r, m)
	if err != nil {
		r.Close()
		return m, nil, err
	}
	return m, bare, nil
}

// A bareReader reads what is left of a file that it closes.
type bareReader struct {
	*io.SectionReader
	io.Closer
}

// bareOf returns r without what it says of itself.
func bareOf(r io.ReadSeekCloser, m *Media) (io.ReadSeekCloser, error) {
	bare, err := metadata.Bare(asReaderAt(r), m.Size, m.Type)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConcealed, err)
	}
	return bareReader{bare.Reader(), r}, nil
}

// OpenPreview opens the preview of an item that v may see whose longer edge has
// size pixels; the caller closes it. Where none was made, now or for ever, the
// error wraps fs.ErrNotExist and the item is returned with it.
func (l *Library) OpenPreview(ctx context.Context, v Viewer, id ID, size int) (*Media, io.ReadSeekCloser, error) {
	m, err := l.Media(ctx, v, id)
	if err != nil {
		return nil, nil, err
	}
	if l.previews == nil {
		return m, nil, fs.ErrNotExist
	}
	r, err := l.previews.OpenPreview(ctx, m.Digest, size)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return m, nil, err
	case err != nil:
		return m, nil, l.fault(ctx, "opening a preview", err)
	}
	return m, r, nil
}

// MediaOpen implements mediasock.MediaOpener.
func (s *session) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	n, ok := ParseID(id)
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	m, err := s.lib.Media(ctx, s.viewer, n)
	if err != nil {
		return nil, err
	}
	o := &original{lib: s.lib, ctx: ctx, media: m, size: m.Size}
	if m.Concealed() {
		r, err := s.lib.store.Open(ctx, m.Digest)
		if err != nil {
			return nil, s.lib.fault(ctx, "opening an original", err)
		}
		defer r.Close()
		bare, err := bareOf(r, m)
		if err != nil {
			return nil, ErrConcealed
		}
		if o.size, err = bare.Seek(0, io.SeekEnd); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// An original is the bytes of an item. It is read in the context in which it was
// asked for.
type original struct {
	lib   *Library
	ctx   context.Context
	media *Media
	size  int64
}

var _ mediasock.Data = (*original)(nil)

// Open returns a new reader from the first byte, which can seek too.
func (o *original) Open() (io.ReadCloser, error) {
	r, err := o.lib.store.Open(o.ctx, o.media.Digest)
	if err != nil {
		return nil, o.lib.fault(o.ctx, "opening an original", err)
	}
	if o.media.Concealed() {
		return bareOf(r, o.media)
	}
	return r, nil
}

// Size returns the number of bytes.
func (o *original) Size() int64 { return o.size }

// Name returns the original file name.
func (o *original) Name() string { return o.media.Name }

// Type returns the media type, by content.
func (o *original) Type() string { return o.media.Type }
