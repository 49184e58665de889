package heif

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"testing"
)

// pictures are of all kinds that cross a pipe, with more in their rows than is seen.
func pictures() []image.Image {
	whole, part := image.Rect(0, 0, 9, 7), image.Rect(0, 0, 7, 5)
	images := []image.Image{
		image.NewGray(whole).SubImage(part), image.NewRGBA(whole).SubImage(part), image.NewNRGBA(whole).SubImage(part),
		image.NewRGBA64(whole).SubImage(part), image.NewNRGBA64(whole).SubImage(part),
	}
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		m := image.NewYCbCr(whole, ratio)
		for i := range m.Y {
			m.Y[i] = byte(37 * i)
		}
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = byte(53*i), byte(91*i)
		}
		images = append(images, m.SubImage(part))
	}
	return images
}

func TestWriteImage_IsReadAsItWas(t *testing.T) {
	for _, img := range pictures() {
		if m, ok := img.(interface{ Set(x, y int, c color.Color) }); ok {
			for i := range 35 {
				m.Set(i%7, i/7, color.NRGBA64{uint16(1700 * i), uint16(900 * i), uint16(65535 - 1700*i), 65535})
			}
		}
		var b bytes.Buffer
		if err := writeImage(&b, img); err != nil {
			t.Errorf("%T: %v", img, err)
			continue
		}
		all := bytes.Clone(b.Bytes())
		got, err := readImage(&b)
		if err != nil || b.Len() > 0 || got.Bounds() != img.Bounds() || got.ColorModel() != img.ColorModel() {
			t.Errorf("%T is read as %T of %v, %v, %d bytes left", img, got, got.Bounds(), err, b.Len())
			continue
		}
		for i := range 35 {
			if got.At(i%7, i/7) != img.At(i%7, i/7) {
				t.Errorf("%T: pixel %d is %v, want %v", img, i, got.At(i%7, i/7), img.At(i%7, i/7))
			}
		}
		if _, err := readImage(bytes.NewReader(all[:len(all)-1])); err == nil {
			t.Errorf("%T without its last byte is read", img)
		}
	}
}

// A worker that a file has taken over cannot make the service take any memory.
func TestReadImage_BoundsWhatItTakes(t *testing.T) {
	for _, head := range []string{
		"\xff\xff\xff\xff\x00\x00\x00\x01\x00", "\x00\x01\x00\x00\x00\x01\x00\x00\x01",
		"\x00\x00\x40\x00\x00\x00\x20\x00\x03", "\x00\x00\x00\x00\x00\x00\x00\x01\x00", "\x00\x00\x00\x01\x00\x00\x00\x01\x09",
	} {
		if _, err := readImage(bytes.NewReader([]byte(head))); !errors.Is(err, errPixels) {
			t.Errorf("readImage(%x) = %v", head, err)
		}
	}
}
