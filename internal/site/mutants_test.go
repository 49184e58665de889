package site_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/thumb"
	"github.com/mediasock/mediasock/metadata"
)

var mutants = flag.Int("mutants", 120, "how many mutated files are tried; their times are judged from 2000 on")

// What a file may cost (XS-6): beyond the budget of decoded pixels, and in time.
const (
	beyondBudget = 64 << 20
	timeEach     = 2 * time.Second
)

// A trial is what a stranger's file goes through: it is read, made bare, and
// previews are made of it.
func trial(t *testing.T, maker *thumb.Maker, name string, data []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	facts, err := metadata.Read(bytes.NewReader(data), int64(len(data)), name, metadata.Options{})
	if errors.Is(err, metadata.ErrFault) {
		t.Errorf("%s: a parser panicked: %v", name, err)
	}
	bare, err := metadata.Bare(bytes.NewReader(data), int64(len(data)), facts.MediaType)
	if errors.Is(err, metadata.ErrFault) {
		t.Errorf("%s: a cutter panicked: %v", name, err)
	}
	if err == nil {
		if n, err := io.Copy(io.Discard, bare.Reader()); err != nil || n != bare.Size() {
			t.Errorf("%s: %d of %d bare bytes, %v", name, n, bare.Size(), err)
		}
	}
	_, err = maker.Make(context.Background(), bytes.NewReader(data), int64(len(data)), facts.Orientation, library.PreviewEdges())
	if err != nil && !errors.Is(err, thumb.ErrMalformed) && !errors.Is(err, thumb.ErrTooLarge) && !errors.Is(err, thumb.ErrUnsupported) {
		t.Errorf("%s: Make = %v, want one of its three errors", name, err)
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	// All that was ever taken, which is never less than what was held at once.
	if taken := after.TotalAlloc - before.TotalAlloc; taken > uint64(maker.Limits.MaxMemory)+beyondBudget {
		t.Errorf("%s: %d MiB were taken, want at most %d", name, taken>>20, (maker.Limits.MaxMemory+beyondBudget)>>20)
	}
	if *mutants >= 2000 && took > timeEach {
		t.Errorf("%s took %v, want at most %v", name, took, timeEach)
	}
}

// seedFiles are small originals of every kind.
func seedFiles() []mediatest.File {
	files := append(mediatest.Album(), mediatest.Hostile()...)
	pier := mediatest.Pier()
	for _, format := range []mediatest.Format{mediatest.JPEG, mediatest.PNG, mediatest.WebP, mediatest.TIFF} {
		o := pier
		o.Format, o.Width, o.Height = format, 64, 48
		files = append(files, mediatest.File{Name: "small." + string(format), Data: mediatest.Photo(o)})
	}
	return append(files, mediatest.File{Name: "small.heic", Data: mediatest.HEIF(pier)})
}

// mutate changes a file as broken disks and people with time do.
func mutate(random *rand.Rand, data []byte) []byte {
	b := bytes.Clone(data)
	for range 1 + random.IntN(8) {
		if len(b) < 16 {
			return b
		}
		at := random.IntN(len(b) - 8)
		if random.IntN(2) == 0 {
			at = random.IntN(min(len(b)-8, 1024)) // headers are more worth it
		}
		switch random.IntN(6) {
		case 0:
			b[at] ^= 1 << random.IntN(8)
		case 1:
			b[at] = byte(random.IntN(256))
		case 2:
			binary.BigEndian.PutUint32(b[at:], []uint32{0, 1, 0x7fffffff, 0x80000000, 0xffffffff}[random.IntN(5)])
		case 3:
			b = b[:at+8]
		case 4:
			n := min(random.IntN(64), len(b)-at)
			b = append(b[:at:at], append(bytes.Clone(b[at:at+n]), b[at:]...)...)
		case 5:
			n := min(random.IntN(64), len(b)-at)
			b = append(b[:at:at], b[at+n:]...)
		}
	}
	return b
}

func TestMutants_XS6(t *testing.T) {
	maker := &thumb.Maker{Limits: thumb.Limits{MaxMemory: 256 << 20}}
	random, seeds := rand.New(rand.NewPCG(11, 30)), seedFiles()
	for i := range *mutants {
		seed := seeds[i%len(seeds)]
		trial(t, maker, fmt.Sprintf("mutant %d of %s", i, seed.Name), mutate(random, seed.Data))
	}
	t.Logf("%d mutants of %d files", *mutants, len(seeds))
}

// TestBombs_XS6 tries files that are small and claim or become something huge.
func TestBombs_XS6(t *testing.T) {
	maker := &thumb.Maker{Limits: thumb.Limits{MaxMemory: 256 << 20}}
	for name, data := range map[string][]byte{
		"30,000 by 30,000 pixels.png": deflatedPNG(30_000, 30_000, 1, 0, 30_000*3751),
		"a palette of bits.png":       deflatedPNG(60_000, 60_000, 1, 3, 1<<20),
		"16 bits deep.png":            deflatedPNG(12_000, 12_000, 16, 6, 1<<20),
		"one row of a million.png":    deflatedPNG(1<<30, 1, 8, 6, 1<<20),
		"endless frames.gif":          endlessGIF(),
		"65,535 by 65,535.gif":        []byte("GIF89a\xff\xff\xff\xff\xf7\x00\x00" + string(make([]byte, 768)) + ",\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08\x00;"),
		"tables without end.jpg":      tablesJPEG(),
		"65,500 by 65,500.jpg":        sizedJPEG(65_500, 65_500),
		"a chain of directories.tif":  chainedTIFF(),
		"text in text in text.png":    nestedText(),
	} {
		trial(t, maker, name, data)
	}
}

// deflatedPNG is a PNG of zeros, of which so many bytes are there.
func deflatedPNG(w, h uint32, depth, colour byte, size int) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	add := func(kind string, body []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
		start := len(b)
		b = append(append(b, kind...), body...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	add("IHDR", append(head, depth, colour, 0, 0, 0))
	if colour == 3 {
		add("PLTE", make([]byte, 6))
	}
	add("IDAT", deflated(size))
	add("IEND", nil)
	return b
}

func deflated(size int) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	zeros := make([]byte, 1<<16)
	for ; size > 0; size -= len(zeros) {
		_, _ = z.Write(zeros[:min(size, len(zeros))]) // a buffer does not fail
	}
	_ = z.Close()
	return out.Bytes()
}

// endlessGIF has a million frames of one pixel.
func endlessGIF() []byte {
	frame := []byte("!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00")
	return append([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"), bytes.Repeat(frame, 1_000_000)...)
}

// tablesJPEG repeats its tables for 20 MB.
func tablesJPEG() []byte {
	table := append([]byte("\xff\xdb\x00\x43\x00"), bytes.Repeat([]byte{1}, 64)...)
	return append([]byte("\xff\xd8"), bytes.Repeat(table, 300_000)...)
}

// sizedJPEG is a photograph whose frame claims another size.
func sizedJPEG(w, h uint16) []byte {
	b := mediatest.Photo(mediatest.PhotoOptions{Width: 64, Height: 48})
	at := bytes.Index(b, []byte("\xff\xc0")) + 5
	binary.BigEndian.PutUint16(b[at:], h)
	binary.BigEndian.PutUint16(b[at+2:], w)
	return b
}

// chainedTIFF has 60,000 directories, each of which names the next as its own.
func chainedTIFF() []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	for range 60_000 {
		next := uint32(len(b) + 18)
		b = append(b, 1, 0, 0x4a, 1, 4, 0, 1, 0, 0, 0)
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, next), next)
	}
	return b
}

// nestedText is a text chunk that inflates to what inflates, ten times over.
func nestedText() []byte {
	body := make([]byte, 8<<20)
	for range 10 {
		var out bytes.Buffer
		z := zlib.NewWriter(&out)
		_, _ = z.Write(body)
		_ = z.Close()
		body = out.Bytes()
	}
	plain := mediatest.Photo(mediatest.PhotoOptions{Format: mediatest.PNG, Width: 8, Height: 8})
	chunk := append([]byte("zTXtDescription\x00\x00"), body...)
	b := binary.BigEndian.AppendUint32(bytes.Clone(plain[:33]), uint32(len(chunk)-4))
	b = append(b, chunk...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(chunk))
	return append(b, plain[33:]...)
}
