package thumb

import (
	"bytes"
	"testing"
)

// A large preview is content with less headroom than a small one.
func TestDecode_LeavesHeadroom(t *testing.T) {
	for _, c := range []struct{ width, edge, want int }{
		{4000, 1600, 2000},
		{4000, 1601, 4000},
		{1486, 512, 743},
		{1484, 512, 1484},
	} {
		file := jpegOf(t, scene(c.width, 80))
		src := newSource(t.Context(), bytes.NewReader(file), int64(len(file)))
		j := &job{maker: new(Maker), src: src, limits: DefaultLimits(), edge: c.edge}
		p, err := jpegFormat{}.decode(j)
		if err != nil || p.width != c.want {
			t.Errorf("decode(%d wide for %d) = %v, %v, want %d wide", c.width, c.edge, p, err, c.want)
		}
	}
}
