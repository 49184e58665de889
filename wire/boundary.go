package wire

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// scanBuffer is how much of a multipart body is looked at at once. Large,
// because the search for the boundary and each write of the file cost a fixed
// price: mime/multipart with its 4 KiB is half again as slow.
const scanBuffer = 256 << 10

// scanBegin is how much it is at first. A body that does not even fill that at
// once comes slowly, and a thousand such must not cost a thousand large buffers.
const scanBegin = 8 << 10

var (
	scanBuffers = sync.Pool{New: func() any { b := make([]byte, scanBuffer); return &b }}
	scanBegins  = sync.Pool{New: func() any { b := make([]byte, scanBegin); return &b }}
)

// A boundaryScanner cuts a multipart body into parts (RFC 2046 section 5.1). It
// takes LF for CRLF and white space after a boundary.
type boundaryScanner struct {
	r          io.Reader
	mem        *[]byte
	buf        []byte
	start, end int
	delim      []byte // "\n--boundary"
	read       int64  // bytes read from r
	err        error  // of r
}

func newBoundaryScanner(r io.Reader, boundary string) *boundaryScanner {
	s := &boundaryScanner{r: r, mem: scanBegins.Get().(*[]byte), delim: []byte("\n--" + boundary)}
	s.buf = *s.mem
	s.buf[0], s.end = '\n', 1 // the first boundary need not stand after a line
	return s
}

// close gives the buffer back; the scanner and what it returned are void then.
func (s *boundaryScanner) close() {
	s.giveBack()
	s.mem, s.buf = nil, nil
}

func (s *boundaryScanner) giveBack() {
	if len(*s.mem) == scanBegin {
		scanBegins.Put(s.mem)
	} else {
		scanBuffers.Put(s.mem)
	}
}

// grow goes on in a large buffer.
func (s *boundaryScanner) grow() {
	large := scanBuffers.Get().(*[]byte)
	s.end = copy(*large, s.buf[s.start:s.end])
	s.start = 0
	s.giveBack()
	s.mem, s.buf = large, *large
}

// fill reads more into the buffer. It returns false at the end of r.
func (s *boundaryScanner) fill() bool {
	if s.err != nil {
		return false
	}
	if s.end == len(s.buf) && len(s.buf) == scanBegin {
		s.grow()
	}
	if kept := s.end - s.start; s.start > 0 && (kept < 4096 || len(s.buf)-s.end < len(s.buf)/2) {
		s.end = copy(s.buf, s.buf[s.start:s.end])
		s.start = 0
	}
	if s.end == len(s.buf) {
		s.err = errors.New("wire: boundary scanner overrun")
		return false
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end, s.read, s.err = s.end+n, s.read+int64(n), err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// chunk returns the next bytes of the current part, valid until the next call,
// or io.EOF at its end. A body that ends within a part is io.ErrUnexpectedEOF.
func (s *boundaryScanner) chunk() ([]byte, error) {
	for {
		data := s.buf[s.start:s.end]
		at := bytes.Index(data, s.delim)
		if at < 0 {
			if n := len(data) - len(s.delim); n > 0 { // what is kept may be a boundary's begin
				s.start += n
				return data[:n], nil
			}
			if !s.fill() {
				return nil, s.cut()
			}
			continue
		}
		content := at
		if at > 0 && data[at-1] == '\r' {
			content--
		}
		if content > 0 {
			s.start += content
			return data[:content], nil
		}
		switch found, known := isBoundaryEnd(data[at+len(s.delim):], s.err != nil); {
		case !known:
			if !s.fill() && s.err != io.EOF {
				return nil, s.cut()
			}
		case found:
			return nil, io.EOF
		default: // the boundary is the begin of other text
			s.start += at + 1
			return data[:at+1], nil
		}
	}
}

// cut returns what the end of the body within a part means.
func (s *boundaryScanner) cut() error {
	if s.err == io.EOF || s.err == nil {
		return io.ErrUnexpectedEOF
	}
	return s.err
}

// isBoundaryEnd reports whether a boundary ends where rest begins: with "--" or
// with its line. It does not know if rest is too short and not all.
func isBoundaryEnd(rest []byte, all bool) (found, known bool) {
	for i, c := range rest {
		switch {
		case c == '\n':
			return true, true
		case c == '-' && i == 0:
			if len(rest) > 1 {
				return rest[1] == '-', true
			}
			return false, all
		case c == ' ', c == '\t', c == '\r':
			if i > 256 {
				return false, true
			}
		default:
			return false, true
		}
	}
	return false, all
}

// next moves to the part after the current one and returns its header as text,
// of at most limit bytes, or io.EOF after the last part.
func (s *boundaryScanner) next(limit int) (string, error) {
	for {
		if _, err := s.chunk(); err == io.EOF {
			break
		} else if err != nil {
			return "", err
		}
	}
	s.start += bytes.Index(s.buf[s.start:s.end], s.delim) + len(s.delim)
	if bytes.HasPrefix(s.buf[s.start:s.end], []byte("--")) {
		return "", io.EOF
	}
	var header []byte
	for first := true; ; first = false {
		line, err := s.line(limit)
		if err != nil {
			return "", err
		}
		if len(bytes.TrimSpace(line)) == 0 && !first {
			s.skipLineEnd()
			return string(header), nil
		}
		if !first {
			header = append(append(header, line...), '\n')
		}
		if len(header) > limit {
			return "", tooLarge("the header of a part is longer than %d bytes", limit)
		}
	}
}

// skipLineEnd leaves the LF after a header in the buffer if the part is empty:
// it is the begin of the boundary then.
func (s *boundaryScanner) skipLineEnd() {
	s.start--
	for {
		data := s.buf[s.start:s.end]
		if n := min(len(data), len(s.delim)); !bytes.Equal(data[:n], s.delim[:n]) {
			break
		}
		if len(data) >= len(s.delim) {
			if found, known := isBoundaryEnd(data[len(s.delim):], s.err != nil); found {
				return
			} else if known {
				break
			}
		}
		if !s.fill() && len(data) < len(s.delim) {
			break
		}
	}
	s.start++
}

// line returns the next line without its LF.
func (s *boundaryScanner) line(limit int) ([]byte, error) {
	for {
		data := s.buf[s.start:s.end]
		if n := bytes.IndexByte(data, '\n'); n >= 0 {
			s.start += n + 1
			return data[:n], nil
		}
		if len(data) > limit {
			return nil, tooLarge("the header of a part is longer than %d bytes", limit)
		}
		if !s.fill() {
			return nil, s.cut()
		}
	}
}
