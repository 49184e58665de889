package metadata_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
)

// element is one element of Matroska with a size of eight bytes.
func element(id uint64, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	b := bytes.TrimLeft(binary.BigEndian.AppendUint64(nil, id), "\x00")
	return append(binary.BigEndian.AppendUint64(b, uint64(len(body))|1<<56), body...)
}

func number(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

func webm() []byte {
	info := element(0x1549a966, element(0x2ad7b1, number(1e6)), element(0x4489, number(math.Float64bits(2500))),
		element(0x7ba9, []byte("Waves")), element(0x4461, number(uint64(86400*1e9))))
	video := element(0xe0, element(0xb0, number(640)), element(0xba, number(480)))
	segment := element(0x18538067, info, element(0x1654ae6b, element(0xae, video)),
		element(0x1f43b675, []byte("frames")), element(0x1549a966, []byte("damage after the frames")))
	return append(element(0x1a45dfa3, element(0x4282, []byte("webm"))), segment...)
}

func TestRead_WebM(t *testing.T) {
	f := read(t, "", webm())
	if f.MediaType != "video/webm" || f.Width != 640 || f.Height != 480 || f.Duration != 2500*time.Millisecond || f.Title != "Waves" {
		t.Errorf("got %s, %d x %d, %v, %q", f.MediaType, f.Width, f.Height, f.Duration, f.Title)
	}
	if want := time.Date(2001, 1, 2, 0, 0, 0, 0, time.UTC); !f.Taken.Equal(want) {
		t.Errorf("Taken = %v, want %v", f.Taken, want)
	}
}

func id3(version byte, frames ...[]byte) []byte {
	body := bytes.Join(frames, nil)
	head := []byte{'I', 'D', '3', version, 0, 0, 0, 0, byte(len(body) >> 7), byte(len(body) & 0x7f)}
	return append(append(head, body...), 0xff, 0xfb, 0x90, 0x00)
}

func frame(id string, text string) []byte {
	return append(append([]byte(id), 0, 0, 0, byte(len(text)), 0, 0), text...)
}

func TestRead_MP3(t *testing.T) {
	for version := byte(3); version <= 4; version++ {
		f := read(t, "", id3(version, frame("TIT2", "\x01\xff\xfeS\x00a\x00n\x00g\x00"), frame("TPE1", "\x03Åse\x00"), frame("TLEN", "\x001500")))
		if f.MediaType != "audio/mpeg" || f.Title != "Sang" || f.Author != "Åse" || f.Duration != 1500*time.Millisecond {
			t.Errorf("version %d: got %s, %q, %q, %v", version, f.MediaType, f.Title, f.Author, f.Duration)
		}
	}
}

func flac() []byte {
	info := make([]byte, 34)
	binary.BigEndian.PutUint64(info[10:], 44100<<44|88200)
	comment := func(s string) []byte { return append(binary.LittleEndian.AppendUint32(nil, uint32(len(s))), s...) }
	words := append(comment("encoder"), 2, 0, 0, 0)
	words = append(append(words, comment("title=Sang")...), comment("ARTIST=Åse")...)
	b := append([]byte("fLaC\x00\x00\x00\x22"), info...)
	return append(append(b, 0x84, 0, 0, byte(len(words))), words...)
}

func TestRead_FLAC(t *testing.T) {
	f := read(t, "", flac())
	if f.MediaType != "audio/flac" || f.Title != "Sang" || f.Author != "Åse" || f.Duration != 2*time.Second {
		t.Errorf("got %s, %q, %q, %v", f.MediaType, f.Title, f.Author, f.Duration)
	}
}

// raf is Fujifilm's RAW: a header, and a JPEG that it points to.
func raf(jpeg []byte) []byte {
	b := append([]byte("FUJIFILMCCD-RAW 0201"), make([]byte, 80)...)
	binary.BigEndian.PutUint32(b[84:], uint32(len(b)))
	binary.BigEndian.PutUint32(b[88:], uint32(len(jpeg)))
	return append(b, jpeg...)
}

func TestRead_RAF(t *testing.T) {
	f := read(t, "", raf(mediatest.Photo(mediatest.Pier())))
	if f.MediaType != "image/x-fuji-raf" || f.Orientation != 6 || f.Width != 320 || f.Title != mediatest.Pier().Title {
		t.Errorf("got %s, orientation %d, width %d, %q", f.MediaType, f.Orientation, f.Width, f.Title)
	}
}

// rawTIFF is a TIFF with a small preview in its main directory and the
// picture in a SubIFD, as most makers lay out RAW.
func rawTIFF(maker string, version bool) []byte {
	le := binary.LittleEndian
	entry := func(b []byte, tag, kind uint16, count, value uint32) []byte {
		return le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(b, tag), kind), count), value)
	}
	b := []byte("II*\x00\x08\x00\x00\x00")
	entries := uint16(4)
	if version {
		entries++
	}
	after := uint32(8 + 2 + 12*uint32(entries) + 4)
	b = le.AppendUint16(b, entries)
	b = entry(b, 0x0100, 4, 1, 160)
	b = entry(b, 0x0101, 4, 1, 120)
	b = entry(b, 0x010f, 2, uint32(len(maker)), after)
	b = entry(b, 0x014a, 4, 1, after+uint32(len(maker)))
	if version {
		b = entry(b, 0xc612, 1, 4, 0x0401)
	}
	b = append(append(b, 0, 0, 0, 0), maker...)
	b = le.AppendUint16(b, 3)
	b = entry(b, 0x0100, 4, 1, 6000)
	b = entry(b, 0x0101, 4, 1, 4000)
	b = entry(b, 0x0106, 3, 1, 32803)
	return append(b, 0, 0, 0, 0)
}

func TestRead_RAW_A55(t *testing.T) {
	tests := []struct {
		maker   string
		version bool
		want    string
		width   int
	}{
		{"NIKON CORPORATION\x00", false, "image/x-nikon-nef", 6000},
		{"SONY\x00\x00", false, "image/x-sony-arw", 6000},
		{"Google\x00", true, "image/x-adobe-dng", 6000},
		{"Scanner\x00", false, "image/tiff", 160},
	}
	for _, test := range tests {
		f := read(t, "x.tif", rawTIFF(test.maker, test.version))
		if f.MediaType != test.want || f.Width != test.width {
			t.Errorf("maker %q: got %s of %d pixels, want %s of %d", test.maker, f.MediaType, f.Width, test.want, test.width)
		}
	}
}

// bmff is one box.
func bmff(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), kind...), body...)
}

func TestRead_CR3(t *testing.T) {
	id, _ := hex.DecodeString("85c0b687820f11e08111f4ce462b6a48")
	o := mediatest.PhotoOptions{Orientation: 8, Make: "Canon", Model: "R5", Blocks: mediatest.InEXIF}
	data := append(bmff("ftyp", []byte("crx \x00\x00\x00\x01crx isom")),
		bmff("moov", bmff("uuid", id, bmff("CMT1", mediatest.EXIF(o))))...)
	f := read(t, "", data)
	if f.MediaType != "image/x-canon-cr3" || f.Model != "R5" || f.Orientation != 8 {
		t.Errorf("got %s, %q, orientation %d", f.MediaType, f.Model, f.Orientation)
	}
}

func TestRead_SoundInMP4(t *testing.T) {
	handler := bmff("hdlr", make([]byte, 8), []byte("soun"), make([]byte, 13))
	data := append(bmff("ftyp", []byte("isom\x00\x00\x02\x00isom")), bmff("moov", bmff("trak", bmff("mdia", handler)))...)
	if f := read(t, "", data); f.MediaType != "audio/mp4" || f.Orientation != 0 {
		t.Errorf("got %s, orientation %d, want audio/mp4 and none", f.MediaType, f.Orientation)
	}
}

func TestRead_AVI(t *testing.T) {
	le := binary.LittleEndian
	main := make([]byte, 56)
	le.PutUint32(main[0:], 40000) // microseconds a frame
	le.PutUint32(main[16:], 50)   // frames
	le.PutUint32(main[32:], 640)
	le.PutUint32(main[36:], 480)
	list := append([]byte("hdrlavih\x38\x00\x00\x00"), main...)
	body := append(le.AppendUint32([]byte("AVI LIST"), uint32(len(list))), list...)
	f := read(t, "", append(le.AppendUint32([]byte("RIFF"), uint32(len(body))), body...))
	if f.MediaType != "video/x-msvideo" || f.Width != 640 || f.Height != 480 || f.Duration != 2*time.Second {
		t.Errorf("got %s, %d x %d, %v", f.MediaType, f.Width, f.Height, f.Duration)
	}
}

func TestRead_PDFText(t *testing.T) {
	tests := []struct{ written, want string }{
		{`Plain`, "Plain"},
		{`Br\(a\)ckets \(\051`, "Br(a)ckets ()"},
		{`nested (brackets) here`, "nested (brackets) here"},
		{"\\376\\377\\000B\\000l\\000\\345", "Blå"},
	}
	for _, test := range tests {
		if f := read(t, "", mediatest.PDF(test.written, "x")); f.Title != test.want {
			t.Errorf("title (%s) = %q, want %q", test.written, f.Title, test.want)
		}
	}
	hexadecimal := bytes.Replace(mediatest.PDF("x", "y"), []byte("(x)"), []byte("<FEFF 0042006C00E5>"), 1)
	if f := read(t, "", hexadecimal); f.Title != "Blå" {
		t.Errorf("hexadecimal title = %q, want Blå", f.Title)
	}
}

// TestRead_PNGRawProfile reads IPTC as ImageMagick hides it in PNG.
func TestRead_PNGRawProfile(t *testing.T) {
	iptc := mediatest.IPTC(mediatest.PhotoOptions{Title: "Hidden", Blocks: mediatest.InIPTC})
	profile := fmt.Sprintf("Raw profile type iptc\x00\niptc\n%8d\n%x\n", len(iptc), iptc)
	plain := mediatest.Photo(mediatest.PhotoOptions{Format: mediatest.PNG})
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(profile)))
	chunk = append(append(chunk, "tEXt"+profile...), 0, 0, 0, 0)
	f := read(t, "", bytes.Join([][]byte{plain[:33], chunk, plain[33:]}, nil))
	if f.Title != "Hidden" {
		t.Errorf("Title = %q, want Hidden", f.Title)
	}
}
