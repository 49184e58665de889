package wire

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// errJSON is what malformed JSON is told as.
var errJSON = errors.New("malformed JSON")

// A jsonReader pulls values out of JSON text while it arrives. encoding/json
// would hold a string whole; here one may be a film in base64.
type jsonReader struct {
	r     *bufio.Reader
	depth int   // nesting that is left
	limit int64 // bytes of a string
}

// next returns the first byte of the next token and leaves it there.
func (j *jsonReader) next() (byte, error) {
	for {
		c, err := j.r.ReadByte()
		if err != nil {
			return 0, unexpected(err)
		}
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c, j.r.UnreadByte()
		}
	}
}

// expect reads the token c.
func (j *jsonReader) expect(c byte) error {
	got, err := j.next()
	if err != nil {
		return err
	}
	if got != c {
		return errJSON
	}
	_, err = j.r.ReadByte()
	return err
}

// object reads an object; member must read the value of each key.
func (j *jsonReader) object(member func(key string) error) error {
	return j.sequence('{', '}', func() error {
		key, err := j.text()
		if err != nil {
			return err
		}
		if err := j.expect(':'); err != nil {
			return err
		}
		return member(key)
	})
}

// array reads an array; element must read each of its values.
func (j *jsonReader) array(element func() error) error { return j.sequence('[', ']', element) }

func (j *jsonReader) sequence(open, end byte, item func() error) error {
	if j.depth--; j.depth < 0 {
		return tooLarge("JSON is nested too deep")
	}
	defer func() { j.depth++ }()
	if err := j.expect(open); err != nil {
		return err
	}
	for first := true; ; first = false {
		c, err := j.next()
		if err != nil {
			return err
		}
		switch {
		case c == end:
			_, err := j.r.ReadByte()
			return err
		case !first:
			if err := j.expect(','); err != nil {
				return err
			}
		}
		if err := item(); err != nil {
			return err
		}
	}
}

// text reads a string, number or literal as text; null is "".
func (j *jsonReader) text() (string, error) {
	c, err := j.next()
	if err != nil {
		return "", err
	}
	if c != '"' {
		raw, err := j.literal()
		if raw == "null" {
			raw = ""
		}
		return raw, err
	}
	s, err := j.openString()
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(s, j.limit+1))
	if err != nil {
		return "", err
	}
	if int64(len(b)) > j.limit {
		return "", tooLarge("a value is longer than %d bytes", j.limit)
	}
	return string(b), nil
}

// raw reads a string, number or literal and returns it as it can be written
// again.
func (j *jsonReader) raw() ([]byte, error) {
	c, err := j.next()
	if err != nil {
		return nil, err
	}
	if c != '"' {
		raw, err := j.literal()
		return []byte(raw), err
	}
	s, err := j.text()
	return appendJSONString(nil, s), err
}

// literal reads a number, true, false or null.
func (j *jsonReader) literal() (string, error) {
	var b []byte
	for len(b) < 64 {
		c, err := j.r.ReadByte()
		if err != nil && err != io.EOF {
			return "", err
		}
		switch {
		case err == nil && (c == '-' || c == '+' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || c == 'E'):
			b = append(b, c)
			continue
		case err == nil:
			_ = j.r.UnreadByte() // just read
		}
		return string(b), checkLiteral(string(b))
	}
	return "", errJSON
}

func checkLiteral(s string) error {
	switch s {
	case "true", "false", "null":
		return nil
	}
	if _, err := strconv.ParseFloat(s, 64); err != nil || s[0] == '+' || s[0] == '.' || s[0] > '9' {
		return errJSON
	}
	return nil
}

// skip reads a value of any kind and forgets it.
func (j *jsonReader) skip() error {
	c, err := j.next()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		return j.object(func(string) error { return j.skip() })
	case '[':
		return j.array(j.skip)
	}
	_, err = j.text()
	return err
}

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

// unexpected returns io.ErrUnexpectedEOF for io.EOF.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
