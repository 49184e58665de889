package site

import (
	"bytes"
	"context"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/thumb"
)

// makeFor makes the preview of m that somebody waits for. That of a photograph
// comes by itself where it is quick, and the others when their job is due.
func (p *previewer) makeFor(ctx context.Context, m *library.Media, size int) error {
	if quick(m, size) {
		return p.share(ctx, m, p.aside, []int{size})
	}
	return p.make(ctx, m)
}

// quick reports whether one preview alone costs a small part of all of them,
// in time and memory: jpegscale reads the little that a small one needs, in the
// time in which a camera's own preview inside the file could be compared with
// the photograph. So that is not shown in its stead: it may be of before an
// edit, and show what its owner has made unrecognizable.
func quick(m *library.Media, size int) bool {
	return m.Type == "image/jpeg" && size <= library.ThumbEdge
}

// missing returns those of sizes that are not kept: one that was made by itself
// keeps its bytes, which its ETag names.
func (p *previewer) missing(ctx context.Context, m *library.Media, sizes []int) (list []int) {
	for _, size := range sizes {
		content, ok := p.kept(ctx, m, size)
		if !ok {
			list = append(list, size)
			continue
		}
		content.Close()
	}
	return list
}

// keep keeps previews, but those that somebody has got meanwhile.
func (p *previewer) keep(ctx context.Context, m *library.Media, made []thumb.Preview) error {
	for _, preview := range made {
		if len(p.missing(ctx, m, []int{preview.Size})) == 0 {
			continue
		}
		if err := p.library.Previews().PutPreview(ctx, m.Digest, preview.Size, bytes.NewReader(preview.JPEG)); err != nil {
			return err
		}
	}
	return nil
}
