package heif_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/mediasock/mediasock/library/heif"
	"github.com/mediasock/mediasock/library/sandbox"
	"github.com/mediasock/mediasock/library/thumb"
	"github.com/mediasock/mediasock/metadata"
)

var _ thumb.Codec = heif.Codec{}

// TestMain lets the tests run their own program as a worker.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "worker" {
		if err := heif.Work(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// makers decode in this process, and in processes of their own.
func makers(t *testing.T) map[string]*thumb.Maker {
	t.Helper()
	command, err := sandbox.Self("worker")
	if err != nil {
		t.Fatal(err)
	}
	pool := &sandbox.Pool{Command: command}
	t.Cleanup(func() { pool.Close() })
	all := map[string]*thumb.Maker{}
	for where, codecs := range map[string][]heif.Codec{"here": heif.Codecs(), "apart": heif.Apart(pool)} {
		m := new(thumb.Maker)
		for _, c := range codecs {
			m.Codecs = append(m.Codecs, c)
		}
		all[where] = m
	}
	return all
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
		var files [][]byte
		orientation := map[string]int{"scene.heic": 6, "scene.avif": 1}[name] // HEIC's decoder turns by itself
		for where, maker := range makers(t) {
			got, err := maker.Make(t.Context(), bytes.NewReader(data), int64(len(data)), orientation, []int{80})
			if err != nil {
				t.Errorf("Make(%s) %s = %v", name, where, err)
				continue
			}
			checkScene(t, name, got[0])
			files = append(files, got[0].JPEG)
		}
		if len(files) == 2 && !bytes.Equal(files[0], files[1]) {
			t.Errorf("%s differs in a process of its own", name)
		}
	}
}

func checkScene(t *testing.T, name string, got thumb.Preview) {
	t.Helper()
	if got.Width != 80 || got.Height != 60 {
		t.Errorf("Make(%s) is %d by %d, want 80 by 60", name, got.Width, got.Height)
	}
	img, err := jpeg.Decode(bytes.NewReader(got.JPEG))
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

// preview makes one preview, turned as the file says.
func preview(t *testing.T, maker *thumb.Maker, data []byte) image.Image {
	t.Helper()
	facts, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := maker.Make(t.Context(), bytes.NewReader(data), int64(len(data)), facts.Orientation, []int{80})
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(got[0].JPEG))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// The two files show the same, in the same colours: a build of libheif that lost a
// plane of colour showed all HEIC green.
func TestMake_ColoursOfBothAreAlike(t *testing.T) {
	if heif.Codecs() == nil {
		t.Skip("built without the tag nodynamic")
	}
	maker := makers(t)["apart"]
	var shown []image.Image
	for _, name := range []string{"scene.heic", "scene.avif"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, preview(t, maker, data))
	}
	var apart [3]int
	for y := range 60 {
		for x := range 80 {
			r, g, b, _ := shown[0].At(x, y).RGBA()
			r2, g2, b2, _ := shown[1].At(x, y).RGBA()
			for i, d := range []int{int(r>>8) - int(r2>>8), int(g>>8) - int(g2>>8), int(b>>8) - int(b2>>8)} {
				apart[i] += max(d, -d)
			}
		}
	}
	for i, sum := range apart {
		if mean := sum / 4800; mean > 12 {
			t.Errorf("the channel %d differs by %d on average", i, mean)
		}
	}
}

// turn adds a rotation by quarters anticlockwise (ISO/IEC 23008-12, 6.5.10) to the
// first item of a file that libheif wrote.
func turn(data []byte, quarters byte) []byte {
	at := func(kind string) int { return bytes.Index(data, []byte(kind)) }
	iloc, ipma := at("iloc"), at("ipma")
	for _, box := range []struct{ name, more int }{{at("meta"), 10}, {at("iprp"), 10}, {at("ipco"), 9}, {ipma, 1}} {
		size := data[box.name-4:]
		binary.BigEndian.PutUint32(size, binary.BigEndian.Uint32(size)+uint32(box.more))
	}
	for i := range int(binary.BigEndian.Uint16(data[iloc+10:])) {
		base := data[iloc+16+18*i:]
		binary.BigEndian.PutUint32(base, binary.BigEndian.Uint32(base)+10)
	}
	properties := 0
	for off := at("ipco") + 4; off < ipma-4; properties++ {
		off += int(binary.BigEndian.Uint32(data[off:]))
	}
	count := ipma + 14 // behind the version, the number of items, and the first item
	uses := int(data[count])
	data[count]++
	list := slices.Concat(data[ipma-4:count+1+uses], []byte{0x80 | byte(properties+1)}, data[count+1+uses:])
	return slices.Concat(data[:ipma-4], []byte("\x00\x00\x00\x09irot"), []byte{quarters}, list)
}

func TestMake_TurnsAsTheFileSays(t *testing.T) {
	if heif.Codecs() == nil {
		t.Skip("built without the tag nodynamic")
	}
	maker := makers(t)["apart"]
	for _, name := range []string{"scene.heic", "scene.avif"} {
		for quarters, sky := range map[byte]image.Point{1: {4, 30}, 2: {30, 55}, 3: {55, 30}} {
			data, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			img := preview(t, maker, turn(data, quarters))
			if wide := img.Bounds().Dx() > img.Bounds().Dy(); wide != (quarters == 2) {
				t.Errorf("%s by %d quarters is %v", name, quarters, img.Bounds())
			}
			if r, _, b, _ := img.At(sky.X, sky.Y).RGBA(); b>>8 < 150 || r > b {
				t.Errorf("%s by %d quarters: the sky is %v", name, quarters, img.At(sky.X, sky.Y))
			}
		}
	}
}

// A broken file costs at most the process that decodes it (XS-6).
func TestMake_MutatedHEICAndAVIF(t *testing.T) {
	if heif.Codecs() == nil {
		t.Skip("built without the tag nodynamic")
	}
	maker := makers(t)["apart"]
	for _, name := range []string{"scene.heic", "scene.avif"} {
		good, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for i := 12; i < len(good); i += len(good) / 24 {
			data := bytes.Clone(good)
			data[i] ^= 0xa5
			got, err := maker.Make(t.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{64})
			if (err == nil) != (len(got) == 1) || errors.Is(err, thumb.ErrUnavailable) {
				t.Errorf("Make(%s with byte %d changed) = %d previews, %v", name, i, len(got), err)
			}
		}
	}
}

// Where no process can be had, that is told of no file.
func TestApart_WithoutAWorker(t *testing.T) {
	if heif.Codecs() == nil {
		t.Skip("built without the tag nodynamic")
	}
	pool := &sandbox.Pool{Command: func() *exec.Cmd { return exec.Command("/none") }}
	m := &thumb.Maker{Codecs: []thumb.Codec{heif.Apart(pool)[0]}}
	data, err := os.ReadFile("testdata/scene.heic")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Make(t.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{64}); !errors.Is(err, thumb.ErrUnavailable) {
		t.Errorf("Make without a worker = %v, want ErrUnavailable", err)
	}
}

func TestMake_HEICWithoutCodecIsUnsupported(t *testing.T) {
	data := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
	_, err := new(thumb.Maker).Make(t.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{64})
	if err == nil {
		t.Error("Make(HEIC) without a codec = nil, want an error")
	}
}

// A photograph of more than 256 KB: the decoders' own reading of sizes looks at no
// more, and fails.
func TestMake_LargeHEIC(t *testing.T) {
	if heif.Codecs() == nil {
		t.Skip("built without the tag nodynamic")
	}
	data, err := os.ReadFile("testdata/scene.heic")
	if err != nil {
		t.Fatal(err)
	}
	data = spread(data, 300<<10)
	got, err := makers(t)["apart"].Make(t.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{80})
	if err != nil {
		t.Fatal(err)
	}
	checkScene(t, "a large HEIC", got[0])
}

// spread puts so many bytes before the pixels of scene.heic, whose two items have
// their places in the fields called base offset (ISO/IEC 14496-12, 8.11.3).
func spread(data []byte, more uint32) []byte {
	iloc, mdat := bytes.Index(data, []byte("iloc")), bytes.Index(data, []byte("mdat"))
	for _, at := range []int{mdat - 4, iloc + 16, iloc + 34} {
		binary.BigEndian.PutUint32(data[at:], binary.BigEndian.Uint32(data[at:])+more)
	}
	return slices.Concat(data[:mdat+4], make([]byte, more), data[mdat+4:])
}
