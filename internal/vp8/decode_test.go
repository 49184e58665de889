package vp8

import (
	"bytes"
	"errors"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/vp8"
)

// webpHeader is what stands before the frame in a simple WebP file (RFC 9649, 2.5).
const webpHeader = 20

func frames(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.webp")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no frames: %v", err)
	}
	list := map[string][]byte{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		list[filepath.Base(path)] = data[webpHeader:]
	}
	return list
}

// collector keeps all rows.
type collector struct{ luma, cb, cr [][]byte }

func (c *collector) Luma(row []byte) { c.luma = append(c.luma, bytes.Clone(row)) }

func (c *collector) Chroma(cb, cr []byte) {
	c.cb, c.cr = append(c.cb, bytes.Clone(cb)), append(c.cr, bytes.Clone(cr))
}

// other decodes a frame with the other decoder.
func other(frame []byte) (*image.YCbCr, error) {
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(frame), len(frame))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return nil, err
	}
	return d.DecodeFrame()
}

func compare(t *testing.T, got *collector, want *image.YCbCr) {
	t.Helper()
	b := want.Bounds()
	if len(got.luma) != b.Dy() || len(got.cb) != (b.Dy()+1)/2 || len(got.cr) != len(got.cb) {
		t.Fatalf("Decode gave %d and %d rows, want %d", len(got.luma), len(got.cb), b.Dy())
	}
	for y, row := range got.luma {
		if !bytes.Equal(row, want.Y[y*want.YStride:][:b.Dx()]) {
			t.Fatalf("row %d of luma is\n%v, want\n%v", y, row, want.Y[y*want.YStride:][:b.Dx()])
		}
	}
	for y := range got.cb {
		at, n := y*want.CStride, (b.Dx()+1)/2
		if !bytes.Equal(got.cb[y], want.Cb[at:at+n]) || !bytes.Equal(got.cr[y], want.Cr[at:at+n]) {
			t.Fatalf("row %d of chroma differs", y)
		}
	}
}

// Without a loop filter both decoders give the same pixels.
func TestDecode_SamePixels(t *testing.T) {
	for name, frame := range frames(t) {
		t.Run(name, func(t *testing.T) {
			var got collector
			if err := Decode(frame, &got); err != nil {
				t.Fatal(err)
			}
			want, err := other(frame)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, &got, want)
		})
	}
}

func TestDecode_CutOff(t *testing.T) {
	frame := frames(t)["segments.webp"]
	for _, n := range []int{0, 5, 9, 10, 30, len(frame) / 4, len(frame) / 2, len(frame) - len(frame)/8} {
		if err := Decode(frame[:n], new(collector)); !errors.Is(err, ErrMalformed) {
			t.Errorf("Decode(%d of %d bytes) = %v, want ErrMalformed", n, len(frame), err)
		}
	}
}

// exhausted tells whether any partition was read to its last bytes, where the other
// decoder, which reads ahead, gives up without saying so.
func (d *decoder) exhausted() bool {
	for _, p := range append(d.parts, d.first) {
		if int(p.w.have) < 8*p.over+24 {
			return true
		}
	}
	return false
}

// agree decodes anything. Where there is no filter, what both decoders take is the
// same; the other is less patient with a partition that ends early.
func agree(t *testing.T, frame []byte) {
	t.Helper()
	w, h, err := Size(frame)
	if err != nil || w*h > 1<<16 {
		return
	}
	var got collector
	d := new(decoder)
	if err = d.decode(frame, &got); err != nil || d.filtered || d.exhausted() {
		return
	}
	if want, err := other(frame); err == nil {
		compare(t, &got, want)
	}
}

func TestDecode_Mutated(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 8))
	for _, good := range frames(t) {
		for range 200 {
			frame := bytes.Clone(good)
			for range 1 + rnd.IntN(4) {
				frame[rnd.IntN(len(frame))] = byte(rnd.IntN(256))
			}
			agree(t, frame)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, frame := range frames(f) {
		f.Add(frame)
	}
	f.Fuzz(agree)
}
