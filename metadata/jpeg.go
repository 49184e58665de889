package metadata

import (
	"bytes"
	"encoding/binary"
	"errors"
)

func readJPEG(s *source, c *claims) error { return readJPEGIn(s.whole(), c) }

// readJPEGIn walks the segments of a JPEG up to its first scan.
func readJPEGIn(w window, c *claims) error {
	j := &jpegReader{w: w, c: c}
	err := j.segments()
	if c.extended != "" {
		w.s.guard("extended XMP", j.extension)
	}
	if len(j.photoshop) > 0 {
		w.s.guard("IPTC", func() error { return readPhotoshop(j.photoshop, w.s, c) })
	}
	return err
}

type jpegReader struct {
	w         window
	c         *claims
	exif, xmp bool // seen: only the first of each counts
	photoshop []byte
	parts     []xmpPart
}

func (j *jpegReader) segments() error {
	for off := int64(2); ; {
		head, err := j.w.at(off, 2)
		if err != nil {
			return err
		}
		marker := head[1]
		switch {
		case head[0] != 0xff:
			return errors.New("JPEG segment without a marker")
		case marker == 0xff: // padding
			off++
			continue
		case marker == 0xda, marker == 0xd9:
			return nil
		case marker == 0x01, marker >= 0xd0 && marker <= 0xd8:
			off += 2
			continue
		}
		b, err := j.w.at(off+2, 2)
		if err != nil {
			return err
		}
		size := int64(binary.BigEndian.Uint16(b))
		if size < 2 {
			return errors.New("JPEG segment without a size")
		}
		if err := j.segment(marker, off+4, size-2); err != nil {
			return err
		}
		off += 2 + size
	}
}

// segment reads one segment, if it is of interest.
func (j *jpegReader) segment(marker byte, off, size int64) error {
	switch {
	case isFrame(marker):
		b, err := j.w.at(off, 5)
		if err != nil {
			return err
		}
		j.c.dimensions(int64(binary.BigEndian.Uint16(b[3:])), int64(binary.BigEndian.Uint16(b[1:])))
	case marker == 0xe1, marker == 0xed:
		return j.application(off, size)
	}
	return nil
}

// isFrame tells whether a marker starts a frame, which tells the size.
func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// maxResources bounds the image resources of all segments together.
const maxResources = 1 << 20

// application reads a segment whose prefix names a metadata block. Others,
// such as depth maps of many segments, are not loaded.
func (j *jpegReader) application(off, size int64) error {
	const longest = extensionName
	head, err := j.w.at(off, min(size, int64(len(longest))))
	if err != nil {
		return err
	}
	load := func(prefix string) ([]byte, error) {
		return j.w.at(off+int64(len(prefix)), size-int64(len(prefix)))
	}
	s := j.w.s
	switch {
	case bytes.HasPrefix(head, []byte("Exif\x00")) && len(head) > 6 && !j.exif:
		j.exif = true
		tiff, err := load("Exif\x00\x00")
		s.guard("EXIF", func() error { return errors.Join(err, readEXIF(s.memory(tiff), j.c)) })
	case bytes.HasPrefix(head, []byte(packetName)) && !j.xmp:
		j.xmp = true
		packet, err := load(packetName)
		s.guard("XMP", func() error { return errors.Join(err, readXMP(packet, s, j.c)) })
	case string(head) == extensionName:
		return j.part(off+int64(len(extensionName)), size-int64(len(extensionName)))
	case bytes.HasPrefix(head, []byte("Photoshop 3.0\x00")) && len(j.photoshop) < maxResources:
		resources, err := load("Photoshop 3.0\x00") // a block may span segments
		j.photoshop = append(j.photoshop, resources...)
		return err
	}
	return nil
}

// readRAF reads Fujifilm's RAW file through the whole JPEG inside of it.
func readRAF(s *source, c *claims) error {
	b, err := s.at(84, 8)
	if err != nil {
		return err
	}
	return readJPEGIn(s.window(int64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint32(b[4:]))), c)
}
