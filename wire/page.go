package wire

import (
	"bytes"
	"errors"
	"strings"
)

// ErrNoBlock is returned where a document holds no MediaSock answer: it is no
// MediaSock service, or a page that says nothing.
var ErrNoBlock = errors.New("wire: no mediasock block")

// ErrAmbiguous is returned for a page that holds several blocks and none in its
// head: users may have planted one of them.
var ErrAmbiguous = errors.New("wire: several mediasock blocks, none in the head of the page")

// rootName is what a block begins with after its "<".
const rootName = "mediasock"

// findBlock returns the block of a page: the first in its head, else the only
// one of the rest. What users write on a page lands in its body, so a block of
// the head was put there by the service.
func findBlock(page []byte) ([]byte, error) {
	if indexRoot(page) < 0 {
		return nil, ErrNoBlock
	}
	s := pageScanner{page: page, atTop: true}
	s.scan()
	switch {
	case s.head != nil:
		return s.head, nil
	case len(s.body) == 1:
		return s.body[0], nil
	case len(s.body) > 1:
		return nil, ErrAmbiguous
	}
	return nil, ErrNoBlock
}

// indexRoot returns where the first "<mediasock" stands, in any case, or -1.
func indexRoot(page []byte) int {
	for from := 0; ; {
		n := bytes.IndexByte(page[from:], '<')
		if n < 0 {
			return -1
		}
		if from += n; isRoot(page[from:]) {
			return from
		}
		from++
	}
}

// isRoot reports whether data begins with the start tag of a block.
func isRoot(data []byte) bool {
	return isTag(data, rootName)
}

// isTag reports whether data begins with the start tag name, in any case.
func isTag(data []byte, name string) bool {
	end := 1 + len(name)
	if len(data) <= end || data[1]|0x20 != name[0] {
		return false
	}
	return strings.IndexByte(" \t\r\n/>", data[end]) >= 0 && strings.EqualFold(string(data[1:end]), name)
}

// A pageScanner goes through a page as a browser does, as far as it matters
// where text of users can stand: in texts, in values of attributes, in scripts,
// styles, titles and fields there are no blocks; in comments there are.
type pageScanner struct {
	page   []byte
	atTop  bool // nothing but html has been opened, so a head may begin
	inHead bool
	head   []byte   // the first block of the head
	body   [][]byte // the blocks elsewhere; two are enough to know
}

func (s *pageScanner) scan() {
	for pos := 0; len(s.body) < 2 && s.head == nil; {
		n := bytes.IndexByte(s.page[pos:], '<')
		if n < 0 {
			return
		}
		pos += n
		size := s.markup(s.page[pos:])
		if size <= 0 {
			return
		}
		pos += size
	}
}

// markup looks at what begins with the "<" of data and returns its size.
func (s *pageScanner) markup(data []byte) int {
	switch {
	case bytes.HasPrefix(data, []byte("<!--")):
		size := commentEnd(data)
		s.comment(data[4:size])
		return size
	case isRoot(data):
		if size := blockSize(data); size > 0 {
			s.found(data[:size])
			return size
		}
	}
	switch skip, size := markup(data); {
	case size < 0:
		return -1
	case skip:
		return size
	default:
		return size + s.tag(data[1:size-1], data[size:])
	}
}

// commentEnd returns the size of a comment as HTML ends it; one without an end
// is all of data.
func commentEnd(data []byte) int {
	for _, empty := range []string{"<!-->", "<!--->"} {
		if bytes.HasPrefix(data, []byte(empty)) {
			return max(len(empty), 4)
		}
	}
	size := len(data)
	for _, end := range []string{"-->", "--!>"} {
		if n := endAfter(data[:size], 4, end); n > 0 {
			size = n
		}
	}
	return size
}

// comment looks for blocks in the text of a comment.
func (s *pageScanner) comment(text []byte) {
	for len(s.body) < 2 && s.head == nil {
		n := indexRoot(text)
		if n < 0 {
			return
		}
		text = text[n:]
		size := blockSize(text)
		if size < 0 {
			return
		}
		s.found(text[:size])
		text = text[size:]
	}
}

func (s *pageScanner) found(block []byte) {
	if s.inHead {
		s.head = block
	} else {
		s.body = append(s.body, block)
	}
}

// tag follows where the page is, and returns how much after the tag is text that
// holds no markup.
func (s *pageScanner) tag(raw, after []byte) int {
	name, end, _ := tagName(raw)
	if end {
		s.inHead = s.inHead && name != "head" && name != "html" && name != "body"
		return 0
	}
	switch name {
	case "html":
		return 0
	case "head":
		s.inHead = s.atTop
	case "meta", "link", "base", "noscript":
	case "script", "style", "title":
		s.atTop = false
		return rawText(name, after)
	case "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext":
		s.atTop, s.inHead = false, false
		return rawText(name, after)
	default:
		s.inHead = false
	}
	s.atTop = false
	return 0
}

// rawText returns how much of data stands before the end tag of an element whose
// content is text.
func rawText(name string, data []byte) int {
	for from := 0; ; {
		n := bytes.Index(data[from:], []byte("</"))
		if n < 0 {
			return len(data)
		}
		if from += n; isTag(data[from+1:], name) {
			return from
		}
		from += 2
	}
}

// blockSize returns the size of the block that data begins with, or -1 if it
// does not end.
func blockSize(data []byte) int {
	tags := newBlockScanner(data)
	for first := true; ; first = false {
		raw, err := tags.next()
		if err != nil {
			return -1
		}
		if name, end, _ := tagName(raw); name == rootName && !first {
			if !end {
				return -1
			}
			return tags.start
		}
		if first && bytes.HasSuffix(raw, []byte("/")) {
			return tags.start
		}
	}
}

// HasBlock reports whether a page may hold a block: whether the begin of one
// stands anywhere in it. It costs about as much as a search for a string.
func HasBlock(page []byte) bool { return indexRoot(page) >= 0 }
