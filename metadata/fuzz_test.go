package metadata_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// FuzzRead holds that any bytes at all are read without a fault, within the
// limits, to facts that are safe to store.
func FuzzRead(f *testing.F) {
	for _, file := range mediatest.Album() {
		if len(file.Data) < 40<<10 {
			f.Add(file.Data)
		}
	}
	for _, file := range mediatest.Hostile() {
		if len(file.Data) < 40<<10 {
			f.Add(file.Data)
		}
	}
	for _, data := range [][]byte{webm(), flac(), id3(3, frame("TIT2", "\x00a")), rawTIFF("SONY", true),
		raf(mediatest.CMYKJPEG()), extended(-1), bigTIFF(binary.BigEndian, "MM"), taggedMKV(), mediatest.HEIF(mediatest.Pier())} {
		f.Add(data)
	}
	f.Fuzz(checkRead)
}

// The other targets put the bytes where only one parser sees them.

func FuzzReadEXIF(f *testing.F) {
	f.Add(mediatest.EXIF(mediatest.Pier()))
	f.Add(rawTIFF("NIKON", false))
	f.Fuzz(func(t *testing.T, b []byte) { checkBlocks(t, b, nil, nil) })
}

func FuzzReadXMP(f *testing.F) {
	f.Add(mediatest.XMP(mediatest.Pier()))
	f.Fuzz(func(t *testing.T, b []byte) { checkBlocks(t, nil, b, nil) })
}

func FuzzReadIPTC(f *testing.F) {
	f.Add(mediatest.IPTC(mediatest.Pier()))
	f.Fuzz(func(t *testing.T, b []byte) { checkBlocks(t, nil, nil, b) })
}

func checkBlocks(t *testing.T, exif, xmp, iptc []byte) {
	if len(exif)+len(xmp)+len(iptc) > 60000 {
		t.Skip("longer than a JPEG segment")
	}
	checkRead(t, mediatest.WithJPEG(mediatest.CMYKJPEG(), exif, xmp, iptc))
}

func checkRead(t *testing.T, b []byte) {
	o := metadata.Options{MaxBytes: 1 << 20, MaxSteps: 2000, MaxText: 200, MaxList: 5}
	c := &counter{r: bytes.NewReader(b)}
	facts, err := metadata.Read(c, int64(len(b)), "", o)
	if errors.Is(err, metadata.ErrFault) {
		t.Fatalf("a parser panicked: %v", err)
	}
	if c.read > 3*o.MaxBytes { // of the file, and of the probe for RAW
		t.Errorf("%d bytes read, want at most %d", c.read, o.MaxBytes)
	}
	checkSafe(t, facts, o)
}
