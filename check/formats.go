package check

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// json tests JSON over REST, where sock lists it (MS-148, MS-149, A-78).
func (e *exam) json() {
	if !e.sock.Has("resp.json") {
		return
	}
	a := e.ask(&wire.Call{HTTPMethod: http.MethodGet, Response: wire.JSON, Params: params(
		wire.ParamMethod, mediasock.MethodHandshake, wire.ParamSock, "resp.json")})
	if a == nil {
		return
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(a.body, &top); err != nil || top["mediasock"] == nil {
		e.about("MS-149", a, "", string(a.body), "sock=resp.json is not answered with JSON")
		return
	}
	given := a.header.Get("Content-Type")
	if kind, _, _ := mime.ParseMediaType(given); kind != "text/javascript" {
		e.about("MS-148", a, "header Content-Type", given, "JSON is sent as "+quoted(kind))
	}
}

// protocols tests a handshake by XML-RPC and JSON-RPC, where sock lists them
// (MS-138).
func (e *exam) protocols() {
	for _, p := range []wire.Protocol{wire.XMLRPC, wire.JSONRPC} {
		if !e.sock.Has(string(p)) {
			continue
		}
		c := &wire.Call{HTTPMethod: http.MethodPost, Protocol: p, Methods: []string{mediasock.MethodHandshake}}
		if p == wire.JSONRPC {
			c.RPC = &wire.RPC{Version: "2.0", ID: []byte("1")}
		}
		a := e.ask(c)
		if a == nil {
			continue
		}
		reply, err := wire.ParseReply(bytes.NewReader(a.body), a.url, wire.ReplyOptions{})
		envelope := bytes.Contains(a.body, []byte("<methodResponse"))
		if p == wire.JSONRPC {
			envelope = bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("{"))
		}
		if err != nil || reply.Result(mediasock.MethodHandshake) == nil || !envelope {
			e.about("MS-138", a, "", string(a.body), "a handshake by "+string(p)+" is not answered by it")
		}
	}
}

// combined tests a combined call, where sock lists feat.cmc (MS-107, MS-111).
func (e *exam) combined() {
	if !e.sock.Has("feat.cmc") || !e.listed(mediasock.MethodTaxaList) {
		return
	}
	a := e.ask(&wire.Call{HTTPMethod: http.MethodGet, Params: params(
		wire.ParamMethod, mediasock.MethodHandshake+";"+mediasock.MethodTaxaList)})
	if a == nil {
		return
	}
	for _, name := range []string{"handshake", "taxa.list"} {
		if a.doc.result(name) == nil {
			e.about("MS-107", a, "", "", "the answer to a combined call has no "+name)
		}
	}
	if a.doc != nil && slices.ContainsFunc(a.doc.root.children, func(n *node) bool { return n.name == "mediasock" }) {
		e.about("MS-107", a, "", "", "a combined call is answered by several roots")
	}
}
