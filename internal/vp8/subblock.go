package vp8

// edge is what lies around a subblock: from the lowest pixel on its left up to the
// corner, which is the fifth, and on to the eighth above and to the right.
type edge [13]byte

func (e *edge) load(pix []byte, stride, at int) {
	for i := range 4 {
		e[i] = pix[at+(3-i)*stride-1]
	}
	copy(e[4:], pix[at-stride-1:][:9])
}

// two and three are the weighted means from place i on, three's around i+1.
func (e *edge) two(i int) byte { return byte((uint32(e[i]) + uint32(e[i+1]) + 1) >> 1) }

func (e *edge) three(i int) byte {
	return byte((uint32(e[i]) + 2*uint32(e[i+1]) + uint32(e[i+2]) + 2) >> 2)
}

// corner is where the corner is, above the first pixel above, in an edge.
const corner, above = 4, 5

// predictSubblock fills four by four pixels (RFC 6386, 12.3).
func predictSubblock(pix []byte, stride, at int, mode uint8) {
	var e edge
	e.load(pix, stride, at)
	rows := [4]*[4]byte{
		(*[4]byte)(pix[at:]), (*[4]byte)(pix[at+stride:]),
		(*[4]byte)(pix[at+2*stride:]), (*[4]byte)(pix[at+3*stride:]),
	}
	switch mode {
	case modeDC:
		e.flat(&rows)
	case modeTM:
		for y, row := range rows {
			gradient(row[:], e[above:above+4], int32(e[3-y])-int32(e[corner]))
		}
	case modeV:
		v := [4]byte{e.three(4), e.three(5), e.three(6), e.three(7)}
		*rows[0], *rows[1], *rows[2], *rows[3] = v, v, v, v
	case modeH:
		e.horizontal(&rows)
	case modeRD:
		e.rightDown(&rows)
	case modeLD:
		e.leftDown(&rows)
	case modeVR:
		e.verticalRight(&rows)
	case modeVL:
		e.verticalLeft(&rows)
	case modeHD:
		e.horizontalDown(&rows)
	case modeHU:
		e.horizontalUp(&rows)
	}
}

func (e *edge) flat(rows *[4]*[4]byte) {
	sum := uint32(4)
	for i := range 4 {
		sum += uint32(e[i]) + uint32(e[above+i])
	}
	v := byte(sum >> 3)
	for _, row := range rows {
		*row = [4]byte{v, v, v, v}
	}
}

func (e *edge) horizontal(rows *[4]*[4]byte) {
	for y := range 3 {
		v := e.three(2 - y)
		*rows[y] = [4]byte{v, v, v, v}
	}
	v := byte((uint32(e[1]) + 3*uint32(e[0]) + 2) >> 2)
	*rows[3] = [4]byte{v, v, v, v}
}

func (e *edge) rightDown(rows *[4]*[4]byte) {
	s := [7]byte{e.three(0), e.three(1), e.three(2), e.three(3), e.three(4), e.three(5), e.three(6)}
	for y, row := range rows {
		*row = [4]byte(s[3-y : 7-y])
	}
}

func (e *edge) leftDown(rows *[4]*[4]byte) {
	last := byte((uint32(e[11]) + 3*uint32(e[12]) + 2) >> 2)
	s := [7]byte{e.three(5), e.three(6), e.three(7), e.three(8), e.three(9), e.three(10), last}
	for y, row := range rows {
		*row = [4]byte(s[y : y+4])
	}
}

func (e *edge) verticalRight(rows *[4]*[4]byte) {
	a := [4]byte{e.two(4), e.two(5), e.two(6), e.two(7)}
	b := [4]byte{e.three(3), e.three(4), e.three(5), e.three(6)}
	*rows[0], *rows[1] = a, b
	*rows[2] = [4]byte{e.three(2), a[0], a[1], a[2]}
	*rows[3] = [4]byte{e.three(1), b[0], b[1], b[2]}
}

func (e *edge) verticalLeft(rows *[4]*[4]byte) {
	a := [4]byte{e.two(5), e.two(6), e.two(7), e.two(8)}
	b := [4]byte{e.three(5), e.three(6), e.three(7), e.three(8)}
	*rows[0], *rows[1] = a, b
	*rows[2] = [4]byte{a[1], a[2], a[3], e.three(9)}
	*rows[3] = [4]byte{b[1], b[2], b[3], e.three(10)}
}

func (e *edge) horizontalDown(rows *[4]*[4]byte) {
	s := [10]byte{
		e.two(0), e.three(0), e.two(1), e.three(1), e.two(2), e.three(2), e.two(3), e.three(3),
		e.three(4), e.three(5),
	}
	for y, row := range rows {
		*row = [4]byte(s[6-2*y : 10-2*y])
	}
}

func (e *edge) horizontalUp(rows *[4]*[4]byte) {
	end := e[0]
	s := [10]byte{
		e.two(2), e.three(1), e.two(1), e.three(0), e.two(0), byte((uint32(e[1]) + 3*uint32(end) + 2) >> 2),
		end, end, end, end,
	}
	for y, row := range rows {
		*row = [4]byte(s[2*y : 2*y+4])
	}
}
