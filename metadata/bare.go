package metadata

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"sort"
)

// ErrNotBare means that a file cannot be freed of what it says of itself, be it
// of a kind that Bare does not know or not built as its kind is. It must not be
// given to whom that is not to be told.
var ErrNotBare = errors.New("metadata: what the file says of itself cannot be taken out")

// A BareFile is a file without what it says of place, people, device and
// history. It is read from the original as it is asked for; nothing is copied.
type BareFile struct {
	r      io.ReaderAt
	pieces []piece
	size   int64
}

// A piece is a run of a bare file: bytes of the original from off on, or bytes
// of its own, or zeros.
type piece struct {
	at, size int64 // in the bare file
	off      int64 // in the original; -1 where it has nothing to say
	bytes    []byte
}

// Bare returns the file without metadata and without the small pictures, other
// pictures and texts that hide beside the picture or the film; pixels and sound
// stay as they are, and so do colour profiles and what tells which way up a
// picture is. Films and PDF keep their length, so that no offset in them changes:
// what goes is overwritten. Of JPEG, PNG, GIF, WebP and SVG it is left out.
func Bare(r io.ReaderAt, size int64, mediaType string) (*BareFile, error) {
	cut := cutterOf(mediaType)
	if cut == nil {
		return nil, ErrNotBare
	}
	s := newSource(r, size, Options{MaxBytes: 64 << 20, MaxSteps: 2_000_000}.withDefaults())
	e := &edits{s: s}
	var err error
	s.guard(mediaType, func() error { err = cut(e); return err })
	if err != nil || len(s.problems) > 0 {
		return nil, errors.Join(ErrNotBare, err, errors.Join(s.problems...))
	}
	return e.file()
}

// cutterOf chooses what finds the edits that make a file bare, or nil.
func cutterOf(mediaType string) func(*edits) error {
	switch mediaType {
	case "image/jpeg":
		return bareJPEG
	case "image/png", "image/apng":
		return barePNG
	case "image/gif":
		return bareGIF
	case "image/webp":
		return bareWebP
	case "image/heic", "image/heif", "image/avif":
		return bareHEIF
	case "video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "video/x-m4v", "audio/mp4":
		return bareMovie
	case "video/x-matroska", "video/webm", "audio/x-matroska", "audio/webm":
		return bareMatroska
	case "audio/mpeg":
		return bareMP3
	case "audio/flac":
		return bareFLAC
	case "audio/wav":
		return bareWAV
	case "application/pdf":
		return barePDF
	case "image/svg+xml":
		return bareSVG
	case "image/bmp":
		return func(*edits) error { return nil } // it has no room for words
	}
	return nil
}

// edits are what is to be changed in a file.
type edits struct {
	s    *source
	list []edit
}

// An edit puts bytes, then zeros, in the place of others.
type edit struct {
	off, cut int64
	with     []byte
	zeros    int64
}

// drop leaves out n bytes.
func (e *edits) drop(off, n int64) { e.list = append(e.list, edit{off: off, cut: n}) }

// put overwrites as many bytes as it is given.
func (e *edits) put(off int64, b []byte) {
	e.list = append(e.list, edit{off: off, cut: int64(len(b)), with: b})
}

// zero overwrites n bytes with zeros.
func (e *edits) zero(off, n int64) {
	if n > 0 {
		e.list = append(e.list, edit{off: off, cut: n, zeros: n})
	}
}

// insert puts bytes between two others.
func (e *edits) insert(off int64, b []byte) { e.list = append(e.list, edit{off: off, with: b}) }

// file puts the pieces together.
func (e *edits) file() (*BareFile, error) {
	slices.SortStableFunc(e.list, func(a, b edit) int { return cmp.Compare(a.off, b.off) })
	f := &BareFile{r: e.s.r}
	done := int64(0)
	for _, x := range e.list {
		if x.off < done || x.off+x.cut > e.s.size {
			return nil, ErrNotBare // two structures claim the same bytes
		}
		f.add(piece{off: done, size: x.off - done})
		f.add(piece{off: -1, bytes: x.with, size: int64(len(x.with))})
		f.add(piece{off: -1, size: x.zeros})
		done = x.off + x.cut
	}
	f.add(piece{off: done, size: e.s.size - done})
	return f, nil
}

func (f *BareFile) add(p piece) {
	if p.size > 0 {
		p.at = f.size
		f.pieces, f.size = append(f.pieces, p), f.size+p.size
	}
}

// Size returns how many bytes the bare file has.
func (f *BareFile) Size() int64 { return f.size }

// Reader returns a reader of its own from the first byte on.
func (f *BareFile) Reader() *io.SectionReader { return io.NewSectionReader(f, 0, f.size) }

// ReadAt reads bytes of the bare file.
func (f *BareFile) ReadAt(b []byte, off int64) (n int, err error) {
	i := sort.Search(len(f.pieces), func(i int) bool { return f.pieces[i].at+f.pieces[i].size > off })
	for ; n < len(b) && i < len(f.pieces); i++ {
		part := b[n:min(int64(len(b)), int64(n)+f.pieces[i].at+f.pieces[i].size-off)]
		if err := f.pieces[i].read(f.r, part, off-f.pieces[i].at); err != nil {
			return n, err
		}
		n, off = n+len(part), off+int64(len(part))
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (p *piece) read(r io.ReaderAt, b []byte, from int64) error {
	switch {
	case p.bytes != nil:
		copy(b, p.bytes[from:])
	case p.off < 0:
		clear(b)
	default:
		n, err := r.ReadAt(b, p.off+from)
		if n == len(b) {
			return nil
		}
		return cmp.Or(err, io.ErrUnexpectedEOF)
	}
	return nil
}
