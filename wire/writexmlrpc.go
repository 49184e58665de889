package wire

import (
	"errors"
	"strconv"

	"github.com/mediasock/mediasock"
)

// writeXMLRPC writes the answer of an XML-RPC call: the block in one string, or
// a struct for clients that ask for it.
func writeXMLRPC(out *writer, r *Reply, native bool) {
	out.text("<?xml version=\"1.0\"?>\n<methodResponse><params><param>")
	writeXMLRPCValue(out, r, native)
	out.text("</param></params></methodResponse>\n")
}

func writeXMLRPCValue(out *writer, r *Reply, native bool) {
	if native {
		out.text("<value><struct>")
		writeTree(&structTree{out: out}, r)
		out.text("</struct></value>")
		return
	}
	out.text("<value><string>")
	out.escaped = true
	writeBlock(out, r, false)
	out.escaped = false
	out.text("</string></value>")
}

// writeMulticall writes the results of a system.multicall, each in an array of
// one.
func writeMulticall(out *writer, c *Call, replies []*Reply) {
	out.text("<?xml version=\"1.0\"?>\n<methodResponse><params><param><value><array><data>")
	for i, part := range c.Batch {
		if i >= len(replies) || replies[i] == nil {
			out.text("<value>")
			writeFaultStruct(out, faultInternal, "no answer")
			out.text("</value>")
			continue
		}
		out.text("<value><array><data>")
		writeXMLRPCValue(out, replies[i], part.Sock().Has("x-struct"))
		out.text("</data></array></value>")
	}
	out.text("</data></array></value></param></params></methodResponse>\n")
}

func writeXMLRPCFault(out *writer, code int, message string) {
	out.text("<?xml version=\"1.0\"?>\n<methodResponse><fault><value>")
	writeFaultStruct(out, code, message)
	out.text("</value></fault></methodResponse>\n")
}

func writeFaultStruct(out *writer, code int, message string) {
	out.text("<struct><member><name>faultCode</name><value><int>" + strconv.Itoa(code) +
		"</int></value></member><member><name>faultString</name><value><string>")
	out.done(appendValue(out.line(), message, false))
	out.text("</string></value></member></struct>")
}

// faultOf returns the fault code of an error of reading a call.
func faultOf(err error) int {
	if e, ok := errors.AsType[*RequestError](err); ok && e.Fault != 0 {
		return e.Fault
	}
	if errors.Is(err, mediasock.ErrUnknownMethod) {
		return faultMethod
	}
	return faultInternal
}

// A structTree writes a tree as XML-RPC structs.
type structTree struct {
	out  *writer
	ends []string // how what is open ends
}

var _ tree = (*structTree)(nil)

func (t *structTree) failed() bool     { return t.out.err != nil }
func (t *structTree) open(name string) { t.begin(name, "<struct>", "</struct></value>") }
func (t *structTree) list(name string) { t.begin(name, "<array><data>", "</data></array></value>") }
func (t *structTree) closeList()       { t.close() }

func (t *structTree) begin(name, start, end string) {
	if name != "" {
		t.out.text("<member><name>" + name + "</name>")
		end += "</member>"
	}
	t.out.text("<value>" + start)
	t.ends = append(t.ends, end)
}

func (t *structTree) close() {
	last := len(t.ends) - 1
	t.out.text(t.ends[last])
	t.ends = t.ends[:last]
}

func (t *structTree) member(name, text string) {
	line := append(append(t.out.line(), "<member><name>"...), name...)
	line = append(line, "</name><value><string>"...)
	line = appendValue(line, text, false)
	t.out.done(append(line, "</string></value></member>"...))
}
