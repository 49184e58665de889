package thumb

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"
)

// scene is a picture whose corners tell how it is turned: red, green, blue and
// white, with a soft gradient and some noise between.
func scene(width, height int) *image.NRGBA {
	rnd := rand.New(rand.NewPCG(1, 1))
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			n := rnd.IntN(7) - 3
			c := color.NRGBA{byte(60 + 120*x/width + n), byte(80 + 100*y/height + n), byte(120 + n), 255}
			switch {
			case x < width/4 && y < height/4:
				c = color.NRGBA{220, 30, 30, 255}
			case x >= width-width/4 && y < height/4:
				c = color.NRGBA{30, 200, 30, 255}
			case x < width/4 && y >= height-height/4:
				c = color.NRGBA{30, 30, 220, 255}
			case x >= width-width/4 && y >= height-height/4:
				c = color.NRGBA{250, 250, 250, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func makeOne(t testing.TB, file []byte, orientation, size int) Preview {
	t.Helper()
	p, err := new(Maker).Make(t.Context(), bytes.NewReader(file), int64(len(file)), orientation, []int{size})
	if err != nil {
		t.Fatalf("Make = %v", err)
	}
	return p[0]
}

func decodePreview(t testing.TB, p Preview) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		t.Fatalf("decoding the preview: %v", err)
	}
	if b := img.Bounds(); b.Dx() != p.Width || b.Dy() != p.Height {
		t.Fatalf("preview is %v, says %d by %d", b, p.Width, p.Height)
	}
	return img
}

// near tells whether a pixel is about of a colour.
func near(img image.Image, x, y int, want color.Color) bool {
	r, g, b, _ := img.At(x, y).RGBA()
	wr, wg, wb, _ := want.RGBA()
	far := func(a, b uint32) float64 { return math.Abs(float64(a)-float64(b)) / 257 }
	return max(far(r, wr), far(g, wg), far(b, wb)) < 16
}

// corners checks the colours at the corners, from top left clockwise.
func corners(t *testing.T, img image.Image, want [4]color.Color) {
	t.Helper()
	b := img.Bounds()
	dx, dy := b.Dx()/10, b.Dy()/10
	at := [4]image.Point{{dx, dy}, {b.Dx() - 1 - dx, dy}, {b.Dx() - 1 - dx, b.Dy() - 1 - dy}, {dx, b.Dy() - 1 - dy}}
	for i, p := range at {
		if !near(img, p.X, p.Y, want[i]) {
			t.Errorf("corner %d is %v, want %v", i, img.At(p.X, p.Y), want[i])
		}
	}
}

var (
	red   = color.NRGBA{220, 30, 30, 255}
	green = color.NRGBA{30, 200, 30, 255}
	blue  = color.NRGBA{30, 30, 220, 255}
	white = color.NRGBA{250, 250, 250, 255}
)

func TestMake_AllOrientations(t *testing.T) {
	file := jpegOf(t, scene(400, 300))
	for orientation, want := range map[int][4]color.Color{
		0: {red, green, white, blue},
		1: {red, green, white, blue},
		2: {green, red, blue, white},
		3: {white, blue, red, green},
		4: {blue, white, green, red},
		5: {red, blue, white, green},
		6: {blue, red, green, white},
		7: {white, green, red, blue},
		8: {green, white, blue, red},
		9: {red, green, white, blue},
	} {
		p := makeOne(t, file, orientation, 100)
		w, h := 100, 75
		if orientation >= 5 && orientation <= 8 {
			w, h = h, w
		}
		if p.Width != w || p.Height != h {
			t.Errorf("Make(orientation %d) is %d by %d, want %d by %d", orientation, p.Width, p.Height, w, h)
		}
		corners(t, decodePreview(t, p), want)
	}
}

func TestMake_SeveralSizesFromOneDecode(t *testing.T) {
	file := jpegOf(t, scene(800, 600))
	sizes := []int{64, 500, 200, 4000, 200}
	got, err := new(Maker).Make(t.Context(), bytes.NewReader(file), int64(len(file)), 6, sizes)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2]int{{48, 64}, {375, 500}, {150, 200}, {600, 800}, {150, 200}} {
		p := got[i]
		if p.Size != sizes[i] || p.Width != want[0] || p.Height != want[1] {
			t.Errorf("preview %d = size %d, %d by %d, want size %d, %v", i, p.Size, p.Width, p.Height, sizes[i], want)
		}
		corners(t, decodePreview(t, p), [4]color.Color{blue, red, green, white})
		if !bytes.Equal(p.Hash, got[0].Hash) || len(p.Hash) < 20 {
			t.Errorf("preview %d has hash %x, the first %x", i, p.Hash, got[0].Hash)
		}
	}
}

func TestMake_ExtremeShapes(t *testing.T) {
	for _, c := range [][2]int{{1, 1}, {1, 3000}, {3000, 1}, {2, 2}, {7, 5000}, {17, 9}} {
		p := makeOne(t, jpegOf(t, scene(c[0], c[1])), 6, 128)
		if p.Width < 1 || p.Height < 1 || max(p.Width, p.Height) > 128 {
			t.Errorf("Make(%v) is %d by %d", c, p.Width, p.Height)
		}
		decodePreview(t, p)
	}
}
