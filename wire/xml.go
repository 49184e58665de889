package wire

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// errXML is what malformed XML is told as.
var errXML = errors.New("malformed XML")

// An xmlReader pulls the elements of an XML-RPC document out of its text while
// it arrives: encoding/xml would hold a text whole, and one may be a film in
// base64. It knows no attributes and refuses a document type (XS-1).
type xmlReader struct {
	r       *bufio.Reader
	depth   int   // nesting of values that is left
	limit   int64 // bytes of a text
	latin1  bool  // the declared encoding is ISO 8859-1
	pending []xmlTag
}

// An xmlTag is a tag by its name in lower case, without a namespace.
type xmlTag struct {
	name string
	end  bool
}

// next returns the next tag. Text before it is skipped; an element that closes
// itself is two tags.
func (x *xmlReader) next() (xmlTag, error) {
	if n := len(x.pending); n > 0 {
		tag := x.pending[n-1]
		x.pending = x.pending[:n-1]
		return tag, nil
	}
	for {
		if _, err := io.Copy(io.Discard, &xmlText{x: x}); err != nil {
			return xmlTag{}, err
		}
		raw, err := x.markup()
		if err != nil {
			return xmlTag{}, err
		}
		switch {
		case bytes.HasPrefix(raw, []byte("?")):
			x.declaration(raw)
		case bytes.HasPrefix(raw, []byte("!--")):
		case bytes.HasPrefix(raw, []byte("!")):
			return xmlTag{}, errXML
		default:
			return x.tag(raw), nil
		}
	}
}

// unread makes tag the next one.
func (x *xmlReader) unread(tag xmlTag) { x.pending = append(x.pending, tag) }

// markup reads what stands between "<" and its ">".
func (x *xmlReader) markup() ([]byte, error) {
	if _, err := x.r.Discard(1); err != nil {
		return nil, unexpected(err)
	}
	var raw []byte
	for len(raw) < 4096 {
		c, err := x.r.ReadByte()
		if err != nil {
			return nil, unexpected(err)
		}
		if c == '>' && (!bytes.HasPrefix(raw, []byte("!--")) || len(raw) >= 5 && bytes.HasSuffix(raw, []byte("--"))) {
			return raw, nil
		}
		raw = append(raw, c)
	}
	return nil, tooLarge("a tag is longer than %d bytes", 4096)
}

// declaration notes the encoding. Anything but ISO 8859-1 is read as UTF-8:
// clients that declare us-ascii send UTF-8 octets all the same.
func (x *xmlReader) declaration(raw []byte) {
	text := strings.ToLower(string(raw))
	x.latin1 = strings.HasPrefix(text, "?xml") &&
		(strings.Contains(text, "iso-8859-1") || strings.Contains(text, "windows-1252"))
}

func (x *xmlReader) tag(raw []byte) xmlTag {
	body, end := bytes.CutPrefix(raw, []byte("/"))
	body, empty := bytes.CutSuffix(body, []byte("/"))
	if n := bytes.IndexAny(body, " \t\r\n"); n >= 0 {
		body = body[:n]
	}
	name := strings.ToLower(string(body[bytes.IndexByte(body, ':')+1:]))
	if empty && !end {
		x.unread(xmlTag{name, true})
	}
	return xmlTag{name, end}
}

// open reads the start of an element, end its end.
func (x *xmlReader) open(name string) error { return x.want(xmlTag{name, false}) }
func (x *xmlReader) end(name string) error  { return x.want(xmlTag{name, true}) }

func (x *xmlReader) want(tag xmlTag) error {
	got, err := x.next()
	if err == nil && got != tag {
		err = errXML
	}
	return err
}

// text reads the text up to the next tag.
func (x *xmlReader) text() (string, error) {
	if len(x.pending) > 0 {
		return "", nil
	}
	b, err := io.ReadAll(io.LimitReader(&xmlText{x: x}, x.limit+1))
	if err != nil {
		return "", err
	}
	if int64(len(b)) > x.limit {
		return "", tooLarge("a value is longer than %d bytes", x.limit)
	}
	if x.latin1 {
		return string(b), nil // converted on the way
	}
	return toUTF8(string(b)), nil
}
