package thumb

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"io"
	"slices"
	"sync"

	"github.com/mediasock/mediasock/jpegscale"
)

// ErrUnsupported means that there is no preview of a file, because it is no
// image or of a kind that this package does not read.
var ErrUnsupported = errors.New("thumb: unsupported image")

// ErrTooLarge means that an image exceeds the limits.
var ErrTooLarge = errors.New("thumb: image is too large")

// ErrMalformed means that a file begins as an image but cannot be decoded.
var ErrMalformed = errors.New("thumb: malformed image")

// Preview is one small picture.
type Preview struct {
	Size          int    // that was asked for: the longer side at most
	Width, Height int    // of the picture, the right way up
	JPEG          []byte // the file
	Damaged       bool   // parts of the original could not be decoded
	Hash          []byte // a thumbhash of the picture, the same at all sizes
}

// Maker makes previews. Its zero value is ready, and keeps to DefaultLimits.
// Several goroutines may use one Maker at once; it keeps decoders between
// calls, so a program should have one.
type Maker struct {
	Limits  Limits
	Quality int         // of the JPEG files, 1 to 100; zero means 80
	Ground  color.Color // behind what is transparent; nil means a light grey
	Codecs  []Codec     // for kinds of files that this package does not know

	decoders sync.Pool // of *jpegscale.Decoder
}

// Make makes a preview for each of sizes, in their order. A preview is never
// larger than the original. The orientation is that of EXIF, 1 to 8; anything
// else means 1. To an image that a Codec has turned it is not applied.
//
// The error is ErrUnsupported, ErrTooLarge or ErrMalformed inside, or what r
// or ctx said.
func (m *Maker) Make(ctx context.Context, r io.ReaderAt, size int64, orientation int, sizes []int) ([]Preview, error) {
	if len(sizes) == 0 || slices.Min(sizes) < 1 {
		return nil, fmt.Errorf("thumb: no previews of sizes %v", sizes)
	}
	j := &job{maker: m, src: newSource(ctx, r, size), limits: m.Limits.withDefaults(), edge: slices.Max(sizes)}
	p, err := j.decode()
	if err != nil {
		return nil, j.explain(err)
	}
	if p.upright {
		orientation = 1
	}
	return m.previews(ctx, p, orientation, sizes)
}

// previews makes all sizes of a picture, the largest first, each from the
// smallest picture that still has twice its size.
func (m *Maker) previews(ctx context.Context, p *picture, orientation int, sizes []int) ([]Preview, error) {
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return sizes[b] - sizes[a] })
	out := make([]Preview, len(sizes))
	from := []*picture{p}
	for _, i := range order {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		small := nearest(from, sizes[i]).fit(sizes[i]).recolour()
		from = append(from, small)
		preview, err := m.encode(small.turn(orientation))
		if err != nil {
			return nil, err
		}
		preview.Size, preview.Damaged = sizes[i], p.damaged
		out[i] = preview
	}
	hash := nearest(from, hashEdge).fit(hashEdge).recolour().turn(orientation).hash()
	for i := range out {
		out[i].Hash = hash
	}
	return out, nil
}

// nearest returns the smallest picture that has twice the wanted size, or the
// first, which is the largest.
func nearest(from []*picture, edge int) *picture {
	best := from[0]
	for _, p := range from[1:] {
		if max(p.width, p.height) >= 2*edge {
			best = p
		}
	}
	return best
}

func (m *Maker) jpegDecoder() *jpegscale.Decoder {
	if d, ok := m.decoders.Get().(*jpegscale.Decoder); ok {
		return d
	}
	return new(jpegscale.Decoder)
}

func (m *Maker) quality() int {
	if m.Quality == 0 {
		return 80
	}
	return m.Quality
}
