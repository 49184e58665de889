package thumb

import (
	"bufio"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// pngLayout is how the pixels of a PNG in true colour follow one another (PNG, 11.2.2).
type pngLayout struct {
	width, height int
	channels      int // 3 or 4, with alpha
	depth         int // bytes a channel, 1 or 2
}

// rowwise reads the header, and tells whether the file can be read row by row here:
// in true colour, not interlaced, and with no colour that means transparent. It
// leaves src at the data of the first chunk of pixels, whose size is first.
func rowwise(src *source) (layout pngLayout, first int64, ok bool) {
	ihdr := part(src, 16, 13)
	if ihdr == nil || ihdr[8] != 8 && ihdr[8] != 16 || ihdr[9] != 2 && ihdr[9] != 6 || ihdr[12] != 0 {
		return layout, 0, false
	}
	layout = pngLayout{
		width: int(binary.BigEndian.Uint32(ihdr)), height: int(binary.BigEndian.Uint32(ihdr[4:])),
		channels: 3 + int(ihdr[9])/6, depth: int(ihdr[8]) / 8,
	}
	for at, n := int64(33), 0; n < maxChunks; n++ {
		head := part(src, at, 8)
		if head == nil || string(head[4:]) == "tRNS" {
			return layout, 0, false
		}
		size := int64(binary.BigEndian.Uint32(head))
		if string(head[4:]) == "IDAT" {
			_, err := src.Seek(at+8, io.SeekStart)
			return layout, size, err == nil
		}
		at += 12 + size
	}
	return layout, 0, false
}

// shrinkPNG decodes rows and averages their pixels on the way.
func shrinkPNG(l pngLayout, first int64, j *job, src *source) (*picture, error) {
	z, err := zlib.NewReader(bufio.NewReaderSize(newPixelChunks(src, first), 32<<10))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	step := l.channels * l.depth
	line, last := make([]byte, 1+l.width*step), make([]byte, l.width*step)
	rgb := make([]byte, 3*l.width)
	s := newShrinker(l.width, l.height, max(1, max(l.width, l.height)/(3*j.edge)))
	g := j.maker.ground()
	for range l.height {
		if _, err := io.ReadFull(z, line); err != nil {
			return nil, err
		}
		if err := unfilter(line[0], line[1:], last, step); err != nil {
			return nil, err
		}
		l.rgb(rgb, line[1:], g)
		s.add(rgb)
		copy(last, line[1:])
	}
	if _, err := io.ReadFull(z, line[:1]); err != io.EOF { // the checksum is looked at here
		return nil, fmt.Errorf("%w: pixels do not end: %w", ErrMalformed, err)
	}
	return s.picture, nil
}

// rgb puts a row onto the ground, in 8 bits a channel.
func (l *pngLayout) rgb(dst, src []byte, g ground) {
	switch {
	case l.channels == 4:
		g.straight(dst, src, 4*l.depth)
	case l.depth == 1:
		copy(dst, src)
	default:
		for i := range dst {
			dst[i] = src[2*i]
		}
	}
}

// idatSum is the checksum of the name IDAT, with which that of a chunk begins.
const idatSum = 0x35af061e

// pixelChunks reads what is in consecutive IDAT chunks (PNG, 11.2.3), and checks them.
type pixelChunks struct {
	src  *source
	left int64 // in this chunk
	sum  uint32
}

func newPixelChunks(src *source, first int64) *pixelChunks {
	return &pixelChunks{src: src, left: first, sum: idatSum}
}

func (c *pixelChunks) Read(p []byte) (int, error) {
	for c.left == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
	}
	n, err := c.src.Read(p[:min(int64(len(p)), c.left)])
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p[:n])
	c.left -= int64(n)
	return n, err
}

// next checks the sum of a chunk, and goes on to the next.
func (c *pixelChunks) next() error {
	var b [12]byte
	if _, err := io.ReadFull(c.src, b[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(b[:]) != c.sum {
		return fmt.Errorf("%w: checksum of a chunk", ErrMalformed)
	}
	if string(b[8:]) != "IDAT" {
		return io.EOF
	}
	c.left, c.sum = int64(binary.BigEndian.Uint32(b[4:])), idatSum
	return nil
}

// pngKind reads PNG: of most photographs row by row, others as a whole.
type pngKind struct{ raster }

var _ format = pngKind{}

func (f pngKind) decode(j *job) (*picture, error) {
	src := j.src.again()
	layout, first, ok := rowwise(src)
	if !ok {
		return f.raster.decode(j)
	}
	config, err := f.config(j.src.again())
	if err != nil {
		return nil, err
	}
	if err := j.limits.check(config); err != nil {
		return nil, err
	}
	return shrinkPNG(layout, first, j, src)
}
