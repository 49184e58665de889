package wire

import (
	"bufio"
	"io"
	"net/http"
	"strings"
)

// readXMLRPC reads an XML-RPC call: one struct of the parameters, or none.
func (r *callReader) readXMLRPC(c *Call, body *bufio.Reader) error {
	x := &xmlReader{r: body, depth: r.limits.Depth, limit: r.limits.Value}
	c.RPC = &RPC{}
	return documentError(r.readXMLCall(c, x))
}

func (r *callReader) readXMLCall(c *Call, x *xmlReader) error {
	if err := x.open("methodcall"); err != nil {
		return err
	}
	if err := x.open("methodname"); err != nil {
		return err
	}
	method, err := x.text()
	if err != nil {
		return err
	}
	if err := x.end("methodname"); err != nil {
		return err
	}
	method = strings.TrimSpace(method)
	if method == "system.multicall" {
		c.RPC.Multicall = true
		if err := r.readXMLParams(x, func() error { return r.readMulticall(c, x) }); err != nil {
			return err
		}
		if len(c.Batch) == 0 {
			return badRequest(http.StatusBadRequest, faultRequest, "an empty batch")
		}
		return nil
	}
	if err := r.readXMLParams(x, func() error { return r.readXMLStruct(c, x) }); err != nil {
		return err
	}
	return r.finishRPC(c, method)
}

// readXMLParams reads the params element, which may be absent, and the end of
// the call. value must read the only value there may be.
func (r *callReader) readXMLParams(x *xmlReader, value func() error) error {
	tag, err := x.next()
	if err != nil {
		return err
	}
	if tag == (xmlTag{"methodcall", true}) {
		return nil
	}
	if tag != (xmlTag{"params", false}) {
		return errXML
	}
	for count := 0; ; count++ {
		tag, err := x.next()
		switch {
		case err != nil:
			return err
		case tag == xmlTag{"params", true}:
			return x.end("methodcall")
		case tag != xmlTag{"param", false}:
			return errXML
		case count > 0:
			return badRequest(http.StatusBadRequest, faultParams, "parameters are one struct")
		}
		if err := value(); err != nil {
			return err
		}
		if err := x.end("param"); err != nil {
			return err
		}
	}
}

// readXMLStruct reads the struct of a call's parameters.
func (r *callReader) readXMLStruct(c *Call, x *xmlReader) error {
	wrong := badRequest(http.StatusBadRequest, faultParams, "parameters are one struct")
	return x.value(xmlVisitor{
		member:  func(name string) error { return r.readXMLParam(c, x, name) },
		null:    func() error { return nil },
		scalar:  func(string) error { return wrong },
		element: func() error { return wrong },
	})
}

// readXMLParam reads one member: a scalar, a list as an array of scalars, or
// the file.
func (r *callReader) readXMLParam(c *Call, x *xmlReader, name string) error {
	list := xmlList{limit: r.limits.Value}
	v := xmlVisitor{
		scalar:  func(text string) error { return r.add(&c.Params, name, text) },
		null:    func() error { return nil }, // absent
		list:    func() { list.begun = true },
		element: func() error { return x.value(xmlVisitor{scalar: list.add}) },
		member: func(string) error {
			return badRequest(http.StatusBadRequest, faultParams, "%.80q is a struct", name)
		},
	}
	if sameName(name, ParamMediaData) {
		v.binary = func(data io.Reader) error { return r.stageReader(c, data) }
	}
	if err := x.value(v); err != nil || !list.begun {
		return err
	}
	return r.add(&c.Params, name, strings.Join(list.items, ";"))
}

// An xmlList collects the elements of an array within a limit.
type xmlList struct {
	begun bool
	items []string
	limit int64
}

func (l *xmlList) add(text string) error {
	if l.limit -= int64(len(text)) + 1; l.limit < 0 {
		return tooLarge("a list is too long")
	}
	l.items = append(l.items, text)
	return nil
}

// readMulticall reads the array of calls of a system.multicall.
func (r *callReader) readMulticall(c *Call, x *xmlReader) error {
	return x.value(xmlVisitor{element: func() error {
		if len(c.Batch) == r.limits.Batch {
			return tooLarge("more than %d calls in a batch", r.limits.Batch)
		}
		part := c.part()
		part.RPC = &RPC{}
		c.Batch = append(c.Batch, part)
		return r.readMulticallPart(part, x)
	}})
}

func (r *callReader) readMulticallPart(c *Call, x *xmlReader) error {
	method := ""
	err := x.value(xmlVisitor{member: func(key string) error {
		switch key {
		case "methodName":
			return x.value(xmlVisitor{scalar: func(text string) error { method = text; return nil }})
		case "params":
			return x.value(xmlVisitor{element: func() error { return r.readXMLStruct(c, x) }})
		}
		return x.skip()
	}})
	if err != nil {
		return err
	}
	return r.finishRPC(c, method)
}
