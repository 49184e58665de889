package metadata

import (
	"errors"
	"math"
	"math/bits"
	"time"
)

// The elements of Matroska and WebM that are read.
const (
	mkvSegment  = 0x18538067
	mkvInfo     = 0x1549a966
	mkvTracks   = 0x1654ae6b
	mkvTrack    = 0xae
	mkvVideo    = 0xe0
	mkvScale    = 0x2ad7b1
	mkvDuration = 0x4489
	mkvDate     = 0x4461
	mkvTitle    = 0x7ba9
	mkvCodec    = 0x86
	mkvWidth    = 0xb0
	mkvHeight   = 0xba
	mkvCluster  = 0x1f43b675
)

// A matroskaFile gathers the elements of one file.
type matroskaFile struct {
	c        *claims
	segment  int64  // where the content of the segment begins
	tagsAt   int64  // where the tags are, from there; 0 if not told
	tagged   moment // the date of the tags, which is better than that of the file
	made     moment
	scale    float64 // nanoseconds a tick
	duration float64 // in ticks
	w, h     int64
}

// readMatroska reads the length, size, date and words of a Matroska or WebM film.
// Frames are never touched: where they begin, the index of the file says whether
// tags follow after them.
func readMatroska(s *source, c *claims) error {
	m := &matroskaFile{c: c, scale: 1e6}
	err := m.elements(s.whole(), 0)
	if errors.Is(err, errFrames) {
		err = m.tagsBehind(s)
	}
	c.when(inFile, m.tagged)
	c.when(inFile, m.made)
	c.duration = seconds(m.duration * m.scale / 1e9)
	return err
}

// errFrames ends the walk where the frames begin.
var errFrames = errors.New("frames begin")

// elements walks one level; the levels that are entered bound the depth.
func (m *matroskaFile) elements(w window, depth int) error {
	for off := int64(0); off < w.size; {
		head, err := w.at(off, min(12, w.size-off))
		if err != nil {
			return err
		}
		id, n := vint(head, false)
		size, k := vint(head[n:], true)
		if n == 0 || k == 0 {
			return errors.New("damaged element")
		}
		body := w.part(off+int64(n+k), int64(min(size, math.MaxInt64)))
		if err := m.element(id, body, depth); err != nil {
			return err
		}
		off += int64(n+k) + body.size
	}
	return nil
}

// vint takes a number of variable length, and how long it is; 0 if damaged.
// An unknown size, all ones, comes as the largest number there is.
func vint(b []byte, size bool) (v uint64, n int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	n = bits.LeadingZeros8(b[0]) + 1
	if n > len(b) {
		return 0, 0
	}
	v = uint64(b[0])
	if size {
		v &= 1<<(8-n) - 1
	}
	for _, x := range b[1:n] {
		v = v<<8 | uint64(x)
	}
	if size && v == 1<<(7*n)-1 {
		return math.MaxInt64, n
	}
	return v, n
}

func (m *matroskaFile) element(id uint64, body window, depth int) error {
	switch id {
	case mkvTags:
		return m.tags(body)
	case mkvSeekHead:
		return m.seekHead(body)
	case mkvSegment, mkvInfo, mkvTracks, mkvTrack, mkvVideo:
		if id == mkvSegment {
			m.segment = body.start
		}
		if depth == 5 {
			return errors.New("nested too deep")
		}
		err := m.elements(body, depth+1)
		if id == mkvVideo {
			m.c.dimensions(m.w, m.h)
		}
		return err
	case mkvCluster:
		return errFrames
	case mkvCodec:
		b, err := body.load(64)
		m.codec(b.text())
		return err
	case mkvTitle:
		b, err := body.load(body.s.textLimit())
		m.c.say(title, inFile, b.text())
		return err
	case mkvScale, mkvDuration, mkvDate, mkvWidth, mkvHeight:
		b, err := body.load(8)
		if err == nil {
			m.number(id, b)
		}
		return err
	}
	return nil
}

// codec notes how a track is coded, the first of its kind.
func (m *matroskaFile) codec(code string) {
	switch {
	case code[:min(2, len(code))] == "V_" && m.c.video == "":
		m.c.video = codecName(code)
	case code[:min(2, len(code))] == "A_" && m.c.sound == "":
		m.c.sound = codecName(code)
	}
}

func (m *matroskaFile) number(id uint64, b *cursor) {
	size := len(b.b)
	v := b.uint(size)
	switch id {
	case mkvScale:
		m.scale = float64(v)
	case mkvDuration:
		m.duration = math.Float64frombits(v)
		if size == 4 {
			m.duration = float64(math.Float32frombits(uint32(v)))
		}
	case mkvDate: // nanoseconds from 2001 on, in UTC
		at := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(v))
		m.made = moment{at, ZoneUTC}
	case mkvWidth:
		m.w = int64(v & math.MaxInt64)
	case mkvHeight:
		m.h = int64(v & math.MaxInt64)
	}
}
