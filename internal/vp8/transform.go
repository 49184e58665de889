package vp8

// unhadamard spreads the second-order block over the first coefficients of the
// sixteen luma blocks (RFC 6386, 14.3).
func unhadamard(in *[16]int16, blocks *[25][16]int16) {
	var t [16]int32
	for i := range 4 {
		a, b := int32(in[i])+int32(in[12+i]), int32(in[4+i])+int32(in[8+i])
		c, e := int32(in[4+i])-int32(in[8+i]), int32(in[i])-int32(in[12+i])
		t[i], t[4+i], t[8+i], t[12+i] = a+b, c+e, a-b, e-c
	}
	for i := range 4 {
		row := t[4*i:][:4]
		a, b := row[0]+row[3]+3, row[1]+row[2]
		c, e := row[1]-row[2], row[0]-row[3]+3
		blocks[4*i][0] = int16((a + b) >> 3)
		blocks[4*i+1][0] = int16((c + e) >> 3)
		blocks[4*i+2][0] = int16((a - b) >> 3)
		blocks[4*i+3][0] = int16((e - c) >> 3)
	}
}

// Multiplications by the cosine and the sine of an eighth of a turn, times the
// root of two (14.3).
func cosine(v int32) int32 { return (v * 85627) >> 16 }
func sine(v int32) int32   { return (v * 35468) >> 16 }

// addInverse adds the inverse transform of a block to the pixels of a subblock.
func addInverse(pix []byte, stride int, in *[16]int16) {
	var t [16]int32
	for i := range 4 {
		v0, v1, v2, v3 := int32(in[i]), int32(in[4+i]), int32(in[8+i]), int32(in[12+i])
		a, b := v0+v2, v0-v2
		c, e := sine(v1)-cosine(v3), cosine(v1)+sine(v3)
		t[i], t[4+i], t[8+i], t[12+i] = a+e, b+c, b-c, a-e
	}
	for i := range 4 {
		row := (*[4]int32)(t[4*i:])
		a, b := row[0]+row[2]+4, row[0]-row[2]+4
		c, e := sine(row[1])-cosine(row[3]), cosine(row[1])+sine(row[3])
		to := (*[4]byte)(pix[i*stride:])
		to[0] = clamp(int32(to[0]) + (a+e)>>3)
		to[1] = clamp(int32(to[1]) + (b+c)>>3)
		to[2] = clamp(int32(to[2]) + (b-c)>>3)
		to[3] = clamp(int32(to[3]) + (a-e)>>3)
	}
}

// addFlat is addInverse for a block that has its first coefficient alone.
func addFlat(pix []byte, stride int, first int16) {
	v := (int32(first) + 4) >> 3
	for i := range 4 {
		to := (*[4]byte)(pix[i*stride:])
		to[0], to[1] = clamp(int32(to[0])+v), clamp(int32(to[1])+v)
		to[2], to[3] = clamp(int32(to[2])+v), clamp(int32(to[3])+v)
	}
}

func clamp(v int32) byte {
	if uint32(v) > 255 {
		return byte(^v >> 31)
	}
	return byte(v)
}
