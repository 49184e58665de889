package thumb

import "testing"

func TestTaps_SumIsOne(t *testing.T) {
	for _, c := range [][2]int{{1, 1}, {2, 1}, {5, 4}, {1000, 512}, {4000, 3}, {3, 3}} {
		for i, tap := range taps(c[0], float64(c[0]), c[1]) {
			sum := int32(0)
			for _, w := range tap.weights {
				sum += w
			}
			if sum != 1<<weightBits {
				t.Errorf("taps(%d, %d)[%d] sum to %d, want %d", c[0], c[1], i, sum, 1<<weightBits)
			}
			if end := tap.start + len(tap.weights); tap.start < 0 || end > c[0] {
				t.Errorf("taps(%d, %d)[%d] go from %d to %d", c[0], c[1], i, tap.start, end)
			}
		}
	}
}

func TestResize_KeepsAnEvenColour(t *testing.T) {
	for _, v := range []byte{0, 1, 127, 255} {
		p := newPlane(333, 77)
		for i := range p.pix {
			p.pix[i] = v
		}
		for _, size := range [][2]int{{1, 1}, {20, 5}, {300, 70}, {332, 76}} {
			out := p.resize(size[0], size[1])
			for i, got := range out.pix {
				if got != v {
					t.Fatalf("resize(all %d) to %v: pixel %d is %d", v, size, i, got)
				}
			}
		}
	}
}

// A gradient stays where it is: nothing is moved by a fraction of a pixel,
// with and without boxes, whose last may be narrower.
func TestResize_MovesNothing(t *testing.T) {
	for _, width := range []int{400, 1000, 1003, 2047} {
		p := newPlane(width, 64)
		for y := range p.height {
			for x := range p.width {
				p.row(y)[x] = byte(x * 255 / (width - 1))
			}
		}
		out := p.resize(100, 16)
		for x := 5; x < 95; x++ {
			centre := (float64(x)+0.5)*float64(width)/100 - 0.5
			want := centre * 255 / float64(width-1)
			if got := float64(out.row(8)[x]); got < want-1.2 || got > want+1.2 {
				t.Errorf("width %d: pixel %d is %.0f, want %.1f", width, x, got, want)
			}
		}
	}
}

func TestNearest(t *testing.T) {
	from := []*picture{{width: 1000, height: 750}, {width: 512, height: 384}, {width: 128, height: 96}}
	for edge, want := range map[int]int{600: 1000, 400: 1000, 256: 512, 100: 512, 64: 128, 32: 128} {
		if got := nearest(from, edge); got.width != want {
			t.Errorf("nearest(%d) is %d wide, want %d", edge, got.width, want)
		}
	}
}
