package wire

import (
	"io"
	"net/http"
	"strconv"

	"github.com/mediasock/mediasock"
)

// WriteOptions say how a reply is written. The zero value writes an XML document.
type WriteOptions struct {
	Protocol Protocol
	Format   Format
	RPC      *RPC
	Struct   bool // a native XML-RPC struct
	Embedded bool // for a comment in a page: no declaration, no "--"
}

// OptionsFor returns how c wants to be answered.
func OptionsFor(c *Call) WriteOptions {
	return WriteOptions{
		Protocol: c.Protocol,
		Format:   c.responseFormat(),
		RPC:      c.RPC,
		Struct:   c.Sock().Has("x-struct"),
	}
}

// The Content-Types of answers.
const (
	xmlContentType  = "text/xml; charset=utf-8"
	jsonContentType = "text/javascript; charset=utf-8"
)

// ContentType returns the value of the answer's Content-Type header. With JSON
// the header X-Content-Type-Options must be "nosniff".
func (o WriteOptions) ContentType() string {
	if o.Protocol == JSONRPC || o.Protocol != XMLRPC && o.Format == JSON {
		return jsonContentType
	}
	return xmlContentType
}

// SetHeader sets the answer's Content-Type and what goes with it.
func (o WriteOptions) SetHeader(h http.Header) {
	h.Set("Content-Type", o.ContentType())
	h.Set("X-Content-Type-Options", "nosniff")
}

// WriteReply writes r. Taxa are streamed; an error that they yield ends their
// list and is told in a stat after it. A JSON-RPC notification (no id) has no
// answer, and nothing is written.
func WriteReply(w io.Writer, r *Reply, o WriteOptions) error {
	out := newWriter(w)
	defer out.free()
	writeReply(out, r, o)
	return out.flush()
}

func writeReply(out *writer, r *Reply, o WriteOptions) {
	switch {
	case o.Protocol == JSONRPC:
		writeJSONRPC(out, r, o.RPC)
	case o.Protocol == XMLRPC:
		writeXMLRPC(out, r, o.Struct)
	case o.Format == JSON:
		out.text("{")
		writeTree(&jsonTree{out: out}, r)
		out.text("}\n")
	default:
		if !o.Embedded {
			out.text("<?xml version=\"1.0\"?>\n")
		}
		writeBlock(out, r, o.Embedded)
	}
}

// WriteBatch writes the answers of the calls in c.Batch, in order, into one
// document; a nil reply is that of a notification.
func WriteBatch(w io.Writer, c *Call, replies []*Reply) error {
	out := newWriter(w)
	defer out.free()
	if c.Protocol == XMLRPC {
		writeMulticall(out, c, replies)
	} else {
		writeJSONBatch(out, c, replies)
	}
	return out.flush()
}

// WriteFault writes the answer to a call that ReadCall failed to read: a fault
// or error of the RPC protocols, else a reply with a bare stat.
func WriteFault(w io.Writer, service mediasock.Identity, err error, o WriteOptions) error {
	stat := mediasock.StatOf(err)
	out := newWriter(w)
	defer out.free()
	switch o.Protocol {
	case XMLRPC:
		writeXMLRPCFault(out, faultOf(err), stat.Message)
	case JSONRPC:
		writeJSONRPCError(out, faultOf(err), stat.Message, o.RPC)
	default:
		writeReply(out, &Reply{Service: service, Results: []Result{{Stat: stat}}}, o)
	}
	return out.flush()
}

// AppendBlock appends r's <mediasock> block to dst, without an XML declaration;
// embedded in the form that can stand in an HTML comment.
func AppendBlock(dst []byte, r *Reply, embedded bool) ([]byte, error) {
	sink := &appender{dst}
	err := WriteReply(sink, r, WriteOptions{Embedded: embedded})
	if err == nil && !embedded {
		sink.b = append(dst, sink.b[len(dst)+len("<?xml version=\"1.0\"?>\n"):]...)
	}
	return sink.b, err
}

// AppendComment appends r's block in an HTML comment, for a page's head (MS-54).
func AppendComment(dst []byte, r *Reply) ([]byte, error) {
	dst, err := AppendBlock(append(dst, "<!--\n"...), r, true)
	return append(dst, "-->\n"...), err
}

// An appender is a writer to a slice.
type appender struct{ b []byte }

// Write appends p.
func (a *appender) Write(p []byte) (int, error) {
	a.b = append(a.b, p...)
	return len(p), nil
}

// codeText returns a code as it stands in a stat's value.
func codeText(c mediasock.Code) string { return strconv.Itoa(int(c)) }

// service returns r's identity with the version filled in.
func (r *Reply) service() mediasock.Identity {
	id := r.Service
	if id.Version == "" {
		id.Version = mediasock.Version
	}
	return id
}

// elements returns the custom elements to write; those of a handshake where the
// reply has none of its own.
func (r *Reply) elements() []mediasock.Element {
	if len(r.Elements) > 0 {
		return r.Elements
	}
	for i := range r.Results {
		if h := r.Results[i].Handshake; h != nil {
			return h.Elements
		}
	}
	return nil
}
