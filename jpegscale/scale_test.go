package jpegscale

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
)

func TestScaleToFit(t *testing.T) {
	for _, c := range []struct {
		width, height, boxWidth, boxHeight int
		want                               Scale
	}{
		{4000, 3000, 512, 512, Quarter},
		{3000, 4000, 512, 512, Quarter},
		{4096, 3072, 512, 512, Eighth},
		{4000, 3000, 500, 0, Eighth},
		{4000, 3000, 0, 376, Quarter},
		{4000, 3000, 2000, 2000, Half},
		{4000, 3000, 2001, 2001, Full},
		{100, 100, 512, 512, Full},
		{4000, 3000, 0, 0, Full},
	} {
		got := ScaleToFit(c.width, c.height, c.boxWidth, c.boxHeight)
		if got != c.want {
			t.Errorf("ScaleToFit(%d, %d, %d, %d) = %d, want %d", c.width, c.height, c.boxWidth, c.boxHeight, got, c.want)
		}
	}
}

func TestReadConfig(t *testing.T) {
	for _, c := range []struct {
		name string
		want Config
	}{
		{"baseline-2x2.jpg", Config{211, 157, YCbCr, false, false, []Sampling{{2, 2}, {1, 1}, {1, 1}}}},
		{"progressive-4x1.jpg", Config{211, 157, YCbCr, false, true, []Sampling{{4, 1}, {1, 1}, {1, 1}}}},
		{"baseline-gray.jpg", Config{211, 157, Gray, false, false, []Sampling{{1, 1}}}},
		{"baseline-rgb.jpg", Config{211, 157, RGB, false, false, []Sampling{{1, 1}, {1, 1}, {1, 1}}}},
	} {
		got, err := ReadConfig(bytes.NewReader(readSample(t, c.name)))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("ReadConfig(%s) = %+v, %v, want %+v", c.name, got, err, c.want)
		}
	}
	got, err := ReadConfig(bytes.NewReader(readSample(t, "cmyk.jpg")))
	if err != nil || !got.Inverted || len(got.Sampling) != 4 {
		t.Errorf("ReadConfig(cmyk.jpg) = %+v, %v, want four inverted components", got, err)
	}
}

func TestDecode_HalfChroma(t *testing.T) {
	data := readSample(t, "baseline-1x1.jpg")
	p, err := Decode(bytes.NewReader(data), Options{Scale: Half, HalfChroma: true})
	if err != nil {
		t.Fatal(err)
	}
	quarter, err := Decode(bytes.NewReader(data), Options{Scale: Quarter})
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= 2; i++ {
		if !bytes.Equal(p.Plane[i].Row(7), quarter.Plane[i].Row(7)) {
			t.Errorf("plane %d at Half with HalfChroma is not that at Quarter", i)
		}
	}
	if got := p.Image().Bounds(); got.Dx() != 106 || got.Dy() != 79 {
		t.Errorf("Image = %v, want 106 by 79", got)
	}
}

func TestDecode_WrongScale(t *testing.T) {
	_, err := Decode(bytes.NewReader(readSample(t, "baseline-1x1.jpg")), Options{Scale: 3})
	if err == nil || errors.Is(err, ErrFormat) {
		t.Errorf("Decode at 3 of 8 = %v, want an error of its own", err)
	}
}
