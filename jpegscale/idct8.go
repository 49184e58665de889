package jpegscale

// zigzag says for each place of a block, row by row, where it is in the order
// of the file.
var zigzag = [64]uint8{
	0, 1, 5, 6, 14, 15, 27, 28,
	2, 4, 7, 13, 16, 26, 29, 42,
	3, 8, 12, 17, 25, 30, 41, 43,
	9, 11, 18, 24, 31, 40, 44, 53,
	10, 19, 23, 32, 39, 45, 52, 54,
	20, 22, 33, 38, 46, 51, 55, 60,
	21, 34, 37, 47, 50, 56, 59, 61,
	35, 36, 48, 49, 57, 58, 62, 63,
}

// line8 is a row or a column of a block.
type line8 [8]int32

// transform8 is the transform of 8 values, with fixBits more bits.
func transform8(x *line8) {
	const c1, c3, c5, c7 = 5681, 4816, 3218, 1130 // √2 cos(kπ/16)
	a0, a1, a2, a3 := transform4(x[0], x[2], x[4], x[6])
	o0 := x[1]*c1 + x[3]*c3 + x[5]*c5 + x[7]*c7
	o1 := x[1]*c3 - x[3]*c7 - x[5]*c1 - x[7]*c5
	o2 := x[1]*c5 - x[3]*c1 + x[5]*c7 + x[7]*c3
	o3 := x[1]*c7 - x[3]*c5 + x[5]*c3 - x[7]*c1
	x[0], x[7] = a0+o0, a0-o0
	x[1], x[6] = a1+o1, a1-o1
	x[2], x[5] = a2+o2, a2-o2
	x[3], x[4] = a3+o3, a3-o3
}

// idct8 is the transform for 8 by 8 pixels. The index of the last coefficient
// that is set saves the work for what is zero.
func idct8(c *coefficients, q *quantizer, last int, dst []byte, stride int) {
	if last == 0 {
		fillBlock(pixel1(c[0]*q[0]), dst, stride)
		return
	}
	var t [64]int32
	for i := range 8 {
		column8(c, q, i, &t)
	}
	const shift = fixBits + 6
	const half = 1<<(shift-1) + 128<<shift
	for i := range 8 {
		x := line8(t[i*8:])
		transform8(&x)
		row := dst[i*stride:][:8]
		for j, v := range x {
			row[j] = clamp((v + half) >> shift)
		}
	}
}

func column8(c *coefficients, q *quantizer, i int, t *[64]int32) {
	const shift, half = fixBits - 3, 1 << (fixBits - 4)
	var x line8
	any := int32(0)
	for j := range x {
		z := zigzag[j*8+i] & 63
		x[j] = c[z] * q[z]
		any |= x[j] & -int32(min(j, 1))
	}
	if any == 0 {
		for j := range x {
			t[j*8+i] = x[0] << 3
		}
		return
	}
	transform8(&x)
	for j, v := range x {
		t[j*8+i] = (v + half) >> shift
	}
}

func fillBlock(v byte, dst []byte, stride int) {
	for i := range 8 {
		row := dst[i*stride:][:8]
		for j := range row {
			row[j] = v
		}
	}
}
