package jpegscale

import "bytes"

const (
	// maxBlock is more than the bytes that one block can take: 64
	// coefficients with a code word of 16 bits, 15 bits of value and, in a
	// progressive file, a correction bit each.
	maxBlock = 320
	// maxRun is how many blocks are decoded before the reader is asked again.
	maxRun = 10
	ahead  = maxRun * maxBlock
	// windowMask is greater than any place in the window: a chunk, and four
	// times what is to be ahead.
	windowMask = 2*chunkSize - 1
)

// window holds bytes of a segment.
type window [windowMask + 1 + 8]byte

// bitReader gives out the bits of one entropy-coded segment: what lies between
// a scan's header, or a restart marker, and the next marker. It keeps a window
// of the segment without the stuffed zero bytes, always with enough bytes
// ahead for a run of blocks, so that nothing inside need ask whether there is
// more. Behind
// the end of the segment it gives zeros; overrun tells.
type bitReader struct {
	in     *input
	window *window
	cursor
	filled int  // bytes of the window that are data or, after the end, zeros
	data   int  // bytes of the window that are data
	ended  bool // the segment's last byte is in the window
	marker byte // that ended the segment, 0 if the file did
}

func (b *bitReader) start(in *input) {
	if b.window == nil {
		b.window = new(window)
	}
	b.in, b.cursor = in, cursor{}
	b.filled, b.data, b.ended, b.marker = 0, 0, false, 0
	b.fill()
}

// ensure makes sure that a run of whole blocks lies ahead.
func (b *bitReader) ensure() {
	if b.pos+ahead > b.filled {
		b.fill()
	}
}

// overrun tells whether more was decoded than there is.
func (b *bitReader) overrun() bool {
	return b.ended && b.consumed() > b.data*8
}

// fill moves what is left to the front of the window and fills up the rest.
// A place far behind the end of the data stays there.
func (b *bitReader) fill() {
	from := min(b.pos, b.data)
	b.data = copy(b.window[:], b.window[from:b.data])
	b.pos -= from
	for !b.ended && b.data < chunkSize {
		b.unstuff()
	}
	b.filled = b.data
	if b.ended {
		b.pos = min(b.pos, b.data+ahead)
		b.filled = b.data + 3*ahead
		clear(b.window[b.data:b.filled])
	}
}

// unstuff takes over bytes up to the next 0xff, and looks at what follows it.
func (b *bitReader) unstuff() {
	if !b.in.more() {
		b.ended = true
		return
	}
	src := b.in.chunk[b.in.pos:b.in.end]
	src = src[:min(len(src), chunkSize+ahead-b.data)]
	plain := bytes.IndexByte(src, 0xff)
	if plain < 0 {
		plain = len(src)
	}
	b.data += copy(b.window[b.data:], src[:plain])
	b.in.pos += plain
	if plain < len(src) {
		b.escape()
	}
}

// escape reads 0xff and what follows: a stuffed zero, or the marker that ends
// the segment.
func (b *bitReader) escape() {
	next := byte(0xff)
	for next == 0xff {
		b.in.pos++
		if !b.in.more() {
			b.ended = true
			return
		}
		next = b.in.chunk[b.in.pos]
	}
	b.in.pos++
	if next != 0 {
		b.ended, b.marker = true, next
		return
	}
	b.window[b.data] = 0xff
	b.data++
}

// skipToMarker passes over the rest of the segment, and returns the marker
// behind it, 0 at the end of the file.
func (b *bitReader) skipToMarker() byte {
	for !b.ended {
		b.data = 0
		b.unstuff()
	}
	return b.marker
}
