// Package wire turns calls and replies into bytes and back: the codec that both
// ends of MediaSock share.
package wire

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/mediasock/mediasock"
)

// A Call is one request: what a client's mechanism signs and a server's
// mechanism verifies. Parameters hold everything but the file.
type Call struct {
	Methods []string       // qualified names, in order, each once; empty on a bare discovery
	Params  Params         // every parameter as it travels, method, sock and apikey among them
	Data    mediasock.Data // media.data, or nil

	// The HTTP request around it. A signer may add to Header; on a server
	// Header is what was received.
	HTTPMethod string      // "GET" or "POST", "HEAD"
	URL        *url.URL    // where it goes; on a server the request target as received
	Header     http.Header //

	Protocol Protocol // how it travels
	Response Format   // the answer's format that the call asks for

	// Form sends a POST urlencoded instead of as multipart. A call with
	// Data is always multipart.
	Form bool

	// RPC is what an answer must repeat of an RPC call; nil under REST.
	RPC *RPC

	// Batch holds the calls of a JSON-RPC batch or an XML-RPC system.multicall,
	// in order; the Call around them is only their envelope.
	Batch []*Call

	// What a server knows of the connection; zero on a client.
	Peer     netip.Addr // of the client: the connection's address, or what a trusted proxy says
	Secure   bool       // TLS, or loopback as doc/design.md section 5 defines it
	Loopback bool
	InQuery  Params // parameters that came in the URL's query (credentials there are ignored, A-49)
}

// A Protocol is how a call travels (MS-137, MS-138).
type Protocol string

// The protocols by their sock tokens.
const (
	REST    Protocol = "prot.res"
	XMLRPC  Protocol = "prot.xrp"
	JSONRPC Protocol = "prot.jrp"
)

// A Format is how an answer is written (MS-145, MS-146).
type Format string

// The formats by their sock tokens.
const (
	XML  Format = "resp.xml"
	JSON Format = "resp.json"
)

// A Param is one parameter of a call.
type Param struct{ Name, Value string }

// Params are parameters in the order in which they travel. Names are looked up
// without regard to case and with "_" and "-" for ".".
type Params []Param

// Sock returns the call's sock tokens.
func (c *Call) Sock() mediasock.Sock { return mediasock.ParseSock(c.Params.Get("sock")) }

// Get returns the first value of name, or "".
func (p Params) Get(name string) string { panic("unwritten") }

// Lookup returns the first value of name and whether there is one.
func (p Params) Lookup(name string) (value string, ok bool) { panic("unwritten") }

// All returns every value of name, under any spelling, in order.
func (p Params) All(name string) []string { panic("unwritten") }

// Set replaces the values of name by value, in the place of the first.
func (p *Params) Set(name, value string) { panic("unwritten") }

// Add appends a parameter.
func (p *Params) Add(name, value string) { panic("unwritten") }

// Del removes every spelling of name.
func (p *Params) Del(name string) { panic("unwritten") }

// Encode writes the parameters urlencoded, in order.
func (p Params) Encode() string { panic("unwritten") }

// CanonicalName returns the form in which names are compared: lower-case, with
// "." for "_" and "-".
func CanonicalName(name string) string { panic("unwritten") }

// An RPC is the envelope of an XML-RPC or JSON-RPC call.
type RPC struct {
	Version   string // of JSON-RPC: "1.0", "1.1", "2.0"
	ID        []byte // the id member as it was written; nil for a notification
	Multicall bool   // an XML-RPC system.multicall
}

// Target returns the URL as it is requested: of a GET with the parameters in
// its query. A signature over the request target is over this.
func (c *Call) Target() *url.URL { panic("unwritten") }

// NewRequest writes c as an HTTP request, by its Protocol. The request can be
// sent again: it has a GetBody.
func (c *Call) NewRequest(ctx context.Context) (*http.Request, error) { panic("unwritten") }

// Media returns the media fields of c; a parameter that is present and empty is
// in Clear.
func (c *Call) Media() (*mediasock.Media, error) { panic("unwritten") }

// SetMedia sets m's fields as parameters, and x.sha256 where m has a hash.
func (c *Call) SetMedia(m *mediasock.Media) { panic("unwritten") }

// Taxon returns the taxon fields of c, as Media does.
func (c *Call) Taxon() (*mediasock.Taxon, error) { panic("unwritten") }

// SetTaxon sets t's fields as parameters.
func (c *Call) SetTaxon(t *mediasock.Taxon) { panic("unwritten") }
