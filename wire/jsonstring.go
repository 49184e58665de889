package wire

import (
	"bufio"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// openString returns a reader of the string that begins here; it must be read
// to its end.
func (j *jsonReader) openString() (*jsonString, error) {
	if err := j.expect('"'); err != nil {
		return nil, err
	}
	return &jsonString{r: j.r}, nil
}

// A jsonString reads the decoded bytes of a string.
type jsonString struct {
	r    *bufio.Reader
	rest []byte // decoded, not yet returned
	done bool
}

// Read returns as many bytes as can be had at once.
func (s *jsonString) Read(p []byte) (int, error) {
	for {
		if len(s.rest) > 0 {
			n := copy(p, s.rest)
			s.rest = s.rest[n:]
			return n, nil
		}
		if s.done {
			return 0, io.EOF
		}
		window, err := buffered(s.r)
		if err != nil {
			return 0, err
		}
		if n := copy(p, window[:plainJSON(window)]); n > 0 {
			_, _ = s.r.Discard(n) // buffered
			return n, nil
		}
		if err := s.special(); err != nil {
			return 0, err
		}
	}
}

// plainJSON returns how many bytes at the begin of window stand for themselves
// in a string. Line ends and tabs do, though they should not be there.
func plainJSON(window []byte) int {
	for i, c := range window {
		if c == '"' || c == '\\' || c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return i
		}
	}
	return len(window)
}

// special reads a quote or an escape.
func (s *jsonString) special() (err error) {
	switch c, _ := s.r.ReadByte(); c {
	case '"':
		s.done = true
	case '\\':
		s.rest, err = s.escape()
	default:
		err = errJSON
	}
	return err
}

func (s *jsonString) escape() ([]byte, error) {
	c, err := s.r.ReadByte()
	if err != nil {
		return nil, unexpected(err)
	}
	switch c {
	case '"', '\\', '/':
		return []byte{c}, nil
	case 'n':
		return []byte{'\n'}, nil
	case 'r':
		return []byte{'\r'}, nil
	case 't':
		return []byte{'\t'}, nil
	case 'b', 'f':
		return []byte{' '}, nil
	case 'u':
		return s.unicode()
	}
	return nil, errJSON
}

func (s *jsonString) unicode() ([]byte, error) {
	r, err := s.hex4()
	if err != nil {
		return nil, err
	}
	if utf16.IsSurrogate(r) {
		if next, _ := s.r.Peek(2); string(next) != `\u` {
			return utf8.AppendRune(nil, utf8.RuneError), nil
		}
		_, _ = s.r.Discard(2) // peeked
		low, err := s.hex4()
		if err != nil {
			return nil, err
		}
		r = utf16.DecodeRune(r, low)
	}
	return utf8.AppendRune(nil, r), nil
}

func (s *jsonString) hex4() (rune, error) {
	var digits [4]byte
	if _, err := io.ReadFull(s.r, digits[:]); err != nil {
		return 0, unexpected(err)
	}
	n, err := strconv.ParseUint(string(digits[:]), 16, 16)
	if err != nil {
		return 0, errJSON
	}
	return rune(n), nil
}
