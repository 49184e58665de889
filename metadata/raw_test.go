package metadata_test

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"io"
	"testing"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// A tag of a directory that is made by hand; all values are of 32 bits.
type rawTag struct {
	id    uint16
	value uint32
	count uint32
}

// rawFile lays directories one after the other, each the next of the one before,
// and the pictures behind them. A value below 10 stands for the picture of that
// number's place, from 100 on for its size.
func rawFile(head string, directories [][]rawTag, pictures ...[]byte) []byte {
	size := 8
	for _, d := range directories {
		size += 6 + 12*len(d)
	}
	places := make([]int, len(pictures))
	for i, p := range pictures {
		places[i], size = size, size+len(p)
	}
	le := binary.LittleEndian
	b := le.AppendUint32([]byte(head), 8)
	for i, d := range directories {
		b = le.AppendUint16(b, uint16(len(d)))
		for _, t := range d {
			value, count := t.value, max(1, t.count)
			switch {
			case int(value) < len(pictures):
				value = uint32(places[value])
			case value >= 100 && int(value-100) < len(pictures):
				value = uint32(len(pictures[value-100]))
			}
			if t.id == 0x002e {
				count = uint32(len(pictures[t.value]))
			}
			b = le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(b, t.id), 4), count), value)
		}
		next := 0
		if i+1 < len(directories) {
			next = len(b) + 4
		}
		b = le.AppendUint32(b, uint32(next))
	}
	return append(b, bytes.Join(pictures, nil)...)
}

func TestEmbedded_FindsTheLargestPicture(t *testing.T) {
	small := mediatest.Photo(mediatest.PhotoOptions{Width: 40, Height: 30})
	large := mediatest.Photo(mediatest.PhotoOptions{Width: 160, Height: 120})
	lossless := bytes.Clone(mediatest.Photo(mediatest.PhotoOptions{Width: 640, Height: 480}))
	at := bytes.Index(lossless, []byte("\xff\xc0"))
	lossless[at+1] = 0xc3 // as the pixels of RAW files are
	notes := append(bytes.Repeat([]byte{7}, 70_000), large...)
	raf := make([]byte, 160)
	copy(raf, "FUJIFILMCCD-RAW ")
	binary.BigEndian.PutUint32(raf[84:], 160)
	binary.BigEndian.PutUint32(raf[88:], uint32(len(large)))
	for name, test := range map[string]struct {
		mediaType string
		data      []byte
	}{
		"CR2": {"image/x-canon-cr2", rawFile("II*\x00", [][]rawTag{{{0x0111, 1, 1}, {0x0117, 101, 1}}, {{0x0201, 0, 1}, {0x0202, 100, 1}}, {{0x0111, 2, 1}, {0x0117, 102, 1}}}, small, large, lossless)},
		"ARW": {"image/x-sony-arw", rawFile("II*\x00", [][]rawTag{{{0x0201, 1, 1}, {0x0202, 101, 1}}, {{0x0201, 0, 1}, {0x0202, 100, 1}}}, small, large)},
		"RW2": {"image/x-panasonic-rw2", rawFile("IIU\x00", [][]rawTag{{{0x002e, 0, 1}}}, large)},
		"ORF": {"image/x-olympus-orf", append([]byte("IIRO\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), notes...)},
		"CR3": {"image/x-canon-cr3", append([]byte("\x00\x00\x00\x10ftypcrx \x00\x00\x00\x01"), notes...)},
		"RAF": {"image/x-fuji-raf", append(raf, large...)},
	} {
		found, ok := metadata.Embedded(bytes.NewReader(test.data), int64(len(test.data)), test.mediaType)
		if !ok {
			t.Errorf("%s: no picture found", name)
			continue
		}
		if c, err := jpeg.DecodeConfig(found); err != nil || c.Width != 160 {
			t.Errorf("%s: found %v, %v, want 160 pixels across", name, c, err)
		}
	}
	if _, ok := metadata.Embedded(bytes.NewReader(large), int64(len(large)), "image/jpeg"); ok {
		t.Error("a JPEG is no RAW file")
	}
}

// FuzzEmbedded holds that whatever is found lies within the file.
func FuzzEmbedded(f *testing.F) {
	small := mediatest.Photo(mediatest.PhotoOptions{Width: 16, Height: 16})
	f.Add(rawFile("II*\x00", [][]rawTag{{{0x0111, 0, 1}, {0x0117, 100, 1}}}, small))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, kind := range []string{"image/x-canon-cr2", "image/x-canon-cr3", "image/x-fuji-raf"} {
			found, ok := metadata.Embedded(bytes.NewReader(b), int64(len(b)), kind)
			if !ok {
				continue
			}
			if n, err := io.Copy(io.Discard, found); err != nil || n != found.Size() {
				t.Errorf("%s: %d of %d bytes, %v", kind, n, found.Size(), err)
			}
		}
	})
}
