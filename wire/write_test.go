package wire_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}

// whole is a combined answer in which every element occurs.
func whole() *wire.Reply {
	r := *replies["handshake"]
	r.Results = append(r.Results[:1:1],
		wire.Result{Method: mediasock.MethodTaxaList, Taxa: seq([]mediasock.Taxon{
			{ID: "1", Append: mediasock.List{"media", "taxon"}, Title: `Pier "at" <dusk> & --> dawn--`, Parents: mediasock.List{"2", "3"},
				Caption: "a\nb\tc\r", Resource: "http://example.com/a/1?b=1&c=2", Note: "🎞\x00\ufffe\xff", Icon: "77"},
			{ID: "2"},
		}, nil)},
		replies["append"].Results[0], replies["taxa.append"].Results[0], replies["bare stat"].Results[0],
		wire.Result{Method: mediasock.MethodSignout})
	return &r
}

func TestWriteReply_golden_MS48_MS49_MS50_A28_A30_A31(t *testing.T) {
	for file, o := range map[string]wire.WriteOptions{
		"whole.xml": {}, "whole.comment": {Embedded: true}, "whole.json": {Format: wire.JSON},
		"whole.xmlrpc": {Protocol: wire.XMLRPC}, "whole.struct.xmlrpc": {Protocol: wire.XMLRPC, Struct: true},
		"whole.2.0.json": {Protocol: wire.JSONRPC, RPC: &wire.RPC{Version: "2.0", ID: []byte("7")}},
		"whole.1.1.json": {Protocol: wire.JSONRPC, RPC: &wire.RPC{Version: "1.1", ID: []byte(`"x"`)}},
		"whole.1.0.json": {Protocol: wire.JSONRPC, RPC: &wire.RPC{Version: "1.0", ID: []byte("7")}},
	} {
		t.Run(file, func(t *testing.T) {
			var out bytes.Buffer
			if err := wire.WriteReply(&out, whole(), o); err != nil {
				t.Fatal(err)
			}
			golden(t, file, out.Bytes())
			if strings.HasSuffix(file, ".json") && !json.Valid(out.Bytes()) {
				t.Error("encoding/json cannot read it")
			}
			if strings.Contains(file, "xml") {
				d := xml.NewDecoder(&out)
				for {
					if _, err := d.Token(); err == io.EOF {
						break
					} else if err != nil {
						t.Fatalf("encoding/xml cannot read it: %v", err)
					}
				}
			}
		})
	}
}

// naive reads an answer as the specification expects of clients without an XML
// parser (1:226): line by line, by substrings, attributes by position.
func naive(page string) map[string][]string {
	found := map[string][]string{}
	_, page, _ = strings.Cut(page, "<mediasock ")
	page, _, _ = strings.Cut(page, "</mediasock>")
	method := ""
	unescape := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#10;", "\n", "&#9;", "\t", "&#45;", "-", "&amp;", "&")
	for i, line := range strings.Split("mediasock "+page, "\n") {
		line = strings.TrimPrefix(line, "<")
		name, _, isElement := strings.Cut(line, " ")
		switch {
		case i > 0 && strings.HasPrefix(line, "/"):
			method = ""
			continue
		case !isElement:
			method = strings.TrimSuffix(line, ">") + "/"
			continue
		}
		for j, piece := range strings.Split(line, `"`) {
			if j%2 == 1 {
				found[method+name] = append(found[method+name], unescape.Replace(piece))
			}
		}
	}
	return found
}

func TestWriteReply_naiveReader_MS48_MS49_MS50(t *testing.T) {
	for name, o := range map[string]wire.WriteOptions{"document": {}, "comment": {Embedded: true}} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := wire.WriteReply(&out, whole(), o); err != nil {
				t.Fatal(err)
			}
			got := naive("<html><!--\n" + out.String() + "-->")
			for element, want := range map[string][]string{
				"mediasock":         {"com.example", `Exa--mple "1" <&>`, "1.4"},
				"handshake/stat":    {"0", "2048 MB -- avail-->able", "", "7"},
				"handshake/user":    {"1234", "http://user.example.com/", "http://example.com/a?b=1&c=2"},
				"handshake/akey":    {"T63YV3Y3JOJ9JB663VVSTE33G", "0"},
				"handshake/apis":    {"mediasock.*:http://example.com/m/;flickr.upload:http://example.com/up"},
				"media.append/item": {"123456", "http://example.com/user/media/123456"},
				"taxa.append/item":  {"5", "media;taxon", "a\nb"},
				"taxa.list/item": {"1", "media;taxon", `Pier "at" <dusk> & --> dawn--`, "2;3", "a\nb\tc", "http://example.com/a/1?b=1&c=2",
					"🎞\ufffd\ufffd\ufffd", "77", "2", "", "", "", "", "", "", ""},
				"auth.signout/stat": {"0", "", ""},
				"x-opensearch":      {"http://example.com/os.xml"},
				"stat":              {"7", "unknown method", ""},
			} {
				if strings.Join(got[element], "|") != strings.Join(want, "|") {
					t.Errorf("naive reader: %s = %q, want %q", element, got[element], want)
				}
			}
		})
	}
}

func TestAppendComment_A32_MS54(t *testing.T) {
	for _, title := range append(hostile, "--!", "->", "--><script>", "<!--", strings.Repeat("-", 99), "\x00-\x00-", "a-\r-\r\r-") {
		r := &wire.Reply{Service: mediasock.Identity{Title: title}, Results: []wire.Result{{Stat: mediasock.Stat{Message: "-" + title}}}}
		page, err := wire.AppendComment([]byte("<html><head>\n"), r)
		if err != nil {
			t.Fatal(err)
		}
		inner, _ := strings.CutPrefix(string(page), "<html><head>\n<!--")
		inner, closed := strings.CutSuffix(inner, "-->\n")
		if !closed || strings.Contains(inner, "--") {
			t.Errorf("title %q ends its comment: %s", title, page)
		}
		got, err := wire.ParseReply(strings.NewReader(string(page)+"</head></html>"), "", wire.ReplyOptions{})
		if err != nil {
			t.Fatalf("title %q: %v", title, err)
		}
		if want := strings.NewReplacer("\x00", "\ufffd", "\r", "").Replace(title); got.Service.Title != want {
			t.Errorf("title %q is read as %q", title, got.Service.Title)
		}
	}
}

func TestWriteReply_taxaError(t *testing.T) {
	r := &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodTaxaList, Taxa: seq(nil, mediasock.ErrAuthRequired)}}}
	var out bytes.Buffer
	if err := wire.WriteReply(&out, r, wire.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "<stat "); n != 1 || !strings.Contains(out.String(), `<stat value="1"`) {
		t.Errorf("an error before the first taxon is written as\n%s", &out)
	}
}

type failingWriter struct{ left int }

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestWriteReply_stopsWhereTheClientIsGone(t *testing.T) {
	for form, o := range forms {
		yielded := 0
		r := &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodTaxaList, Taxa: func(yield func(mediasock.Taxon, error) bool) {
			for yielded < 100000 && yield(mediasock.Taxon{ID: "1"}, nil) {
				yielded++
			}
		}}}}
		if err := wire.WriteReply(&failingWriter{100 << 10}, r, o); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: WriteReply = %v, want the writer's error", form, err)
		}
		if yielded > 10000 {
			t.Errorf("%s: %d taxa were asked for after the connection broke", form, yielded)
		}
	}
}

func TestWriteFault_A76_A77(t *testing.T) {
	id := mediasock.Identity{Value: "com.example"}
	_, broken := receive(t, "application/json", `{"method":`, wire.ReadOptions{})
	if broken == nil {
		t.Fatal("half an object is no error")
	}
	for name, tt := range map[string]struct {
		o    wire.WriteOptions
		err  error
		want string
	}{
		"REST":         {wire.WriteOptions{}, mediasock.ErrPermanent, `<stat value="8" message="" resource=""/>`},
		"XML-RPC":      {forms["XML-RPC"], mediasock.ErrUnknownMethod, "<int>-32601</int>"},
		"JSON-RPC 2.0": {forms["JSON-RPC 2.0"], mediasock.ErrUnknownMethod, `{"jsonrpc":"2.0","error":{"code":-32601,"message":"unknown method"},"id":1}`},
		"JSON-RPC 1.1": {forms["JSON-RPC 1.1"], mediasock.ErrTemporary, `{"version":"1.1","error":{"name":"JSONRPCError","code":-32603,"message":""},"id":"a"}`},
		"JSON-RPC 1.0": {forms["JSON-RPC 1.0"], mediasock.ErrTemporary, `{"result":null,"error":{"code":-32603,"message":""},"id":3}`},
		"no id":        {wire.WriteOptions{Protocol: wire.JSONRPC}, broken, `"error":{"code":-32700,"message":"the call was cut off"},"id":null}`},
	} {
		var out bytes.Buffer
		if err := wire.WriteFault(&out, id, tt.err, tt.o); err != nil || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s: WriteFault = %v, %s, want %s", name, err, &out, tt.want)
		}
		if _, err := wire.ParseReply(&out, "", wire.ReplyOptions{}); err != nil {
			t.Errorf("%s: the fault cannot be read: %v", name, err)
		}
	}
}

func TestWriteReply_notification_A77(t *testing.T) {
	var out bytes.Buffer
	err := wire.WriteReply(&out, whole(), wire.WriteOptions{Protocol: wire.JSONRPC, RPC: &wire.RPC{Version: "2.0"}})
	if err != nil || out.Len() > 0 {
		t.Errorf("a notification is answered with %q, %v", &out, err)
	}
}

func TestWriteOptions_ContentType_A31_A78_MS148(t *testing.T) {
	for form, o := range forms {
		want := "text/xml; charset=utf-8"
		if strings.HasPrefix(form, "JSON") {
			want = "text/javascript; charset=utf-8"
		}
		if got := o.ContentType(); got != want {
			t.Errorf("%s: ContentType = %q, want %q", form, got, want)
		}
	}
}
