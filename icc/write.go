package icc

import (
	"encoding/binary"
	"math"
)

// Write returns a file of the profile that other programs read (version 4, a
// profile of a display), with a name in ASCII and the curve of sRGB. It is for
// [DisplayP3] and the like; the profile must be of RGB.
func (p *Profile) Write(name string) []byte {
	xyz := func(v [3]float64) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, x := range v {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(x*65536))))
		}
		return b
	}
	column := func(i int) [3]float64 { return [3]float64{p.matrix[0][i], p.matrix[1][i], p.matrix[2][i]} }
	curve := []byte("para\x00\x00\x00\x00\x00\x03\x00\x00")
	c := &p.curves[0]
	for _, v := range []float64{c.g, c.a, c.b, c.c, c.d} {
		curve = binary.BigEndian.AppendUint32(curve, uint32(int32(math.Round(v*65536))))
	}
	return assemble([]tag{
		{"desc", text(name)}, {"cprt", text("CC0")}, {"wtpt", xyz([3]float64{0.96420, 1, 0.82491})},
		{"rXYZ", xyz(column(0))}, {"gXYZ", xyz(column(1))}, {"bXYZ", xyz(column(2))},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil},
	})
}

// A tag without data has that of the tag before it.
type tag struct {
	name string
	data []byte
}

// text is a multiLocalizedUnicodeType (10.15) in English.
func text(s string) []byte {
	b := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
	b = binary.BigEndian.AppendUint32(b, uint32(2*len(s)))
	b = binary.BigEndian.AppendUint32(b, 28)
	for i := range len(s) {
		b = append(b, 0, s[i])
	}
	return b
}

// assemble writes the header, the table of tags, and the tags.
func assemble(tags []tag) []byte {
	out := make([]byte, headerSize+4+12*len(tags))
	binary.BigEndian.PutUint32(out[headerSize:], uint32(len(tags)))
	at := len(out)
	for i, t := range tags {
		if t.data != nil {
			for len(out)%4 != 0 {
				out = append(out, 0)
			}
			at = len(out)
			out = append(out, t.data...)
		}
		row := out[headerSize+4+12*i:]
		copy(row, t.name)
		binary.BigEndian.PutUint32(row[4:], uint32(at))
		binary.BigEndian.PutUint32(row[8:], uint32(len(out)-at))
	}
	for len(out)%4 != 0 {
		out = append(out, 0)
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	copy(out[8:], "\x04\x30\x00\x00mntrRGB XYZ \x07\xea\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00acsp")
	for i, v := range []float64{0.96420, 1, 0.82491} { // of the connection space, D50
		binary.BigEndian.PutUint32(out[68+4*i:], uint32(int32(math.Round(v*65536))))
	}
	return out
}
