package thumb

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// samples returns the files of testdata, all of which show the same corners.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"*.png", "*.webp", "*.tif", "*.bmp", "*.gif", "*.jpg"} {
		paths, err := filepath.Glob("testdata/" + pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no samples %s: %v", pattern, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(path)] = data
		}
	}
	return files
}

func TestMake_EveryFormat(t *testing.T) {
	for name, data := range samples(t) {
		t.Run(name, func(t *testing.T) {
			p := makeOne(t, data, 1, 60)
			if p.Width != 60 || p.Height != 45 || p.Damaged {
				t.Errorf("Make is %d by %d, damaged %t, want 60 by 45", p.Width, p.Height, p.Damaged)
			}
			corners(t, decodePreview(t, p), [4]color.Color{red, green, white, blue})
			corners(t, decodePreview(t, makeOne(t, data, 3, 60)), [4]color.Color{white, blue, red, green})
		})
	}
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// What is transparent shows the ground, whatever colour hides there.
func TestMake_TransparencyOnTheGround(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := 0; i < len(img.Pix); i += 4 {
		copy(img.Pix[i:], []byte{255, 0, 0, 0})
	}
	file := pngOf(t, img)
	if got := decodePreview(t, makeOne(t, file, 1, 32)); !near(got, 16, 16, color.Gray{0xee}) {
		t.Errorf("Make(transparent) is %v, want the ground", got.At(16, 16))
	}
	m := &Maker{Ground: color.RGBA{20, 40, 200, 255}}
	p, err := m.Make(t.Context(), bytes.NewReader(file), int64(len(file)), 1, []int{32})
	if err != nil {
		t.Fatal(err)
	}
	if got := decodePreview(t, p[0]); !near(got, 16, 16, color.RGBA{20, 40, 200, 255}) {
		t.Errorf("Make(transparent) on blue is %v", got.At(16, 16))
	}
}

// A GIF frame may be smaller than its canvas.
func TestMake_FrameInACanvas(t *testing.T) {
	frame := image.NewPaletted(image.Rect(32, 32, 64, 64), color.Palette{color.RGBA{200, 0, 0, 255}})
	var buf bytes.Buffer
	g := &gif.GIF{Image: []*image.Paletted{frame}, Delay: []int{0}, Config: image.Config{Width: 64, Height: 64}}
	if err := gif.EncodeAll(&buf, g); err != nil {
		t.Fatal(err)
	}
	got := decodePreview(t, makeOne(t, buf.Bytes(), 1, 64))
	if !near(got, 8, 8, color.Gray{0xee}) || !near(got, 56, 56, color.RGBA{200, 0, 0, 255}) {
		t.Errorf("Make(frame in a canvas) is %v and %v, want ground and red", got.At(8, 8), got.At(56, 56))
	}
}

// The finest pattern there is becomes grey, not stripes.
func TestMake_NoAliasing(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 512, 512))
	for y := range 512 {
		for x := range 512 {
			img.Pix[y*img.Stride+x] = byte((x + y) % 2 * 255)
		}
	}
	for name, file := range map[string][]byte{"jpeg": jpegOf(t, img), "png": pngOf(t, img)} {
		got := decodePreview(t, makeOne(t, file, 1, 100))
		for x := 4; x < 96; x++ {
			if !near(got, x, 50, color.Gray{128}) {
				t.Fatalf("%s: pixel %d of a fine pattern is %v, want grey", name, x, got.At(x, 50))
			}
		}
	}
}

func TestMake_TruncatedJPEGIsShown(t *testing.T) {
	file := jpegOf(t, scene(400, 300))
	p := makeOne(t, file[:len(file)/2], 1, 100)
	if !p.Damaged {
		t.Error("Make(half a file) is not Damaged")
	}
	if got := decodePreview(t, p); !near(got, 5, 5, red) {
		t.Errorf("Make(half a file): top left is %v, want red", got.At(5, 5))
	}
}

// bombs are small files that say that they are huge.
func bombs(t testing.TB) map[string][]byte {
	t.Helper()
	files := samples(t)
	big := bytes.Clone(files["rgb16.png"])
	binary.BigEndian.PutUint32(big[16:], 30000)
	binary.BigEndian.PutUint32(big[20:], 30000)
	crc := bytes.Clone(big[:33])
	binary.BigEndian.PutUint32(crc[29:], crc32.ChecksumIEEE(crc[12:29]))
	copy(big, crc)
	g := bytes.Clone(files["corners.gif"])
	binary.LittleEndian.PutUint32(g[6:], 0xffffffff)
	b := bytes.Clone(files["corners.bmp"])
	binary.LittleEndian.PutUint32(b[18:], 100000)
	binary.LittleEndian.PutUint32(b[22:], 100000)
	w := bytes.Clone(files["lossless.webp"])
	binary.LittleEndian.PutUint32(w[21:], 0x0fffffff)
	j := bytes.Clone(files["cmyk.jpg"])
	copy(j[bytes.Index(j, []byte{0xff, 0xc0})+5:], []byte{0xff, 0x00, 0xff, 0x00})
	return map[string][]byte{"png": big, "gif": g, "bmp": b, "webp": w, "jpeg": j}
}

func TestMake_BombsAreRefusedByTheirHeader(t *testing.T) {
	for name, file := range bombs(t) {
		_, err := new(Maker).Make(t.Context(), bytes.NewReader(file), int64(len(file)), 1, []int{64})
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("Make(%s bomb) = %v, want ErrTooLarge", name, err)
		}
	}
}

func TestMake_Errors(t *testing.T) {
	good := jpegOf(t, scene(64, 64))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name  string
		ctx   context.Context
		maker *Maker
		file  []byte
		want  error
	}{
		{"empty", t.Context(), new(Maker), nil, ErrUnsupported},
		{"text", t.Context(), new(Maker), []byte("no image at all, only words"), ErrUnsupported},
		{"svg", t.Context(), new(Maker), []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), ErrUnsupported},
		{"cut off", t.Context(), new(Maker), good[:50], ErrMalformed},
		{"limit", t.Context(), &Maker{Limits: Limits{MaxPixels: 100}}, good, ErrTooLarge},
		{"ended context", ended, new(Maker), good, context.Canceled},
	} {
		_, err := c.maker.Make(c.ctx, bytes.NewReader(c.file), int64(len(c.file)), 1, []int{64})
		if !errors.Is(err, c.want) {
			t.Errorf("Make(%s) = %v, want %v", c.name, err, c.want)
		}
	}
	for _, sizes := range [][]int{nil, {0}, {64, -1}} {
		if _, err := new(Maker).Make(t.Context(), bytes.NewReader(good), int64(len(good)), 1, sizes); err == nil {
			t.Errorf("Make(sizes %v) = nil, want an error", sizes)
		}
	}
}

// tight are limits under which a mutated header cannot cost much.
var tight = Limits{MaxPixels: 1 << 16, MaxMemory: 1 << 20}

func makeAnything(t *testing.T, m *Maker, file []byte) {
	t.Helper()
	got, err := m.Make(t.Context(), bytes.NewReader(file), int64(len(file)), 5, []int{24})
	if (err == nil) != (len(got) == 1) {
		t.Fatalf("Make = %d previews, %v", len(got), err)
	}
}

func TestMake_Mutated(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 9))
	m := &Maker{Limits: tight}
	for _, good := range samples(t) {
		for range 80 {
			file := bytes.Clone(good)
			for range 1 + rnd.IntN(6) {
				file[rnd.IntN(len(file))] = byte(rnd.IntN(256))
			}
			if rnd.IntN(4) == 0 {
				file = file[:rnd.IntN(len(file))]
			}
			makeAnything(t, m, file)
		}
	}
}

func FuzzMake(f *testing.F) {
	for _, file := range samples(f) {
		f.Add(file)
	}
	for _, file := range bombs(f) {
		f.Add(file)
	}
	m := &Maker{Limits: tight}
	f.Fuzz(func(t *testing.T, file []byte) { makeAnything(t, m, file) })
}
