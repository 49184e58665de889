package wire_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

func block(id string) string {
	return `<mediasock value="` + id + `" title="T" version="1.4"><handshake><stat value="1"/><apis value="mediasock.*"/></handshake></mediasock>`
}

func TestParseReply_findsTheBlock(t *testing.T) {
	const none, many = "none", "many"
	tests := []struct{ name, page, want string }{
		{"MS-22 a document", `<?xml version="1.0"?>` + "\n" + block("a"), "a"},
		{"a byte order mark", "\ufeff\r\n " + block("a"), "a"},
		{"MS-11 two lines and nothing else", "\n" + block("a") + "\n", "a"},
		{"MS-23 MS-5 in a page", "<html><head><title>x</title>" + block("a") + "</head><body></body></html>", "a"},
		{"MS-54 in a comment of the head", "<html><head><!--\n" + block("a") + "\n--></head></html>", "a"},
		{"in the body", "<html><head></head><body><p>x</p><!--" + block("a") + "--></body></html>", "a"},
		{"a comment before the page", "<!--" + block("a") + "--><html><head></head></html>", "a"},
		{"XHTML", `<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html><head><!--` + block("a") + "--></head></html>", "a"},
		{"upper case", strings.ToUpper("<p>" + block("a")), "A"},
		{"A-27 nothing", "<html><body>mediasock</body></html>", none},
		{"empty", "", none},
		{"security 3: the head before the body", "<html><head>" + block("a") + "</head><body>" + block("b") + block("c") + "</body>", "a"},
		{"security 3: the first of the head", "<html><head>" + block("a") + "<!--" + block("b") + "--></head>", "a"},
		{"security 3: two in the body", "<html><head></head><body>" + block("a") + "<!--" + block("b") + "-->", many},
		{"security 3: two in one comment", "<body><!--" + block("a") + block("b") + "-->", many},
		{"security 3: a planted head", "<html><body>" + block("a") + "<head>" + block("b") + "</head>", many},
		{"security 3: a second head", "<html><head></head><head>" + block("b") + "</head><body>" + block("a"), many},
		{"security 3: body tag left out", "<html><head><p>" + block("a") + "</p>" + block("b"), many},
		{"security 3: in a script", "<script>var x = '" + block("b") + "'</script>" + block("a"), "a"},
		{"security 3: in a title", "<head><title>" + block("b") + "</title></head>" + block("a"), "a"},
		{"security 3: in a field", "<body><textarea>" + block("b") + "</textarea>" + block("a"), "a"},
		{"security 3: in a style", "<style>/*" + block("b") + "*/</style>", none},
		{"security 3: in a value", `<body><img alt='` + block("b") + `'>` + block("a"), "a"},
		{"security 3: in a value with >", `<body><img alt="> ` + strings.ReplaceAll(block("b"), `"`, `'`) + `">`, none},
		{"security 3: escaped text", "<body>" + strings.ReplaceAll(block("b"), "<", "&lt;") + block("a"), "a"},
		{"a comment that is closed otherwise", "<body><!-- x --!>" + block("a"), "a"},
		{"an empty comment", "<body><!-->" + block("a"), "a"},
		{"a block without an end", "<body><mediasock value='x'><p>", none},
		{"another element", "<body><mediasockets value='x'></mediasockets>", none},
		{"an end in a value", `<body><mediasock value="</mediasock>"><stat value="0"/></mediasock>`, "</mediasock>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := wire.ParseReply(strings.NewReader(tt.page), endpoint, wire.ReplyOptions{})
			got := ""
			switch {
			case errors.Is(err, wire.ErrNoBlock):
				got = none
			case errors.Is(err, wire.ErrAmbiguous):
				got = many
			case err != nil:
				got = err.Error()
			default:
				got = r.Service.Value
			}
			if got != tt.want {
				t.Errorf("ParseReply(%s) found %q, want %q", tt.page, got, tt.want)
			}
		})
	}
}

const endpoint = "http://example.com/mediasock/"

func TestParseReply_lenient(t *testing.T) {
	tests := []struct{ name, block string }{
		{"as it is sent", `<mediasock value="v" title="a&amp;b" version="1.4">` + "\n" + `<media.append>` + "\n" + `<stat value="20" message="m" resource="http://h/?a=1&amp;b=2"/>` + "\n" + `<item value="7" resource="r"/>` + "\n</media.append>\n</mediasock>"},
		{"A-28 broken lines", "<mediasock\nvalue=\"v\"\ntitle=\"a&amp;b\"\tversion=\"1.4\">\r\n  <media.append>\r\n <stat\nvalue=\"20\"\nmessage=\"m\" resource=\"http://h/?a=1&amp;b=2\"/><item\nvalue=\"7\" resource=\"r\"/></media.append></mediasock>"},
		{"attribute order", `<mediasock version="1.4" title="a&amp;b" value="v"><media.append><stat resource="http://h/?a=1&amp;b=2" message="m" value="20"/><item resource="r" value="7"/></media.append></mediasock>`},
		{"single quotes", `<mediasock value='v' title='a&amp;b' version='1.4'><media.append><stat value='20' message='m' resource='http://h/?a=1&amp;b=2'/><item value='7' resource='r'/></media.append></mediasock>`},
		{"no quotes", `<mediasock value=v title=a&amp;b version=1.4><media.append><stat value=20 message=m resource=http://h/?a=1&amp;b=2 /><item value=7 resource=r/></media.append></mediasock>`},
		{"raw ampersands", `<mediasock value="v" title="a&b" version="1.4"><media.append><stat value="20" message="m" resource="http://h/?a=1&b=2"/><item value="7" resource="r"/></media.append></mediasock>`},
		{"leaves without an end", `<mediasock value="v" title="a&#38;b" version="1.4"><media.append><stat value="20" message="m" resource="http://h/?a=1&#x26;b=2"><item value="7" resource="r"></media.append></mediasock>`},
		{"leaves with an end tag", `<mediasock value="v" title="a&amp;b" version="1.4"><media.append><stat value="20" message="m" resource="http://h/?a=1&amp;b=2"></stat><item value="7" resource="r"></item></media.append></mediasock>`},
		{"upper case tags", `<MEDIASOCK VALUE="v" TITLE="a&amp;b" VERSION="1.4"><MEDIA.APPEND><STAT VALUE="20" MESSAGE="m" RESOURCE="http://h/?a=1&amp;b=2"/><ITEM VALUE="7" RESOURCE="r"/></MEDIA.APPEND></MEDIASOCK>`},
		{"spaces around =", `<mediasock value = "v" title= "a&amp;b" version ="1.4"><media.append><stat value = "20" message="m" resource="http://h/?a=1&amp;b=2" /><item value="7" resource="r" /></media.append></mediasock>`},
		{"A-11 qualified element", `<mediasock value="v" title="a&amp;b" version="1.4"><mediasock.media.append><stat value="20" message="m" resource="http://h/?a=1&amp;b=2"/><item value="7" resource="r"/></mediasock.media.append></mediasock>`},
		{"MS-52 MS-58 item before stat, comments, x-", `<mediasock value="v" title="a&amp;b" version="1.4"><!-- <x> --><x-y value="1"/><media.append><item value="7" resource="r"/><stat value="20" message="m" resource="http://h/?a=1&amp;b=2"/></media.append></mediasock>`},
		{"duplicate attributes", `<mediasock value="v" value="w" title="a&amp;b" version="1.4"><media.append><stat value="20" value="1" message="m" resource="http://h/?a=1&amp;b=2"/><item value="7" value="8" resource="r"/></media.append></mediasock>`},
		{"JSON", `{"mediasock":{"value":"v","title":"a&b","version":1.4,"media.append":{"stat":{"value":20,"message":"m","resource":"http://h/?a=1&b=2"},"item":{"value":7,"resource":"r"}}}}`},
		{"JSON-RPC, list of items", ` {"jsonrpc":"2.0","id":1,"result":{"mediasock":{"value":"v","title":"a&b","version":"1.4","media.append":{"item":[{"value":"7","resource":"r","z":[1]}],"stat":{"value":"20","message":"m","resource":"http://h/?a=1&b=2"}}}},"error":null}`},
		{"JSON-RPC, the root as result", `{"result":{"value":"v","title":"a&b","version":"1.4","media.append":{"item":[{"value":"7","resource":"r"}],"stat":{"value":"20","message":"m","resource":"http://h/?a=1&b=2"}}}}`},
		{"XML-RPC, CDATA without type", `<?xml version="1.0"?><methodResponse><params><param><value><![CDATA[<mediasock value="v" title="a&amp;b" version="1.4"><media.append><stat value="20" message="m" resource="http://h/?a=1&amp;b=2"/><item value="7" resource="r"/></media.append></mediasock>]]></value></param></params></methodResponse>`},
		{"XML-RPC, native struct", `<methodResponse><params><param><value><struct><member><name>value</name><value>v</value></member><member><name>title</name><value>a&amp;b</value></member><member><name>version</name><value><string>1.4</string></value></member><member><name>media.append</name><value><struct><member><name>stat</name><value><struct><member><name>value</name><value><int>20</int></value></member><member><name>message</name><value>m</value></member><member><name>resource</name><value>http://h/?a=1&amp;b=2</value></member></struct></value></member><member><name>item</name><value><struct><member><name>value</name><value><int>7</int></value></member><member><name>resource</name><value>r</value></member></struct></value></member></struct></value></member></struct></value></param></params></methodResponse>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := wire.ParseReply(strings.NewReader(tt.block), endpoint, wire.ReplyOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if want := (mediasock.Identity{Value: "v", Title: "a&b", Version: "1.4"}); r.Service != want {
				t.Errorf("Service = %+v, want %+v", r.Service, want)
			}
			got := r.Result("mediasock.media.append")
			if got == nil {
				t.Fatalf("no result in %+v", r)
			}
			if want := (mediasock.Stat{Code: 20, Message: "m", Resource: "http://h/?a=1&b=2"}); got.Stat != want {
				t.Errorf("Stat = %+v, want %+v", got.Stat, want)
			}
			if got.Item == nil || got.Item.ID != "7" || got.Item.Resource != "r" {
				t.Errorf("Item = %+v", got.Item)
			}
		})
	}
}

func TestParseReply_handshake_A3_A8_A9_A60(t *testing.T) {
	const page = `<mediasock value="v"><handshake><stat value="0" serial="x9"/><apis value="mediasock.*;feat.cmc;a.b:up.php"/>
<sock value="AUTH.STK;ciph.ssl:https://s/m;resp.js"/><user value="1"/><akey value="K" expiry="25"/></handshake><x-a value="1"/></mediasock>`
	r, err := wire.ParseReply(strings.NewReader(page), endpoint, wire.ReplyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	h := r.Result("handshake").Handshake
	if url, ok := h.APIs.Lookup("a.b"); !ok || url != "http://example.com/mediasock/up.php" {
		t.Errorf("Lookup(a.b) = %q, %v", url, ok)
	}
	if url, _ := h.APIs.Lookup(mediasock.MethodTaxaList); url != endpoint {
		t.Errorf("MS-36 Lookup(taxa.list) = %q", url)
	}
	for _, token := range []string{"feat.cmc", "auth.hst", "resp.json", "ciph.ssl"} {
		if !h.Sock.Has(token) {
			t.Errorf("sock %q lacks %s", h.Sock, token)
		}
	}
	if h.Sock.URL("ciph.ssl") != "https://s/m" || h.Stat.Serial != "x9" || h.User.ID != "1" || h.Key.Expiry.String() != "25" ||
		h.Service.Value != "v" || len(h.Elements) != 1 || h.Endpoint != endpoint {
		t.Errorf("handshake is %+v", h)
	}
}

func TestParseReply_bareStat_A12_A38(t *testing.T) {
	r, err := wire.ParseReply(strings.NewReader(`<mediasock value="v"><stat value="7" message="no"/></mediasock>`), "", wire.ReplyOptions{})
	if err != nil || r.Result("mediasock.auth.signout").Stat.Code != 7 {
		t.Errorf("%+v, %v", r, err)
	}
	r, _ = wire.ParseReply(strings.NewReader(`<mediasock><media.append><stat value="0"/></media.append></mediasock>`), "", wire.ReplyOptions{})
	if r.Result(mediasock.MethodMediaUpdate) == nil || r.Result(mediasock.MethodTaxaList) != nil {
		t.Errorf("results %+v", r.Results)
	}
	r, _ = wire.ParseReply(strings.NewReader(`<mediasock><media.append></media.append></mediasock>`), "", wire.ReplyOptions{})
	if got := r.Result("media.append").Stat.Code; got != mediasock.CodeService {
		t.Errorf("an answer without a stat has state %d", got)
	}
}

func TestParseReply_taxa_A5_A6(t *testing.T) {
	r, err := wire.ParseReply(strings.NewReader(`<html><mediasock><taxa.list><stat value="0"><item value="1" append="media,taxa" parents="a; b;"></taxa.list></mediasock>`), "", wire.ReplyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for taxon, err := range r.Result("taxa.list").Taxa {
		if err != nil || taxon.Append.String() != "media;taxon" || taxon.Parents.String() != "a;b" {
			t.Errorf("taxon %+v, %v", taxon, err)
		}
	}
}

func TestParseReply_faults_A76_R7(t *testing.T) {
	for doc, want := range map[string]mediasock.Code{
		`<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>-32601</int></value></member><member><name>faultString</name><value>x</value></member></struct></value></fault></methodResponse>`: 7,
		`<methodResponse><fault><value><struct><member><name>faultCode</name><value><i4>4</i4></value></member><member><name>faultString</name><value>x</value></member></struct></value></fault></methodResponse>`:        9,
		`{"jsonrpc":"2.0","error":{"code":-32600,"message":"x"},"id":null}`:                     8,
		`{"result":null,"error":{"name":"JSONRPCError","code":-32603,"message":"x"},"id":null}`: 6,
	} {
		r, err := wire.ParseReply(strings.NewReader(doc), "", wire.ReplyOptions{})
		if err != nil || r.Results[0].Stat != (mediasock.Stat{Code: want, Message: "x"}) {
			t.Errorf("%s: %+v, %v, want state %d", doc, r, err, want)
		}
	}
}

func TestParseReply_cutOff(t *testing.T) {
	for form, o := range forms {
		var out bytes.Buffer
		r := &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodTaxaList, Taxa: seq(taxa(1500), nil)}}}
		if err := wire.WriteReply(&out, r, o); err != nil {
			t.Fatal(err)
		}
		got, err := wire.ParseReply(bytes.NewReader(out.Bytes()[:out.Len()-len(out.Bytes())/3]), "", wire.ReplyOptions{})
		if err == nil {
			for _, e := range got.Results[0].Taxa {
				err = e
			}
		}
		if mediasock.StatOf(err).Code != mediasock.CodeInterrupted {
			t.Errorf("%s: an answer that is cut off: %v, want an interruption", form, err)
		}
	}
}

// An answer of hostile size is not read into memory.
func TestParseReply_limits(t *testing.T) {
	endless := func(start, more string) io.Reader {
		return io.MultiReader(strings.NewReader(start), &repeater{more: []byte(strings.Repeat(more, 1000))})
	}
	for name, r := range map[string]io.Reader{
		"page":    endless("<html>", "<p>"),
		"tag":     endless("<mediasock ", "x=1 "),
		"value":   endless(`<mediasock value="`, "x"),
		"comment": endless("<mediasock><!--", "x"),
		"results": endless("<mediasock>", "<a.b><stat value=0/></a.b>"),
		"stats":   endless("<mediasock>", "<stat value=0/>"),
		"json":    endless("{", `"a":1,`),
		"deep":    endless(`{"a":`, `[`),
		"xmlrpc":  endless("<methodResponse>", " "),
		"string":  endless(`{"mediasock":{"value":"`, "x"),
		"taxa":    endless(`<mediasock><taxa.list>`, "<item value=1/>"),
	} {
		got, err := wire.ParseReply(r, "", wire.ReplyOptions{Page: 1 << 18, Document: 1 << 20})
		if err == nil {
			for _, e := range got.Results[0].Taxa {
				err = e
			}
		}
		if err == nil {
			t.Errorf("%s: an endless answer was read", name)
		}
	}
}

type repeater struct {
	more []byte
	off  int
}

func (r *repeater) Read(p []byte) (int, error) {
	n := copy(p, r.more[r.off:])
	r.off = (r.off + n) % len(r.more)
	return n, nil
}

func TestReadReply_closes(t *testing.T) {
	var long bytes.Buffer
	if err := wire.WriteReply(&long, &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodTaxaList, Taxa: seq(taxa(20000), nil)}}}, wire.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"short": block("a"), "none": "<p>", "taxa": long.String()} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }))
		resp, err := srv.Client().Get(srv.URL + "/mediasock/?method=taxa.list&page=2&sock.key=x#f")
		if err != nil {
			t.Fatal(err)
		}
		closed := &closeCounter{ReadCloser: resp.Body}
		resp.Body = closed
		r, err := wire.ReadReply(resp, wire.ReplyOptions{})
		if err == nil && r.Endpoint != srv.URL+"/mediasock/?page=2" {
			t.Errorf("%s: Endpoint = %q", name, r.Endpoint)
		}
		if want := map[string]int{"short": 1, "none": 1}[name]; closed.n != want {
			t.Errorf("%s: closed %d times after ReadReply, want %d", name, closed.n, want)
		}
		if name == "taxa" {
			for range r.Results[0].Taxa {
				break
			}
			r.Close()
			r.Close()
			if closed.n != 1 {
				t.Errorf("closed %d times after Close", closed.n)
			}
			for _, err := range r.Results[0].Taxa {
				if err == nil {
					t.Error("taxa could be ranged over twice")
				}
			}
		}
		srv.Close()
	}
}

type closeCounter struct {
	io.ReadCloser
	n int
}

func (c *closeCounter) Close() error { c.n++; return c.ReadCloser.Close() }

func TestStatOfHTTP_A33(t *testing.T) {
	for status, want := range map[int]mediasock.Code{
		401: 1, 403: 8, 404: 7, 408: 5, 425: 5, 429: 6, 500: 6, 503: 6, 400: 8, 405: 8, 413: 8, 410: 8, 200: 7,
	} {
		if got := wire.StatOfHTTP(status).Code; got != want {
			t.Errorf("StatOfHTTP(%d) = %d, want %d", status, got, want)
		}
	}
}
