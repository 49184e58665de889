package wire

import (
	"io"
	"iter"

	"github.com/mediasock/mediasock"
)

// A Reply is an answer: the root element and one result for each method called.
type Reply struct {
	Service  mediasock.Identity
	Results  []Result
	Elements []mediasock.Element // custom elements, after the results
	Endpoint string              // read: URL that it came from, after redirects; resolves apis
}

// A Result is what one method answered.
type Result struct {
	Method    string               // qualified name; "" for a bare stat under the root
	Stat      mediasock.Stat       //
	Handshake *mediasock.Handshake // of a handshake: user, apis, sock, akey; its Stat is this Stat
	Item      *mediasock.Item      // of append and update

	// Taxa are those of taxa.list. A written reply streams them; an error that
	// it yields ends the answer with what came before and a stat that says so.
	Taxa iter.Seq2[mediasock.Taxon, error]
}

// Result returns the result of a method, or nil. A bare stat answers for any
// method; media.append's answers for media.update.
func (r *Reply) Result(method string) *Result { panic("unwritten") }

// Close ends the reading of a reply that streams.
func (r *Reply) Close() error { panic("unwritten") }

// WriteOptions say how a reply is written. The zero value writes an XML document.
type WriteOptions struct {
	Protocol Protocol
	Format   Format
	RPC      *RPC
	Struct   bool // a native XML-RPC struct
	Embedded bool // for a comment in a page: no declaration, no "--"
}

// OptionsFor returns how c wants to be answered.
func OptionsFor(c *Call) WriteOptions { panic("unwritten") }

// ContentType returns the value of the answer's Content-Type header.
func (o WriteOptions) ContentType() string { panic("unwritten") }

// WriteReply writes r. Taxa are streamed; an error that they yield ends their
// list and is told in a stat after it.
func WriteReply(w io.Writer, r *Reply, o WriteOptions) error { panic("unwritten") }

// WriteBatch writes the answers of the calls in c.Batch, in order, into one
// document; a nil reply is that of a notification.
func WriteBatch(w io.Writer, c *Call, replies []*Reply) error { panic("unwritten") }

// WriteFault writes the answer to a call that ReadCall failed to read: a fault
// or error of the RPC protocols, else a reply with a bare stat.
func WriteFault(w io.Writer, service mediasock.Identity, err error, o WriteOptions) error {
	panic("unwritten")
}

// AppendBlock appends r's <mediasock> block to dst, without an XML declaration;
// embedded in the form that can stand in an HTML comment.
func AppendBlock(dst []byte, r *Reply, embedded bool) ([]byte, error) { panic("unwritten") }

// AppendComment appends r's block in an HTML comment, for a page's head (MS-54).
func AppendComment(dst []byte, r *Reply) ([]byte, error) { panic("unwritten") }
