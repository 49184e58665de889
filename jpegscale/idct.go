package jpegscale

// quantizer is a quantization table, in the order of the file (zigzag).
type quantizer [64]int32

// The inverse transforms turn the lowest n by n frequencies of a block into n
// by n pixels. Each computes, for both directions,
//
//	x(i) = X(0) + √2 Σ X(k) cos((2i+1)kπ/2n)
//
// and divides by 8 at the end, which makes a pixel the mean of those that it
// stands for, whatever n is.

// Fixed point: cosines times √2 with 12 bits.
const (
	fixBits = 12
	fixHalf = 1 << (fixBits - 1)
)

func clamp(v int32) byte {
	if uint32(v) > 255 {
		return byte(^v >> 31)
	}
	return byte(v)
}

// pixel1 is the transform for one pixel.
func pixel1(dc int32) byte { return clamp((dc+4)>>3 + 128) }

// pixels2 is the transform for two pixels, side by side or one above the other.
func pixels2(dc, ac int32) (byte, byte) {
	dc += 4 + 128*8
	return clamp((dc + ac) >> 3), clamp((dc - ac) >> 3)
}

// idct2 is the transform for 2 by 2 pixels: there √2 cos(π/4) is 1.
func idct2(c *coefficients, q *quantizer, dst []byte, stride int) {
	dc := c[0]*q[0] + 4 + 128*8
	x, y, xy := c[1]*q[1], c[2]*q[2], c[4]*q[4]
	top, bottom := dst[:2], dst[stride:][:2]
	top[0], top[1] = clamp((dc+y+x+xy)>>3), clamp((dc+y-x-xy)>>3)
	bottom[0], bottom[1] = clamp((dc-y+x-xy)>>3), clamp((dc-y-x+xy)>>3)
}

// zigzag4 says for each place of the lowest 4 by 4 frequencies, row by row,
// where it is in the order of the file.
var zigzag4 = [16]uint8{0, 1, 5, 6, 2, 4, 7, 13, 3, 8, 12, 17, 9, 11, 18, 24}

// transform4 is the transform of 4 values, with fixBits more bits.
func transform4(x0, x1, x2, x3 int32) (a, b, c, d int32) {
	const c1, c3 = 5352, 2217 // √2 cos(π/8), √2 cos(3π/8)
	even0, even1 := (x0+x2)<<fixBits, (x0-x2)<<fixBits
	odd0, odd1 := x1*c1+x3*c3, x1*c3-x3*c1
	return even0 + odd0, even1 + odd1, even1 - odd1, even0 - odd0
}

// idct4 is the transform for 4 by 4 pixels.
func idct4(c *coefficients, q *quantizer, dst []byte, stride int) {
	var t [16]int32
	for i := range 4 {
		z := [4]uint8{zigzag4[i], zigzag4[4+i], zigzag4[8+i], zigzag4[12+i]}
		x0, x1, x2, x3 := transform4(c[z[0]&63]*q[z[0]&63], c[z[1]&63]*q[z[1]&63], c[z[2]&63]*q[z[2]&63], c[z[3]&63]*q[z[3]&63])
		const shift, half = fixBits - 3, 1 << (fixBits - 4)
		t[i], t[4+i], t[8+i], t[12+i] = (x0+half)>>shift, (x1+half)>>shift, (x2+half)>>shift, (x3+half)>>shift
	}
	const shift = fixBits + 6
	const half = 1<<(shift-1) + 128<<shift
	for i := range 4 {
		x0, x1, x2, x3 := transform4(t[i*4], t[i*4+1], t[i*4+2], t[i*4+3])
		row := dst[i*stride:][:4]
		row[0], row[1] = clamp((x0+half)>>shift), clamp((x1+half)>>shift)
		row[2], row[3] = clamp((x2+half)>>shift), clamp((x3+half)>>shift)
	}
}
