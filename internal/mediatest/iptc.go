package mediatest

import "encoding/binary"

// IPTC returns the words of a photograph as Photoshop image resources that
// hold one IPTC-IIM block, without the prefix that JPEG puts before them, or
// nil if they would say nothing.
func IPTC(o PhotoOptions) []byte {
	iim := IIM(o)
	if len(iim) == 0 {
		return nil
	}
	return resource(nil, 0x0404, iim)
}

// IIM returns the bare IPTC-IIM records of a photograph.
func IIM(o PhotoOptions) []byte {
	if !o.has(InIPTC) {
		return nil
	}
	var b []byte
	text := func(id byte, values ...string) {
		for _, v := range values {
			if v != "" {
				b = dataset(b, 2, id, o.iptcBytes(v))
			}
		}
	}
	text(5, o.Title)
	text(25, o.Keywords...)
	if !o.Taken.IsZero() {
		text(55, o.Taken.Format("20060102"))
		text(60, o.Taken.Format("150405"))
	}
	text(80, o.Author)
	text(90, o.City)
	text(92, o.Location)
	text(95, o.Region)
	text(101, o.Country)
	text(110, o.Credit)
	text(116, o.Copyright)
	text(120, o.Caption)
	if len(b) == 0 || o.Latin1 {
		return b
	}
	return append(dataset(nil, 1, 90, []byte("\x1b%G")), b...) // UTF-8
}

// iptcBytes encodes s; characters that ISO 8859-1 lacks become '?'.
func (o PhotoOptions) iptcBytes(s string) []byte {
	if !o.Latin1 {
		return []byte(s)
	}
	var b []byte
	for _, r := range s {
		if r > 255 {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}

func dataset(b []byte, record, id byte, value []byte) []byte {
	b = append(b, 0x1c, record, id)
	b = binary.BigEndian.AppendUint16(b, uint16(len(value)))
	return append(b, value...)
}

// resource appends one Photoshop image resource with an empty name.
func resource(b []byte, id uint16, value []byte) []byte {
	b = append(b, "8BIM"...)
	b = binary.BigEndian.AppendUint16(b, id)
	b = append(b, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
	b = append(b, value...)
	if len(value)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// WithDigest appends to image resources the digest that Photoshop keeps of
// the IPTC block, by which readers tell whether another program changed it.
func WithDigest(resources []byte, digest [16]byte) []byte {
	return resource(resources, 0x0425, digest[:])
}
