package wire

import (
	"bufio"
	"errors"
	"io"
	"strconv"
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

// unexpected returns io.ErrUnexpectedEOF for io.EOF.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
