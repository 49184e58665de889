package jpegscale

// forward is the transform of a block, row by row; it is 8 times that of the
// standard (T.81 A.3.3), without the level shift.
func forward(b *coefficients) {
	const shift1, half1 = fixBits - 3, 1 << (fixBits - 4)
	for i := 0; i < 64; i += 8 {
		row := (*line8)(b[i : i+8])
		forward8(row)
		for j := range row {
			row[j] = (row[j] + half1) >> shift1
		}
	}
	const shift2, half2 = fixBits + 3, 1 << (fixBits + 2)
	for i := range 8 {
		column := line8{b[i], b[8+i], b[16+i], b[24+i], b[32+i], b[40+i], b[48+i], b[56+i]}
		forward8(&column)
		for j, v := range column {
			b[(8*j+i)&63] = (v + half2) >> shift2
		}
	}
	b[0] -= 128 * 64
}

// forward8 is the transform of 8 values, with fixBits more bits: the transpose
// of transform8.
func forward8(x *line8) {
	const c1, c2, c3, c5, c6, c7 = 5681, 5352, 4816, 3218, 2217, 1130 // √2 cos(kπ/16)
	s0, s1, s2, s3 := x[0]+x[7], x[1]+x[6], x[2]+x[5], x[3]+x[4]
	d0, d1, d2, d3 := x[0]-x[7], x[1]-x[6], x[2]-x[5], x[3]-x[4]
	x[0], x[4] = (s0+s1+s2+s3)<<fixBits, (s0-s1-s2+s3)<<fixBits
	x[2] = (s0-s3)*c2 + (s1-s2)*c6
	x[6] = (s0-s3)*c6 - (s1-s2)*c2
	x[1] = d0*c1 + d1*c3 + d2*c5 + d3*c7
	x[3] = d0*c3 - d1*c7 - d2*c1 - d3*c5
	x[5] = d0*c5 - d1*c1 + d2*c7 + d3*c3
	x[7] = d0*c7 - d1*c5 + d2*c3 - d3*c1
}

// divider is a quantization table made for dividing: what is added before, to
// round, and the inverse, in the order of rows.
type divider struct {
	half    [64]int32
	inverse [64]int32
	steps   [64]byte // the table itself, in the order of the file
}

const inverseBits = 20

func newDivider(steps *[64]byte) *divider {
	d := &divider{steps: *steps}
	for at, z := range zigzag {
		q := 8 * int32(steps[z])
		d.half[at] = q / 2
		d.inverse[at] = (1<<inverseBits + q - 1) / q
	}
	return d
}

// divide quantizes a block and brings it into the order of the file. The bits
// of the mask tell which coefficients are not zero.
func (d *divider) divide(b *coefficients) (mask uint64) {
	rows := *b
	for at, v := range rows {
		sign := v >> 31
		v = (v ^ sign) - sign
		v = int32(int64(v+d.half[at]) * int64(d.inverse[at]) >> inverseBits)
		z := zigzag[at] & 63
		b[z] = (v ^ sign) - sign
		mask |= uint64(uint32(-v)>>31) << z
	}
	return mask
}

// baseSteps are the quantization tables of T.81 K.1 for brightness and chroma,
// in the order of rows.
var baseSteps = [2][64]byte{{
	16, 11, 10, 16, 24, 40, 51, 61,
	12, 12, 14, 19, 26, 58, 60, 55,
	14, 13, 16, 24, 40, 57, 69, 56,
	14, 17, 22, 29, 51, 87, 80, 62,
	18, 22, 37, 56, 68, 109, 103, 77,
	24, 35, 55, 64, 81, 104, 113, 92,
	49, 64, 78, 87, 103, 121, 120, 101,
	72, 92, 95, 98, 112, 100, 103, 99,
}, {
	17, 18, 24, 47, 99, 99, 99, 99,
	18, 21, 26, 66, 99, 99, 99, 99,
	24, 26, 56, 99, 99, 99, 99, 99,
	47, 66, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99,
}}

// scaledQuantizers makes the tables of a quality from 1 to 100, by the scale
// that all encoders share: at 50 they are those of the standard.
func scaledQuantizers(quality int) (pair [2]*divider) {
	quality = max(1, min(100, quality))
	percent := 200 - 2*quality
	if quality < 50 {
		percent = 5000 / quality
	}
	for i := range baseSteps {
		var steps [64]byte
		for at, v := range baseSteps[i] {
			steps[zigzag[at]] = byte(max(1, min(255, (int(v)*percent+50)/100)))
		}
		pair[i] = newDivider(&steps)
	}
	return pair
}
