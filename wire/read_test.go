package wire_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

const multipartType = "multipart/form-data; boundary=B"

func TestReadCall_multipart(t *testing.T) {
	part := func(header, body string) string { return "--B\r\n" + header + "\r\n\r\n" + body + "\r\n" }
	field := func(name, value string) string { return part(`Content-Disposition: form-data; name="`+name+`"`, value) }
	tests := []struct {
		name, body string
		title      string
		file       string // its content; "-" for no file
		fileName   string
	}{
		{"MS-141", field("media.title", "T") + part(`Content-Disposition: form-data; name="media.data"; filename="a.jpg"`+"\r\nContent-Type: image/jpeg", "xyz") + "--B--\r\n", "T", "xyz", "a.jpg"},
		{"file before the fields", part(`Content-Disposition: form-data; name="media.data"; filename="a.jpg"`, "xyz") + field("media.title", "T") + "--B--", "T", "xyz", "a.jpg"},
		{"full path", part(`Content-Disposition: form-data; name="media.data"; filename="C:\dir\new\a.jpg"`, "xyz") + "--B--\r\n", "", "xyz", "a.jpg"},
		{"climbing path", part(`Content-Disposition: form-data; name="media.data"; filename="../../etc/passwd"`, "xyz") + "--B--\r\n", "", "xyz", "passwd"},
		{"a name that is none", part(`Content-Disposition: form-data; name="media.data"; filename=".."`, "xyz") + "--B--\r\n", "", "xyz", ""},
		{"dummy name", part(`Content-Disposition: form-data; name="media.data"; filename="dummy name"`, "xyz") + "--B--\r\n", "", "xyz", "dummy name"},
		{"RFC 8187 name", part(`Content-Disposition: form-data; name="media.data"; filename="x"; filename*=UTF-8''na%C3%AFve.jpg`, "xyz") + "--B--\r\n", "", "xyz", "naïve.jpg"},
		{"escaped quotes", part(`Content-Disposition: form-data; name="media.data"; filename="a\"b%22.jpg"`, "xyz") + "--B--\r\n", "", "xyz", `a"b".jpg`},
		{"A-1 other spelling", part(`content-disposition: form-data; filename=a.jpg; name=media_data`, "xyz") + field("MEDIA_TITLE", "T") + "--B--\r\n", "T", "xyz", "a.jpg"},
		{"no file chosen", part(`Content-Disposition: form-data; name="media.data"; filename=""`, "") + field("media.title", "T") + "--B--\r\n", "T", "-", ""},
		{"empty file", part(`Content-Disposition: form-data; name="media.data"; filename="a"`, "") + "--B--\r\n", "", "", "a"},
		{"empty value", field("media.title", "") + "--B--\r\n", "", "-", ""},
		{"A-44 MS-80 line ends", field("media.title", "a\r\nb\rc\nd") + "--B--\r\n", "a\nb\nc\nd", "-", ""},
		{"LF only", strings.ReplaceAll(field("media.title", "T")+"--B--\r\n", "\r\n", "\n"), "T", "-", ""},
		{"preamble and epilogue", "hello\r\n" + field("media.title", "T") + "--B--\r\nbye", "T", "-", ""},
		{"nearly a boundary", part(`Content-Disposition: form-data; name="media.data"; filename="a"`, "\r\n--BX\r\n--\r\n--B-x\r\n\r\n--") + "--B--\r\n", "", "\r\n--BX\r\n--\r\n--B-x\r\n\r\n--", "a"},
		{"begins like a boundary", part(`Content-Disposition: form-data; name="media.data"; filename="a"`, "--BX") + "--B--\r\n", "", "--BX", "a"},
		{"white space after the boundary", strings.ReplaceAll(field("media.title", "T"), "--B\r\n", "--B \t\r\n") + "--B--\r\n", "T", "-", ""},
		{"MS-79 ISO 8859-1", field("media.title", "caf\xe9") + "--B--\r\n", "café", "-", ""},
		{"another file is skipped", part(`Content-Disposition: form-data; name="other"; filename="a"`, "x") + field("media.title", "T") + "--B--\r\n", "T", "-", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, staged := stage()
			c, err := receive(t, multipartType, tt.body, o)
			if err != nil {
				t.Fatalf("ReadCall: %v", err)
			}
			if title := c.Params.Get("media.title"); title != tt.title {
				t.Errorf("media.title = %q, want %q", title, tt.title)
			}
			if tt.file == "-" {
				if len(*staged) > 0 || c.Data != nil {
					t.Errorf("staged %q", (*staged)[0].content)
				}
				return
			}
			if len(*staged) != 1 || string((*staged)[0].content) != tt.file || c.Data.Name() != tt.fileName {
				t.Errorf("staged %v, want %q of name %q", *staged, tt.file, tt.fileName)
			}
		})
	}
}

// Whatever the sizes of the reads, the scanner finds what mime/multipart finds.
func TestReadCall_multipart_anySplit(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	content := bytes.Repeat([]byte("\r\n--"+w.Boundary()[:20]+"\r\r\n\n-"), 20000)
	file, _ := w.CreateFormFile("media.data", "a")
	file.Write(content)
	w.WriteField("media.title", "T")
	w.Close()
	for _, size := range []int{1, 2, 7, 63, 4096, 1 << 20} {
		o, staged := stage()
		r := httptest.NewRequest("POST", "/", &smallReads{body.Bytes(), size})
		r.Header.Set("Content-Type", w.FormDataContentType())
		c, err := wire.ReadCall(t.Context(), r, o)
		if err != nil || c.Params.Get("media.title") != "T" || !bytes.Equal((*staged)[0].content, content) {
			t.Errorf("reads of %d bytes: %v, %v", size, err, c.Params)
		}
	}
}

type smallReads struct {
	b    []byte
	size int
}

func (s *smallReads) Read(p []byte) (int, error) {
	if len(s.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), s.size)], s.b)
	s.b = s.b[n:]
	return n, nil
}

func TestReadCall_errors_A36(t *testing.T) {
	file := "--B\r\nContent-Disposition: form-data; name=\"media.data\"; filename=\"a\"\r\n\r\n" + strings.Repeat("x", 1000)
	big := wire.Limits{Data: 100}
	tests := []struct {
		name, contentType, body string
		limits                  wire.Limits
		status                  int
		code                    mediasock.Code
	}{
		{"truncated upload", multipartType, file, wire.Limits{}, 400, 5},
		{"truncated after the boundary", multipartType, file + "\r\n--B", wire.Limits{}, 400, 5},
		{"file too large", multipartType, file + "\r\n--B--\r\n", big, 413, 7},
		{"file twice", multipartType, file + "\r\n" + file + "\r\n--B--\r\n", wire.Limits{}, 400, 8},
		{"no boundary", "multipart/form-data", file, wire.Limits{}, 400, 8},
		{"a part without a name", multipartType, "--B\r\nX: y\r\n\r\nz\r\n--B--", wire.Limits{}, 400, 8},
		{"a part's endless header", multipartType, "--B\r\n" + strings.Repeat("x: y\r\n", 5000), wire.Limits{}, 413, 7},
		{"an endless line", multipartType, "--B\r\n" + strings.Repeat("x", 50000), wire.Limits{}, 413, 7},
		{"transfer encoding", multipartType, "--B\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nz\r\n--B--", wire.Limits{}, 415, 8},
		{"value too long", "", "a=" + strings.Repeat("x", 101), wire.Limits{Value: 100}, 413, 7},
		{"values too long together", "", strings.Repeat("a=xxxxxxxxxx&", 20), wire.Limits{Text: 100}, 413, 7},
		{"too many parameters", "", strings.Repeat("a=1&", 11), wire.Limits{Params: 10}, 413, 7},
		{"name too long", "", strings.Repeat("n", 101) + "=1", wire.Limits{Name: 100}, 413, 7},
		{"too many methods", "", "method=a.b;c.d;e.f", wire.Limits{Methods: 2}, 413, 7},
		{"broken percent", "", "a=%zz", wire.Limits{}, 400, 8},
		{"content type", "application/zip", "PK", wire.Limits{}, 415, 8},
		{"JSON cut off", "application/json", `{"method":"a.b","params":{"x":"y`, wire.Limits{}, 400, 5},
		{"JSON malformed", "application/json", `{"method":"a.b",,}`, wire.Limits{}, 400, 8},
		{"JSON with more after it", "application/json", `{"method":"a.b"} {}`, wire.Limits{}, 400, 8},
		{"JSON too deep", "application/json", `{"x":` + strings.Repeat("[", 100), wire.Limits{}, 413, 7},
		{"JSON without method", "application/json", `{"params":{}}`, wire.Limits{}, 400, 8},
		{"JSON nested parameter", "application/json", `{"method":"a.b","params":{"x":{}}}`, wire.Limits{}, 400, 8},
		{"JSON positional", "application/json", `{"method":"a.b","params":["x"]}`, wire.Limits{}, 400, 8},
		{"JSON empty batch", "application/json", `[]`, wire.Limits{}, 400, 8},
		{"JSON batch too long", "application/json", `[{"method":"a.b"},{"method":"a.b"}]`, wire.Limits{Batch: 1}, 413, 7},
		{"JSON file too large", "application/json", `{"method":"a.b","params":{"media.data":"` + strings.Repeat("AAAA", 100) + `"}}`, big, 413, 7},
		{"JSON bad base64", "application/json", `{"method":"a.b","params":{"media.data":"A*AA"}}`, wire.Limits{}, 400, 8},
		{"XML cut off", "text/xml", `<methodCall><methodName>a.b</methodName>`, wire.Limits{}, 400, 5},
		{"XML malformed", "text/xml", `<methodCall><x/></methodCall>`, wire.Limits{}, 400, 8},
		{"XS-1 document type", "text/xml", `<!DOCTYPE x [<!ENTITY a "b">]><methodCall/>`, wire.Limits{}, 400, 8},
		{"XML too deep", "text/xml", `<methodCall><methodName>a.b</methodName><params><param>` + strings.Repeat("<value><array><data>", 99), wire.Limits{}, 400, 8},
		{"XML value too long", "text/xml", xmlCall("x", "<string>"+strings.Repeat("y", 200)+"</string>"), wire.Limits{Value: 100}, 413, 7},
		{"XML file too large", "text/xml", xmlCall("media.data", "<base64>"+strings.Repeat("AAAA", 100)+"</base64>"), big, 413, 7},
		{"XML bad base64", "text/xml", xmlCall("media.data", "<base64>A*AA</base64>"), wire.Limits{}, 400, 8},
		{"XML two params", "text/xml", `<methodCall><methodName>a.b</methodName><params><param><value><struct/></value></param><param><value/></param></params></methodCall>`, wire.Limits{}, 400, 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, staged := stage()
			o.Limits = tt.limits
			c, err := receive(t, tt.contentType, tt.body, o)
			if c == nil {
				t.Fatal("ReadCall returned no call")
			}
			if got := wire.HTTPStatus(err); got != tt.status {
				t.Errorf("HTTPStatus(%v) = %d, want %d", err, got, tt.status)
			}
			if got := mediasock.StatOf(err).Code; got != tt.code {
				t.Errorf("StatOf(%v) = %d, want %d", err, got, tt.code)
			}
			if c.Data != nil {
				t.Error("the call still has a file")
			}
			for _, s := range *staged {
				if !s.aborted {
					t.Error("a staged file was not aborted")
				}
			}
		})
	}
}

func xmlCall(name, value string) string {
	return `<?xml version="1.0"?><methodCall><methodName>mediasock.media.append</methodName><params><param><value><struct>` +
		`<member><name>` + name + `</name><value>` + value + `</value></member></struct></value></param></params></methodCall>`
}

func TestReadCall_stageErrors(t *testing.T) {
	body := "--B\r\nContent-Disposition: form-data; name=media.data; filename=a\r\n\r\nxyz\r\n--B--"
	o := wire.ReadOptions{Stage: func(context.Context, *wire.Call, string, string, int64) (mediasock.Staged, error) {
		return nil, errDiskFull
	}}
	if _, err := receive(t, multipartType, body, o); !errors.Is(err, errDiskFull) || wire.HTTPStatus(err) != 200 {
		t.Errorf("Stage fails: %v, want its error", err)
	}
	s := &memStaged{limit: 2}
	o.Stage = func(context.Context, *wire.Call, string, string, int64) (mediasock.Staged, error) { return s, nil }
	if _, err := receive(t, multipartType, body, o); !errors.Is(err, errDiskFull) || !s.aborted {
		t.Errorf("Write fails: %v, aborted %v", err, s.aborted)
	}
	if _, err := receive(t, multipartType, body, wire.ReadOptions{}); mediasock.StatOf(err).Code != 7 {
		t.Errorf("no Stage: %v, want state 7", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.limit, s.aborted = 0, false
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", multipartType)
	if _, err := wire.ReadCall(ctx, r, o); mediasock.StatOf(err).Code != 5 || !s.aborted {
		t.Errorf("cancelled: %v, aborted %v", err, s.aborted)
	}
}

// Stage sees what stood before the file, and only that.
func TestReadCall_stageSeesTheCall(t *testing.T) {
	for name, body := range map[string]string{
		"multipart": "--B\r\nContent-Disposition: form-data; name=username\r\n\r\nalice\r\n--B\r\nContent-Disposition: form-data; name=media.data; filename=a\r\n\r\nxyz\r\n--B\r\nContent-Disposition: form-data; name=password\r\n\r\np\r\n--B--",
		"JSON":      `{"method":"a.b","params":{"username":"alice","media.data":"eHl6","password":"p"}}`,
		"XML":       strings.Replace(xmlCall("username", "alice</value></member><member><name>media.data</name><value><base64>eHl6</base64></value></member><member><name>password</name><value>p"), "a.b", "a.b", 1),
	} {
		var before wire.Params
		o := wire.ReadOptions{Stage: func(_ context.Context, c *wire.Call, _, _ string, _ int64) (mediasock.Staged, error) {
			before = slices.Clone(c.Params)
			return &memStaged{}, nil
		}}
		c, err := receive(t, multipartType, body, o)
		if name != "multipart" {
			c, err = receive(t, "", body, o)
		}
		if err != nil || before.Get("username") != "alice" || before.Get("password") != "" || c.Params.Get("password") != "p" {
			t.Errorf("%s: %v: Stage saw %v, the call is %v", name, err, before, c.Params)
		}
	}
}

func TestReadCall_GET_A47_A49_MS119(t *testing.T) {
	r := httptest.NewRequest("GET", "/mediasock/?method=handshake;taxa.list;handshake&username=a&password=secret&sock=resp.js", nil)
	c, err := wire.ReadCall(t.Context(), r, wire.ReadOptions{Secure: true})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"mediasock.handshake", "mediasock.taxa.list"}; !slices.Equal(c.Methods, want) {
		t.Errorf("A-11 A-54 Methods = %q, want %q", c.Methods, want)
	}
	if c.Params.Get("password") != "" || c.InQuery.Get("password") != "secret" || c.Params.Get("username") != "a" {
		t.Errorf("A-49 Params %v, InQuery %v", c.Params, c.InQuery)
	}
	if c.Response != wire.JSON || !c.Secure || c.Protocol != wire.REST {
		t.Errorf("call is %+v", c)
	}
	if c, err := wire.ReadCall(t.Context(), httptest.NewRequest("GET", "/mediasock/", nil), wire.ReadOptions{}); err != nil || len(c.Methods) != 0 {
		t.Errorf("bare discovery: %v, %v", c.Methods, err)
	}
	if _, err := wire.ReadCall(t.Context(), httptest.NewRequest("PUT", "/", nil), wire.ReadOptions{}); wire.HTTPStatus(err) != 405 {
		t.Errorf("PUT: %v", err)
	}
}

func TestReadCall_queryOfAPost(t *testing.T) {
	r := httptest.NewRequest("POST", "/?method=taxa.list&password=q&apikey=k", strings.NewReader("apikey=body&media.title=a%3Bb;c"))
	c, err := wire.ReadCall(t.Context(), r, wire.ReadOptions{})
	if err != nil || c.Params.Get("apikey") != "body" || c.Params.Get("password") != "" || c.Params.Get("media.title") != "a;b;c" ||
		!slices.Equal(c.Methods, []string{"mediasock.taxa.list"}) {
		t.Errorf("call %+v, %v", c, err)
	}
}

func TestReadCall_detection_A80(t *testing.T) {
	jsonCall, rpcCall := `{"method":"mediasock.taxa.list","id":1}`, `<methodCall><methodName>mediasock.taxa.list</methodName></methodCall>`
	tests := []struct {
		contentType, body string
		want              wire.Protocol
	}{
		{"text/javascript", jsonCall, wire.JSONRPC},
		{"application/json; charset=utf-8", jsonCall, wire.JSONRPC},
		{"application/json-rpc", "\ufeff \n" + jsonCall, wire.JSONRPC},
		{"application/javascript", jsonCall, wire.JSONRPC},
		{"text/plain", jsonCall, wire.JSONRPC},
		{"", jsonCall, wire.JSONRPC},
		{"application/x-www-form-urlencoded", jsonCall, wire.JSONRPC},
		{"text/xml", rpcCall, wire.XMLRPC},
		{"application/xml", `<?xml version="1.0" encoding="utf-8"?>` + "\n" + rpcCall, wire.XMLRPC},
		{"", rpcCall, wire.XMLRPC},
		{"application/x-www-form-urlencoded", "method=taxa.list", wire.REST},
		{"", "method=taxa.list\r\n", wire.REST},
		{multipartType, "--B\r\nContent-Disposition: form-data; name=method\r\n\r\ntaxa.list\r\n--B--", wire.REST},
	}
	for _, tt := range tests {
		c, err := receive(t, tt.contentType, tt.body, wire.ReadOptions{})
		if err != nil || c.Protocol != tt.want || !slices.Equal(c.Methods, []string{mediasock.MethodTaxaList}) {
			t.Errorf("%q %.40q: %v, %q, %q; want %q", tt.contentType, tt.body, err, c.Protocol, c.Methods, tt.want)
		}
	}
	for _, contentType := range []string{"", "multipart/form-data", "text/xml"} {
		if c, err := receive(t, contentType, "", wire.ReadOptions{}); err != nil || len(c.Params) != 0 {
			t.Errorf("an empty body of type %q: %v", contentType, err)
		}
	}
}

func TestReadCall_XMLRPC_A75(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"string", xmlCall("x", "<string>a &lt;b&gt; &#233;</string>"), "a <b> é"},
		{"R-3 no type", xmlCall("x", " a "), " a "},
		{"R-3 empty", xmlCall("x", ""), ""},
		{"int", xmlCall("x", "<i4>7</i4>"), "7"},
		{"boolean", xmlCall("x", "<boolean>1</boolean>"), "1"},
		{"double", xmlCall("x", "<double>1.5</double>"), "1.5"},
		{"self-closing", xmlCall("x", "<string/>"), ""},
		{"text as base64", xmlCall("x", "<base64>Y2Fm\nw6k=</base64>"), "café"},
		{"array", xmlCall("x", "<array><data><value>a</value> <value><string>b</string></value></data></array>"), "a;b"},
		{"CDATA", xmlCall("x", "<string><![CDATA[<a>&b]]>c</string>"), "<a>&bc"},
		{"nothing escaped", xmlCall("x", "<string>a & b < c</string>"), "a & b < c"},
		{"ISO 8859-1", strings.Replace(xmlCall("x", "<string>caf\xe9</string>"), `"1.0"`, `"1.0" encoding="ISO-8859-1"`, 1), "café"},
		{"us-ascii with UTF-8", strings.Replace(xmlCall("x", "<string>café</string>"), `"1.0"`, `"1.0" encoding="us-ascii"`, 1), "café"},
		{"no encoding, ISO 8859-1", xmlCall("x", "<string>caf\xe9</string>"), "café"},
		{"a comment", xmlCall("x", "<!-- a > b --><string>c</string>"), "c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := receive(t, "text/xml", tt.body, wire.ReadOptions{})
			if err != nil || c.Params.Get("x") != tt.want {
				t.Errorf("x = %q, %v, want %q", c.Params.Get("x"), err, tt.want)
			}
		})
	}
	c, err := receive(t, "text/xml", xmlCall("method", "handshake;taxa.list"), wire.ReadOptions{})
	if want := []string{"mediasock.handshake", "mediasock.taxa.list"}; err != nil || !slices.Equal(c.Methods, want) {
		t.Errorf("cmc: Methods = %q, %v, want %q", c.Methods, err, want)
	}
	c, err = receive(t, "text/xml", xmlCall("media.parents", "<array><data/></array>"), wire.ReadOptions{})
	if m, _ := c.Media(); err != nil || !m.Clear.Has(mediasock.FieldParents) {
		t.Errorf("A-50 an empty array: %v, %v", c.Params, err)
	}
	if c, err := receive(t, "text/xml", xmlCall("x", "<nil/>"), wire.ReadOptions{}); err != nil {
		t.Errorf("nil: %v", err)
	} else if _, ok := c.Params.Lookup("x"); ok {
		t.Error("nil is a value")
	}
}

func TestReadCall_JSONRPC_A77(t *testing.T) {
	tests := []struct{ name, body, version, id, x string }{
		{"2.0", `{"jsonrpc":"2.0","method":"taxa.list","params":{"x":"y"},"id":"a\"b"}`, "2.0", `"a\"b"`, "y"},
		{"1.1", `{"version":"1.1","method":"taxa.list","params":{"x":7}}`, "1.1", "", "7"},
		{"1.0", `{"method":"taxa.list","params":[{"x":true}],"id":1.5}`, "1.0", "1.5", "true"},
		{"what we send", `{"jsonrpc":"2.0","version":"1.1","method":"taxa.list","params":[{"x":"\u00e9\ud83c\udf9e\n"}],"id":1}`, "2.0", "1", "é🎞\n"},
		{"list", `{"method":"taxa.list","params":{"x":["a","b",3]},"id":null}`, "1.0", "null", "a;b;3"},
		{"null is absent", `{"method":"taxa.list","params":{"x":null},"other":[{}, [1]]}`, "1.0", "", ""},
		{"no parameters", `{"method":"taxa.list","params":[]}`, "1.0", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := receive(t, "application/json", tt.body, wire.ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if c.RPC.Version != tt.version || string(c.RPC.ID) != tt.id || c.Params.Get("x") != tt.x {
				t.Errorf("version %q, id %s, x %q; want %q, %s, %q", c.RPC.Version, c.RPC.ID, c.Params.Get("x"), tt.version, tt.id, tt.x)
			}
		})
	}
}

func TestBatch_A77_R9(t *testing.T) {
	o, _ := stage()
	batch, err := receive(t, "", `[{"jsonrpc":"2.0","method":"taxa.list","id":1},{"jsonrpc":"2.0","method":"auth.signout"},{"jsonrpc":"2.0","method":"media.append","params":{"media.data":"eHl6"},"id":2}]`, o)
	if err != nil || len(batch.Batch) != 3 || batch.Batch[2].Data == nil || batch.Batch[0].Data != nil {
		t.Fatalf("batch %+v, %v", batch, err)
	}
	r := replies["append"]
	var out bytes.Buffer
	if err := wire.WriteBatch(&out, batch, []*wire.Reply{r, r, r}); err != nil {
		t.Fatal(err)
	}
	golden(t, "batch.json", out.Bytes())

	multi := `<methodCall><methodName>system.multicall</methodName><params><param><value><array><data>` +
		`<value><struct><member><name>methodName</name><value>mediasock.taxa.list</value></member><member><name>params</name><value><array><data/></array></value></member></struct></value>` +
		`<value><struct><member><name>methodName</name><value>mediasock.media.append</value></member><member><name>params</name><value><array><data><value><struct><member><name>media.title</name><value>T</value></member></struct></value></data></array></value></member></struct></value>` +
		`</data></array></value></param></params></methodCall>`
	batch, err = receive(t, "text/xml", multi, o)
	if err != nil || len(batch.Batch) != 2 || batch.Batch[1].Params.Get("media.title") != "T" || batch.Batch[0].Methods[0] != mediasock.MethodTaxaList {
		t.Fatalf("multicall %+v, %v", batch, err)
	}
	out.Reset()
	if err := wire.WriteBatch(&out, batch, []*wire.Reply{r, nil}); err != nil {
		t.Fatal(err)
	}
	golden(t, "multicall.xmlrpc", out.Bytes())
}

func TestFields_roundTrip_MS80_MS157_A50(t *testing.T) {
	m := &mediasock.Media{
		ID: "7", Title: "T", Caption: "a\r\nb", Parents: mediasock.List{"1", "2"}, Keywords: mediasock.List{"sea", "night"},
		Attributes: mediasock.AttributeList{{Name: "city", Value: "Bern"}}, Clear: mediasock.FieldNote | mediasock.FieldTitle,
		SHA256: bytes.Repeat([]byte{7}, 32),
	}
	var c wire.Call
	c.SetMedia(m)
	got, err := c.Media()
	if err != nil {
		t.Fatal(err)
	}
	want := *m
	want.Caption, want.Clear = "a\nb", mediasock.FieldNote // what is set is not cleared
	if a, b := fmt.Sprintf("%+v", *got), fmt.Sprintf("%+v", want); a != b {
		t.Errorf("Media() = %s, want %s", a, b)
	}
	x := &mediasock.Taxon{Title: "T", Parents: mediasock.List{"1"}, Icon: "9", Clear: mediasock.FieldParents | mediasock.FieldIcon | mediasock.FieldNote}
	c = wire.Call{}
	c.SetTaxon(x)
	gotTaxon, err := c.Taxon()
	wantTaxon := *x
	wantTaxon.Clear = mediasock.FieldNote
	if a, b := fmt.Sprintf("%+v", *gotTaxon), fmt.Sprintf("%+v", wantTaxon); a != b || err != nil {
		t.Errorf("Taxon() = %s, %v, want %s", a, err, b)
	}
	for _, bad := range []string{"xyz", "00"} {
		c = wire.Call{Params: wire.Params{{Name: "x.sha256", Value: bad}}}
		if _, err := c.Media(); wire.HTTPStatus(err) != http.StatusBadRequest {
			t.Errorf("x.sha256 %q: %v", bad, err)
		}
	}
	c = wire.Call{Params: wire.Params{{Name: "media.parents", Value: "1"}, {Name: "media_parents", Value: "2"}}}
	if got, _ := c.Media(); got.Parents.String() != "1;2" {
		t.Errorf("repeated media.parents = %q", got.Parents)
	}
}

func TestParams_A1_A14(t *testing.T) {
	p := wire.Params{{"sock_key", "1"}, {"Media.Title", "2"}, {"SOCK-KEY", "3"}}
	if v, ok := p.Lookup("sock.key"); v != "1" || !ok {
		t.Errorf("Lookup = %q, %v", v, ok)
	}
	if all := p.All("sock-key"); !slices.Equal(all, []string{"1", "3"}) {
		t.Errorf("All = %q", all)
	}
	p.Set("sock.key", "4")
	if want := (wire.Params{{"sock.key", "4"}, {"Media.Title", "2"}}); !slices.Equal(p, want) {
		t.Errorf("after Set: %v, want %v", p, want)
	}
	p.Set("a", "b c")
	p.Del("media_title")
	if got := p.Encode(); got != "sock.key=4&a=b+c" {
		t.Errorf("Encode = %q", got)
	}
	if got := wire.CanonicalName("Sock_Key-X"); got != "sock.key.x" {
		t.Errorf("CanonicalName = %q", got)
	}
}
