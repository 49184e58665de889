package metadata

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"
)

// readMP3 reads the ID3v2 tag before the sound, and the length, from the sound
// itself where the tag is silent.
func readMP3(s *source, c *claims) error {
	head, err := s.upTo(0, 10)
	if err != nil {
		return err
	}
	begin := int64(0)
	if len(head) == 10 && string(head[:3]) == "ID3" {
		begin = 10 + syncsafe(head[6:])
		s.guard("ID3", func() error { return readID3(head, s, c) })
	}
	if c.duration == 0 && begin < s.size {
		c.duration, err = mp3Length(s, begin)
	}
	return err
}

// readID3 reads the frames of a tag.
func readID3(head []byte, s *source, c *claims) error {
	version := head[3]
	tag, err := s.upTo(10, min(syncsafe(head[6:]), maxChunk))
	if err != nil {
		return err
	}
	for len(tag) > 10 && tag[0] != 0 && version >= 3 {
		if err := s.step(); err != nil {
			return err
		}
		size := int64(binary.BigEndian.Uint32(tag[4:]))
		if version >= 4 {
			size = syncsafe(tag[4:])
		}
		if size > int64(len(tag)-10) {
			return errTruncated
		}
		id3Frame(string(tag[:4]), tag[10:10+size], s, c)
		tag = tag[10+size:]
	}
	return nil
}

// syncsafe reads four bytes of seven bits.
func syncsafe(b []byte) (v int64) {
	for _, x := range b[:4] {
		v = v<<7 | int64(x&0x7f)
	}
	return v
}

func id3Frame(id string, b []byte, s *source, c *claims) {
	b = b[:min(int64(len(b)), s.textLimit())]
	switch id {
	case "TIT2":
		c.say(title, inFile, id3Text(b))
	case "TPE1":
		c.say(author, inFile, id3Text(b))
	case "TCOP":
		c.say(copyright, inFile, id3Text(b))
	case "TLEN":
		if d, err := time.ParseDuration(digits(id3Text(b)) + "ms"); err == nil {
			c.duration = d
		}
	}
}

// id3Text decodes a text by the byte that names its encoding.
func id3Text(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	switch b[0] {
	case 1, 2:
		return utf16Text(b[1:], true)
	case 3:
		return strings.TrimRight(string(b[1:]), "\x00")
	}
	return utf8OrLatin1(bytes.TrimRight(b[1:], "\x00"))
}

// readFLAC reads the length from STREAMINFO and the words from the comments.
func readFLAC(s *source, c *claims) error {
	for off, last := int64(4), false; !last; {
		head, err := s.at(off, 4)
		if err != nil {
			return err
		}
		last = head[0]&0x80 != 0
		size := int64(head[1])<<16 | int64(head[2])<<8 | int64(head[3])
		switch head[0] & 0x7f {
		case 0:
			b, err := s.at(off+4, 18)
			if err != nil {
				return err
			}
			bits := binary.BigEndian.Uint64(b[10:])
			if rate := bits >> 44; rate > 0 {
				c.duration = seconds(float64(bits&(1<<36-1)) / float64(rate))
			}
		case 4:
			b, err := s.at(off+4, min(size, maxChunk))
			if err != nil {
				return err
			}
			vorbisComments(b, s, c)
		}
		off += 4 + size
	}
	return nil
}

// vorbisComments reads NAME=value pairs, each after its length.
func vorbisComments(b []byte, s *source, c *claims) {
	next := func() (string, bool) {
		if len(b) < 4 {
			return "", false
		}
		size := int64(binary.LittleEndian.Uint32(b))
		if size > int64(len(b)-4) || s.step() != nil {
			return "", false
		}
		v := string(b[4 : 4+size])
		b = b[4+size:]
		return v, true
	}
	if _, ok := next(); !ok || len(b) < 4 { // the encoder's name
		return
	}
	b = b[4:] // how many follow
	for pair, ok := next(); ok; pair, ok = next() {
		name, value, _ := strings.Cut(pair, "=")
		switch strings.ToUpper(name) {
		case "TITLE":
			c.say(title, inFile, value)
		case "ARTIST":
			c.say(author, inFile, value)
		case "DESCRIPTION":
			c.say(caption, inFile, value)
		case "COPYRIGHT":
			c.say(copyright, inFile, value)
		}
	}
}
