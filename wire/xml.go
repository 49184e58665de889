package wire

import (
	"bufio"
	"bytes"
	"encoding/base64"
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

// An xmlVisitor says what to do with a value; a kind whose function is nil is
// an error there.
type xmlVisitor struct {
	scalar  func(text string) error
	null    func() error
	member  func(name string) error // must read the member's value
	list    func()                  // at the begin of an array; may be nil
	element func() error            // must read the element's value
	binary  func(r io.Reader) error // of base64; scalar takes it decoded without this
}

// value reads a value.
func (x *xmlReader) value(v xmlVisitor) error {
	if x.depth--; x.depth < 0 {
		return tooLarge("XML is nested too deep")
	}
	defer func() { x.depth++ }()
	if err := x.open("value"); err != nil {
		return err
	}
	text, err := x.text()
	if err != nil {
		return err
	}
	tag, err := x.next()
	switch {
	case err != nil:
		return err
	case tag == xmlTag{"value", true}:
		return x.scalar(v, text) // without a type it is a string
	case tag.end:
		return errXML
	}
	if err := x.typed(v, tag.name); err != nil {
		return err
	}
	return x.end("value")
}

// typed reads the rest of a value whose type has just been opened.
func (x *xmlReader) typed(v xmlVisitor, kind string) error {
	switch kind {
	case "struct":
		return x.members(v)
	case "array":
		return x.elements(v)
	case "base64":
		if err := x.base64(v); err != nil {
			return err
		}
	case "nil":
		if v.null != nil {
			if err := v.null(); err != nil {
				return err
			}
		}
	default:
		text, err := x.text()
		if err != nil {
			return err
		}
		if err := x.scalar(v, text); err != nil {
			return err
		}
	}
	return x.end(kind)
}

func (x *xmlReader) scalar(v xmlVisitor, text string) error {
	if v.scalar == nil {
		return errXML
	}
	return v.scalar(text)
}

func (x *xmlReader) base64(v xmlVisitor) error {
	var text io.Reader = &xmlText{x: x}
	if len(x.pending) > 0 {
		text = strings.NewReader("") // <base64/>
	}
	if v.binary != nil {
		return v.binary(newBase64Reader(text))
	}
	b, err := io.ReadAll(io.LimitReader(newBase64Reader(text), x.limit+1))
	switch {
	case err != nil:
		return err
	case int64(len(b)) > x.limit:
		return tooLarge("a value is longer than %d bytes", x.limit)
	}
	return x.scalar(v, toUTF8(string(b)))
}

func (x *xmlReader) members(v xmlVisitor) error {
	if v.member == nil {
		return errXML
	}
	for {
		switch tag, err := x.next(); {
		case err != nil:
			return err
		case tag == xmlTag{"struct", true}:
			return nil
		case tag != xmlTag{"member", false}:
			return errXML
		}
		if err := x.open("name"); err != nil {
			return err
		}
		name, err := x.text()
		if err != nil {
			return err
		}
		if err := x.end("name"); err != nil {
			return err
		}
		if err := v.member(strings.TrimSpace(name)); err != nil {
			return err
		}
		if err := x.end("member"); err != nil {
			return err
		}
	}
}

func (x *xmlReader) elements(v xmlVisitor) error {
	if v.element == nil {
		return errXML
	}
	if v.list != nil {
		v.list()
	}
	if err := x.open("data"); err != nil {
		return err
	}
	for {
		switch tag, err := x.next(); {
		case err != nil:
			return err
		case tag == xmlTag{"data", true}:
			return x.end("array")
		default:
			x.unread(tag)
		}
		if err := v.element(); err != nil {
			return err
		}
	}
}

// skip reads a value of any kind and forgets it.
func (x *xmlReader) skip() error {
	return x.value(xmlVisitor{
		scalar:  func(string) error { return nil },
		member:  func(string) error { return x.skip() },
		element: x.skip,
		binary:  func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return skipCorrupt(err) },
	})
}

func skipCorrupt(err error) error {
	if _, ok := errors.AsType[base64.CorruptInputError](err); ok {
		return errXML
	}
	return err
}
