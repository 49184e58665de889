package wire_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// carriers are the ways in which a call without a file can travel.
var carriers = map[string]wire.Call{
	"GET": {HTTPMethod: "GET"}, "urlencoded": {Form: true}, "multipart": {},
	"XML-RPC": {Protocol: wire.XMLRPC}, "JSON-RPC": {Protocol: wire.JSONRPC},
}

// TestCall_standardParameters: whatever carries a call, its method, sock, apikey
// and sock.key arrive, and so do parameters of a client's own (MS-95 to MS-97,
// MS-100, MS-101).
func TestCall_standardParameters(t *testing.T) {
	for name, c := range carriers {
		t.Run(name, func(t *testing.T) {
			c.Methods = []string{mediasock.MethodHandshake, mediasock.MethodTaxaList}
			c.Params = wire.Params{{"sock", "ciph.md5;resp.xml"}, {"apikey", "Fotoschau 2"}, {"sock.key", "K=&+1"}, {"fotoschau.hint", "blue; green"}}
			got, err := send(t, &c, wire.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if want := []string{mediasock.MethodHandshake, mediasock.MethodTaxaList}; !slices.Equal(got.Methods, want) {
				t.Errorf("Methods = %q, want %q (MS-96)", got.Methods, want)
			}
			if sock := got.Sock(); !sock.Has("ciph.md5") || !sock.Has("resp.xml") {
				t.Errorf("Sock() = %q, want what was sent (MS-97)", sock)
			}
			for param, want := range map[string]string{"apikey": "Fotoschau 2", "sock.key": "K=&+1", "fotoschau.hint": "blue; green"} {
				if value := got.Params.Get(param); value != want {
					t.Errorf("%s = %q, want %q", param, value, want)
				}
			}
		})
	}
}

// TestCall_fields: every field of an item and of an album arrives, by whatever
// carries it, and none that was not sent (MS-158 to MS-163, MS-182 to MS-185).
func TestCall_fields(t *testing.T) {
	for name, c := range carriers {
		t.Run(name, func(t *testing.T) {
			c.Methods = []string{mediasock.MethodMediaAppend}
			c.SetMedia(&mediasock.Media{
				Parents: mediasock.List{"12", "15"}, Title: "Pier", Caption: "for all\nto read", Note: "for her alone",
				Keywords: mediasock.List{"sea", "at night"}, Attributes: mediasock.AttributeList{{Name: "city", Value: "Bern"}},
			})
			c.SetTaxon(&mediasock.Taxon{
				Title: "Crete", Caption: "public", Note: "private", Parents: mediasock.List{"3"}, Icon: "77",
				Attributes: mediasock.AttributeList{{Name: "event", Value: "holiday"}},
			})
			got, err := send(t, &c, wire.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for param, want := range map[string]string{
				"media.parents": "12;15", "media.title": "Pier", "media.caption": "for all\nto read", "media.note": "for her alone",
				"media.keywords": "sea;at night", "media.attributes": ":city:Bern", "taxon.title": "Crete", "taxon.caption": "public",
				"taxon.note": "private", "taxon.parents": "3", "taxon.icon": "77", "taxon.attributes": ":event:holiday",
			} {
				if value := got.Params.Get(param); value != want {
					t.Errorf("%s = %q, want %q", param, value, want)
				}
			}
			m, err := got.Media()
			if err != nil || m.Note != "for her alone" || m.Keywords.String() != "sea;at night" || m.Parents.String() != "12;15" {
				t.Errorf("Media() = %+v, %v", m, err)
			}
			taxon, err := got.Taxon()
			if err != nil || taxon.Icon != "77" || taxon.Caption != "public" || taxon.Parents.String() != "3" || taxon.Attributes.String() != ":event:holiday" {
				t.Errorf("Taxon() = %+v, %v", taxon, err)
			}
		})
	}
	var bare wire.Call
	bare.SetMedia(&mediasock.Media{Title: "alone"})
	bare.SetTaxon(&mediasock.Taxon{})
	if len(bare.Params) != 1 {
		t.Errorf("an item with a title alone is sent as %v", bare.Params)
	}
}

// TestCall_names_MS59: what we send is in lower case, as MediaSock's names are.
func TestCall_names_MS59(t *testing.T) {
	c := wire.Call{Methods: []string{mediasock.CanonicalMethod("MediaSock.Media.Append")}, Data: bytesData{name: "A.JPG"}, Protocol: wire.XMLRPC}
	c.SetMedia(&mediasock.Media{ID: "1", Parents: mediasock.List{"1"}, Title: "T", Caption: "c", Note: "n", Keywords: mediasock.List{"k"},
		Attributes: mediasock.AttributeList{{Name: "city", Value: "v"}}, SHA256: bytes.Repeat([]byte{1}, 32)})
	c.SetTaxon(&mediasock.Taxon{Title: "T", Caption: "c", Note: "n", Parents: mediasock.List{"1"}, Icon: "1",
		Attributes: mediasock.AttributeList{{Name: "city", Value: "v"}}})
	c.Prepare()
	for _, p := range c.Params {
		if p.Name != strings.ToLower(p.Name) {
			t.Errorf("parameter %q is not in lower case", p.Name)
		}
	}
	for _, method := range append(mediasock.Methods(), c.Params.Get("method")) {
		if method != strings.ToLower(method) || !strings.HasPrefix(method, "mediasock.") {
			t.Errorf("method %q is not in lower case", method)
		}
	}
}

// TestOptionsFor: the call itself says in which protocol and format the answer
// goes.
func TestOptionsFor_MS104_MS137_MS144_MS145_MS146_X2(t *testing.T) {
	const jsonCall, rpcCall = `{"method":"mediasock.taxa.list","id":1,"params":{"sock":"%"}}`, `<methodCall><methodName>mediasock.taxa.list</methodName><params><param><value><struct><member><name>sock</name><value>%</value></member></struct></value></param></params></methodCall>`
	tests := []struct {
		name, body, sock string
		protocol         wire.Protocol
		want             string // Content-Type
		native           bool
	}{
		{"MS-137 MS-145 REST", "method=taxa.list&sock=%", "", wire.REST, "text/xml", false},
		{"MS-104 REST asks for JSON", "method=taxa.list&sock=%", "resp.json", wire.REST, "text/javascript", false},
		{"MS-104 REST asks for XML", "method=taxa.list&sock=%", "resp.xml", wire.REST, "text/xml", false},
		{"MS-145 XML-RPC", rpcCall, "", wire.XMLRPC, "text/xml", false},
		{"X-2 XML-RPC asks for a struct", rpcCall, "x-struct", wire.XMLRPC, "text/xml", true},
		{"MS-146 JSON-RPC", jsonCall, "", wire.JSONRPC, "text/javascript", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := receive(t, "", strings.Replace(tt.body, "%", tt.sock, 1), wire.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			o := wire.OptionsFor(c)
			if o.Protocol != tt.protocol || !strings.HasPrefix(o.ContentType(), tt.want) || o.Struct != tt.native {
				t.Errorf("OptionsFor = %+v of %s, want %s, %s, struct %v", o, o.ContentType(), tt.protocol, tt.want, tt.native)
			}
			if inJSON := tt.want == "text/javascript"; (o.Format == wire.JSON) != inJSON || (c.Response == wire.JSON) != inJSON {
				t.Errorf("the format is %q, the call's %q, want JSON %v", o.Format, c.Response, inJSON)
			}
			var out bytes.Buffer
			if err := wire.WriteReply(&out, whole(), o); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(out.String(), "<struct>"); got != tt.native {
				t.Errorf("the answer has a struct: %v, want %v (X-2)", got, tt.native)
			}
		})
	}
}

// TestNewRequest_MS137: a call that names no protocol is REST.
func TestNewRequest_MS137(t *testing.T) {
	c := wire.Call{Methods: []string{mediasock.MethodTaxaList}, URL: &url.URL{Scheme: "http", Host: "a"}}
	req, err := c.NewRequest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := req.Header.Get("Content-Type"); req.Method != http.MethodPost || !strings.HasPrefix(got, "multipart/form-data;") {
		t.Errorf("a call without a protocol is a %s of type %q, want a POST of a form", req.Method, got)
	}
	read, err := wire.ReadCall(t.Context(), httptest.NewRequest("GET", "/mediasock/?method=taxa.list", nil), wire.ReadOptions{})
	if err != nil || read.Protocol != wire.REST {
		t.Errorf("a GET is read as %q, %v, want REST", read.Protocol, err)
	}
}
