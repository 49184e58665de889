package icc

import (
	"encoding/binary"
	"errors"
	"testing"
)

// What sRGB's colours are in Display P3, as other programs convert them too.
func TestColor(t *testing.T) {
	to := SRGB().To(DisplayP3())
	for from, want := range map[[3]byte][3]byte{
		{255, 0, 0}: {234, 51, 35}, {0, 255, 0}: {117, 251, 76}, {0, 0, 255}: {0, 0, 245},
		{255, 255, 255}: {255, 255, 255}, {0, 0, 0}: {0, 0, 0}, {128, 128, 128}: {128, 128, 128},
	} {
		r, g, b := to.Color(from[0], from[1], from[2])
		for i, got := range []byte{r, g, b} {
			if d := int(got) - int(want[i]); d < -1 || d > 1 {
				t.Errorf("Color(%v) = %d, want %d", from, []byte{r, g, b}, want)
				break
			}
		}
	}
}

func TestThereAndBack(t *testing.T) {
	there, back := SRGB().To(Rec2020()), Rec2020().To(SRGB())
	for v := 0; v < 256; v += 5 {
		pixels := []byte{byte(v/2 + 100), byte(220 - v/2), byte(v/2 + 80)}
		want := [3]byte(pixels)
		there.RGB(pixels)
		back.RGB(pixels)
		for i := range want {
			if d := int(pixels[i]) - int(want[i]); d < -2 || d > 2 {
				t.Errorf("%v comes back as %v", want, pixels)
			}
		}
	}
}

func TestWriteParse(t *testing.T) {
	for name, p := range map[string]*Profile{"P3": DisplayP3(), "sRGB": SRGB(), "2020": Rec2020()} {
		got, err := Parse(p.Write(name))
		if err != nil || !got.like(p) || got.IsSRGB() != (name == "sRGB") || got.IsWide() != (name != "sRGB") {
			t.Errorf("%s: Parse(Write) = %+v, %v", name, got, err)
		}
	}
}

// table returns a profile whose curves are tables.
func table(n int, gamma byte) []byte {
	curve := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(n))
	for i := range n {
		v := uint16(gamma) << 8
		if n > 1 {
			v = uint16(i * 65535 / (n - 1))
		}
		curve = binary.BigEndian.AppendUint16(curve, v)
	}
	b := assemble([]tag{{"kTRC", append(curve, 0, 0)}})
	copy(b[spaceAt:], "GRAY")
	return b
}

func TestTables(t *testing.T) {
	for _, tt := range []struct {
		profile []byte
		number  byte
		want    byte
	}{
		{table(0, 0), 128, 188}, {table(2, 0), 128, 188}, {table(100, 0), 128, 188}, // light itself
		{table(1, 2), 128, 137}, // its square root
	} {
		p, err := Parse(tt.profile)
		if err != nil {
			t.Fatal(err)
		}
		pixels := []byte{0, tt.number, 255}
		p.To(SRGB()).Gray(pixels)
		if d := int(pixels[1]) - int(tt.want); pixels[0] != 0 || pixels[2] != 255 || d < -1 || d > 1 {
			t.Errorf("grey %d becomes %v, want %d", tt.number, pixels, tt.want)
		}
	}
}

func TestUnsupported(t *testing.T) {
	lab := DisplayP3().Write("x")
	copy(lab[pcsAt:], "Lab ")
	cmyk := DisplayP3().Write("x")
	copy(cmyk[spaceAt:], "CMYK")
	for _, b := range [][]byte{lab, cmyk, assemble([]tag{{"A2B0", []byte("mAB \x00\x00\x00\x00")}})} {
		if _, err := Parse(b); !errors.Is(err, ErrUnsupported) {
			t.Errorf("Parse = %v, want ErrUnsupported", err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(DisplayP3().Write("Display P3"))
	f.Add(table(100, 0))
	f.Add(table(1, 2))
	f.Fuzz(func(_ *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			return
		}
		p.IsWide()
		t := p.To(SRGB())
		for v := range 256 {
			t.Color(byte(v), byte(255-v), byte(v))
		}
	})
}
