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

	Protocol Protocol // how it travels; "" is REST
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
	InQuery  Params // parameters that came in the URL's query; a password there is not in Params
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

// An RPC is the envelope of an XML-RPC or JSON-RPC call.
type RPC struct {
	Version   string // of JSON-RPC: "1.0", "1.1", "2.0"
	ID        []byte // the id member as it was written; nil for a notification
	Cut       bool   // the call was not read to its end: its id may stand in the rest
	Multicall bool   // an XML-RPC system.multicall
}

// Sock returns the call's sock tokens: those of the query where its body, as far
// as it has been read, has none.
func (c *Call) Sock() mediasock.Sock {
	tokens, ok := c.Params.Lookup(ParamSock)
	if !ok {
		tokens = c.InQuery.Get(ParamSock)
	}
	return mediasock.ParseSock(tokens)
}

// Target returns the URL as it is requested: of a GET with the parameters in
// its query. A signature over the request target is over this.
func (c *Call) Target() *url.URL {
	u := *c.URL
	if c.HTTPMethod == http.MethodPost || len(c.Params) == 0 || len(c.InQuery) > 0 {
		return &u
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += c.Params.Encode()
	return &u
}

// responseFormat returns the format that a call's sock asks for, or its
// protocol's default (MS-145, MS-146).
func (c *Call) responseFormat() Format {
	sock := c.Sock()
	switch {
	case c.Protocol == JSONRPC:
		return JSON
	case c.Protocol == XMLRPC:
		return XML
	case sock.Has(string(JSON)):
		return JSON
	}
	return XML
}
