package thumb

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"

	"github.com/mediasock/mediasock/icc"
)

// maxChunks bounds how many parts of a file are looked at for a profile.
const maxChunks = 1000

// profile returns the profile of the image's colours; nil for sRGB and for what
// cannot be read, whose colours are shown as if they were sRGB's.
func (j *job) profile(head []byte) *icc.Profile {
	src := j.src.again()
	var data []byte
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		data = jpegProfile(src)
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		data = pngProfile(src)
	case bytes.HasPrefix(head, []byte("RIFF")):
		data = webpProfile(src)
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		data = tiffProfile(src)
	case len(head) >= 8 && string(head[4:8]) == "ftyp":
		return bmffProfile(src)
	}
	if data == nil {
		return nil
	}
	p, err := icc.Parse(data)
	if err != nil {
		return nil
	}
	return p
}

// part reads n bytes at an offset, nil if they are not there or too many.
func part(src *source, at, n int64) []byte {
	if n <= 0 || n > icc.MaxSize || at < 0 || at+n > src.Size() {
		return nil
	}
	b := make([]byte, n)
	if _, err := src.ReadAt(b, at); err != nil && err != io.EOF {
		return nil
	}
	return b
}

// jpegProfile joins the APP2 segments that a profile is in (ICC.1:2022, B.4).
func jpegProfile(src *source) []byte {
	const name = "ICC_PROFILE\x00"
	var parts [256][]byte
	total := 0
	for at, n := int64(2), 0; n < maxChunks; n++ {
		head := part(src, at, 4)
		if head == nil || head[0] != 0xff || head[1] == 0xda {
			break
		}
		size := int64(binary.BigEndian.Uint16(head[2:]))
		if head[1] == 0xe2 && size > 16 {
			b := part(src, at+4, size-2)
			if len(b) > 14 && string(b[:12]) == name {
				parts[b[12]] = b[14:]
				if total += len(b); total > icc.MaxSize {
					return nil
				}
			}
		}
		at += 2 + size
	}
	return bytes.Join(parts[:], nil)
}

// pngProfile reads the iCCP chunk, which stands before the pixels (PNG, 11.3.2.3).
func pngProfile(src *source) []byte {
	for at, n := int64(8), 0; n < maxChunks; n++ {
		head := part(src, at, 8)
		if head == nil || string(head[4:]) == "IDAT" {
			return nil
		}
		size := int64(binary.BigEndian.Uint32(head))
		if string(head[4:]) == "iCCP" {
			return inflate(part(src, at+8, size))
		}
		at += 12 + size
	}
	return nil
}

// inflate reads the chunk's content: a name, a zero, the method, and the profile.
func inflate(chunk []byte) []byte {
	i := bytes.IndexByte(chunk, 0)
	if i < 0 || i+2 > len(chunk) {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(chunk[i+2:]))
	if err != nil {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(z, icc.MaxSize+1))
	if err != nil || len(data) > icc.MaxSize {
		return nil
	}
	return data
}

// webpProfile reads the ICCP chunk (RFC 9649, 2.7.1.4).
func webpProfile(src *source) []byte {
	for at, n := int64(12), 0; n < maxChunks; n++ {
		head := part(src, at, 8)
		if head == nil {
			return nil
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		if string(head[:4]) == "ICCP" {
			return part(src, at+8, size)
		}
		at += 8 + size + size&1
	}
	return nil
}

// tagProfile is the field of a profile in TIFF (ICC.1:2022, B.3).
const tagProfile = 34675

// tiffProfile reads the field of the first directory.
func tiffProfile(src *source) []byte {
	head := part(src, 0, 8)
	if head == nil {
		return nil
	}
	var order binary.ByteOrder = binary.LittleEndian
	if head[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(head[4:]))
	count := part(src, at, 2)
	if count == nil {
		return nil
	}
	fields := part(src, at+2, 12*int64(order.Uint16(count)))
	for ; len(fields) >= 12; fields = fields[12:] {
		if order.Uint16(fields) == tagProfile {
			return part(src, int64(order.Uint32(fields[8:])), int64(order.Uint32(fields[4:])))
		}
	}
	return nil
}

// bmffProfile reads the first colour box of HEIC and AVIF (ISO/IEC 14496-12,
// 12.1.5), which lies among the properties near the file's beginning.
func bmffProfile(src *source) *icc.Profile {
	b, err := src.head(64 << 10)
	if err != nil {
		return nil
	}
	for {
		i := bytes.Index(b, []byte("colr"))
		if i < 4 || i+8 > len(b) {
			return nil
		}
		size := int(binary.BigEndian.Uint32(b[i-4:]))
		box := b[i+4 : min(len(b), max(i+4, i-4+size))]
		b = b[i+4:]
		if len(box) < 4 {
			continue
		}
		switch kind := string(box[:4]); {
		case kind == "prof" || kind == "rICC":
			p, err := icc.Parse(box[4:])
			if err != nil {
				return nil
			}
			return p
		case kind == "nclx" && len(box) >= 8:
			return named(binary.BigEndian.Uint16(box[4:]), binary.BigEndian.Uint16(box[6:]))
		}
	}
}

// named returns the profile of code points (ITU-T H.273), nil for sRGB and for
// what has no curve like it.
func named(primaries, transfer uint16) *icc.Profile {
	if transfer != 1 && transfer != 13 {
		return nil
	}
	switch primaries {
	case 9:
		return icc.Rec2020()
	case 11, 12:
		return icc.DisplayP3()
	}
	return nil
}
