package wire

// plainPrefix returns how many bytes at the begin of s are plain: printable
// ASCII that is the same in a text, in a value and in a comment, so none of
// `"&<>-`. It looks at eight bytes at a time, for nearly all bytes are plain.
func plainPrefix(s string) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	n := 0
	for ; len(s)-n >= 8; n += 8 {
		w := s[n : n+8]
		x := uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 |
			uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
		brackets := (x | 0x02*ones) ^ '>'*ones // "<" is ">" without a bit,
		quotes := (x | 0x04*ones) ^ '&'*ones   // and the quote is "&" without one
		dashes := x ^ '-'*ones
		deletes := x ^ 0x7f*ones
		// A byte that is zero, or of x below a space, has its high bit set here.
		found := (brackets-ones)&^brackets | (quotes-ones)&^quotes | (dashes-ones)&^dashes |
			(deletes-ones)&^deletes | (x-' '*ones)&^x | x
		if found&highs != 0 {
			break
		}
	}
	for n < len(s) && isPlain(s[n]) {
		n++
	}
	return n
}

func isPlain(c byte) bool {
	switch c {
	case '"', '&', '<', '>', '-', 0x7f:
		return false
	}
	return ' ' <= c && c < 0x80
}
