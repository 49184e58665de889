package metadata

import (
	"encoding/binary"
	"time"
)

// chunks visits the chunks of a RIFF structure.
func (w window) chunks(visit func(kind string, body window) error) error {
	for off := int64(0); off+8 <= w.size; {
		head, err := w.at(off, 8)
		if err != nil {
			return err
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if err := visit(string(head[:4]), w.s.window(w.start+off+8, min(size, w.size-off-8))); err != nil {
			return err
		}
		off += 8 + size + size&1
	}
	return nil
}

// readWebP reads the size from the canvas or the first frame, and the EXIF
// and XMP chunks.
func readWebP(s *source, c *claims) error {
	return s.window(12, s.size-12).chunks(func(kind string, body window) error {
		switch kind {
		case "VP8X", "VP8 ", "VP8L":
			b, err := body.at(0, min(10, body.size))
			if err != nil {
				return err
			}
			w, h := webpSize(kind, b)
			c.dimensions(w, h)
		case "EXIF":
			s.guard("EXIF", func() error { return readEXIF(body.afterExifPrefix(), c) })
		case "XMP ":
			s.guard("XMP", func() error {
				b, err := body.at(0, min(body.size, maxXMP))
				if err != nil {
					return err
				}
				return readXMP(b, s, c)
			})
		}
		return nil
	})
}

// afterExifPrefix skips the prefix of JPEG, which some programs copy along.
func (w window) afterExifPrefix() window {
	if b, err := w.at(0, 6); err == nil && string(b) == "Exif\x00\x00" {
		return w.s.window(w.start+6, w.size-6)
	}
	return w
}

// webpSize decodes the size in the three kinds of chunk that tell it.
func webpSize(kind string, b []byte) (w, h int64) {
	le := binary.LittleEndian
	switch {
	case kind == "VP8X" && len(b) >= 10:
		return int64(b[4]) | int64(b[5])<<8 | int64(b[6])<<16 + 1, int64(b[7]) | int64(b[8])<<8 | int64(b[9])<<16 + 1
	case kind == "VP8 " && len(b) >= 10 && b[3] == 0x9d && b[4] == 0x01 && b[5] == 0x2a:
		return int64(le.Uint16(b[6:]) & 0x3fff), int64(le.Uint16(b[8:]) & 0x3fff)
	case kind == "VP8L" && len(b) >= 5 && b[0] == 0x2f:
		bits := le.Uint32(b[1:])
		return int64(bits&0x3fff) + 1, int64(bits>>14&0x3fff) + 1
	}
	return 0, 0
}

// readRIFF reads the length of a WAV, and of an AVI its size too.
func readRIFF(s *source, c *claims) error {
	rate := int64(0)
	return s.window(12, s.size-12).chunks(func(kind string, body window) error {
		switch kind {
		case "fmt ":
			b, err := body.at(0, 12)
			if err != nil {
				return err
			}
			rate = int64(binary.LittleEndian.Uint32(b[8:]))
		case "data":
			if rate > 0 {
				c.duration = time.Duration(float64(body.size) / float64(rate) * float64(time.Second))
			}
		case "LIST":
			return aviHeader(body, c)
		}
		return nil
	})
}

// aviHeader reads the main header of an AVI, the first in its first list.
func aviHeader(list window, c *claims) error {
	b, err := list.at(0, min(52, list.size))
	if err != nil || len(b) < 52 || string(b[:8]) != "hdrlavih" {
		return err
	}
	le := binary.LittleEndian
	micros, frames := int64(le.Uint32(b[12:])), int64(le.Uint32(b[28:]))
	c.duration = time.Duration(micros*frames) * time.Microsecond
	c.dimensions(int64(le.Uint32(b[44:])), int64(le.Uint32(b[48:])))
	return nil
}
