// Package icc reads the colour profiles that photographs carry (ICC.1:2022,
// versions 2 and 4), as far as they are made of curves and a matrix, and converts
// pixels by them: those of cameras, telephones and screens are (sRGB, Display P3,
// Adobe RGB, ProPhoto, grey ones). Profiles made of tables, as printers have them,
// are ErrUnsupported.
//
//	p, err := icc.Parse(data)
//	if err == nil && !p.IsSRGB() {
//		p.To(icc.SRGB()).RGB(pixels)
//	}
package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// MaxSize is the size of the largest profile that is read: those of curves and a
// matrix have a few kilobytes.
const MaxSize = 1 << 20

// ErrUnsupported is a profile that is not made of curves and a matrix.
var ErrUnsupported = errors.New("icc: unsupported profile")

// ErrMalformed is what is no profile.
var ErrMalformed = errors.New("icc: malformed profile")

// A Profile says what colours the numbers of an image mean.
type Profile struct {
	Gray   bool
	curves [3]curve
	matrix matrix // linear RGB to XYZ under D50
}

// header offsets (ICC.1:2022, 7.2).
const (
	headerSize = 128
	spaceAt    = 16
	pcsAt      = 20
	magicAt    = 36
	maxTags    = 200
)

// Parse reads a profile.
func Parse(data []byte) (*Profile, error) {
	if len(data) < headerSize+4 || len(data) > MaxSize || string(data[magicAt:magicAt+4]) != "acsp" {
		return nil, ErrMalformed
	}
	tags, err := tagsOf(data)
	if err != nil {
		return nil, err
	}
	switch space := string(data[spaceAt : spaceAt+4]); {
	case string(data[pcsAt:pcsAt+4]) != "XYZ " && space != "GRAY":
		return nil, fmt.Errorf("%w: connection space %q", ErrUnsupported, data[pcsAt:pcsAt+4])
	case space == "RGB ":
		return parseRGB(tags)
	case space == "GRAY":
		c, err := parseCurve(tags["kTRC"])
		return &Profile{Gray: true, curves: [3]curve{c, c, c}}, err
	default:
		return nil, fmt.Errorf("%w: colour space %q", ErrUnsupported, space)
	}
}

// tagsOf reads the table of tags (7.3).
func tagsOf(data []byte) (map[string][]byte, error) {
	n := binary.BigEndian.Uint32(data[headerSize:])
	if n > maxTags || uint64(headerSize+4)+12*uint64(n) > uint64(len(data)) {
		return nil, ErrMalformed
	}
	tags := make(map[string][]byte, n)
	for i := range n {
		row := data[headerSize+4+12*i:]
		at, size := uint64(binary.BigEndian.Uint32(row[4:])), uint64(binary.BigEndian.Uint32(row[8:]))
		if at+size > uint64(len(data)) {
			return nil, ErrMalformed
		}
		tags[string(row[:4])] = data[at : at+size]
	}
	return tags, nil
}

func parseRGB(tags map[string][]byte) (*Profile, error) {
	p := &Profile{}
	for i, colour := range []string{"r", "g", "b"} {
		column, err := parseXYZ(tags[colour+"XYZ"])
		if err != nil {
			return nil, err
		}
		for row := range column {
			p.matrix[row][i] = column[row]
		}
		if p.curves[i], err = parseCurve(tags[colour+"TRC"]); err != nil {
			return nil, err
		}
	}
	if _, ok := p.matrix.inverse(); !ok {
		return nil, ErrMalformed
	}
	return p, nil
}

// parseXYZ reads an XYZType (10.31).
func parseXYZ(tag []byte) (v [3]float64, err error) {
	if len(tag) == 0 {
		return v, fmt.Errorf("%w: no matrix", ErrUnsupported)
	}
	if len(tag) < 20 || string(tag[:4]) != "XYZ " {
		return v, ErrMalformed
	}
	for i := range v {
		v[i] = fixed(tag[8+4*i:])
	}
	return v, nil
}

// fixed reads an s15Fixed16Number.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// SRGB returns the profile of sRGB (IEC 61966-2-1).
func SRGB() *Profile {
	return &Profile{curves: srgbCurves(), matrix: matrix{
		{0.4360747, 0.3850649, 0.1430804}, {0.2225045, 0.7168786, 0.0606169}, {0.0139322, 0.0971045, 0.7141733}}}
}

// DisplayP3 returns the profile of what today's telephones and screens have: the
// primaries of DCI-P3 with the curve of sRGB.
func DisplayP3() *Profile {
	return &Profile{curves: srgbCurves(), matrix: matrix{
		{0.5151187, 0.2919778, 0.1571035}, {0.2411892, 0.6922441, 0.0665668}, {-0.0010505, 0.0418791, 0.7840713}}}
}

// Rec2020 returns the profile of BT.2020 with the curve of sRGB, which is what
// still images of that name mostly have.
func Rec2020() *Profile {
	return &Profile{curves: srgbCurves(), matrix: matrix{
		{0.6734241, 0.1656411, 0.1251286}, {0.2790177, 0.6753402, 0.0456377}, {-0.0019300, 0.0299784, 0.7973330}}}
}

// tolerance is how far two profiles' colours may be apart for nobody to see it.
const tolerance = 0.01

// IsSRGB reports whether the profile means the colours of sRGB, as far as anybody
// can see.
func (p *Profile) IsSRGB() bool { return p.like(SRGB()) }

func (p *Profile) like(q *Profile) bool {
	for i := range p.curves {
		for v := 0.0; v <= 1; v += 1.0 / 16 {
			if math.Abs(p.curves[i].at(v)-q.curves[i].at(v)) > tolerance {
				return false
			}
		}
	}
	if p.Gray {
		return true
	}
	for i := range p.matrix {
		for j := range p.matrix[i] {
			if math.Abs(p.matrix[i][j]-q.matrix[i][j]) > tolerance {
				return false
			}
		}
	}
	return true
}

// IsWide reports whether there are colours in the profile that sRGB has not.
func (p *Profile) IsWide() bool {
	if p.Gray {
		return false
	}
	back, _ := SRGB().matrix.inverse()
	for i := range 3 {
		primary := back.times([3]float64{p.matrix[0][i], p.matrix[1][i], p.matrix[2][i]})
		for _, v := range primary {
			if v < -2*tolerance {
				return true
			}
		}
	}
	return false
}
