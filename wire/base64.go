package wire

import (
	"encoding/base64"
	"io"
)

// newBase64Reader decodes base64 as programs send it: with white space in it,
// in either alphabet, with or without padding.
func newBase64Reader(r io.Reader) io.Reader {
	return base64.NewDecoder(base64.RawStdEncoding, &base64Filter{r: r})
}

// A base64Filter brings base64 text into the one form that the decoder reads.
type base64Filter struct{ r io.Reader }

// Read reads text without white space and padding.
func (f *base64Filter) Read(p []byte) (int, error) {
	for {
		n, err := f.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			switch c {
			case ' ', '\t', '\r', '\n', '=':
				continue
			case '-':
				c = '+'
			case '_':
				c = '/'
			}
			p[kept] = c
			kept++
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}
