package metadata

import (
	"encoding/binary"
	"errors"
)

// A box is where a box of ISO base media stands: head bytes of header, size
// bytes in all.
type box struct {
	kind            string
	off, head, size int64
}

func (b box) body() int64 { return b.off + b.head }
func (b box) end() int64  { return b.off + b.size }

// eachBox visits the boxes between two places. Unlike window.boxes it says where
// each stands, and takes a box that is cut off for damage.
func (e *edits) eachBox(from, to int64, visit func(box) error) error {
	for off := from; off+8 <= to; {
		head, err := e.s.at(off, 8)
		if err != nil {
			return err
		}
		b := box{string(head[4:]), off, 8, int64(binary.BigEndian.Uint32(head))}
		switch b.size {
		case 0:
			b.size = to - off
		case 1:
			long, err := e.s.at(off+8, 8)
			if err != nil {
				return err
			}
			b.head, b.size = 16, int64(binary.BigEndian.Uint64(long))
		}
		if b.size < b.head || b.size > to-off {
			return errTruncated
		}
		if err := visit(b); err != nil {
			return err
		}
		off = b.end()
	}
	return nil
}

// blank makes a box free space of the same size.
func (e *edits) blank(b box) {
	e.put(b.off+4, []byte("free"))
	e.zero(b.body(), b.size-b.head)
}

// A movieCutter blanks what is in a film beside pictures and sound.
type movieCutter struct {
	*edits
	fragments bool   // samples are not in the tables alone
	blanked   bool   // a track with samples is
	unsure    bool   // a kept track may have more than kept tells
	media     []box  // where samples lie
	kept      []span // those that are shown
	hidden    []span // those of tracks that go
}

// bareMovie keeps the tracks of pictures, sound and time codes. All others go,
// their samples too: cameras write where they are into tracks of their own, some
// as subtitles. Between the samples that stay nothing is left.
func bareMovie(e *edits) error {
	m := &movieCutter{edits: e}
	err := e.eachBox(0, e.s.size, func(b box) error {
		switch b.kind {
		case "moov":
			return e.eachBox(b.body(), b.end(), m.movie)
		case "moof":
			m.fragments = true
		case "mdat":
			m.media = append(m.media, b)
		case "ftyp", "styp", "sidx", "ssix", "mfra", "prft", "emsg":
		default:
			e.blank(b)
		}
		return nil
	})
	if err == nil && m.fragments && m.blanked {
		err = errors.New("a track of unknown kind in fragments")
	}
	if err != nil {
		return err
	}
	return m.silence()
}

func (m *movieCutter) movie(b box) error {
	switch b.kind {
	case "trak":
		return m.track(b)
	case "mvhd", "mvex", "iods":
	default:
		m.blank(b)
	}
	return nil
}

func (m *movieCutter) track(trak box) error {
	handler, table, err := m.look(trak)
	if err != nil {
		return err
	}
	switch handler {
	case "vide", "soun", "tmcd", "auxv":
		m.keep(handler, table)
		return m.eachBox(trak.body(), trak.end(), m.part)
	}
	m.blanked = true
	spans, _, err := m.samples(table)
	if err != nil {
		return err
	}
	m.hidden = append(m.hidden, spans...)
	m.blank(trak)
	return nil
}

// part blanks what a track has beside its samples.
func (m *movieCutter) part(b box) error {
	switch b.kind {
	case "mdia":
		return m.eachBox(b.body(), b.end(), func(b box) error {
			if b.kind != "mdhd" && b.kind != "hdlr" && b.kind != "minf" && b.kind != "elng" {
				m.blank(b)
			}
			return nil
		})
	case "tkhd", "edts", "tref", "load", "tapt":
	default:
		m.blank(b)
	}
	return nil
}

// look returns the kind of a track and its table of samples.
func (m *movieCutter) look(trak box) (handler string, table box, err error) {
	var inside func(b box) error
	inside = func(b box) error {
		switch b.kind {
		case "mdia", "minf":
			return m.eachBox(b.body(), b.end(), inside)
		case "hdlr":
			if handler != "" {
				return nil // QuickTime has one of the data too
			}
			head, err := m.s.at(b.body(), 12)
			if err != nil {
				return err
			}
			handler = string(head[8:])
		case "stbl":
			table = b
		}
		return nil
	}
	err = m.eachBox(trak.body(), trak.end(), inside)
	return handler, table, err
}
