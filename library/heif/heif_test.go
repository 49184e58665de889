package heif_test

import (
	"bytes"
	"image/jpeg"
	"os"
	"testing"

	"github.com/mediasock/mediasock/library/heif"
	"github.com/mediasock/mediasock/library/thumb"
)

var _ thumb.Codec = heif.Codec{}

func maker() *thumb.Maker {
	m := new(thumb.Maker)
	for _, c := range heif.Codecs() {
		m.Codecs = append(m.Codecs, c)
	}
	return m
}

// scene.heic and scene.avif show sky above and foliage below, 160 by 120.
func TestMake_HEICAndAVIF(t *testing.T) {
	if heif.Codecs() == nil {
		t.Skip("built without the tag nodynamic")
	}
	for _, name := range []string{"scene.heic", "scene.avif"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := maker().Make(t.Context(), bytes.NewReader(data), int64(len(data)), 6, []int{80})
		if err != nil {
			t.Errorf("Make(%s) = %v", name, err)
			continue
		}
		if got[0].Width != 80 || got[0].Height != 60 {
			t.Errorf("Make(%s) is %d by %d, want 80 by 60", name, got[0].Width, got[0].Height)
		}
		img, err := jpeg.Decode(bytes.NewReader(got[0].JPEG))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, b, _ := img.At(30, 4).RGBA(); b>>8 < 150 {
			t.Errorf("Make(%s): the sky is %v", name, img.At(30, 4))
		}
		if _, _, b, _ := img.At(20, 55).RGBA(); b>>8 > 120 {
			t.Errorf("Make(%s): the grass is %v", name, img.At(20, 55))
		}
	}
}

func TestMake_MutatedHEICAndAVIF(t *testing.T) {
	if heif.Codecs() == nil {
		t.Skip("built without the tag nodynamic")
	}
	for _, name := range []string{"scene.heic", "scene.avif"} {
		good, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for i := 12; i < len(good); i += len(good) / 24 {
			data := bytes.Clone(good)
			data[i] ^= 0xa5
			got, err := maker().Make(t.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{64})
			if (err == nil) != (len(got) == 1) {
				t.Errorf("Make(%s with byte %d changed) = %d previews, %v", name, i, len(got), err)
			}
		}
	}
}

func TestMake_HEICWithoutCodecIsUnsupported(t *testing.T) {
	data := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
	_, err := new(thumb.Maker).Make(t.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{64})
	if err == nil {
		t.Error("Make(HEIC) without a codec = nil, want an error")
	}
}
