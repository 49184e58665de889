package thumb

import "fmt"

// unfilter turns a row of a PNG into bytes of pixels, step bytes each, in place; last
// is the row above (PNG, 9.2).
func unfilter(kind byte, row, last []byte, step int) error {
	last = last[:len(row)]
	switch kind {
	case 0:
	case 1:
		for i := step; i < len(row); i++ {
			row[i] += row[i-step]
		}
	case 2:
		for i, up := range last {
			row[i] += up
		}
	case 3:
		for i := range step {
			row[i] += last[i] / 2
		}
		for i := step; i < len(row); i++ {
			row[i] += byte((int(row[i-step]) + int(last[i])) / 2)
		}
	case 4:
		for i := range step {
			paeth(row[i:], last[i:], step)
		}
	default:
		return fmt.Errorf("%w: filter %d", ErrMalformed, kind)
	}
	return nil
}

// paeth undoes the fourth filter for one byte of each pixel: the prediction is what
// is nearest to left + up - corner, of these three.
func paeth(row, last []byte, step int) {
	var left, corner int32
	for i := 0; i < len(row); i += step {
		up := int32(last[i])
		toLeft, toUp := up-corner, left-corner
		toCorner := toLeft + toUp
		toLeft, toUp, toCorner = distance(toLeft), distance(toUp), distance(toCorner)
		switch {
		case toLeft <= toUp && toLeft <= toCorner:
		case toUp <= toCorner:
			left = up
		default:
			left = corner
		}
		row[i] += byte(left)
		left, corner = int32(row[i]), up
	}
}

func distance(v int32) int32 { return max(v, -v) }
