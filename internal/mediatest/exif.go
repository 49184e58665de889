package mediatest

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf16"
)

// EXIF returns the EXIF block of a photograph as a TIFF structure, without
// the "Exif" prefix that JPEG puts before it, or nil if it would be empty.
func EXIF(o PhotoOptions) []byte {
	d := ifd0(o)
	if len(d.entries) == 0 {
		return nil
	}
	return d.append(tiffHeader(d.order))
}

func (o PhotoOptions) order() binary.AppendByteOrder {
	if o.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func ifd0(o PhotoOptions) *directory {
	d := &directory{order: o.order()}
	words := o.has(InEXIF)
	if words {
		d.ascii(0x010e, o.Caption)
	}
	d.ascii(0x010f, o.Make)
	d.ascii(0x0110, o.Model)
	if o.Orientation > 0 {
		d.short(0x0112, uint16(o.Orientation))
	}
	if words {
		d.ascii(0x013b, o.Author)
		if o.Rating > 0 {
			d.short(0x4746, uint16(o.Rating))
		}
		d.ascii(0x8298, o.Copyright)
	}
	d.directory(0x8769, exifIFD(o))
	d.directory(0x8825, gpsIFD(o))
	if words {
		d.bytes(0x9c9b, typeByte, utf16le(o.Title))
		d.bytes(0x9c9e, typeByte, utf16le(strings.Join(o.Keywords, ";")))
	}
	return d
}

func exifIFD(o PhotoOptions) *directory {
	d := &directory{order: o.order()}
	if o.Make != "" {
		d.rational(0x829a, 1, 250)
		d.rational(0x829d, 28, 10)
		d.short(0x8827, 200)
	}
	if !o.Taken.IsZero() {
		d.ascii(0x9003, o.Taken.Format("2006:01:02 15:04:05"))
		d.ascii(0x9004, o.Taken.Format("2006:01:02 15:04:05"))
		if o.Offset {
			d.ascii(0x9011, o.Taken.Format("-07:00"))
		}
	}
	if o.Make != "" {
		d.rational(0x920a, 35, 1)
	}
	d.bytes(0x9286, typeUndefined, userComment(o))
	if ms := o.Taken.Nanosecond() / 1e6; ms > 0 && !o.Taken.IsZero() {
		d.ascii(0x9291, o.Taken.Format(".000")[1:])
	}
	d.ascii(0xa434, o.Lens)
	return d
}

// userComment has a prefix of eight bytes that names its character code.
func userComment(o PhotoOptions) []byte {
	if o.Comment == "" {
		return nil
	}
	if strings.IndexFunc(o.Comment, func(r rune) bool { return r > 126 }) < 0 {
		return append([]byte("ASCII\x00\x00\x00"), o.Comment...)
	}
	b := []byte("UNICODE\x00")
	for _, u := range utf16.Encode([]rune(o.Comment)) {
		b = o.order().AppendUint16(b, u)
	}
	return b
}

func utf16le(s string) []byte {
	if s == "" {
		return nil
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return append(b, 0, 0)
}

func gpsIFD(o PhotoOptions) *directory {
	d := &directory{order: o.order()}
	if o.Place == nil {
		return d
	}
	d.bytes(0, typeByte, []byte{2, 3, 0, 0})
	d.ascii(1, hemisphere(o.Place.Lat, "N", "S"))
	d.rational(2, degrees(o.Place.Lat)...)
	d.ascii(3, hemisphere(o.Place.Long, "E", "W"))
	d.rational(4, degrees(o.Place.Long)...)
	if o.GPSTime && !o.Taken.IsZero() {
		t := o.Taken.UTC()
		d.rational(7, uint32(t.Hour()), 1, uint32(t.Minute()), 1, uint32(t.Second()), 1)
		d.ascii(0x1d, t.Format("2006:01:02"))
	}
	return d
}

func hemisphere(v float64, positive, negative string) string {
	if v < 0 {
		return negative
	}
	return positive
}

// degrees returns degrees, minutes and ten-thousandths of a second as the
// three rationals of GPS.
func degrees(v float64) []uint32 {
	units := uint64(math.Round(math.Abs(v) * 3600 * 10000))
	const minute, degree = 60 * 10000, 3600 * 10000
	return []uint32{
		uint32(units / degree), 1,
		uint32(units % degree / minute), 1,
		uint32(units % minute), 10000,
	}
}
