package thumb

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/icc"
)

// flat is a picture of one colour.
func flat(c color.Color) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range 64 * 48 {
		m.Set(i%64, i/64, c)
	}
	return m
}

// pngWith returns a PNG file with a profile in it.
func pngWith(t *testing.T, m image.Image, profile []byte) []byte {
	t.Helper()
	var file, packed bytes.Buffer
	if err := png.Encode(&file, m); err != nil {
		t.Fatal(err)
	}
	z := zlib.NewWriter(&packed)
	z.Write(profile)
	z.Close()
	chunk := append([]byte("iCCPname\x00\x00"), packed.Bytes()...)
	out := append([]byte{}, file.Bytes()[:33]...) // signature and IHDR
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, file.Bytes()[33:]...)
}

func jpegWith(t *testing.T, m image.Image, profile []byte) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	b := file.Bytes()
	// image/jpeg writes no JFIF segment: the profile comes behind the first that it writes.
	return withProfile(b, profile)
}

func recoloured(t *testing.T, data []byte) (Preview, color.RGBA) {
	t.Helper()
	out, err := new(Maker).Make(t.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{32, 64})
	if err != nil {
		t.Fatal(err)
	}
	var colours []color.RGBA
	for _, p := range out {
		m, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		colours = append(colours, middle(m))
	}
	if !alike(colours[0], colours[1]) {
		t.Errorf("the sizes have the colours %v", colours)
	}
	return out[0], colours[0]
}

func middle(m image.Image) color.RGBA {
	r, g, b, _ := m.At(m.Bounds().Dx()/2, m.Bounds().Dy()/2).RGBA()
	return color.RGBA{byte(r >> 8), byte(g >> 8), byte(b >> 8), 255}
}

func alike(a, b color.RGBA) bool {
	for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
		if d < -6 || d > 6 {
			return false
		}
	}
	return true
}

func TestProfiles(t *testing.T) {
	p3, wide, srgb := icc.DisplayP3().Write("Display P3"), icc.Rec2020().Write("BT.2020"), icc.SRGB().Write("sRGB")
	red := color.RGBA{200, 40, 60, 255}
	for _, tt := range []struct {
		name    string
		data    []byte
		want    color.RGBA
		profile bool
	}{
		{"PNG without a profile", pngWith(t, flat(red), srgb), red, false},
		{"PNG of Display P3", pngWith(t, flat(red), p3), red, true},
		{"JPEG of Display P3", jpegWith(t, flat(red), p3), red, true},
		{"JPEG of sRGB", jpegWith(t, flat(red), srgb), red, false},
		{"PNG of BT.2020", pngWith(t, flat(color.RGBA{128, 128, 128, 255}), wide), color.RGBA{128, 128, 128, 255}, true},
		{"PNG of BT.2020, red", pngWith(t, flat(red), wide), color.RGBA{227, 0, 57, 255}, true},
		{"a broken profile", pngWith(t, flat(red), p3[:200]), red, false},
	} {
		p, got := recoloured(t, tt.data)
		if !alike(got, tt.want) {
			t.Errorf("%s: the preview is %v, want %v", tt.name, got, tt.want)
		}
		if has := bytes.Contains(p.JPEG, []byte("ICC_PROFILE")); has != tt.profile {
			t.Errorf("%s: the preview has a profile: %v, want %v", tt.name, has, tt.profile)
		}
	}
}

// TestProfileIsReadByOthers asks exiftool for the profile of a preview.
func TestProfileIsReadByOthers(t *testing.T) {
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("SKIPPED: install Debian's package libimage-exiftool-perl")
	}
	p, _ := recoloured(t, jpegWith(t, flat(color.RGBA{200, 40, 60, 255}), icc.DisplayP3().Write("x")))
	name := filepath.Join(t.TempDir(), "p3.jpg")
	if err := os.WriteFile(name, p.JPEG, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "exiftool", "-a", "-s", "-icc_profile:all", "-warning", "-error", name).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "ProfileDescription              : Display P3") || strings.Contains(string(out), "Warning") {
		t.Errorf("exiftool: %v\n%s", err, out)
	}
}
