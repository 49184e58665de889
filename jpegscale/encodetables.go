package jpegscale

import (
	"encoding/hex"
	"sync"
)

// description is a Huffman code as a DHT segment has it.
type description struct {
	counts [16]byte
	values []byte
}

// encodeTable has code words by symbol: the word above 8 bits of length.
type encodeTable struct {
	dc, ac [256]uint32
}

// dcCode describes the codes of T.81 K.3 for first coefficients.
var dcCode = [2]description{
	{[16]byte{0, 1, 5, 1, 1, 1, 1, 1, 1}, []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
	{[16]byte{0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1}, []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
}

// acCode describes the codes of T.81 K.3 for the other coefficients. From the
// words of 16 bits on, the symbols follow one another with gaps.
var acCode = [2]description{
	{[16]byte{0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125}, symbols(
		"01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282",
		0x09, 0x0a, 0x16, 0x1a, 0x25, 0x2a, 0x34, 0x3a, 0x43, 0x4a, 0x53, 0x5a, 0x63, 0x6a, 0x73, 0x7a,
		0x83, 0x8a, 0x92, 0x9a, 0xa2, 0xaa, 0xb2, 0xba, 0xc2, 0xca, 0xd2, 0xda, 0xe1, 0xea, 0xf1, 0xfa)},
	{[16]byte{0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119}, symbols(
		"000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f1",
		0x17, 0x1a, 0x26, 0x2a, 0x35, 0x3a, 0x43, 0x4a, 0x53, 0x5a, 0x63, 0x6a, 0x73, 0x7a,
		0x82, 0x8a, 0x92, 0x9a, 0xa2, 0xaa, 0xb2, 0xba, 0xc2, 0xca, 0xd2, 0xda, 0xe2, 0xea, 0xf2, 0xfa)},
}

// symbols reads symbols in hexadecimal, and appends the ranges of others, each
// given by its first and last.
func symbols(hexadecimal string, ranges ...byte) []byte {
	list, err := hex.DecodeString(hexadecimal)
	if err != nil {
		panic("jpegscale: table of symbols: " + err.Error())
	}
	for i := 0; i < len(ranges); i += 2 {
		for s := ranges[i]; s <= ranges[i+1]; s++ {
			list = append(list, s)
		}
	}
	return list
}

// standardCodes returns the tables for brightness and for chroma.
var standardCodes = sync.OnceValue(func() *[2]encodeTable {
	var t [2]encodeTable
	for i := range t {
		dcCode[i].words(&t[i].dc)
		acCode[i].words(&t[i].ac)
	}
	return &t
})

// words computes the code words (T.81 C.2).
func (d *description) words(to *[256]uint32) {
	word, next := uint32(0), 0
	for i, count := range d.counts {
		for range count {
			to[d.values[next]] = word<<8 | uint32(i+1)
			word++
			next++
		}
		word <<= 1
	}
}
