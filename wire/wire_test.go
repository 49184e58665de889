package wire_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// bytesData is a file in memory.
type bytesData struct {
	content         []byte
	name, mediaType string
	unsized         bool
}

var _ mediasock.Data = bytesData{}

func (d bytesData) Open() (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(d.content)), nil
}
func (d bytesData) Name() string { return d.name }
func (d bytesData) Type() string { return d.mediaType }
func (d bytesData) Size() int64 {
	if d.unsized {
		return -1
	}
	return int64(len(d.content))
}

// memStaged is a staging place in memory that keeps what happened to it.
type memStaged struct {
	bytesData
	aborted bool
	limit   int // fails when more is written; 0 for never
}

var _ mediasock.Staged = (*memStaged)(nil)

var errDiskFull = &mediasock.Error{Code: mediasock.CodeTemporary, Message: "no room"}

func (s *memStaged) Write(p []byte) (int, error) {
	if s.limit > 0 && len(s.content)+len(p) > s.limit {
		return 0, errDiskFull
	}
	s.content = append(s.content, p...)
	return len(p), nil
}
func (s *memStaged) Offset() int64 { return int64(len(s.content)) }
func (s *memStaged) Abort() error  { s.aborted = true; return nil }

// stage returns options that stage into memory, and the list of what was staged.
func stage() (wire.ReadOptions, *[]*memStaged) {
	var all []*memStaged
	return wire.ReadOptions{Stage: func(_ context.Context, _ *wire.Call, name, mediaType string, _ int64) (mediasock.Staged, error) {
		s := &memStaged{bytesData: bytesData{name: name, mediaType: mediaType}}
		all = append(all, s)
		return s, nil
	}}, &all
}

// send writes c and reads it as a server does, through a real connection.
func send(t *testing.T, c *wire.Call, o wire.ReadOptions) (*wire.Call, error) {
	t.Helper()
	var got *wire.Call
	var gotErr error
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got, gotErr = wire.ReadCall(r.Context(), r, o)
	}))
	defer srv.Close()
	c.URL, _ = url.Parse(srv.URL + "/mediasock/")
	req, err := c.NewRequest(t.Context())
	if err != nil {
		t.Fatalf("NewRequest: %v", err)
	}
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatalf("Do: %v", err)
	}
	resp.Body.Close()
	return got, gotErr
}

// receive reads a request with that body.
func receive(t *testing.T, contentType, body string, o wire.ReadOptions) (*wire.Call, error) {
	t.Helper()
	r := httptest.NewRequest("POST", "/mediasock/", strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return wire.ReadCall(t.Context(), r, o)
}

var hostile = []string{
	"plain", "Ünïcödé ☃ 🎞", `quotes " and ' and \`, "a\nb\tc", "<mediasock> & </mediasock>",
	"-->", "--!>", "----", "a--b---c-", "&amp;&#45;", "]]>", "%22;:", "-", "",
}

// Every protocol and encoding of a call carries its parameters and its file.
func TestCall_MS141_MS142_MS143_A48_A75_A77_A81(t *testing.T) {
	file := bytes.Repeat([]byte("\xff\xd8\r\n--mediasock\x00\n"), 40000)
	for name, c := range map[string]wire.Call{
		"GET":                   {HTTPMethod: "GET"},
		"urlencoded":            {Form: true},
		"multipart":             {},
		"multipart file":        {Data: bytesData{content: file, name: "C:\\a\\ø\"1.jpg", mediaType: "image/jpeg"}},
		"multipart unsized":     {Data: bytesData{content: file, name: "a.jpg", unsized: true}},
		"multipart empty file":  {Data: bytesData{name: "a.jpg"}},
		"XML-RPC":               {Protocol: wire.XMLRPC},
		"XML-RPC file":          {Protocol: wire.XMLRPC, Data: bytesData{content: file, name: "a.jpg", mediaType: "image/jpeg"}},
		"XML-RPC unsized file":  {Protocol: wire.XMLRPC, Data: bytesData{content: file[:7], name: "a.jpg", unsized: true}},
		"JSON-RPC":              {Protocol: wire.JSONRPC},
		"JSON-RPC file":         {Protocol: wire.JSONRPC, Data: bytesData{content: file, name: "a.jpg", mediaType: "image/jpeg"}},
		"JSON-RPC unsized file": {Protocol: wire.JSONRPC, Data: bytesData{content: file[:8], name: "a.jpg", unsized: true}},
	} {
		t.Run(name, func(t *testing.T) {
			c.Methods = []string{mediasock.MethodMediaAppend}
			for i, value := range hostile {
				c.Params.Add("x.value"+string(rune('a'+i)), value)
			}
			c.Params.Add("media.parents", "12;15")
			o, staged := stage()
			got, err := send(t, &c, o)
			if err != nil {
				t.Fatalf("ReadCall: %v", err)
			}
			for _, p := range c.Params {
				if value := got.Params.Get(p.Name); value != p.Value {
					t.Errorf("Params.Get(%q) = %q, want %q", p.Name, value, p.Value)
				}
			}
			if len(got.Methods) != 1 || got.Methods[0] != mediasock.MethodMediaAppend {
				t.Errorf("Methods = %q, want media.append", got.Methods)
			}
			if c.Data == nil {
				return
			}
			if len(*staged) != 1 || got.Data != mediasock.Data((*staged)[0]) {
				t.Fatalf("staged %d files, Data %v; want one, the same", len(*staged), got.Data)
			}
			want := c.Data.(bytesData)
			if !bytes.Equal((*staged)[0].content, want.content) {
				t.Errorf("staged %d bytes, want the %d that were sent", len((*staged)[0].content), len(want.content))
			}
			if name := got.Data.Name(); name != "a.jpg" && name != `ø"1.jpg` {
				t.Errorf("Data.Name() = %q", name)
			}
		})
	}
}

func TestNewRequest_isSentAgain(t *testing.T) {
	c := wire.Call{URL: &url.URL{Scheme: "http", Host: "a"}, Data: bytesData{content: []byte("abc"), name: "a"}}
	req, err := c.NewRequest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, _ := io.ReadAll(req.Body)
	again, err := req.GetBody()
	if err != nil {
		t.Fatal(err)
	}
	second, _ := io.ReadAll(again)
	if !bytes.Equal(first, second) || int64(len(first)) != req.ContentLength {
		t.Errorf("bodies of %d and %d bytes, Content-Length %d", len(first), len(second), req.ContentLength)
	}
}

var replies = map[string]*wire.Reply{
	"handshake": {
		Service: mediasock.Identity{Value: "com.example", Title: `Exa--mple "1" <&>`, Version: "1.4"},
		Results: []wire.Result{{
			Method: mediasock.MethodHandshake,
			Stat:   mediasock.Stat{Message: "2048 MB -- avail-->able", Serial: "7"},
			Handshake: &mediasock.Handshake{
				User: &mediasock.User{ID: "1234", Home: "http://user.example.com/", Conf: "http://example.com/a?b=1&c=2"},
				APIs: mediasock.APIs{{Name: "mediasock.*", URL: "http://example.com/m/"}, {Name: "flickr.upload", URL: "http://example.com/up"}},
				Sock: mediasock.Sock{"prot.res", "auth.hpo", "type.image/jpeg"},
				Key:  &mediasock.Key{Value: "T63YV3Y3JOJ9JB663VVSTE33G"},
			},
		}},
		Elements: []mediasock.Element{{Name: "x-opensearch", Value: "http://example.com/os.xml"}},
	},
	"append": {
		Service: mediasock.Identity{Value: "com.example", Title: "Example", Version: "1.4"},
		Results: []wire.Result{{
			Method: mediasock.MethodMediaAppend, Stat: mediasock.Stat{Code: mediasock.CodeExists},
			Item: &mediasock.Item{ID: "123456", Resource: "http://example.com/user/media/123456"},
		}},
	},
	"taxa.append": {
		Service: mediasock.Identity{Value: "com.example", Version: "1.4"},
		Results: []wire.Result{{
			Method: mediasock.MethodTaxaAppend,
			Item:   &mediasock.Item{ID: "5", Append: mediasock.List{"media", "taxon"}, Title: "a\nb"},
		}},
	},
	"bare stat": {
		Service: mediasock.Identity{Value: "com.example", Version: "1.4"},
		Results: []wire.Result{{Stat: mediasock.Stat{Code: 7, Message: "unknown method"}}},
	},
}

// forms are the ways in which a reply can be written.
var forms = map[string]wire.WriteOptions{
	"XML":            {},
	"JSON":           {Format: wire.JSON},
	"XML-RPC":        {Protocol: wire.XMLRPC},
	"XML-RPC struct": {Protocol: wire.XMLRPC, Struct: true},
	"JSON-RPC 2.0":   {Protocol: wire.JSONRPC, RPC: &wire.RPC{Version: "2.0", ID: []byte("1")}},
	"JSON-RPC 1.1":   {Protocol: wire.JSONRPC, RPC: &wire.RPC{Version: "1.1", ID: []byte(`"a"`)}},
	"JSON-RPC 1.0":   {Protocol: wire.JSONRPC, RPC: &wire.RPC{Version: "1.0", ID: []byte("3")}},
	"embedded":       {Embedded: true},
}

func TestReply_roundTrip_A76_A77_A78(t *testing.T) {
	for form, o := range forms {
		for name, want := range replies {
			t.Run(form+"/"+name, func(t *testing.T) {
				got := rewrite(t, want, o)
				if a, b := render(t, got), render(t, want); a != b {
					t.Errorf("read back as\n%s\nwant\n%s", a, b)
				}
			})
		}
	}
}

func rewrite(t *testing.T, r *wire.Reply, o wire.WriteOptions) *wire.Reply {
	t.Helper()
	var out bytes.Buffer
	if err := wire.WriteReply(&out, r, o); err != nil {
		t.Fatalf("WriteReply: %v", err)
	}
	got, err := wire.ParseReply(&out, "http://example.com/m/", wire.ReplyOptions{})
	if err != nil {
		t.Fatalf("ParseReply: %v", err)
	}
	return got
}

// render writes r as a block, for comparison.
func render(t *testing.T, r *wire.Reply) string {
	t.Helper()
	b, err := wire.AppendBlock(nil, r, false)
	if err != nil {
		t.Fatalf("AppendBlock: %v", err)
	}
	return string(b)
}

func taxa(n int) []mediasock.Taxon {
	all := make([]mediasock.Taxon, n)
	for i := range all {
		all[i] = mediasock.Taxon{
			ID: "t" + string(rune('a'+i%26)) + strings.Repeat("0", i%5), Append: mediasock.List{"media", "taxon"},
			Title: hostile[i%len(hostile)], Parents: mediasock.List{"1", "2"}, Caption: hostile[(i+3)%len(hostile)],
			Resource: "http://example.com/a?b=1&c=2", Note: "n", Icon: "77",
		}
	}
	return all
}

func seq(all []mediasock.Taxon, err error) func(func(mediasock.Taxon, error) bool) {
	return func(yield func(mediasock.Taxon, error) bool) {
		for _, t := range all {
			if !yield(t, nil) {
				return
			}
		}
		if err != nil {
			yield(mediasock.Taxon{}, err)
		}
	}
}

// The first taxa are there long before the last are written.
func TestTaxa_neverWhole(t *testing.T) {
	const total = 100000
	var written atomic.Int64
	r, w := io.Pipe()
	go func() {
		w.CloseWithError(wire.WriteReply(w, &wire.Reply{Results: []wire.Result{{
			Method: mediasock.MethodTaxaList,
			Taxa: func(yield func(mediasock.Taxon, error) bool) {
				for written.Load() < total && yield(mediasock.Taxon{ID: "1", Title: "t"}, nil) {
					written.Add(1)
				}
			},
		}}}, wire.WriteOptions{}))
	}()
	reply, err := wire.ParseReply(r, "", wire.ReplyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, err := range reply.Results[0].Taxa {
		if err != nil {
			t.Fatal(err)
		}
		if read++; read == 1 && written.Load() > total/10 {
			t.Errorf("%d taxa were written before the first could be read", written.Load())
		}
	}
	if read != total {
		t.Errorf("read %d taxa, want %d", read, total)
	}
}

func TestTaxa_stream_MS107_MS172(t *testing.T) {
	want := taxa(900)
	for form, o := range forms {
		for _, ending := range []error{nil, mediasock.ErrTemporary} {
			t.Run(form, func(t *testing.T) {
				r := &wire.Reply{Results: []wire.Result{
					{Method: mediasock.MethodHandshake, Handshake: &mediasock.Handshake{}, Stat: mediasock.Stat{Serial: "1"}},
					{Method: mediasock.MethodTaxaList, Taxa: seq(want, ending)},
					{Method: mediasock.MethodMediaAppend, Item: &mediasock.Item{ID: "9"}},
				}}
				got := rewrite(t, r, o)
				i := 0
				err := got.Result(mediasock.MethodTaxaList).Stat.Err()
				for taxon, e := range got.Result("taxa.list").Taxa {
					if e != nil {
						err = e
						break
					}
					if a, b := taxon, want[i]; a.ID != b.ID || a.Title != b.Title || a.Caption != b.Caption ||
						a.Parents.String() != b.Parents.String() || a.Append.String() != b.Append.String() ||
						a.Resource != b.Resource || a.Note != b.Note || a.Icon != b.Icon {
						t.Fatalf("taxon %d = %+v, want %+v", i, a, b)
					}
					i++
				}
				if i != len(want) || !errors.Is(err, ending) {
					t.Errorf("%d taxa and error %v, want %d and %v", i, err, len(want), ending)
				}
				if got.Result("handshake") == nil || got.Result("media.append") == nil || got.Result("media.append").Item.ID != "9" {
					t.Errorf("the results around the taxa are %+v", got.Results)
				}
			})
		}
	}
}
