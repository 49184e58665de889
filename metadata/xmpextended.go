package metadata

import (
	"encoding/binary"
	"errors"
	"slices"
)

// The names before the two kinds of XMP segments (XMP specification part 3, 1.1.3).
const (
	packetName    = "http://ns.adobe.com/xap/1.0/\x00"
	extensionName = "http://ns.adobe.com/xmp/extension/\x00"
)

// maxParts bounds the segments of an extension; one of two megabytes has 33.
const maxParts = 64

// An xmpPart is a segment of a packet that is too long for one (1.1.3.1). The
// first packet names the extension that belongs to it.
type xmpPart struct {
	name        string // a digest in hexadecimal
	whole, from int64  // the size of all, and where this part begins in it
	off, size   int64
}

// part notes a segment. Its bytes are read only if they are wanted: depth maps and
// second pictures come so too.
func (j *jpegReader) part(off, size int64) error {
	head, err := j.w.at(off, min(size, 40))
	if err != nil || len(head) < 40 || len(j.parts) == maxParts {
		return err
	}
	j.parts = append(j.parts, xmpPart{
		name: string(head[:32]), whole: int64(binary.BigEndian.Uint32(head[32:])), from: int64(binary.BigEndian.Uint32(head[36:])),
		off: off + 40, size: size - 40,
	})
	return nil
}

// extension reads the packet that the first one names, if all of it is there.
func (j *jpegReader) extension() error {
	parts := slices.DeleteFunc(j.parts, func(p xmpPart) bool { return p.name != j.c.extended })
	slices.SortStableFunc(parts, func(a, b xmpPart) int { return int(a.from - b.from) })
	var packet []byte
	for _, p := range parts {
		switch {
		case p.whole > maxXMP:
			return errors.New("the packet is too long")
		case p.from != int64(len(packet)):
			return errTruncated
		}
		b, err := j.w.at(p.off, p.size)
		if err != nil {
			return err
		}
		packet = append(packet, b...)
	}
	if len(parts) == 0 || int64(len(packet)) != parts[0].whole {
		return errTruncated
	}
	return readXMP(packet, j.w.s, j.c)
}
