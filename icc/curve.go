package icc

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A curve turns a number of an image into light, both from 0 to 1: by a table, or
// else by a power with a straight foot.
type curve struct {
	table               []uint16
	g, a, b, c, d, e, f float64
}

// parameters of the functions that a parametricCurveType can name (10.18).
var parameterCounts = [...]int{1, 3, 4, 5, 7}

// parseCurve reads a curveType or parametricCurveType (10.6, 10.18).
func parseCurve(tag []byte) (curve, error) {
	if len(tag) == 0 {
		return curve{}, fmt.Errorf("%w: no curve", ErrUnsupported)
	}
	if len(tag) < 12 {
		return curve{}, ErrMalformed
	}
	switch string(tag[:4]) {
	case "curv":
		return parseTable(tag[8:])
	case "para":
		return parseFunction(binary.BigEndian.Uint16(tag[8:]), tag[12:])
	}
	return curve{}, ErrMalformed
}

func parseTable(b []byte) (curve, error) {
	n := uint64(binary.BigEndian.Uint32(b))
	if b = b[4:]; n > 1<<16 || 2*n > uint64(len(b)) {
		return curve{}, ErrMalformed
	}
	switch n {
	case 0:
		return power(1), nil
	case 1:
		return power(float64(binary.BigEndian.Uint16(b)) / 256), nil
	}
	c := curve{table: make([]uint16, n)}
	for i := range c.table {
		c.table[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return c, nil
}

func power(g float64) curve { return curve{g: g, a: 1} }

func parseFunction(kind uint16, b []byte) (curve, error) {
	if int(kind) >= len(parameterCounts) || len(b) < 4*parameterCounts[kind] {
		return curve{}, ErrMalformed
	}
	p := make([]float64, 7)
	for i := range parameterCounts[kind] {
		p[i] = fixed(b[4*i:])
	}
	c := curve{g: p[0], a: 1}
	switch kind {
	case 1, 2:
		c.a, c.b, c.e, c.f = p[1], p[2], p[3], p[3]
		if c.a != 0 {
			c.d = -c.b / c.a
		}
	case 3, 4:
		c.a, c.b, c.c, c.d, c.e, c.f = p[1], p[2], p[3], p[4], p[5], p[6]
	}
	if c.g <= 0 || c.g > 100 {
		return curve{}, ErrMalformed
	}
	return c, nil
}

// at returns the light of a number.
func (c *curve) at(v float64) float64 {
	if c.table == nil {
		if v < c.d {
			return unit(c.c*v + c.f)
		}
		return unit(math.Pow(max(0, c.a*v+c.b), c.g) + c.e)
	}
	x := unit(v) * float64(len(c.table)-1)
	i := min(int(x), len(c.table)-2)
	low, high := float64(c.table[i]), float64(c.table[i+1])
	return (low + (high-low)*(x-float64(i))) / 65535
}

// unit bounds a number.
func unit(v float64) float64 {
	if !(v > 0) { // NaN too
		return 0
	}
	return min(v, 1)
}

// srgbCurves are those of IEC 61966-2-1.
func srgbCurves() [3]curve {
	c := curve{g: 2.4, a: 1 / 1.055, b: 0.055 / 1.055, c: 1 / 12.92, d: 0.04045}
	return [3]curve{c, c, c}
}
