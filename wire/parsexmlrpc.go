package wire

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// readXMLRPC reads the answer of an XML-RPC call: a fault, a block in a string,
// or a struct.
func (b *builder) readXMLRPC(body *bufio.Reader) error {
	x := &xmlReader{r: body, depth: 16, limit: maxTag}
	if err := x.open("methodresponse"); err != nil {
		return err
	}
	tag, err := x.next()
	switch {
	case err != nil:
		return err
	case tag == xmlTag{"fault", false}:
		return b.readXMLFault(x)
	case tag != xmlTag{"params", false}:
		return errXML
	}
	if err := x.open("param"); err != nil {
		return err
	}
	if err := x.open("value"); err != nil {
		return err
	}
	return b.readXMLValue(x)
}

// readXMLValue reads a value whose start has been read. What follows it is not
// looked at.
func (b *builder) readXMLValue(x *xmlReader) error {
	if _, err := firstByte(x.r); err != nil {
		return unexpected(err)
	}
	next, _ := x.r.Peek(len("<![CDATA["))
	if len(next) < 2 || next[0] != '<' || !isTagStart(next[1]) || string(next) == "<![CDATA[" {
		return b.readText(&xmlText{x: x})
	}
	tag, err := x.next()
	switch {
	case err != nil:
		return err
	case tag == xmlTag{"string", false}:
		return b.readText(&xmlText{x: x})
	case tag == xmlTag{"base64", false}:
		return b.readText(newBase64Reader(&xmlText{x: x}))
	case tag == xmlTag{"struct", false}:
		b.whole = true
		return b.readStruct(x)
	}
	return ErrNoBlock
}

// readText reads a block that is the text of a value.
func (b *builder) readText(text io.Reader) error {
	body := bufio.NewReader(text)
	kind, size := sniff(body)
	if kind != rootName {
		return ErrNoBlock
	}
	_, _ = body.Discard(size) // peeked
	return b.readXML(newTagScanner(body, 1<<62))
}

// readStruct reads the members of a struct: the root, or what is in it.
func (b *builder) readStruct(x *xmlReader) error {
	var v values
	err := x.members(xmlVisitor{member: func(name string) error {
		if name != rootName {
			return b.readStructMember(x, name, &v)
		}
		return x.value(xmlVisitor{member: func(name string) error { return b.readStructMember(x, name, &v) }})
	}})
	b.root(v)
	b.finish()
	return err
}

func (b *builder) readStructMember(x *xmlReader, name string, v *values) error {
	if isLeaf(name) {
		return b.readStructLeaf(x, name)
	}
	begun := false
	err := x.value(xmlVisitor{
		scalar: func(text string) error { *v = append(*v, attr{name, cleanText(text)}); return nil },
		member: func(key string) error {
			if !begun {
				begun = true
				if err := b.begin(name); err != nil {
					return err
				}
			}
			if isLeaf(key) {
				return b.readStructLeaf(x, key)
			}
			return x.skip()
		},
	})
	if begun {
		b.end()
	}
	return err
}

// readStructLeaf reads a struct of texts, or an array of such.
func (b *builder) readStructLeaf(x *xmlReader, name string) error {
	var v values
	texts := xmlVisitor{member: func(key string) error {
		return x.value(xmlVisitor{scalar: func(text string) error {
			if len(v) < 32 {
				v = append(v, attr{key, cleanText(text)})
			}
			return nil
		}})
	}}
	isList := false
	either := texts
	either.list = func() { isList = true }
	either.element = func() error {
		v = nil
		err := x.value(texts)
		b.leaf(name, v)
		return err
	}
	err := x.value(either)
	if !isList && err == nil {
		b.leaf(name, v)
	}
	return err
}

func (b *builder) readXMLFault(x *xmlReader) error {
	var v values
	err := x.value(xmlVisitor{member: func(key string) error {
		return x.value(xmlVisitor{scalar: func(text string) error {
			v = append(v, attr{key, cleanText(text)})
			return nil
		}})
	}})
	b.fault(v.get("faultCode"), v.get("faultString"))
	return err
}

// fault makes a bare stat of the fault of an RPC protocol.
func (b *builder) fault(code, message string) {
	stat := mediasock.Stat{Code: mediasock.CodeService, Message: message}
	switch n, _ := strconv.Atoi(strings.TrimSpace(code)); n {
	case faultMethod:
		stat.Code = mediasock.CodeUnsupported
	case faultParse, faultRequest, faultParams, -32701, -32702:
		stat.Code = mediasock.CodePermanent
	case faultInternal, -32500, -32400, -32300:
		stat.Code = mediasock.CodeTemporary
	}
	b.reply.Results = append(b.reply.Results, Result{Stat: stat})
}
