package matrix

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/mediasock/mediasock/wire"
)

// A dialect is a protocol and a format as a client speaks them. Our client writes
// each protocol in one way; a lens between it and the network turns its words
// into the others and checks that they are what travels.
type dialect struct {
	name     string
	protocol wire.Protocol // the only one that the service takes
	sock     string        // token that asks for the format, in the endpoint's URL too
	sampled  bool          // tried over one link only
	batch    bool          // calls travel as a batch of one
	drop     []string
	sent     string   // begin of the Content-Type of what is POSTed
	holds    []string // what an answer to a POST holds
	lacks    []string
}

// urlencoded is how a handshake is sent once more after state 1.
const urlencoded = "application/x-www-form-urlencoded"

var dialects = []dialect{
	{name: "REST XML", protocol: wire.REST, sent: "multipart/form-data", holds: []string{"<mediasock value=", "\n<stat value="}},
	{name: "REST JSON", protocol: wire.REST, sock: "resp.json", sent: "multipart/form-data",
		holds: []string{`{"mediasock":{`}, lacks: []string{"<stat"}},
	{name: "XML-RPC", protocol: wire.XMLRPC, sent: "text/xml", holds: []string{"<methodResponse>", "&lt;mediasock"}},
	{name: "XML-RPC struct", protocol: wire.XMLRPC, sock: "x-struct", sent: "text/xml",
		holds: []string{"<methodResponse>", "<struct>"}, lacks: []string{"&lt;mediasock"}},
	{name: "JSON-RPC 2.0", protocol: wire.JSONRPC, drop: []string{`"version":"1.1",`}, sent: "text/javascript",
		holds: []string{`"jsonrpc":"2.0"`, `"result":`}},
	{name: "JSON-RPC 1.1", protocol: wire.JSONRPC, drop: []string{`"jsonrpc":"2.0",`}, sampled: true, sent: "text/javascript",
		holds: []string{`"version":"1.1"`, `"result":`}, lacks: []string{`"jsonrpc"`}},
	{name: "JSON-RPC 1.0", protocol: wire.JSONRPC, drop: []string{`"jsonrpc":"2.0",`, `"version":"1.1",`}, sampled: true, sent: "text/javascript",
		holds: []string{`"error":null`, `"result":`}, lacks: []string{`"jsonrpc"`, `"version":"1.1"`}},
	{name: "JSON-RPC batch", protocol: wire.JSONRPC, batch: true, sampled: true, sent: "text/javascript", holds: []string{`"result":`}},
}

// query is what a dialect adds to the endpoint's URL.
func (d dialect) query() string {
	if d.sock == "" {
		return ""
	}
	return "?sock=" + d.sock
}

// request turns what the client wrote into the dialect.
func (d dialect) request(body []byte) []byte {
	for _, member := range d.drop {
		body = bytes.Replace(body, []byte(member), nil, 1)
	}
	if d.batch {
		body = []byte("[" + string(body) + "]")
	}
	if d.sock == "" {
		return body
	}
	for _, begin := range []string{"name=\"sock\"\r\n\r\n", "<name>sock</name><value><string>"} {
		body = bytes.Replace(body, []byte(begin), []byte(begin+d.sock+";"), 1)
	}
	return body
}

// response turns an answer into what the client reads.
func (d dialect) response(body []byte) []byte {
	if d.batch {
		body = bytes.Trim(body, "[] \n")
	}
	return body
}

// check returns what is wrong with an answer to a POST.
func (d dialect) check(contentType string, answer []byte) error {
	if !strings.HasPrefix(contentType, d.sent) && !(d.protocol == wire.REST && contentType == urlencoded) {
		return fmt.Errorf("a call is sent as %q, want %q", contentType, d.sent)
	}
	for _, part := range d.holds {
		if !bytes.Contains(answer, []byte(part)) {
			return fmt.Errorf("an answer lacks %q: %.400q", part, answer)
		}
	}
	for _, part := range d.lacks {
		if bytes.Contains(answer, []byte(part)) {
			return fmt.Errorf("an answer holds %q: %.400q", part, answer)
		}
	}
	return nil
}

// A lens lets a client speak a dialect, notes the secrets that travel, and leads
// to another door of the service while deaf is set.
type lens struct {
	base    http.RoundTripper
	dialect dialect
	secrets *secrets
	deaf    atomic.Bool
	sent    atomic.Int64 // requests
	wrong   atomic.Pointer[error]
}

const deafHeader = "X-Matrix-Deaf"

// RoundTrip implements http.RoundTripper.
func (l *lens) RoundTrip(req *http.Request) (*http.Response, error) {
	l.sent.Add(1)
	req = req.Clone(req.Context())
	if l.deaf.Load() {
		req.Header.Set(deafHeader, "1")
	}
	var sent []byte
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.Body.Close()
		sent = l.dialect.request(body)
		req.Body, req.ContentLength, req.GetBody = io.NopCloser(bytes.NewReader(sent)), int64(len(sent)), nil
	}
	resp, err := l.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	l.secrets.harvest(req, sent, resp, answer)
	if req.Method == http.MethodPost {
		if err := l.dialect.check(req.Header.Get("Content-Type"), answer); err != nil {
			l.wrong.CompareAndSwap(nil, &err)
		}
	}
	answer = l.dialect.response(answer)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(answer)), int64(len(answer))
	return resp, nil
}
