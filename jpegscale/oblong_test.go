package jpegscale

import (
	"bytes"
	"fmt"
	"image"
	"testing"
)

// Chroma of 4:2:2 is halved in height only, that of 4:4:0 in width, that of
// 4:4:4 in both, and that of 4:2:0 stays.
func TestDecode_HalfChromaWhereTheFileHasMore(t *testing.T) {
	for _, c := range []struct {
		name          string
		across, down  int
		width, height int // of chroma at Quarter
	}{
		{"baseline-2x1.jpg", 1, 2, 27, 20},
		{"baseline-1x2.jpg", 2, 1, 27, 20},
		{"baseline-4x1.jpg", 1, 2, 14, 20},
		{"baseline-1x4.jpg", 2, 1, 27, 10},
		{"baseline-1x1.jpg", 2, 2, 27, 20},
		{"baseline-2x2.jpg", 1, 1, 27, 20},
	} {
		for _, scale := range []Scale{Quarter, Half, Full} {
			t.Run(fmt.Sprintf("%s at %d", c.name, scale), func(t *testing.T) {
				whole, small := chromaOf(t, c.name, scale, false), chromaOf(t, c.name, scale, true)
				if scale == Quarter && (small.Width != c.width || small.Height != c.height) {
					t.Errorf("chroma is %d by %d, want %d by %d", small.Width, small.Height, c.width, c.height)
				}
				got := small.gray()
				want := whole.means(c.across, c.down)
				if got.Bounds() != want.Bounds() {
					t.Fatalf("chroma is %v, want %v", got.Bounds(), want.Bounds())
				}
				if is := psnr(got, want); is < 40 {
					t.Errorf("chroma is %.1f dB from the mean, want at least 40", is)
				}
			})
		}
	}
}

// A progressive file comes by another way to the same pixels.
func TestDecode_HalfChromaOfProgressiveIsTheSame(t *testing.T) {
	for _, sampling := range []string{"2x1", "4x1", "1x1"} {
		for _, scale := range []Scale{Eighth, Quarter, Half, Full} {
			want := chromaOf(t, "baseline-"+sampling+".jpg", scale, true)
			got := chromaOf(t, "progressive-"+sampling+".jpg", scale, true)
			for y := range want.Height {
				if !bytes.Equal(got.Row(y), want.Row(y)) {
					t.Fatalf("%s at %d: row %d of progressive chroma is not that of baseline", sampling, scale, y)
				}
			}
		}
	}
}

func chromaOf(t *testing.T, name string, scale Scale, half bool) *Plane {
	t.Helper()
	p, err := Decode(bytes.NewReader(readSample(t, name)), Options{Scale: scale, HalfChroma: half})
	if err != nil {
		t.Fatalf("Decode(%s, %d) = %v", name, scale, err)
	}
	return &p.Plane[1]
}

func (p *Plane) gray() *image.Gray {
	return &image.Gray{Pix: p.Pix, Stride: p.Stride, Rect: image.Rect(0, 0, p.Width, p.Height)}
}

// means averages boxes of samples.
func (p *Plane) means(across, down int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, ceilDiv(p.Width, across), ceilDiv(p.Height, down)))
	m := toRGBA(p.gray())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			box := image.Rect(x*across, y*down, (x+1)*across, (y+1)*down).Intersect(m.Rect)
			out.Pix[y*out.Stride+x] = meanAt(m, box, 0)
		}
	}
	return out
}
