package jpegscale

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func TestDecode_TruncatedGivesWhatIsThere(t *testing.T) {
	for _, name := range []string{"baseline-2x2.jpg", "restart-2x2.jpg", "baseline-gray.jpg", "progressive-2x2.jpg", "cmyk.jpg"} {
		data := readSample(t, name)
		cut := data[:len(data)*3/4]
		p, err := Decode(bytes.NewReader(cut), Options{Scale: Half})
		var damage *DamageError
		if !errors.As(err, &damage) || !errors.Is(err, ErrTruncated) {
			t.Errorf("Decode(three quarters of %s) = %v, want a DamageError of ErrTruncated", name, err)
			continue
		}
		if p == nil || damage.Done == 0 || damage.Done >= damage.Total {
			t.Fatalf("Decode(three quarters of %s) = %v and planes %t", name, damage, p != nil)
		}
		whole, err := Decode(bytes.NewReader(data), Options{Scale: Half})
		if err != nil {
			t.Fatal(err)
		}
		if name[0] == 'b' && !bytes.Equal(p.Plane[0].Row(20), whole.Plane[0].Row(20)) {
			t.Errorf("Decode(three quarters of %s): its upper rows differ from the whole image's", name)
		}
		if last := p.Plane[0].Row(p.Plane[0].Height - 1); name[0] == 'b' && last[0] != 128 {
			t.Errorf("Decode(three quarters of %s): the missing rows are %d, want grey", name, last[0])
		}
	}
}

func TestDecode_MissingEndMarkerIsNoDamage(t *testing.T) {
	for _, name := range []string{"baseline-2x2.jpg", "progressive-2x2.jpg", "separate-scans.jpg"} {
		data := readSample(t, name)
		if _, err := Decode(bytes.NewReader(data[:len(data)-2]), Options{}); err != nil {
			t.Errorf("Decode(%s without end marker) = %v, want nil", name, err)
		}
	}
}

// A damaged interval leaves those after it in their places.
func TestDecode_GoesOnAtTheNextRestartMarker(t *testing.T) {
	data := bytes.Clone(readSample(t, "restart-2x2.jpg"))
	whole, err := Decode(bytes.NewReader(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	second := bytes.Index(data, []byte{0xff, markerRST0 + 1})
	third := bytes.Index(data, []byte{0xff, markerRST0 + 2})
	short := append(bytes.Clone(data[:second+4]), data[third:]...)
	p, err := Decode(bytes.NewReader(short), Options{})
	if !errors.As(err, new(*DamageError)) {
		t.Fatalf("Decode(an interval short) = %v, want a DamageError", err)
	}
	last := whole.Plane[0].Height - 1
	if !bytes.Equal(p.Plane[0].Row(last), whole.Plane[0].Row(last)) {
		t.Error("Decode(an interval short): the last row is not in its place")
	}
}

func TestDecode_ReaderErrorIsTold(t *testing.T) {
	data := readSample(t, "baseline-2x2.jpg")
	broken := errors.New("broken disk")
	r := io.MultiReader(bytes.NewReader(data[:6000]), iotest.ErrReader(broken))
	if _, err := Decode(r, Options{}); !errors.Is(err, broken) {
		t.Errorf("Decode(breaking reader) = %v, want %v inside", err, broken)
	}
	if _, err := Decode(iotest.OneByteReader(bytes.NewReader(data)), Options{}); err != nil {
		t.Errorf("Decode(a byte at a time) = %v, want nil", err)
	}
}

func TestDecode_Refused(t *testing.T) {
	good := readSample(t, "baseline-2x2.jpg")
	with := func(marker, value byte, at int) []byte {
		data := bytes.Clone(good)
		data[bytes.Index(data, []byte{0xff, marker})+at] = value
		return data
	}
	for _, c := range []struct {
		name string
		data []byte
		o    Options
		want error
	}{
		{"arithmetic", readSample(t, "refused-arithmetic.jpg"), Options{}, ErrUnsupported},
		{"12 bits", with(markerSOF0, 12, 4), Options{}, ErrUnsupported},
		{"lossless", with(markerSOF0, 0xc3, 1), Options{}, ErrUnsupported},
		{"hierarchical", with(markerSOF0, markerDHP, 1), Options{}, ErrUnsupported},
		{"two components", with(markerSOF0, 2, 9), Options{}, ErrFormat},
		{"sampling 0", with(markerSOF0, 0x02, 11), Options{}, ErrFormat},
		{"too many pixels", good, Options{MaxPixels: 1000}, ErrTooLarge},
		{"too much memory", good, Options{MaxMemory: 1000}, ErrTooLarge},
		{"bomb", with(markerSOF0, 0xff, 5), Options{MaxPixels: 10 << 20}, ErrTooLarge},
		{"empty", nil, Options{}, ErrFormat},
		{"not JPEG", []byte("\x89PNG\r\n\x1a\n"), Options{}, ErrFormat},
		{"header cut off", good[:100], Options{}, ErrFormat},
	} {
		if p, err := Decode(bytes.NewReader(c.data), c.o); p != nil || !errors.Is(err, c.want) {
			t.Errorf("Decode(%s) = %v, %v, want nil, %v", c.name, p, err, c.want)
		}
	}
}

// scanBomb is a small progressive file of 16 megapixels with n scans, each of
// which ends 16384 blocks with 15 zero bits.
func scanBomb(n int) []byte {
	file := []byte{0xff, markerSOI, 0xff, markerDQT, 0, 67, 0}
	file = append(file, bytes.Repeat([]byte{1}, 64)...)
	file = append(file, 0xff, markerSOF2, 0, 11, 8, 0x0f, 0xa0, 0x0f, 0xa0, 1, 1, 0x11, 0)
	file = append(file, 0xff, markerDHT, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe0)
	for range n {
		file = append(file, 0xff, markerSOS, 0, 8, 1, 1, 0, 1, 63, 0)
		file = append(file, make([]byte, 32)...)
	}
	return append(file, 0xff, markerEOI)
}

func TestDecode_TooManyScansAreRefused(t *testing.T) {
	for _, scale := range []Scale{Eighth, Quarter} {
		if _, err := Decode(bytes.NewReader(scanBomb(10)), Options{Scale: scale}); err != nil {
			t.Errorf("Decode(10 scans at %d) = %v, want nil", scale, err)
		}
		if _, err := Decode(bytes.NewReader(scanBomb(9000)), Options{Scale: scale}); !errors.Is(err, ErrFormat) {
			t.Errorf("Decode(9000 scans at %d) = %v, want ErrFormat", scale, err)
		}
	}
}

// TestDecode_Mutated changes bytes of good files at random. Whatever comes of
// it, it must come without a panic and with planes that are whole.
func TestDecode_Mutated(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 5))
	var samples [][]byte
	for _, name := range goodSamples(t) {
		samples = append(samples, readSample(t, name))
	}
	var d Decoder
	for i := range 2400 {
		data := bytes.Clone(samples[i%len(samples)])
		for range 1 + rnd.IntN(8) {
			data[rnd.IntN(len(data))] = byte(rnd.IntN(256))
		}
		scale := []Scale{Eighth, Quarter, Eighth, Half, Quarter, Eighth, Quarter, Full}[i/len(samples)%8]
		decodeAnything(t, &d, data, scale, i/len(samples)%16 < 8)
	}
}

func decodeAnything(t *testing.T, d *Decoder, data []byte, scale Scale, half bool) {
	t.Helper()
	o := Options{Scale: scale, HalfChroma: half, MaxPixels: 1 << 17, MaxMemory: 8 << 20}
	p, err := d.Decode(bytes.NewReader(data), o)
	if p == nil && err == nil {
		t.Fatal("Decode = nil, nil")
	}
	if p == nil {
		return
	}
	if err != nil && !errors.As(err, new(*DamageError)) {
		t.Fatalf("Decode = planes and %v, want a DamageError with planes", err)
	}
	for i := range p.Plane {
		for y := range p.Plane[i].Height {
			_ = p.Plane[i].Row(y)
		}
	}
	if p.Width*p.Height < 1<<13 {
		img := p.Image()
		_ = img.At(img.Bounds().Max.X-1, img.Bounds().Max.Y-1)
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range goodSamples(f) {
		f.Add(readSample(f, name), uint8(1))
		f.Add(readSample(f, name), uint8(5))
	}
	f.Add(readSample(f, "refused-arithmetic.jpg"), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, scale uint8) {
		decodeAnything(t, new(Decoder), data, Scale(1<<(scale%4)), scale&4 != 0)
	})
}
