package wire

import (
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

func (p Params) Get(name string) string                     { panic("unwritten") }
func (p Params) Lookup(name string) (value string, ok bool) { panic("unwritten") }
func (p *Params) Set(name, value string)                    { panic("unwritten") }
func (p *Params) Add(name, value string)                    { panic("unwritten") }
func (p *Params) Del(name string)                           { panic("unwritten") }
