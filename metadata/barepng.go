package metadata

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// barePNG leaves out every chunk that the picture can be shown without, and
// whatever follows it.
func barePNG(e *edits) error {
	s := e.s
	turned := turnedEXIF(orientationOf(s, "image/png"))
	for off := int64(8); off < s.size; {
		head, err := s.at(off, 8)
		if err != nil {
			return err
		}
		size, kind := int64(binary.BigEndian.Uint32(head)), string(head[4:])
		if size > s.size-off-12 {
			return errTruncated
		}
		off += 12 + size
		switch {
		case !keptChunk(kind):
			e.drop(off-12-size, 12+size)
		case kind == "IHDR" && turned != nil:
			e.insert(off, chunkOf("eXIf", turned))
		case kind == "IEND":
			e.drop(off, s.size-off)
			return nil
		}
	}
	return nil
}

// keptChunk tells what colours, transparency and movement depend on.
func keptChunk(kind string) bool {
	switch kind {
	case "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV", "cLLI", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT":
		return true
	}
	return kind[0] >= 'A' && kind[0] <= 'Z' // the others that a decoder must know
}

func chunkOf(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// bareGIF leaves out comments, and what programs say of themselves, but for the
// number of repetitions.
func bareGIF(e *edits) error {
	g := &gifCutter{edits: e, in: bufio.NewReaderSize(io.NewSectionReader(e.s.r, 0, e.s.size), 16<<10)}
	head := g.take(13)
	if head[10]&0x80 != 0 {
		g.take(3 << (head[10]&7 + 1))
	}
	for g.err == nil {
		at := g.off
		switch g.take(1)[0] {
		case 0x3b:
			e.drop(g.off, e.s.size-g.off)
			return g.err
		case 0x2c:
			if frame := g.take(9); frame[8]&0x80 != 0 {
				g.take(3 << (frame[8]&7 + 1))
			}
			g.take(1)
			g.blocks()
		case 0x21:
			keep := g.kept()
			g.blocks()
			if !keep {
				e.drop(at, g.off-at)
			}
		default:
			return errors.New("GIF of an unknown block")
		}
	}
	return g.err
}

type gifCutter struct {
	*edits
	in  *bufio.Reader
	off int64
	err error
}

// take reads n bytes; zeros after the end, which err tells.
func (g *gifCutter) take(n int) []byte {
	b := make([]byte, n)
	m, err := io.ReadFull(g.in, b)
	g.off += int64(m)
	if err != nil && g.err == nil {
		g.err = errTruncated
	}
	return b
}

// blocks passes over blocks up to an empty one.
func (g *gifCutter) blocks() {
	for size := g.take(1)[0]; size > 0 && g.err == nil; size = g.take(1)[0] {
		g.take(int(size))
	}
}

// kept tells whether the extension that begins here is one of the picture.
func (g *gifCutter) kept() bool {
	switch g.take(1)[0] {
	case 0xf9, 0x01: // how a frame is shown; a text that is drawn
		return true
	case 0xff:
		name, err := g.in.Peek(12)
		return err == nil && (bytes.Equal(name[1:], []byte("NETSCAPE2.0")) || bytes.Equal(name[1:], []byte("ANIMEXTS1.0")))
	}
	return false
}
