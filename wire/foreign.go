package wire

import (
	"bufio"
	"io"
	"strings"
)

// A Foreign reads XML-RPC documents of other protocols than MediaSock's, as
// leniently as our own are read. A field of zero has its default.
//
// Values are strings, whatever type they are labelled with; []any; map[string]any,
// in which the last of a name stays; nil; and what Binary returns.
type Foreign struct {
	Depth  int   // nesting of values; 16
	Values int   // values in all; 10,000
	Value  int64 // bytes of one text; 1 MiB
	Text   int64 // bytes of all texts together; 8 MiB

	// Binary takes what a member named Bits holds in base64, as it arrives. c is
	// what has been read of the call so far, in the members before it. Without
	// Binary it is text.
	Bits   string
	Binary func(c *ForeignCall, in map[string]any, r io.Reader) (any, error)
}

// A ForeignCall is a call of a method.
type ForeignCall struct {
	Method string
	Params []any
}

// A ForeignReply is the answer to one: a value, or a fault.
type ForeignReply struct {
	Value any
	Fault bool
}

// Call reads a call. The error is a [*RequestError] where it is malformed or
// beyond a limit, else what Binary or body returned.
func (f Foreign) Call(body io.Reader) (*ForeignCall, error) {
	c := &ForeignCall{}
	r := f.reader(body, c)
	return c, documentError(r.call())
}

// Reply reads an answer, of which the error tells as Call's does.
func (f Foreign) Reply(body io.Reader) (*ForeignReply, error) {
	r := f.reader(body, &ForeignCall{})
	a, err := r.reply()
	return a, documentError(err)
}

func (f Foreign) reader(body io.Reader, c *ForeignCall) *foreignReader {
	r := &foreignReader{f: f, c: c, values: orDefault(f.Values, 10_000), text: orDefault(f.Text, 8<<20)}
	r.x = &xmlReader{r: bufio.NewReaderSize(bodyReader{body}, 32<<10), depth: orDefault(f.Depth, 16), limit: orDefault(f.Value, 1<<20)}
	return r
}

// A foreignReader reads one document.
type foreignReader struct {
	f      Foreign
	c      *ForeignCall
	x      *xmlReader
	values int   // that may still come
	text   int64 // likewise, in bytes
}

func (r *foreignReader) call() error {
	if _, err := firstByte(r.x.r); err != nil {
		return err
	}
	if err := r.x.open("methodcall"); err != nil {
		return err
	}
	if err := r.x.open("methodname"); err != nil {
		return err
	}
	name, err := r.x.text()
	if err != nil {
		return err
	}
	r.c.Method = strings.TrimSpace(name)
	if err := r.x.end("methodname"); err != nil {
		return err
	}
	tag, err := r.x.next()
	switch {
	case err != nil:
		return err
	case tag == xmlTag{"methodcall", true}:
		return nil
	case tag != xmlTag{"params", false}:
		return errXML
	}
	return r.params()
}

// params reads the parameters up to the end of their element.
func (r *foreignReader) params() error {
	for {
		tag, err := r.x.next()
		switch {
		case err != nil:
			return err
		case tag == xmlTag{"params", true}:
			return nil
		case tag != xmlTag{"param", false}:
			return errXML
		}
		v, err := r.value("", nil)
		if err != nil {
			return err
		}
		r.c.Params = append(r.c.Params, v)
		if err := r.x.end("param"); err != nil {
			return err
		}
	}
}

func (r *foreignReader) reply() (*ForeignReply, error) {
	if _, err := firstByte(r.x.r); err != nil {
		return nil, err
	}
	if err := r.x.open("methodresponse"); err != nil {
		return nil, err
	}
	a := &ForeignReply{}
	tag, err := r.x.next()
	switch {
	case err != nil:
		return nil, err
	case tag == xmlTag{"fault", false}:
		a.Fault = true
	case tag != xmlTag{"params", false}:
		return nil, errXML
	default:
		if err := r.x.open("param"); err != nil {
			return nil, err
		}
	}
	a.Value, err = r.value("", nil)
	return a, err
}

// value reads a value: that of a member of in, or of none.
func (r *foreignReader) value(name string, in map[string]any) (v any, err error) {
	if r.values--; r.values < 0 {
		return nil, tooLarge("more than %d values", orDefault(r.f.Values, 10_000))
	}
	visitor := xmlVisitor{
		scalar: func(text string) error { v = text; return r.count(text) },
		null:   func() error { return nil },
		list:   func() { v = []any{} },
		element: func() error {
			e, err := r.value("", nil)
			v = append(v.([]any), e) // list was called before
			return err
		},
		member: func(name string) error {
			if v == nil {
				v = map[string]any{}
			}
			return r.member(name, v.(map[string]any)) // no other kind has members
		},
	}
	if name != "" && name == r.f.Bits && r.f.Binary != nil {
		visitor.binary = func(data io.Reader) error { v, err = r.f.Binary(r.c, in, data); return err }
	}
	err = r.x.value(visitor)
	return v, err
}

func (r *foreignReader) member(name string, of map[string]any) error {
	if err := r.count(name); err != nil {
		return err
	}
	v, err := r.value(name, of)
	of[name] = v
	return err
}

// count takes a text from what all may have.
func (r *foreignReader) count(text string) error {
	if r.text -= int64(len(text)); r.text < 0 {
		return tooLarge("the values are longer than %d bytes", orDefault(r.f.Text, 8<<20))
	}
	return nil
}
