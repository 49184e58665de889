package thumb

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"testing"
)

// noisy is an image whose rows the encoder filters in different ways.
func noisy(set func(x, y int, c color.NRGBA64), width, height int, opaque bool) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			v, noise := uint16(x*300+y*500), uint16(rnd.IntN(1+y*200))
			c := color.NRGBA64{v + noise, v - noise, noise, uint16(rnd.IntN(1 << 16))}
			if opaque {
				c.A = 0xffff
			}
			set(x, y, c)
		}
	}
}

func layouts(t *testing.T, width, height int) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, opaque := range []bool{true, false} {
		eight, sixteen := image.NewNRGBA(image.Rect(0, 0, width, height)), image.NewNRGBA64(image.Rect(0, 0, width, height))
		noisy(func(x, y int, c color.NRGBA64) { eight.Set(x, y, c); sixteen.Set(x, y, c) }, width, height, opaque)
		name := map[bool]string{true: "opaque", false: "transparent"}[opaque]
		files[name+" 8"], files[name+" 16"] = pngOf(t, eight), pngOf(t, sixteen)
	}
	return files
}

// Row by row a PNG gives the same picture as the whole of it.
func TestMake_PNGRowByRow(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {97, 61}, {300, 150}} {
		for name, file := range layouts(t, size[0], size[1]) {
			m := new(Maker)
			if _, _, ok := rowwise(m.jobOf(t, file, 16).src); !ok {
				t.Fatalf("%s is not read row by row", name)
			}
			got, err := pngFormat().decode(m.jobOf(t, file, 16))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want, err := raster{config: png.DecodeConfig, pixels: png.Decode}.decode(m.jobOf(t, file, 16))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for i := range want.planes {
				if !bytes.Equal(got.planes[i].pix, want.planes[i].pix) {
					t.Errorf("%s, %v: channel %d differs", name, size, i)
				}
			}
		}
	}
}

func TestMake_PNGDamaged(t *testing.T) {
	file := layouts(t, 97, 61)["opaque 8"]
	flipped := bytes.Clone(file)
	flipped[len(file)-20] ^= 1 // in the checksums behind the pixels
	for name, bad := range map[string][]byte{
		"cut off": file[:len(file)/2], "without its end": file[:len(file)-18], "flipped": flipped,
	} {
		_, err := new(Maker).Make(t.Context(), bytes.NewReader(bad), int64(len(bad)), 1, []int{16})
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("Make(%s) = %v, want ErrMalformed", name, err)
		}
	}
}
