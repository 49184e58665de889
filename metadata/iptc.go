package metadata

import (
	"bytes"
	"crypto/md5" // not for secrecy: Photoshop's digest of the block is MD5
	"encoding/binary"
	"errors"
)

// readPhotoshop reads image resources, among which IPTC lies.
func readPhotoshop(b []byte, s *source, c *claims) error {
	for len(b) >= 12 && string(b[:4]) == "8BIM" {
		if err := s.step(); err != nil {
			return err
		}
		id := binary.BigEndian.Uint16(b[4:])
		head := 6 + (int(b[6])+2)&^1 // the name, a counted string of even size
		if len(b) < head+4 {
			return errTruncated
		}
		size := int64(binary.BigEndian.Uint32(b[head:]))
		value := b[head+4:]
		if size > int64(len(value)) {
			return errTruncated
		}
		b = value[min(int64(len(value)), size+size&1):]
		value = value[:size]
		switch id {
		case 0x0404:
			if err := readIIM(value, s, c); err != nil {
				return err
			}
		case 0x0425:
			c.knownDigest = value
		}
	}
	return nil
}

// readIIM reads the records of one IPTC-IIM block.
func readIIM(b []byte, s *source, c *claims) error {
	c.iptcDigest = md5.Sum(b)
	r := iimReader{c: c}
	for len(b) >= 5 && b[0] == 0x1c {
		if err := s.step(); err != nil {
			return err
		}
		size := int(binary.BigEndian.Uint16(b[3:]))
		if size&0x8000 != 0 {
			return errors.New("IPTC dataset of extended size")
		}
		if size > len(b)-5 {
			return errTruncated
		}
		r.dataset(b[1], b[2], b[5:5+size])
		b = b[5+size:]
	}
	c.when(inIPTC, iimDate(r.date, r.time))
	return nil
}

type iimReader struct {
	c          *claims
	utf8       bool
	date, time string
}

func (r *iimReader) text(b []byte) string {
	if r.utf8 {
		return string(b)
	}
	return utf8OrLatin1(b)
}

func (r *iimReader) dataset(record, id byte, value []byte) {
	if record == 1 && id == 90 {
		r.utf8 = bytes.Equal(value, []byte("\x1b%G"))
	}
	if record != 2 {
		return
	}
	text := r.text(value)
	switch id {
	case 5:
		r.c.text[title][inIPTC] = text // an object name is better than a headline
	case 25:
		r.c.keywords[inIPTC] = append(r.c.keywords[inIPTC], text)
	case 55:
		r.date = text
	case 60:
		r.time = text
	case 80:
		r.c.say(author, inIPTC, text)
	case 90:
		r.c.say(city, inIPTC, text)
	case 92:
		r.c.say(location, inIPTC, text)
	case 95:
		r.c.say(region, inIPTC, text)
	case 101:
		r.c.say(country, inIPTC, text)
	case 105:
		r.c.say(title, inIPTC, text)
	case 110:
		r.c.say(credit, inIPTC, text)
	case 116:
		r.c.say(copyright, inIPTC, text)
	case 120:
		r.c.say(caption, inIPTC, text)
	}
}

// iimDate joins the two halves of a date.
func iimDate(date, time string) moment {
	if time != "" {
		if m := parseDate(date + " " + time); !m.time.IsZero() {
			return m
		}
	}
	return parseDate(date)
}
