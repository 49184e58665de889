package jpegscale

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"testing"
)

// sampleYCbCr is a sample decoded by the standard library.
func sampleYCbCr(t *testing.T, name string) *image.YCbCr {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(readSample(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	return img.(*image.YCbCr)
}

func TestEncode_AsGoodAsTheStandardLibrary(t *testing.T) {
	for _, quality := range []int{1, 10, 50, 80, 95, 100} {
		img := sampleYCbCr(t, "baseline-2x2.jpg")
		var own, standard bytes.Buffer
		if err := Encode(&own, FromYCbCr(img), quality); err != nil {
			t.Fatalf("Encode = %v", err)
		}
		if err := jpeg.Encode(&standard, img, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		got, err := jpeg.Decode(bytes.NewReader(own.Bytes()))
		if err != nil {
			t.Fatalf("quality %d: image/jpeg cannot read it: %v", quality, err)
		}
		want, err := jpeg.Decode(&standard)
		if err != nil {
			t.Fatal(err)
		}
		if is, least := psnr(got, img), psnr(want, img)-0.2; is < least {
			t.Errorf("quality %d: %.2f dB from the original, want %.2f", quality, is, least)
		}
		if got.(*image.YCbCr).SubsampleRatio != image.YCbCrSubsampleRatio420 {
			t.Errorf("quality %d: sampling is %v", quality, got.(*image.YCbCr).SubsampleRatio)
		}
	}
}

func TestEncode_RoundTrip(t *testing.T) {
	for _, name := range []string{"baseline-gray.jpg", "baseline-1x1.jpg", "baseline-2x2.jpg"} {
		for _, scale := range []Scale{Eighth, Quarter, Full} {
			p, err := Decode(bytes.NewReader(readSample(t, name)), Options{Scale: scale})
			if err != nil {
				t.Fatal(err)
			}
			file, err := p.AppendJPEG(nil, 100)
			if err != nil {
				t.Fatalf("AppendJPEG(%s at %d) = %v", name, scale, err)
			}
			again, err := Decode(bytes.NewReader(file), Options{})
			if err != nil {
				t.Fatalf("Decode(Encode(%s at %d)) = %v", name, scale, err)
			}
			if again.Model != p.Model || again.Width != p.Width || again.Height != p.Height {
				t.Fatalf("%s at %d: %v %d by %d comes back as %v %d by %d", name, scale,
					p.Model, p.Width, p.Height, again.Model, again.Width, again.Height)
			}
			if db := psnr(again.Image(), p.Image()); db < 44 {
				t.Errorf("%s at %d: %.1f dB after a round trip, want at least 44", name, scale, db)
			}
		}
	}
}

func TestEncode_Refused(t *testing.T) {
	for _, name := range []string{"cmyk.jpg", "baseline-rgb.jpg", "baseline-4x1.jpg"} {
		p, err := Decode(bytes.NewReader(readSample(t, name)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := Encode(new(bytes.Buffer), p, 80); !errors.Is(err, ErrUnsupported) {
			t.Errorf("Encode(%s) = %v, want ErrUnsupported", name, err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	p, err := Decode(bytes.NewReader(readSample(b, "baseline-2x2.jpg")), Options{})
	if err != nil {
		b.Fatal(err)
	}
	var buf []byte
	b.SetBytes(int64(p.Width * p.Height))
	for b.Loop() {
		if buf, err = p.AppendJPEG(buf[:0], 80); err != nil {
			b.Fatal(err)
		}
	}
}
