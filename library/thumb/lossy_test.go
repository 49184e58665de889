package thumb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"testing"

	"golang.org/x/image/webp"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (m *Maker) jobOf(t testing.TB, file []byte, edge int) *job {
	src := newSource(t.Context(), bytes.NewReader(file), int64(len(file)))
	return &job{maker: m, src: src, limits: m.Limits.withDefaults(), edge: edge}
}

// Without the loop filter a picture that is shrunk to a third looks the same.
func TestMake_LossyWebPShrunkAsItIsDecoded(t *testing.T) {
	file := sample(t, "lossy.webp")
	for _, edge := range []int{40, 30, 20, 7} {
		m := new(Maker)
		frame := lossyFrame(m.jobOf(t, file, edge).src, 1<<20)
		shrunk, err := shrinkLossy(frame, 120, 90, m.jobOf(t, file, edge))
		if err != nil {
			t.Fatal(err)
		}
		whole, err := raster{config: webp.DecodeConfig, pixels: decodeWebP}.decode(m.jobOf(t, file, edge))
		if err != nil {
			t.Fatal(err)
		}
		if whole.width != 120 || shrunk.width != 120/(120/(3*edge)) {
			t.Fatalf("edge %d: widths are %d and %d", edge, whole.width, shrunk.width)
		}
		got, want := shrunk.fit(edge), whole.fit(edge)
		for i := range want.planes {
			sum := 0
			for k, v := range want.planes[i].pix {
				sum += max(int(v), int(got.planes[i].pix[k])) - min(int(v), int(got.planes[i].pix[k]))
			}
			if n := len(want.planes[i].pix); sum > 2*n {
				t.Errorf("edge %d: channel %d differs by %.1f a pixel", edge, i, float64(sum)/float64(n))
			}
		}
	}
}

func TestMake_LossyWebPCutOff(t *testing.T) {
	file := sample(t, "lossy.webp")
	for _, n := range []int{25, 40, len(file) / 2, len(file) - 40} {
		_, err := new(Maker).Make(t.Context(), bytes.NewReader(file), int64(n), 1, []int{16})
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("Make(%d of %d bytes) = %v, want ErrMalformed", n, len(file), err)
		}
	}
	binary.LittleEndian.PutUint32(file[16:], 0xfffffff0) // the frame is longer than the file
	_, err := new(Maker).Make(t.Context(), bytes.NewReader(file), int64(len(file)), 1, []int{16})
	if !errors.Is(err, ErrMalformed) {
		t.Errorf("Make(frame longer than the file) = %v, want ErrMalformed", err)
	}
}
