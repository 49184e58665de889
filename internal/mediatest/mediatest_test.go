package mediatest_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/gif"
	_ "image/jpeg"
	_ "image/png"
	"testing"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"github.com/mediasock/mediasock/internal/mediatest"
)

func TestPhoto_Decodes(t *testing.T) {
	for _, format := range []mediatest.Format{mediatest.JPEG, mediatest.PNG, mediatest.PNG16, mediatest.Palette,
		mediatest.GIF, mediatest.TIFF, mediatest.BMP} {
		o := mediatest.Pier()
		o.Format, o.Orientation = format, 0
		img, _, err := image.Decode(bytes.NewReader(mediatest.Photo(o)))
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		checkCorners(t, string(format), img, func(x, y int) (int, int) { return x, y })
	}
	if _, _, err := image.Decode(bytes.NewReader(mediatest.Photo(mediatest.PhotoOptions{Format: mediatest.WebP, Title: "x"}))); err != nil {
		t.Errorf("webp: %v", err)
	}
}

// checkCorners fails unless the four quarters show their colours, where at
// maps a displayed position, in quarters of the size, to the stored one.
func checkCorners(t *testing.T, name string, img image.Image, at func(x, y int) (int, int)) {
	t.Helper()
	for corner := range 4 {
		x, y := at(1+corner%2*2, 1+corner/2*2)
		b := img.Bounds()
		c := img.At(b.Min.X+b.Dx()*x/4, b.Min.Y+b.Dy()*y/4)
		if got := mediatest.CornerAt(c); got != corner {
			t.Errorf("%s: corner %d shows the colour of %d", name, corner, got)
		}
	}
}

// TestPhoto_Orientation turns positions by the table of the EXIF standard,
// where row 0 and column 0 of the stored picture are named by their sides.
func TestPhoto_Orientation(t *testing.T) {
	flip := func(v int) int { return 4 - v }
	stored := map[int]func(x, y int) (int, int){
		1: func(x, y int) (int, int) { return x, y },
		2: func(x, y int) (int, int) { return flip(x), y },
		3: func(x, y int) (int, int) { return flip(x), flip(y) },
		4: func(x, y int) (int, int) { return x, flip(y) },
		5: func(x, y int) (int, int) { return y, x },             // row 0 is the left side
		6: func(x, y int) (int, int) { return y, flip(x) },       // row 0 is the right side
		7: func(x, y int) (int, int) { return flip(y), flip(x) }, // row 0 is the right side, column 0 the bottom
		8: func(x, y int) (int, int) { return flip(y), x },       // row 0 is the left side, column 0 the bottom
	}
	for orientation, at := range stored {
		img, _, err := image.Decode(bytes.NewReader(mediatest.Photo(mediatest.PhotoOptions{Orientation: orientation})))
		if err != nil {
			t.Fatal(err)
		}
		checkCorners(t, fmt.Sprintf("orientation %d", orientation), img, at)
		if turned := img.Bounds().Dx() == 240; turned != (orientation >= 5) {
			t.Errorf("orientation %d is stored %d wide", orientation, img.Bounds().Dx())
		}
	}
}

func TestPhoto_SameOptionsSameBytes(t *testing.T) {
	a, b := mediatest.Photo(mediatest.Pier()), mediatest.Photo(mediatest.Pier())
	if !bytes.Equal(a, b) {
		t.Error("the same options made different bytes")
	}
	if bytes.Equal(mediatest.Photo(mediatest.PhotoOptions{Seed: 1}), mediatest.Photo(mediatest.PhotoOptions{Seed: 2})) {
		t.Error("another seed made the same bytes")
	}
}

func TestPhoto_Grain(t *testing.T) {
	smooth := mediatest.Photo(mediatest.PhotoOptions{})
	grainy := mediatest.Photo(mediatest.PhotoOptions{Grain: 40})
	if len(grainy) < 3*len(smooth) {
		t.Errorf("%d bytes with grain, %d without, want three times as many", len(grainy), len(smooth))
	}
	img, _, err := image.Decode(bytes.NewReader(grainy))
	if err != nil {
		t.Fatal(err)
	}
	checkCorners(t, "grain", img, func(x, y int) (int, int) { return x, y })
}

func TestAlbum_FilesDiffer(t *testing.T) {
	seen := map[[32]byte]string{}
	for _, f := range mediatest.Album() {
		sum := sha256.Sum256(f.Data)
		if other, ok := seen[sum]; ok {
			t.Errorf("%s and %s have the same bytes", f.Name, other)
		}
		seen[sum] = f.Name
	}
}

func TestPhoto_GIFIsAnimated(t *testing.T) {
	g, err := gif.DecodeAll(bytes.NewReader(mediatest.Photo(mediatest.PhotoOptions{Format: mediatest.GIF})))
	if err != nil || len(g.Image) != 2 {
		t.Errorf("%d frames, error %v, want 2", len(g.Image), err)
	}
}

func TestSamples_Decode(t *testing.T) {
	for name, data := range map[string][]byte{
		"progressive": mediatest.ProgressiveJPEG(), "cmyk": mediatest.CMYKJPEG(),
		"lossy": mediatest.LossyWebP(), "lossless": mediatest.LosslessWebP(),
	} {
		img, _, err := image.Decode(bytes.NewReader(data))
		if err != nil || img.Bounds().Dx() != 64 || img.Bounds().Dy() != 48 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTools(t *testing.T) {
	tools := []struct {
		name, debian string
		make         func() ([]byte, bool)
	}{
		{"jpegtran", "libjpeg-turbo-progs", func() ([]byte, bool) {
			return mediatest.Progressive(mediatest.Photo(mediatest.Pier()))
		}},
		{"heif-enc", "libheif-examples", func() ([]byte, bool) { return mediatest.HEIC(mediatest.Pier()) }},
		{"ffmpeg", "ffmpeg", mediatest.Film},
	}
	for _, tool := range tools {
		t.Run(tool.name, func(t *testing.T) {
			data, ok := tool.make()
			if !ok {
				t.Skipf("SKIPPED: %s is missing; install the Debian package %s", tool.name, tool.debian)
			}
			if len(data) < 500 {
				t.Errorf("%s made %d bytes", tool.name, len(data))
			}
		})
	}
}

func BenchmarkPhoto(b *testing.B) {
	for b.Loop() {
		mediatest.Photo(mediatest.PhotoOptions{})
	}
}
