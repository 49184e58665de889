package metadata

import (
	"encoding/binary"
	"errors"
)

// A riffChunk is where a chunk stands, its header and padding included.
type riffChunk struct {
	kind      string
	off, size int64
}

// keepChunks leaves out the chunks of a RIFF file that keep does not know, and
// sets its size; added bytes count with those that stay.
func (e *edits) keepChunks(added int64, keep func(riffChunk) bool) error {
	s := e.s
	left := added
	end := s.size
	for off := int64(12); off < end; {
		if off+8 > end {
			e.drop(off, end-off)
			break
		}
		head, err := s.at(off, 8)
		if err != nil {
			return err
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		c := riffChunk{kind: string(head[:4]), off: off, size: min(8+size+size&1, end-off)}
		if keep(c) {
			left += c.size
		} else {
			e.drop(off, c.size)
		}
		off += c.size
	}
	if left > 1<<32-5 {
		return errors.New("RIFF file too long")
	}
	e.put(4, binary.LittleEndian.AppendUint32(nil, uint32(left+4)))
	return nil
}

// bareWebP leaves out EXIF, XMP and chunks that no decoder knows.
func bareWebP(e *edits) error {
	turned, extended := turnedEXIF(orientationOf(e.s, "image/webp")), int64(0)
	added := int64(0)
	if turned != nil {
		added = 8 + int64(len(turned)) // its size is even
	}
	err := e.keepChunks(added, func(c riffChunk) bool {
		switch c.kind {
		case "VP8X":
			extended = c.off
			return true
		case "VP8 ", "VP8L", "ANIM", "ANMF", "ALPH", "ICCP":
			return true
		}
		return false
	})
	if err != nil || extended == 0 {
		return err
	}
	flags, err := e.s.at(extended+8, 1)
	if err != nil {
		return err
	}
	bits := flags[0] &^ 0x0c // EXIF and XMP
	if turned != nil {
		bits |= 0x08
		chunk := binary.LittleEndian.AppendUint32([]byte("EXIF"), uint32(len(turned)))
		e.insert(e.s.size, append(chunk, turned...))
	}
	e.put(extended+8, []byte{bits})
	return nil
}

// bareWAV keeps the sound and how it is to be read.
func bareWAV(e *edits) error {
	return e.keepChunks(0, func(c riffChunk) bool {
		return c.kind == "fmt " || c.kind == "data" || c.kind == "fact"
	})
}

// bareMP3 leaves out the tags before and behind the sound.
func bareMP3(e *edits) error {
	s := e.s
	head, err := s.upTo(0, 10)
	if err != nil {
		return err
	}
	begin := int64(0)
	if len(head) == 10 && string(head[:3]) == "ID3" {
		begin = min(10+syncsafe(head[6:]), s.size)
		if head[5]&0x10 != 0 { // a footer
			begin = min(begin+10, s.size)
		}
	}
	e.drop(0, begin)
	end, err := endOfMP3(s, begin)
	e.drop(end, s.size-end)
	return err
}

// endOfMP3 is where the tags at the end begin: ID3v1's 128 bytes, and APE's,
// which have their size in their footer.
func endOfMP3(s *source, begin int64) (int64, error) {
	end := s.size
	if end-begin >= 128 {
		tag, err := s.at(end-128, 3)
		if err != nil {
			return end, err
		}
		if string(tag) == "TAG" {
			end -= 128
		}
	}
	if end-begin >= 32 {
		foot, err := s.at(end-32, 32)
		if err != nil {
			return end, err
		}
		if string(foot[:8]) == "APETAGEX" {
			size := int64(binary.LittleEndian.Uint32(foot[12:]))
			if foot[23]&0x80 != 0 {
				size += 32 // a header too
			}
			end = max(begin, end-size)
		}
	}
	return end, nil
}

// bareFLAC keeps how the sound is to be read and the table for seeking.
func bareFLAC(e *edits) error {
	last := int64(-1)
	for off, more := int64(4), true; more; {
		head, err := e.s.at(off, 4)
		if err != nil {
			return err
		}
		more = head[0]&0x80 == 0
		size := 4 + (int64(head[1])<<16 | int64(head[2])<<8 | int64(head[3]))
		switch kind := head[0] & 0x7f; kind {
		case 0, 3:
			last = off
			e.put(off, []byte{kind})
		default:
			e.drop(off, min(size, e.s.size-off))
		}
		off += size
	}
	if last < 0 {
		return errors.New("FLAC without its header")
	}
	for i := range e.list {
		if e.list[i].off == last {
			e.list[i].with[0] |= 0x80
		}
	}
	return nil
}
