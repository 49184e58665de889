package wire_test

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// small limits keep a fuzzed call from being merely large.
var small = wire.Limits{Params: 20, Name: 200, Value: 2000, Text: 4000, Data: 4000, Batch: 4, Methods: 4, Depth: 8}

// fuzzCall reads a call, and if it can be read sends what it says again: the
// second reading must say the same.
func fuzzCall(t *testing.T, contentType, body string, protocol wire.Protocol) {
	o, staged := stage()
	o.Limits = small
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	c, err := wire.ReadCall(t.Context(), r, o)
	if err != nil {
		for _, s := range *staged {
			if !s.aborted {
				t.Fatalf("%v: a staged file was left", err)
			}
		}
		return
	}
	if len(c.Batch) > 0 || len(c.Methods) == 0 {
		return
	}
	again := &wire.Call{URL: r.URL, Params: sendable(c.Params), Methods: c.Methods, Protocol: protocol}
	if c.Data != nil {
		s := c.Data.(*memStaged)
		again.Data = bytesData{content: s.content, name: s.name, mediaType: s.mediaType}
	}
	req, err := again.NewRequest(t.Context())
	if err != nil {
		t.Fatalf("NewRequest: %v", err)
	}
	o, _ = stage()
	got, err := wire.ReadCall(t.Context(), req, o)
	if err != nil {
		t.Fatalf("what was sent cannot be read: %v", err)
	}
	for _, p := range again.Params {
		if a, b := got.Params.Get(p.Name), again.Params.Get(p.Name); a != b && wire.CanonicalName(p.Name) != wire.ParamMethod {
			t.Fatalf("parameter %q: %q was sent as %q", p.Name, b, a)
		}
	}
	if c.Data == nil {
		return
	}
	if got.Data == nil || !bytes.Equal(got.Data.(*memStaged).content, c.Data.(*memStaged).content) {
		t.Fatalf("the file was %q and is %v", c.Data.(*memStaged).content, got.Data)
	}
}

// sendable leaves out names that none may have, and values that XML cannot carry.
func sendable(params wire.Params) wire.Params {
	var kept wire.Params
	for _, p := range params {
		illegal := strings.ContainsFunc(p.Value+p.Name, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff })
		if !illegal && p.Name == strings.TrimSpace(p.Name) && !strings.ContainsAny(p.Name, "\n\t%\\\"") && wire.CanonicalName(p.Name) != wire.ParamMediaData {
			kept = append(kept, p)
		}
	}
	return kept
}

func FuzzReadMultipart(f *testing.F) {
	for _, s := range []string{
		"--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\nmedia.append\r\n--B\r\nContent-Disposition: form-data; name=\"media.data\"; filename=\"C:\\a.jpg\"\r\nContent-Type: x/y\r\n\r\n\r\n--BX\r\n--B--\r\n",
		"--B\nContent-Disposition: form-data; filename*=UTF-8''%C3%A9; name=media_data\n\n--B--", "--B--", "--B\r\n\r\n--B", "x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) { fuzzCall(t, multipartType, body, wire.REST) })
}

func FuzzReadForm(f *testing.F) {
	f.Add("method=media.append&media.title=a%20b;c&x=%e9&&=1")
	f.Fuzz(func(t *testing.T, body string) { fuzzCall(t, "application/x-www-form-urlencoded", body, wire.REST) })
}

func FuzzReadXMLRPC(f *testing.F) {
	for _, s := range []string{
		xmlCall("media.title", "<string>a &lt; &#233; <![CDATA[<b>]]></string>"), xmlCall("media.data", "<base64>/9j/\n4A==</base64>"),
		xmlCall("x", "<array><data><value>a</value><value><i4>3</i4></value></data></array>"),
		`<?xml version="1.0" encoding="iso-8859-1"?><methodCall><methodName>system.multicall</methodName><params><param><value><array><data><value><struct><member><name>methodName</name><value>a.b</value></member></struct></value></data></array></value></param></params></methodCall>`,
		`<methodCall><methodName>a.b</methodName></methodCall>`, "<!DOCTYPE x>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) { fuzzCall(t, "text/xml", body, wire.XMLRPC) })
}

func FuzzReadJSONRPC(f *testing.F) {
	for _, s := range []string{
		`{"jsonrpc":"2.0","method":"media.append","params":[{"media.data":"/9j/4A==","media.title":"\ud83c\udf9e\n","x":[1,"a",null]}],"id":"\u0001"}`,
		`[{"version":"1.1","method":"a.b","params":{}},{"method":"c.d","id":1e5}]`, `{"method":"a.b","params":null}`, `{"a":[[{}]]`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) { fuzzCall(t, "application/json", body, wire.JSONRPC) })
}

// FuzzParseReply reads an answer, writes it in every form, and reads it back:
// the meaning stays.
func FuzzParseReply(f *testing.F) {
	for _, o := range forms {
		var out bytes.Buffer
		if err := wire.WriteReply(&out, whole(), o); err != nil {
			f.Fatal(err)
		}
		f.Add(out.String())
	}
	f.Add("<html><head><title><mediasock></title><!--" + block("a") + "--></head><body><textarea>" + block("b"))
	f.Add("<MEDIASOCK value=a/>")
	f.Add("<!--><script></scr</script ><mediasock a='>' =b c=><taxa.list><item/>&<item value=1></TAXA.LIST><stat></mediasock>")
	f.Add(`{"result":{"value":1,"handshake":{"stat":[{"value":9}],"apis":{"value":"a.*:http://h/;b.c"}}}}`)
	f.Fuzz(func(t *testing.T, doc string) {
		first, err := wire.ParseReply(strings.NewReader(doc), endpoint, wire.ReplyOptions{Page: 1 << 16, Document: 1 << 16})
		if err != nil {
			return
		}
		if !drain(first) {
			return
		}
		want := render(t, first)
		for form, o := range forms {
			var out bytes.Buffer
			if err := wire.WriteReply(&out, first, o); err != nil {
				t.Fatalf("%s: WriteReply: %v", form, err)
			}
			again, err := wire.ParseReply(&out, endpoint, wire.ReplyOptions{})
			if err != nil {
				t.Fatalf("%s: what was written cannot be read: %v\n%s", form, err, want)
			}
			if !drain(again) {
				t.Fatalf("%s: the taxa cannot be read", form)
			}
			if got := render(t, again); got != want {
				t.Fatalf("%s: read\n%s\nwrote and read\n%s", form, want, got)
			}
		}
	})
}

// drain brings the taxa into memory. It reports false for an answer that cannot
// be written again as it is: one that broke off, or with names that none may have.
func drain(r *wire.Reply) bool {
	for i := 0; i < len(r.Results); i++ {
		if taxa := r.Results[i].Taxa; taxa != nil {
			var all []mediasock.Taxon
			for taxon, err := range taxa {
				if err != nil {
					return false
				}
				all = append(all, taxon)
			}
			r.Results[i].Taxa = seq(all, nil)
		}
	}
	for i := range r.Results {
		if strings.Trim(r.Results[i].Method, "abcdefghijklmnopqrstuvwxyz.") != "" || r.Results[i].Method == "mediasock." ||
			strings.HasPrefix(r.Results[i].Method, "mediasock.") != (r.Results[i].Method != "" && strings.Contains(strings.Join(mediasock.Methods(), " "), r.Results[i].Method)) {
			return false
		}
	}
	return true
}

func FuzzNaiveReader(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, title string) {
		if strings.ContainsFunc(title, func(r rune) bool {
			return r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff || r == 0xfffd
		}) {
			return
		}
		r := &wire.Reply{Results: []wire.Result{{Stat: mediasock.Stat{Message: title}}}}
		for _, embedded := range []bool{false, true} {
			text, err := wire.AppendBlock(nil, r, embedded)
			if err != nil {
				t.Fatal(err)
			}
			if got := naive(string(text))["stat"][1]; got != title {
				t.Fatalf("%q is read as %q from %s", title, got, text)
			}
			if embedded && bytes.Contains(text, []byte("--")) {
				t.Fatalf("%q ends a comment: %s", title, text)
			}
		}
	})
}
