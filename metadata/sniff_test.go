package metadata_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

func zipFile(t *testing.T) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create("a.txt"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSniff_A55_XS6(t *testing.T) {
	ftyp := func(brands string) []byte {
		return append([]byte{0, 0, 0, byte(8 + len(brands))}, "ftyp"+brands...)
	}
	tests := []struct {
		name, file string
		data       []byte
		want       string
		kind       metadata.Kind
	}{
		{"jpeg named text", "a.txt", mediatest.Photo(mediatest.PhotoOptions{}), "image/jpeg", metadata.KindImage},
		{"html named jpeg", "a.jpg", mediatest.HTML("x"), "text/html", metadata.KindDocument},
		{"html named markdown", "a.md", mediatest.HTML("x"), "text/html", metadata.KindDocument},
		{"svg named png", "a.png", mediatest.SVG(9, 9, "x"), "image/svg+xml", metadata.KindImage},
		{"svg after a comment", "", []byte("<?xml version='1.0'?><!-- " + strings.Repeat("x", 999) + " --><svg/>"), "image/svg+xml", metadata.KindImage},
		{"xml", "", []byte("<?xml version='1.0'?><a/>"), "application/xml", metadata.KindDocument},
		{"text", "a", mediatest.Text(), "text/plain", metadata.KindDocument},
		{"markdown", "README.MD", mediatest.Text(), "text/markdown", metadata.KindDocument},
		{"text named html", "a.html", mediatest.Text(), "text/plain", metadata.KindDocument},
		{"rtf", "", []byte(`{\rtf1 x}`), "text/rtf", metadata.KindDocument},
		{"pdf", "", mediatest.PDF("a", "b"), "application/pdf", metadata.KindDocument},
		{"wav", "", mediatest.WAV(), "audio/wav", metadata.KindAudio},
		{"mp3", "", []byte("ID3\x04\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x00"), "audio/mpeg", metadata.KindAudio},
		{"mp4", "", ftyp("isom\x00\x00\x02\x00isommp41"), "video/mp4", metadata.KindVideo},
		{"mov", "", ftyp("qt  \x00\x00\x02\x00qt  "), "video/quicktime", metadata.KindVideo},
		{"m4a", "", ftyp("M4A \x00\x00\x02\x00M4A isom"), "audio/mp4", metadata.KindAudio},
		{"3gp", "", ftyp("3gp5\x00\x00\x02\x003gp5"), "video/3gpp", metadata.KindVideo},
		{"unknown brand", "", ftyp("zzzz\x00\x00\x02\x00yyyy"), "video/mp4", metadata.KindVideo},
		{"heic", "", ftyp("mif1\x00\x00\x00\x00mif1heic"), "image/heic", metadata.KindImage},
		{"heif", "", ftyp("mif1\x00\x00\x00\x00mif1miaf"), "image/heif", metadata.KindImage},
		{"avif", "", ftyp("avif\x00\x00\x00\x00mif1avif"), "image/avif", metadata.KindImage},
		{"cr3", "", ftyp("crx \x00\x00\x00\x01crx isom"), "image/x-canon-cr3", metadata.KindImage},
		{"zip", "", zipFile(t), "application/zip", metadata.KindOther},
		{"program", "a.jpg", []byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60)), "application/x-elf", metadata.KindOther},
		{"nothing", "a.jpg", nil, "application/octet-stream", metadata.KindOther},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, _ := metadata.Read(bytes.NewReader(test.data), int64(len(test.data)), test.file, metadata.Options{})
			if f.MediaType != test.want || f.Kind != test.kind {
				t.Errorf("Read(%q) = %s, %s, want %s, %s", test.file, f.MediaType, f.Kind, test.want, test.kind)
			}
			if got := metadata.Sniff(test.data, test.file); len(test.data) > 0 && got != test.want {
				t.Errorf("Sniff(%q) = %s, want %s", test.file, got, test.want)
			}
		})
	}
}
