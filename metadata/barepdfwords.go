package metadata

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"sync"
)

var pdfPatterns = sync.OnceValue(func() *pdfPattern {
	return &pdfPattern{
		info:     regexp.MustCompile(`/Info\s+(\d+)\s+\d+\s+R`),
		closed:   regexp.MustCompile(`/Encrypt\b|/ByteRange\b|/EmbeddedFile\b`),
		number:   regexp.MustCompile(`(\d+)\s+\d+\s+$`),
		length:   regexp.MustCompile(`/Length\s+(\d+)`),
		indirect: regexp.MustCompile(`/Length\s+\d+\s+\d+\s+R`),
		packet:   regexp.MustCompile(`/Type\s*/Metadata\b|/Subtype\s*/XML\b`),
		photo:    regexp.MustCompile(`/DCTDecode\b|/DCT\b`),
		filter:   regexp.MustCompile(`/Filter\s*(\[[^\]]*\]|/\w+)`),
		layered:  regexp.MustCompile(`/Filter\s*\[\s*/\w+\s*/\w+|/JPXDecode\b`),
		word:     regexp.MustCompile(`(\d+)\s+\d+\s+R\b`),
	}
})

// pdfValueEnd returns where the dictionary or text ends that b begins with, 0 if it
// does not; known is false if b begins with neither.
func pdfValueEnd(b []byte) (end int, known bool) {
	switch {
	case bytes.HasPrefix(b, []byte("<<")):
		return pdfDictEnd(b), true
	case bytes.HasPrefix(b, []byte("(")):
		return pdfLiteralEnd(b), true
	case bytes.HasPrefix(b, []byte("<")):
		return bytes.IndexByte(b, '>') + 1, true
	}
	return 0, false
}

// pdfDictEnd returns where the dictionary that b begins with ends, 0 if it does not.
func pdfDictEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '(':
			n := pdfLiteralEnd(b[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case bytes.HasPrefix(b[i:], []byte("<<")):
			depth++
			i++
		case bytes.HasPrefix(b[i:], []byte(">>")):
			if depth--; depth == 0 {
				return i + 2
			}
			i++
		case b[i] == '<':
			n := bytes.IndexByte(b[i:], '>')
			if n < 0 {
				return 0
			}
			i += n
		case b[i] == '%':
			n := bytes.IndexAny(b[i:], "\r\n")
			if n < 0 {
				return 0
			}
			i += n
		}
	}
	return 0
}

// pdfLiteralEnd returns how long the text in brackets is that b begins with.
func pdfLiteralEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// blankWords overwrites every text of a dictionary, and every reference to one, with
// what says nothing. refers gets the numbers of those.
func (c *pdfCutter) blankWords(d pdfDict, refers map[int]bool) {
	masked := bytes.Clone(d.text)
	for i := 0; i < len(masked); i++ {
		n := 0
		switch {
		case masked[i] == '(':
			n = pdfLiteralEnd(masked[i:])
		case bytes.HasPrefix(masked[i:], []byte("<<")):
			i++
		case masked[i] == '<':
			n = bytes.IndexByte(masked[i:], '>') + 1
		}
		if n > 2 {
			copy(masked[i+1:], bytes.Repeat([]byte(" "), n-2))
			c.put(d.off+int64(i)+1, masked[i+1:i+n-1])
		}
		i += max(0, n-1)
	}
	for _, at := range pdfPatterns().word.FindAllSubmatchIndex(masked, -1) {
		if n, err := strconv.Atoi(string(masked[at[2]:at[3]])); err == nil {
			refers[n] = true
		}
		nothing := bytes.Repeat([]byte(" "), at[1]-at[0])
		copy(nothing, "null")
		c.put(d.off+int64(at[0]), nothing)
	}
}

// blankStream overwrites a stream that is a packet of XMP, and what is beside the
// picture in one that is a photograph.
func (c *pdfCutter) blankStream(d *pdfDict, body, size int64) error {
	p := pdfPatterns()
	switch {
	case p.packet.Match(d.text):
		filter := p.filter.FindIndex(d.text)
		if filter == nil && bytes.Contains(d.text, []byte("/Filter")) {
			return errors.New("a packet is coded in a way that is not in sight")
		}
		if filter != nil { // so that it is read as it stands
			c.put(d.off+int64(filter[0]), bytes.Repeat([]byte(" "), filter[1]-filter[0]))
		}
		c.zero(body, size)
	case p.layered.Match(d.text) && (p.photo.Match(d.text) || bytes.Contains(d.text, []byte("/JPXDecode"))):
		return errors.New("a picture that is not in sight")
	case p.photo.Match(d.text):
		return c.blankPhoto(body, size)
	}
	return nil
}

// blankPhoto zeros what the segments of a JPEG say: those of applications but for
// JFIF, colour profiles and Adobe's transform, and comments.
func (c *pdfCutter) blankPhoto(body, size int64) error {
	for off, end := body+2, body+size; off+4 <= end; {
		head, err := c.s.at(off, 4)
		if err != nil {
			return err
		}
		marker, length := head[1], int64(head[2])<<8|int64(head[3])
		switch {
		case head[0] != 0xff || length < 2 || length > end-off-2:
			return errors.New("a photograph is not whole")
		case marker == 0xda:
			return nil
		case marker >= 0xe1 && marker <= 0xef && marker != 0xe2 && marker != 0xee, marker == 0xfe:
			c.zero(off+4, length-2)
		case marker == 0xe2:
			name, err := c.s.at(off+4, min(12, length-2))
			if err != nil {
				return err
			}
			if string(name) != "ICC_PROFILE\x00" {
				c.zero(off+4, length-2)
			}
		}
		off += 2 + length
	}
	return nil
}
