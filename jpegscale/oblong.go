package jpegscale

// transform is the transform of the first n values, 1, 2, 4 or 8, with fixBits
// more bits.
func (x *line8) transform(n int) {
	switch n {
	case 8:
		transform8(x)
	case 4:
		x[0], x[1], x[2], x[3] = transform4(x[0], x[1], x[2], x[3])
	case 2:
		x[0], x[1] = (x[0]+x[1])<<fixBits, (x[0]-x[1])<<fixBits
	default:
		x[0] <<= fixBits
	}
}

// idctOblong is the transform for pixels that are not as many across as down:
// chroma that the file has at half the width or height only.
func idctOblong(c *coefficients, q *quantizer, dst []byte, stride, across, down int) {
	const between = fixBits - 3
	const shift, half = fixBits + 6, 1<<(fixBits+5) + 128<<(fixBits+6)
	var t [8]line8
	for i := range across {
		var x line8
		for j := range down {
			z := zigzag[j*8+i] & 63
			x[j] = c[z] * q[z]
		}
		x.transform(down)
		for j := range down {
			t[j][i] = (x[j] + 1<<(between-1)) >> between
		}
	}
	for j := range down {
		t[j].transform(across)
		row := dst[j*stride:][:across]
		for i := range row {
			row[i] = clamp((t[j][i] + half) >> shift)
		}
	}
}
