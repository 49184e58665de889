package metadata

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// bareJPEG leaves out all application segments but those that colours depend
// on, comments, what stands between segments, and whatever follows the picture:
// other pictures, films, the tables of cameras.
func bareJPEG(e *edits) error {
	w := &jpegCutter{edits: e, in: bufio.NewReaderSize(io.NewSectionReader(e.s.r, 0, e.s.size), 64<<10)}
	if head, err := w.in.Peek(2); err != nil || string(head) != "\xff\xd8" {
		return errors.New("no JPEG")
	}
	w.skip(2)
	turned := turnedEXIF(orientationOf(e.s, "image/jpeg"))
	if turned != nil {
		segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(turned)+8))
		e.insert(2, append(append(segment, "Exif\x00\x00"...), turned...))
	}
	for {
		more, err := w.segment()
		if err != nil || !more {
			return err
		}
	}
}

// orientationOf is what the file says of the way up, of the kinds whose EXIF
// says it.
func orientationOf(s *source, mediaType string) int {
	c := &claims{}
	probe := newSource(s.r, s.size, s.options)
	probe.guard(mediaType, func() error { return parserOf(mediaType)(probe, c) })
	return c.orientation
}

// turnedEXIF is an EXIF block that tells the orientation alone; nil for upright.
func turnedEXIF(orientation int) []byte {
	if orientation < 2 || orientation > 8 {
		return nil
	}
	return []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0, 0, 0, 0, 0}
}

type jpegCutter struct {
	*edits
	in   *bufio.Reader
	off  int64
	scan bool // within a scan, whose bytes are the picture
}

func (w *jpegCutter) skip(n int) {
	m, _ := w.in.Discard(n) // at the end the next read tells
	w.off += int64(m)
}

// segment deals with the next segment; more is false at the picture's end.
func (w *jpegCutter) segment() (more bool, err error) {
	from := w.off
	marker, err := w.marker()
	if errors.Is(err, io.EOF) {
		if !w.scan {
			w.drop(from, w.s.size-from)
		}
		return false, nil // cut off, as pictures are that were saved in part
	}
	if err != nil {
		return false, err
	}
	at := w.off - 2
	if !w.scan {
		w.drop(from, at-from)
	}
	switch {
	case marker == 0xd9:
		w.drop(w.off, w.s.size-w.off)
		return false, nil
	case marker == 0x01:
		return true, nil
	case marker < 0xc0:
		return false, errors.New("JPEG of an unknown kind")
	}
	return true, w.body(marker, at)
}

// marker reads up to the next marker, past those that divide a scan.
func (w *jpegCutter) marker() (byte, error) {
	for {
		run, err := w.in.ReadSlice(0xff)
		w.off += int64(len(run))
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return 0, err
		}
		next, err := w.in.Peek(1)
		if err != nil {
			return 0, err
		}
		if b := next[0]; b == 0xff || b == 0 || b >= 0xd0 && b <= 0xd7 {
			continue
		}
		w.skip(1)
		return next[0], nil
	}
}

// body passes over a segment, and leaves it out unless the picture needs it.
func (w *jpegCutter) body(marker byte, at int64) error {
	b, err := w.in.Peek(2)
	if err != nil {
		return errTruncated
	}
	size := int(binary.BigEndian.Uint16(b))
	if size < 2 || at+2+int64(size) > w.s.size {
		return errTruncated
	}
	head, err := w.in.Peek(min(size, 16))
	if err != nil {
		return err
	}
	keep := keptSegment(marker, head[2:])
	if marker == 0xe0 && keep && size > 16 { // with a small picture
		w.put(at+2, []byte{0, 16})
		w.put(at+16, []byte{0, 0})
		w.drop(at+18, int64(size)-16)
	}
	w.skip(size)
	if !keep {
		w.drop(at, int64(size)+2)
	}
	w.scan = marker == 0xda
	return nil
}

// keptSegment tells what a picture cannot be shown rightly without.
func keptSegment(marker byte, body []byte) bool {
	switch {
	case marker == 0xe0:
		return bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) == 14
	case marker == 0xe2:
		return bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
	case marker == 0xee:
		return bytes.HasPrefix(body, []byte("Adobe"))
	}
	return marker >= 0xc0 && marker <= 0xdf && marker != 0xc8 && marker != 0xd8
}
