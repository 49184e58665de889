package site

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/film"
	"github.com/mediasock/mediasock/library/heif"
	"github.com/mediasock/mediasock/library/thumb"
	"github.com/mediasock/mediasock/metadata"
)

// How much is made at a time: a picture may take thumb's whole limit of memory
// while it is decoded, and some time.
const (
	maxMaking = 4 // and no more than there are processors
	makeTime  = 2 * time.Minute
)

// A previewer makes previews, each once, a few at a time.
type previewer struct {
	library *library.Library
	maker   *thumb.Maker
	film    *film.Tool // nil: films have no pictures
	types   []string   // media types of which there are previews
	group   singleflight.Group
	room    chan struct{}
	aside   chan struct{} // for what is quick, see quick
}

func newPreviewer(l *library.Library, f *film.Tool, codecs []heif.Codec) *previewer {
	p := &previewer{library: l, film: f, maker: &thumb.Maker{}, room: make(chan struct{}, min(maxMaking, runtime.GOMAXPROCS(0))),
		aside: make(chan struct{}, min(maxMaking, runtime.GOMAXPROCS(0))),
		types: []string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp"}}
	for _, codec := range codecs {
		p.maker.Codecs = append(p.maker.Codecs, codec)
		p.types = append(p.types, "image/"+strings.ToLower(codec.String()))
	}
	return p
}

// Can reports whether previews of a media type are made.
func (p *previewer) Can(mediaType string) bool {
	return slices.Contains(p.types, mediaType) || metadata.IsRAW(mediaType) || p.film != nil && strings.HasPrefix(mediaType, "video/")
}

// open returns the preview of m within size pixels and makes it if need be.
func (p *previewer) open(ctx context.Context, m *library.Media, size int) (io.ReadSeekCloser, error) {
	if content, ok := p.kept(ctx, m, size); ok {
		return content, nil
	}
	if !p.Can(m.Type) {
		return nil, thumb.ErrUnsupported
	}
	if err := p.refused(ctx, m); err != nil {
		return nil, err
	}
	if err := p.makeFor(ctx, m, size); err != nil {
		return nil, err
	}
	return p.library.Previews().OpenPreview(ctx, m.Digest, size)
}

// kept opens a preview that was made before. One that is not whole is none:
// previews are not synced, and a power cut may have left a part of one.
func (p *previewer) kept(ctx context.Context, m *library.Media, size int) (io.ReadSeekCloser, bool) {
	content, err := p.library.Previews().OpenPreview(ctx, m.Digest, size)
	if err != nil {
		return nil, false
	}
	if !wholeJPEG(content) {
		content.Close()
		return nil, false
	}
	return content, true
}

// wholeJPEG reports whether content begins and ends as a JPEG file does, and
// leaves it at its start.
func wholeJPEG(content io.ReadSeeker) bool {
	var begin, end [2]byte
	if _, err := io.ReadFull(content, begin[:]); err != nil {
		return false
	}
	if _, err := content.Seek(-2, io.SeekEnd); err != nil {
		return false
	}
	if _, err := io.ReadFull(content, end[:]); err != nil {
		return false
	}
	_, err := content.Seek(0, io.SeekStart)
	return err == nil && begin == [2]byte{0xff, 0xd8} && end == [2]byte{0xff, 0xd9}
}

// make makes and keeps those previews of m that are not kept.
func (p *previewer) make(ctx context.Context, m *library.Media) error {
	return p.share(ctx, m, p.room, library.PreviewEdges())
}

// share makes previews of m of some sizes. Whoever asks for them meanwhile waits
// for the same work, which goes on although its first caller goes away.
func (p *previewer) share(ctx context.Context, m *library.Media, room chan struct{}, sizes []int) error {
	done := p.group.DoChan(string(m.Digest[:])+fmt.Sprint(sizes), func() (any, error) {
		room <- struct{}{}
		defer func() { <-room }()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), makeTime)
		defer cancel()
		return nil, p.makeNow(ctx, m, sizes)
	})
	select {
	case result := <-done:
		return result.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// makeNow outlives a panic, which nobody else could in a goroutine of its own: the
// file is a stranger's.
func (p *previewer) makeNow(ctx context.Context, m *library.Media, sizes []int) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("site: making the previews of item %v panicked: %v", m.ID, fault)
		}
	}()
	sizes = p.missing(ctx, m, sizes)
	if len(sizes) == 0 {
		return nil
	}
	_, content, err := p.library.OpenOriginal(ctx, library.Viewer{All: true}, m.ID)
	if err != nil {
		return err
	}
	defer content.Close()
	previews, err := p.pictures(ctx, m, content, sizes)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("%w: it takes more than %v", thumb.ErrTooLarge, makeTime)
	}
	if undecodable(err) {
		return errors.Join(err, p.refuse(context.WithoutCancel(ctx), m, err))
	}
	if err != nil {
		return err
	}
	return p.keep(ctx, m, previews)
}

// pictures makes the previews of an original, of the picture that a camera has
// put into it, or of a frame of it.
func (p *previewer) pictures(ctx context.Context, m *library.Media, content io.ReadSeeker, sizes []int) ([]thumb.Preview, error) {
	if found, ok := metadata.Embedded(&readerAt{content}, m.Size, m.Type); ok {
		return p.maker.Make(ctx, found, found.Size(), max(1, m.Orientation), sizes)
	}
	if m.Kind != "video" {
		return p.maker.Make(ctx, &readerAt{content}, m.Size, max(1, m.Orientation), sizes)
	}
	frame, err := p.film.Poster(ctx, content, m.Duration)
	if err != nil {
		return nil, err
	}
	return p.maker.Make(ctx, bytes.NewReader(frame), int64(len(frame)), 1, sizes)
}

// madeBy is written before the reason why a file has no preview. A new number
// has all of them tried again: when a decoder learns what it could not.
const madeBy = "3 "

// refuse remembers that m has no preview.
func (p *previewer) refuse(ctx context.Context, m *library.Media, reason error) error {
	return p.library.Previews().PutPreview(ctx, m.Digest, library.PreviewNone, strings.NewReader(madeBy+reason.Error()))
}

// refused returns that it was found before that m has no preview. A note that
// cannot be read is none.
func (p *previewer) refused(ctx context.Context, m *library.Media) error {
	note, err := p.library.Previews().OpenPreview(ctx, m.Digest, library.PreviewNone)
	if err != nil {
		return nil
	}
	defer note.Close()
	reason, err := io.ReadAll(io.LimitReader(note, 500))
	if err != nil || !strings.HasPrefix(string(reason), madeBy) {
		return nil
	}
	return fmt.Errorf("%w: found before: %s", thumb.ErrMalformed, reason[len(madeBy):])
}

// work is the job that makes an item's previews. A file that cannot be decoded
// has none; that is no fault.
func (p *previewer) work(ctx context.Context, _ *library.Library, m *library.Media) error {
	if !p.Can(m.Type) {
		return nil
	}
	if err := p.make(ctx, m); err != nil && !undecodable(err) {
		return err
	}
	return nil
}

// undecodable reports whether err says that a file has no preview for ever.
func undecodable(err error) bool {
	return errors.Is(err, film.ErrUnplayable) || errors.Is(err, thumb.ErrUnsupported) || errors.Is(err, thumb.ErrMalformed) || errors.Is(err, thumb.ErrTooLarge)
}

// placeholder answers that there is no preview, with a neutral picture of what
// the item is, that a page can show in its stead.
func placeholder(w http.ResponseWriter, kind string) {
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "private, max-age=86400")
	w.WriteHeader(http.StatusNotFound)
	shape := "M14 22l6-8 4 5 3-3 7 6z"
	switch kind {
	case "video":
		shape = "M20 10v12l11-6z"
	case "audio":
		shape = "M21 9l9-2v12a3 2.5 0 1 1-2-2.4v-5.4l-5 1.1v7.7a3 2.5 0 1 1-2-2.4z"
	}
	_, _ = io.WriteString(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 32"><rect width="48" height="32" fill="#8882"/><path d="`+shape+`" fill="#8886"/></svg>`)
}

// preview serves a preview.
func (s *Site) preview(w http.ResponseWriter, r *http.Request) error {
	id, ok := library.ParseID(r.PathValue("id"))
	if !ok {
		return mediasock.ErrUnknownItem
	}
	m, err := s.Library.Media(r.Context(), viewer(r), id)
	if err != nil {
		return err
	}
	size := fitting(r.URL.Query().Get("size"))
	content, err := s.previews.open(r.Context(), m, size)
	if undecodable(err) {
		placeholder(w, m.Kind)
		return nil
	}
	if err != nil {
		return err
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("ETag", `"`+hex.EncodeToString(m.Digest[:])+"-"+strconv.Itoa(size)+`"`)
	h.Set("Cache-Control", "private, max-age=86400")
	h.Set("Vary", "Cookie, Authorization, X-WSSE")
	shareable(r, h)
	http.ServeContent(w, r, "", m.Updated, content)
	return nil
}

// fitting returns the size that is made for a wish in pixels, fit likewise: the
// least that is no smaller.
func fitting(wish string) int {
	n, err := strconv.Atoi(wish)
	if err != nil {
		return library.ThumbEdge
	}
	return fit(n)
}

func fit(n int) int {
	edges := library.PreviewEdges()
	i := slices.IndexFunc(edges, func(size int) bool { return size >= n })
	if i < 0 {
		return edges[len(edges)-1]
	}
	return edges[i]
}

// readerAt reads at offsets from what can only seek. It is used by one
// goroutine at a time.
type readerAt struct{ io.ReadSeeker }

// ReadAt seeks and reads.
func (r *readerAt) ReadAt(p []byte, off int64) (int, error) {
	if at, ok := r.ReadSeeker.(io.ReaderAt); ok {
		return at.ReadAt(p, off)
	}
	if _, err := r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r.ReadSeeker, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
