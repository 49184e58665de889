package thumb

// boxes averages squares of n by n pixels of a channel as its rows come in.
type boxes struct {
	to     plane
	width  int // of a row that comes in
	height int // rows that are still to come
	n      int
	sums   []uint32
	rows   int // in sums
	next   int // row of the result
}

func newBoxes(width, height, n int) *boxes {
	to := newPlane(ceilDiv(width, n), ceilDiv(height, n))
	return &boxes{to: to, width: width, height: height, n: n, sums: make([]uint32, to.width)}
}

// add takes the next row.
func (b *boxes) add(row []byte) {
	switch b.n {
	case 1:
		copy(b.to.row(b.next), row)
		b.next++
		return
	case 2:
		addPairs(b.sums, row)
	default:
		addBoxes(b.sums, row, b.n)
	}
	b.rows++
	b.height--
	if b.rows < b.n && b.height > 0 {
		return
	}
	mean(b.to.row(b.next), b.sums, b.n, b.rows, b.width)
	clear(b.sums)
	b.rows = 0
	b.next++
}

// addPairs is addBoxes for two.
func addPairs(sums []uint32, row []byte) {
	pairs := sums[:len(row)/2]
	for x := range pairs {
		pair := row[2*x:][:2]
		pairs[x] += uint32(pair[0]) + uint32(pair[1])
	}
	if len(row)%2 != 0 {
		sums[len(pairs)] += uint32(row[len(row)-1])
	}
}
