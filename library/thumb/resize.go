package thumb

// resize returns the plane at another size. It goes down the columns first,
// whole rows at a time, and then along the rows.
func (p *plane) resize(width, height int) plane {
	if width == p.width && height == p.height {
		return *p
	}
	n := max(1, min(p.width/(3*width), p.height/(3*height)))
	src := p.boxed(n)
	down := taps(src.height, float64(p.height)/float64(n), height)
	along := taps(src.width, float64(p.width)/float64(n), width)
	out := newPlane(width, height)
	sums := make([]int32, src.width)
	for y := range height {
		src.column(sums, &down[y])
		gather(out.row(y), sums, along)
	}
	return out
}

// Between the two directions, values keep this many bits after the point.
const betweenBits = 7

// column computes one row of the result, as wide as the source still is.
func (p *plane) column(sums []int32, t *tap) {
	const half = 1 << (weightBits - betweenBits - 1)
	for i := range sums {
		sums[i] = half
	}
	y, weights := t.start, t.weights
	for ; len(weights) >= 4; y, weights = y+4, weights[4:] {
		add4(sums, p.row(y), p.row(y+1), p.row(y+2), p.row(y+3), (*[4]int32)(weights))
	}
	for ; len(weights) > 0; y, weights = y+1, weights[1:] {
		add1(sums, p.row(y), weights[0])
	}
	for i := range sums {
		sums[i] >>= weightBits - betweenBits
	}
}

// add4 adds four weighted rows at once, which saves going over the sums.
func add4(sums []int32, a, b, c, d []byte, w *[4]int32) {
	n := len(sums)
	a, b, c, d = a[:n], b[:n], c[:n], d[:n]
	w0, w1, w2, w3 := w[0], w[1], w[2], w[3]
	for i := range sums {
		sums[i] += w0*int32(a[i]) + w1*int32(b[i]) + w2*int32(c[i]) + w3*int32(d[i])
	}
}

func add1(sums []int32, row []byte, w int32) {
	row = row[:len(sums)]
	for i, v := range row {
		sums[i] += w * int32(v)
	}
}

// gather computes the samples of one row.
func gather(dst []byte, sums []int32, along []tap) {
	const shift = weightBits + betweenBits
	for i := range dst {
		t := &along[i]
		values := sums[t.start:][:len(t.weights)]
		sum := int32(1 << (shift - 1))
		for k, w := range t.weights {
			sum += w * values[k]
		}
		dst[i] = clamp(sum >> shift)
	}
}

func clamp(v int32) byte {
	if uint32(v) > 255 {
		return byte(^v >> 31)
	}
	return byte(v)
}

// boxed averages squares of n by n pixels. That costs little, and the kernel
// costs what it goes over; where it is left a factor of three, it is not seen.
func (p *plane) boxed(n int) *plane {
	if n < 2 {
		return p
	}
	b := newBoxes(p.width, p.height, n)
	for y := range p.height {
		b.add(p.row(y))
	}
	return &b.to
}

func addBoxes(sums []uint32, row []byte, n int) {
	for x := range sums {
		sum := uint32(0)
		for _, v := range row[:min(n, len(row))] {
			sum += uint32(v)
		}
		sums[x] += sum
		row = row[min(n, len(row)):]
	}
}

// mean divides sums by the number of pixels in them: the last box of a row
// may be narrower.
func mean(dst []byte, sums []uint32, n, rows, width int) {
	count := uint32(n * rows)
	whole := width / n
	divide(dst[:whole], sums, count)
	if rest := width - whole*n; rest > 0 {
		divide(dst[whole:], sums[whole:], uint32(rest*rows))
	}

}

// divide sets rounded quotients. It multiplies by the reciprocal, which is exact
// for means of up to 2^20 bytes.
func divide(dst []byte, sums []uint32, count uint32) {
	reciprocal, half := (1<<48)/uint64(count)+1, count/2
	sums = sums[:len(dst)]
	for x, s := range sums {
		dst[x] = byte(uint64(s+half) * reciprocal >> 48)
	}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
