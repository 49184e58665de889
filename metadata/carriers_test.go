package metadata_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

func deflate(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withChunks puts chunks of PNG, without checksums, behind the header.
func withChunks(chunks ...[]byte) []byte {
	plain := mediatest.Photo(mediatest.PhotoOptions{Format: mediatest.PNG, Width: 8, Height: 8})
	return bytes.Join([][]byte{plain[:33], bytes.Join(chunks, nil), plain[33:]}, nil)
}

func pngChunk(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	return append(append(append(b, kind...), body...), 0, 0, 0, 0)
}

func TestRead_PNGCompressedText(t *testing.T) {
	packet := mediatest.XMP(mediatest.PhotoOptions{Title: "Packed"})
	f := read(t, "", withChunks(
		pngChunk("zTXt", []byte("Description\x00\x00"), deflate(t, []byte("bl\xe5"))),
		pngChunk("iTXt", []byte("XML:com.adobe.xmp\x00\x01\x00\x00\x00"), deflate(t, packet)),
		pngChunk("tEXt", []byte("Creation Time\x002020-01-02T03:04:05Z"))))
	if f.Caption != "blå" || f.Title != "Packed" || !f.Taken.Equal(time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("Caption, Title, Taken = %q, %q, %v", f.Caption, f.Title, f.Taken)
	}
}

// TestRead_CompressionBomb holds that what is inflated counts like what is
// read: each of the chunks is a thousand times larger than it looks.
func TestRead_CompressionBomb(t *testing.T) {
	bomb := pngChunk("zTXt", []byte("Description\x00\x00"), deflate(t, make([]byte, 2<<20)))
	data := withChunks(bytes.Repeat(bomb, 1000))
	f, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{})
	if !errors.Is(err, metadata.ErrLimit) || f.Width != 8 {
		t.Errorf("Width = %d, error %v, want 8 and ErrLimit", f.Width, err)
	}
}

// TestRead_RepeatedValue holds that a value which many tags name is paid for
// each time: else 64 KB of EXIF would cost gigabytes of work.
func TestRead_RepeatedValue(t *testing.T) {
	const entries = 4000
	le := binary.LittleEndian
	b := le.AppendUint16([]byte("II*\x00\x08\x00\x00\x00"), entries)
	for range entries {
		b = append(b, 0x0e, 0x01, 2, 0)
		b = le.AppendUint32(b, 40000)
		b = le.AppendUint32(b, 8)
	}
	data := withChunks(pngChunk("eXIf", b))
	f, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{})
	if !errors.Is(err, metadata.ErrLimit) || f.Width != 8 {
		t.Errorf("Width = %d, error %v, want 8 and ErrLimit", f.Width, err)
	}
}

func TestRead_FragmentedFilm(t *testing.T) {
	header := make([]byte, 100)
	binary.BigEndian.PutUint32(header[12:], 600) // ticks a second
	data := append(bmff("ftyp", []byte("iso5\x00\x00\x02\x00iso5")), bmff("moov", bmff("mvhd", header),
		bmff("mvex", bmff("mehd", []byte{0, 0, 0, 0, 0, 0, 0x07, 0x08})))...)
	if f := read(t, "", data); f.Duration != 3*time.Second {
		t.Errorf("Duration = %v, want 3s", f.Duration)
	}
}

func TestRead_XMPInFilm(t *testing.T) {
	id, err := hex.DecodeString("be7acfcb97a942e89c71999491e3afac")
	if err != nil {
		t.Fatal(err)
	}
	data := append(mediatest.Movie(mediatest.MovieOptions{}), bmff("uuid", id, mediatest.XMP(mediatest.PhotoOptions{Title: "Reel"}))...)
	if f := read(t, "", data); f.Title != "Reel" || f.Width != 320 {
		t.Errorf("Title = %q, Width = %d", f.Title, f.Width)
	}
}

func TestRead_XMPInPDF(t *testing.T) {
	data := append(mediatest.PDF("Info", "Ann"), mediatest.XMP(mediatest.PhotoOptions{Title: "Packet"})...)
	if f := read(t, "", data); f.Title != "Packet" || f.Author != "Ann" {
		t.Errorf("Title, Author = %q, %q, want Packet, Ann", f.Title, f.Author)
	}
}

func TestRead_Sidecar(t *testing.T) {
	packet := mediatest.XMP(mediatest.Pier())
	for _, before := range []string{"", "<?xml version='1.0'?>\n<!-- kept beside -->"} {
		f := read(t, "pier.xmp", append([]byte(before), packet...))
		if f.MediaType != "application/rdf+xml" || f.Title != mediatest.Pier().Title || f.Rating != 4 {
			t.Errorf("after %q: got %s, %q, rating %d", before, f.MediaType, f.Title, f.Rating)
		}
	}
}

func TestRead_SVGSize(t *testing.T) {
	tests := []struct {
		attributes    string
		width, height int
	}{
		{`width="120" height="90.4px"`, 120, 90},
		{`viewBox="0 0 30 40"`, 30, 40},
		{`width="100%" height="100%" viewBox="0,0,30,40"`, 30, 40},
		{`width="-1" height="NaN"`, 0, 0},
	}
	for _, test := range tests {
		f := read(t, "", []byte(`<svg xmlns="http://www.w3.org/2000/svg" `+test.attributes+`><desc>Lines</desc></svg>`))
		if f.Width != test.width || f.Height != test.height || f.Caption != "Lines" {
			t.Errorf("%s: %d x %d, %q, want %d x %d", test.attributes, f.Width, f.Height, f.Caption, test.width, test.height)
		}
	}
}

// TestRead_UTF16XMP reads the packets of programs that write UTF-16.
func TestRead_UTF16XMP(t *testing.T) {
	var wide []byte
	for _, r := range "\ufeff" + string(mediatest.XMP(mediatest.PhotoOptions{Title: "Wide – blå"})) {
		wide = binary.BigEndian.AppendUint16(wide, uint16(r))
	}
	f := read(t, "", mediatest.WithJPEG(mediatest.CMYKJPEG(), nil, wide, nil))
	if f.Title != "Wide – blå" {
		t.Errorf("Title = %q", f.Title)
	}
}

// BenchmarkRead reads the photograph that says the most.
func BenchmarkRead(b *testing.B) {
	data := mediatest.Photo(mediatest.Pier())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := metadata.Read(bytes.NewReader(data), int64(len(data)), "", metadata.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestRead_DepthMap reads a JPEG as telephones write it that measure depth:
// hundreds of segments that belong to no block of interest.
func TestRead_DepthMap(t *testing.T) {
	whole := mediatest.Photo(mediatest.PhotoOptions{Title: "Deep"})
	segment := append([]byte("\xff\xe1\xff\xf0http://ns.adobe.com/xmp/extension/\x00"), make([]byte, 0xfff0-2-35)...)
	data := bytes.Join([][]byte{whole[:2], bytes.Repeat(segment, 300), whole[2:]}, nil)
	if f := read(t, "", data); f.Title != "Deep" || f.Width != 320 {
		t.Errorf("Title = %q, Width = %d, want Deep and 320", f.Title, f.Width)
	}
}
