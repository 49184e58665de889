package jpegscale

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// readSample reads a file of testdata, all of which generate.sh wrote.
func readSample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// goodSamples are the names of the files that can be decoded.
func goodSamples(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/*.jpg")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range all {
		if name := filepath.Base(path); name[:4] != "refu" {
			names = append(names, name)
		}
	}
	if len(names) < 20 {
		t.Fatalf("only %d samples", len(names))
	}
	return names
}

// psnr compares two images channel by channel, in dB.
func psnr(a, b image.Image) float64 {
	p, q := toRGBA(a).Pix, toRGBA(b).Pix
	sum := 0
	for i := range p {
		d := int(p[i]) - int(q[i])
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(p)*3/4)/max(float64(sum), 1e-9))
}

func toRGBA(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

func TestDecode_FullMatchesStandardLibrary(t *testing.T) {
	for _, name := range goodSamples(t) {
		t.Run(name, func(t *testing.T) {
			data := readSample(t, name)
			want, err := jpeg.Decode(bytes.NewReader(data))
			if err != nil {
				t.Skipf("image/jpeg cannot decode it: %v", err)
			}
			p, err := Decode(bytes.NewReader(data), Options{})
			if err != nil {
				t.Fatalf("Decode = %v", err)
			}
			got := p.Image()
			if got.Bounds() != want.Bounds() {
				t.Fatalf("Decode: bounds %v, want %v", got.Bounds(), want.Bounds())
			}
			if db := psnr(got, want); db < 46 {
				t.Errorf("Decode: %.1f dB from image/jpeg, want at least 46", db)
			}
			comparePlanes(t, p, want)
		})
	}
}

// comparePlanes compares sample by sample, where the standard library keeps
// the samples as they are.
func comparePlanes(t *testing.T, p *Planes, want image.Image) {
	t.Helper()
	m, ok := want.(*image.YCbCr)
	if !ok || p.Model != YCbCr {
		return
	}
	for i, w := range []struct {
		pix    []byte
		stride int
	}{{m.Y, m.YStride}, {m.Cb, m.CStride}, {m.Cr, m.CStride}} {
		if p.Plane[i].ratio.H == 0 {
			return
		}
		far := 0
		for y := range p.Plane[i].Height {
			for x, v := range p.Plane[i].Row(y) {
				far = max(far, abs(int(v)-int(w.pix[y*w.stride+x])))
			}
		}
		if far > 2 {
			t.Errorf("plane %d: differs by up to %d from image/jpeg, want at most 2", i, far)
		}
	}
}

func abs(v int) int { return max(v, -v) }

// shrink averages squares of n by n pixels.
func shrink(img image.Image, n int) image.Image {
	m := toRGBA(img)
	r := m.Rect
	out := image.NewRGBA(image.Rect(0, 0, (r.Dx()+n-1)/n, (r.Dy()+n-1)/n))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			px := out.Pix[out.PixOffset(x, y):][:4]
			for i := range px {
				px[i] = meanAt(m, image.Rect(x*n, y*n, min((x+1)*n, r.Dx()), min((y+1)*n, r.Dy())), i)
			}
		}
	}
	return out
}

// meanAt is the mean of channel i in a part of an image.
func meanAt(m *image.RGBA, r image.Rectangle, i int) byte {
	sum, count := 0, r.Dx()*r.Dy()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			sum += int(m.Pix[m.PixOffset(x, y)+i])
		}
	}
	return byte((sum + count/2) / count)
}

func TestDecode_ScaledIsNearTheMean(t *testing.T) {
	least := map[Scale]float64{Half: 26, Quarter: 25, Eighth: 22}
	for _, name := range goodSamples(t) {
		data := readSample(t, name)
		full, err := Decode(bytes.NewReader(data), Options{})
		if err != nil {
			t.Fatalf("Decode(%s) = %v", name, err)
		}
		for scale, db := range least {
			p, err := Decode(bytes.NewReader(data), Options{Scale: scale})
			if err != nil {
				t.Fatalf("Decode(%s, %d) = %v", name, scale, err)
			}
			want := shrink(full.Image(), int(8/scale))
			got := p.Image()
			if got.Bounds() != want.Bounds() {
				t.Fatalf("Decode(%s, %d): bounds %v, want %v", name, scale, got.Bounds(), want.Bounds())
			}
			if is := psnr(got, want); is < db {
				t.Errorf("Decode(%s, %d): %.1f dB from the mean, want at least %.1f", name, scale, is, db)
			}
		}
	}
}

// meanOf averages squares of n by n samples of a plane.
func meanOf(p *Plane, n int) image.Image {
	r := image.Rect(0, 0, p.Width, p.Height)
	return shrink(&image.Gray{Pix: p.Pix, Stride: p.Stride, Rect: r}, n)
}

func TestDecode_ScaledLumaIsNearTheMean(t *testing.T) {
	for _, name := range goodSamples(t) {
		data := readSample(t, name)
		full, err := Decode(bytes.NewReader(data), Options{})
		if err != nil {
			t.Fatalf("Decode(%s) = %v", name, err)
		}
		for scale, db := range map[Scale]float64{Half: 34, Quarter: 37, Eighth: 45} {
			p, err := Decode(bytes.NewReader(data), Options{Scale: scale})
			if err != nil {
				t.Fatalf("Decode(%s, %d) = %v", name, scale, err)
			}
			r := image.Rect(0, 0, p.Plane[0].Width, p.Plane[0].Height)
			got := &image.Gray{Pix: p.Plane[0].Pix, Stride: p.Plane[0].Stride, Rect: r}
			if is := psnr(got, meanOf(&full.Plane[0], int(8/scale))); is < db {
				t.Errorf("Decode(%s, %d): luma %.1f dB from the mean, want at least %.1f", name, scale, is, db)
			}
		}
	}
}

// The same coefficients in another order of the file are the same picture.
func TestDecode_OrderOfTheFileMakesNoDifference(t *testing.T) {
	for _, scale := range []Scale{Eighth, Quarter, Half, Full} {
		want, err := Decode(bytes.NewReader(readSample(t, "baseline-2x2.jpg")), Options{Scale: scale})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{
			"optimized-2x2.jpg", "restart-2x2.jpg", "separate-scans.jpg", "progressive-2x2.jpg", "progressive-restart.jpg",
		} {
			got, err := Decode(bytes.NewReader(readSample(t, name)), Options{Scale: scale})
			if err != nil {
				t.Fatalf("Decode(%s, %d) = %v", name, scale, err)
			}
			for i := range want.Plane {
				for y := range want.Plane[i].Height {
					if !bytes.Equal(got.Plane[i].Row(y), want.Plane[i].Row(y)) {
						t.Fatalf("Decode(%s, %d): row %d of plane %d is not as in baseline-2x2.jpg", name, scale, y, i)
					}
				}
			}
		}
	}
}
