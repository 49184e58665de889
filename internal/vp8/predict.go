package vp8

// predictSquare fills a square of n by n pixels from the row above and the column to
// the left of it (RFC 6386, 12.2). At is where it lies in pix.
func predictSquare(pix []byte, stride, at, n int, mode uint8, hasAbove, hasLeft bool) {
	above := pix[at-stride:][:n]
	switch mode {
	case modeDC:
		fill(pix, stride, at, n, mean(pix, stride, at, n, hasAbove, hasLeft))
	case modeV:
		for y := range n {
			copy(pix[at+y*stride:][:n], above)
		}
	case modeH:
		for y := range n {
			row := pix[at+y*stride-1:][:n+1]
			set(row[1:], row[0])
		}
	case modeTM:
		corner := int32(pix[at-stride-1])
		for y := range n {
			row := pix[at+y*stride-1:][:n+1]
			gradient(row[1:], above, int32(row[0])-corner)
		}
	}
}

func gradient(row, above []byte, add int32) {
	above = above[:len(row)]
	for i := range row {
		row[i] = clamp(int32(above[i]) + add)
	}
}

func fill(pix []byte, stride, at, n int, v byte) {
	for y := range n {
		set(pix[at+y*stride:][:n], v)
	}
}

func set(row []byte, v byte) {
	for i := range row {
		row[i] = v
	}
}

// mean is that of the edges that are within the frame.
func mean(pix []byte, stride, at, n int, hasAbove, hasLeft bool) byte {
	sum, count := 0, 0
	if hasAbove {
		for _, v := range pix[at-stride:][:n] {
			sum += int(v)
		}
		count += n
	}
	if hasLeft {
		for y := range n {
			sum += int(pix[at+y*stride-1])
		}
		count += n
	}
	if count == 0 {
		return 128
	}
	return byte((sum + count/2) / count)
}
