package metadata

import (
	"encoding/binary"
	"time"
)

// A movieFile gathers the boxes of MP4, QuickTime and their kin.
type movieFile struct {
	s            *source
	c            *claims
	video, sound bool
	scale        float64  // ticks a second, of the header
	keys         []string // Apple's, counted from 1
}

// readMovie reads the length, size, turn, date, place and words of a film.
// Frames are never touched.
func readMovie(s *source, c *claims) error {
	m := &movieFile{s: s, c: c}
	err := s.whole().boxes(func(kind string, body window) error {
		switch kind {
		case "moov":
			return body.boxes(m.movie)
		case "uuid":
			return m.uuid(body)
		}
		return nil
	})
	if m.sound && !m.video && kindOf(c.mediaType) == KindVideo {
		c.mediaType = "audio/mp4"
	}
	return err
}

func (m *movieFile) movie(kind string, body window) error {
	switch kind {
	case "mvhd":
		return m.header(body)
	case "mvex":
		return body.boxes(m.fragments)
	case "trak":
		return m.track(body)
	case "udta":
		return body.boxes(m.userData)
	case "meta":
		return m.meta(body)
	case "uuid":
		return m.uuid(body)
	}
	return nil
}

// header reads mvhd: the clock of QuickTime counts seconds of UTC from 1904.
func (m *movieFile) header(body window) error {
	b, err := body.load(32)
	if err != nil {
		return err
	}
	size := 4
	if b.version() == 1 {
		size = 8
	}
	created := b.uint(size)
	b.uint(size) // modified
	m.scale = float64(b.u32())
	if length := b.uint(size); length != 1<<(8*size)-1 { // all ones: unknown
		m.c.duration = seconds(float64(length) / m.scale)
	}
	const from1904 = 2082844800
	if created > from1904 && created < 1<<34 {
		at := time.Unix(int64(created)-from1904, 0).UTC()
		if plausible(at) && at.Year() > 1970 { // many devices write zero of Unix
			m.c.when(inFile, moment{at, ZoneUTC})
		}
	}
	return nil
}

// seconds makes a duration of at most a year, 0 if it is absurd.
func seconds(v float64) time.Duration {
	if !(v > 0 && v < 366*24*3600) {
		return 0
	}
	return time.Duration(v * float64(time.Second)).Round(time.Microsecond)
}

// fragments reads the length of a film that is written in pieces. It counts
// in the ticks of the header, which came before and says zero there.
func (m *movieFile) fragments(kind string, body window) error {
	if kind != "mehd" || m.c.duration > 0 {
		return nil
	}
	b, err := body.load(12)
	if err != nil {
		return err
	}
	size := 4
	if b.version() == 1 {
		size = 8
	}
	m.c.duration = seconds(float64(b.uint(size)) / m.scale)
	return nil
}

// track reads the size and turn of the first track with pictures.
func (m *movieFile) track(body window) error {
	var header []byte
	handler, coding := "", ""
	err := body.boxes(func(kind string, body window) error {
		switch kind {
		case "tkhd":
			b, err := body.load(104)
			header = b.b
			return err
		case "mdia":
			return body.boxes(func(kind string, body window) error {
				switch kind {
				case "hdlr":
					b, err := body.load(12)
					b.take(8)
					handler = b.code()
					return err
				case "minf":
					return codingOf(body, &coding)
				}
				return nil
			})
		}
		return nil
	})
	if handler == "soun" && !m.sound {
		m.sound, m.c.sound = true, codecName(coding)
	}
	if handler == "vide" {
		if !m.video {
			m.c.video = codecName(coding)
		}
		m.video = true
		m.picture(&cursor{b: header})
	}
	return err
}

// picture reads a track's header: size and matrix.
func (m *movieFile) picture(b *cursor) {
	if b.version() == 1 {
		b.take(12)
	}
	b.take(36) // times, id, duration, layer, group, volume
	var matrix [9]int32
	for i := range matrix {
		matrix[i] = int32(b.u32())
	}
	w, h := int64(b.u32()>>16), int64(b.u32()>>16)
	if b.short || m.c.width > 0 {
		return
	}
	m.c.dimensions(w, h)
	m.c.orientation = matrixTurn(matrix[0], matrix[1], matrix[3], matrix[4])
}

// matrixTurn is the orientation of a matrix that turns by quarters.
func matrixTurn(a, b, c, d int32) int {
	sign := func(v int32) int { return int(min(1, max(-1, v/(1<<15)))) } // 16.16, halves count
	switch [4]int{sign(a), sign(b), sign(c), sign(d)} {
	case [4]int{-1, 0, 0, 1}:
		return 2
	case [4]int{-1, 0, 0, -1}:
		return 3
	case [4]int{1, 0, 0, -1}:
		return 4
	case [4]int{0, 1, 1, 0}:
		return 5
	case [4]int{0, 1, -1, 0}:
		return 6
	case [4]int{0, -1, -1, 0}:
		return 7
	case [4]int{0, -1, 1, 0}:
		return 8
	}
	return 1
}

// uuid reads Canon's CR3, whose EXIF lies in four boxes, and Adobe's XMP.
func (m *movieFile) uuid(body window) error {
	id, err := body.at(0, min(16, body.size))
	if err != nil || len(id) < 16 {
		return err
	}
	content := body.part(16, body.size)
	switch binary.BigEndian.Uint64(id) {
	case 0x85c0b687820f11e0:
		return content.boxes(m.canon)
	case 0xbe7acfcb97a942e8:
		m.s.guard("XMP", func() error {
			b, err := content.load(maxXMP)
			if err != nil {
				return err
			}
			return readXMP(b.b, m.s, m.c)
		})
	}
	return nil
}
