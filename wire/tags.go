package wire

import (
	"bytes"
	"io"
	"strings"

	"github.com/mediasock/mediasock"
)

// maxTag bounds one tag of an answer, and one comment in it.
const maxTag = 2 << 20

// A tagScanner cuts a document into its tags. It takes what people write for
// XML: raw "<" and "&" in values, missing quotes, upper case (requirements
// section 2). Text, comments, instructions and document types are skipped.
type tagScanner struct {
	r          io.Reader // nil where the buffer holds everything
	buf        []byte
	start, end int
	left       int64 // bytes that may still be read
	err        error
}

// newTagScanner scans what r holds, limit bytes at most.
func newTagScanner(r io.Reader, limit int64) *tagScanner {
	return &tagScanner{r: r, buf: make([]byte, 64<<10), left: limit}
}

// newBlockScanner scans a block in memory.
func newBlockScanner(block []byte) *tagScanner {
	return &tagScanner{buf: block, end: len(block), err: io.ErrUnexpectedEOF}
}

// next returns what stands between the "<" and ">" of the next tag, valid until
// the next call. The end of the document is io.ErrUnexpectedEOF, for an answer
// ends before.
func (s *tagScanner) next() ([]byte, error) {
	for {
		n := bytes.IndexByte(s.buf[s.start:s.end], '<')
		if n < 0 {
			s.start = s.end
			if err := s.fill(); err != nil {
				return nil, err
			}
			continue
		}
		s.start += n
		skip, size := markup(s.buf[s.start:s.end])
		if size < 0 {
			if err := s.fill(); err != nil {
				return nil, err
			}
			continue
		}
		at := s.start
		s.start += size
		if !skip {
			return s.buf[at+1 : s.start-1], nil
		}
	}
}

// fill reads more, into a larger buffer where it is full.
func (s *tagScanner) fill() error {
	if s.err != nil {
		return s.err
	}
	if s.start > 0 {
		s.end = copy(s.buf, s.buf[s.start:s.end])
		s.start = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxTag {
			s.err = answerTooLarge("a tag", maxTag)
			return s.err
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.r.Read(s.buf[s.end:])
	s.end += n
	if s.left -= int64(n); s.left < 0 {
		err = answerTooLarge("the answer", 0)
	}
	s.err = unexpected(err)
	if n > 0 {
		return nil
	}
	return s.err
}

// answerTooLarge returns the error of an answer beyond what is read of one.
func answerTooLarge(what string, limit int) error {
	message := what + " is too large"
	if limit > 0 {
		message = what + " of the answer is too large"
	}
	return &mediasock.Error{Code: mediasock.CodePermanent, Message: message}
}

// markup returns the size of what begins with the "<" of data, and whether it is
// no tag and skipped; -1 if data does not hold all of it.
func markup(data []byte) (skip bool, size int) {
	switch {
	case len(data) < 4:
		return false, -1
	case bytes.HasPrefix(data, []byte("<!--")):
		return true, endAfter(data, 4, "-->")
	case bytes.HasPrefix(data, []byte("<![CDATA[")):
		return true, endAfter(data, 9, "]]>")
	case data[1] == '!', data[1] == '?':
		return true, endAfter(data, 2, ">")
	case !isTagStart(data[1]):
		return true, 1
	}
	return false, tagEnd(data)
}

func endAfter(data []byte, from int, end string) int {
	if n := bytes.Index(data[from:], []byte(end)); n >= 0 {
		return from + n + len(end)
	}
	return -1
}

// tagEnd returns the size of the tag that data begins with; a ">" in quotes does
// not end it. A quote counts only after a "=".
func tagEnd(data []byte) int {
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '>':
			return i + 1
		case '=':
			for i+1 < len(data) && isSpace(data[i+1]) {
				i++
			}
			if i+1 == len(data) {
				return -1
			}
			if quote := data[i+1]; quote == '"' || quote == '\'' {
				n := bytes.IndexByte(data[i+2:], quote)
				if n < 0 {
					return -1
				}
				i += n + 2
			}
		}
	}
	return -1
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// tagName returns the lower-case name of a tag and whether it is an end tag, and
// leaves its attributes.
func tagName(raw []byte) (name string, end bool, rest []byte) {
	if len(raw) > 0 && raw[0] == '/' {
		end, raw = true, raw[1:]
	}
	n := 0
	for n < len(raw) && !isSpace(raw[n]) && raw[n] != '/' {
		n++
	}
	return internName(raw[:n]), end, raw[n:]
}

// internName returns the name without making a string of those that are known.
func internName(raw []byte) string {
	switch string(raw) {
	case "item":
		return "item"
	case "stat":
		return "stat"
	}
	return strings.ToLower(string(raw))
}

// An attrReader takes the attributes of a tag one after the other.
type attrReader struct{ rest string }

// next returns the next attribute, its value not yet decoded.
func (a *attrReader) next() (name, value string, ok bool) {
	s := a.rest
	for s != "" && (isSpace(s[0]) || s[0] == '/') {
		s = s[1:]
	}
	if s == "" {
		return "", "", false
	}
	n := 1 // a "=" without a name is one
	for n < len(s) && s[n] != '=' && !isSpace(s[n]) {
		n++
	}
	if len(s) > n+2 && s[n] == '=' && s[n+1] == '"' { // as nearly all are
		if end := strings.IndexByte(s[n+2:], '"'); end >= 0 {
			a.rest = s[n+2+end+1:]
			return lowerName(s[:n]), s[n+2 : n+2+end], true
		}
	}
	name, s = lowerName(s[:n]), trimSpace(s[n:])
	if s == "" || s[0] != '=' {
		a.rest = s
		return name, "", true
	}
	a.rest = trimSpace(s[1:])
	return name, a.value(), true
}

func trimSpace(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	return s
}

func (a *attrReader) value() string {
	s := a.rest
	if s == "" {
		return ""
	}
	if quote := s[0]; quote == '"' || quote == '\'' {
		n := strings.IndexByte(s[1:], quote)
		if n < 0 {
			a.rest = ""
			return s[1:]
		}
		a.rest = s[n+2:]
		return s[1 : n+1]
	}
	n := 0
	for n < len(s) && !isSpace(s[n]) {
		n++
	}
	if a.rest = s[n:]; a.rest == "" {
		return strings.TrimSuffix(s, "/") // of "/>"
	}
	return s[:n]
}

func lowerName(name string) string {
	for i := range len(name) {
		if 'A' <= name[i] && name[i] <= 'Z' {
			return strings.ToLower(name)
		}
	}
	return name
}
