package wire

import (
	"encoding/base64"
	"errors"
	"io"
	"strings"
)

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
