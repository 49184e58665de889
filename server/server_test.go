package server_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
)

// A site is a service with one account and what is needed to talk to it.
type site struct {
	*fakeservice.Service
	url string
	app string // ann's app password
	log *bytes.Buffer
}

func start(t *testing.T, o fakeservice.Options) *site {
	t.Helper()
	s := &site{log: &bytes.Buffer{}}
	o.Log = slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.Service = fakeservice.New(o)
	s.app = s.AddUser("ann", "pw")
	listener := httptest.NewServer(s.Service)
	t.Cleanup(listener.Close)
	s.url = listener.URL + "/mediasock/"
	return s
}

// An answer is what came back.
type answer struct {
	*http.Response
	body string
}

func (s *site) do(t *testing.T, method, query string, header http.Header, contentType string, body io.Reader) answer {
	t.Helper()
	req, err := http.NewRequest(method, s.url+query, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp, string(text)}
}

func (s *site) get(t *testing.T, query string) answer {
	t.Helper()
	return s.do(t, http.MethodGet, query, nil, "", nil)
}

// post sends name and value pairs urlencoded.
func (s *site) post(t *testing.T, header http.Header, pairs ...string) answer {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return s.do(t, http.MethodPost, "", header, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// upload sends parts in their order; "media.data" is the file.
func (s *site) upload(t *testing.T, header http.Header, pairs ...string) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		part, err := w.CreateFormField(pairs[i])
		if pairs[i] == "media.data" {
			part, err = w.CreateFormFile("media.data", "dummy name")
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(part, pairs[i+1])
	}
	w.Close()
	return s.do(t, http.MethodPost, "", header, w.FormDataContentType(), &body)
}

// ann returns the Basic header of the account.
func (s *site) ann() http.Header {
	r := &http.Request{Header: http.Header{}}
	r.SetBasicAuth("ann", s.app)
	return r.Header
}

// line returns the line of an answer that begins so.
func (a answer) line(begin string) string {
	for line := range strings.Lines(a.body) {
		if strings.HasPrefix(line, begin) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func (a answer) want(t *testing.T, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("status = %d, want %d; body:\n%s", a.StatusCode, status, a.body)
	}
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			t.Errorf("the answer lacks %q:\n%s", part, a.body)
		}
	}
}

func TestDiscovery_MS16_MS18_A34(t *testing.T) {
	s := start(t, fakeservice.Options{})
	got := s.get(t, "")
	got.want(t, 200, `<?xml version="1.0"?>`, `<mediasock value="com.example.fake" title="Fake" version="1.4">`, `<stat value="1" `)
	apis := got.line("<apis")
	if want := `<apis value="mediasock.*:` + strings.TrimSuffix(s.url, "/mediasock/"); !strings.HasPrefix(apis, want) {
		t.Errorf("apis = %q, want it to begin %q (A-21)", apis, want)
	}
	for _, token := range []string{"prot.res", "prot.xrp", "prot.jrp", "resp.json", "auth.hsc", "auth.hdi", "feat.cmc", "type.any"} {
		if !strings.Contains(got.line("<sock"), token) {
			t.Errorf("sock = %q lacks %s (A-10)", got.line("<sock"), token)
		}
	}
	head := s.do(t, http.MethodHead, "", nil, "", nil)
	if head.StatusCode != 200 || head.body != "" || head.ContentLength != got.ContentLength || head.Header.Get("Content-Type") != got.Header.Get("Content-Type") {
		t.Errorf("HEAD = %d %v, want GET's status and headers (MS-18)", head.StatusCode, head.Header)
	}
	if ct := got.Header.Get("Content-Type"); ct != "text/xml; charset=utf-8" {
		t.Errorf("Content-Type = %q (A-31)", ct)
	}
}

// TestChallengeOrder: WSSE first, for wget gives up where it comes last; Digest
// MD5 last, for wget takes the last that it knows.
func TestChallengeOrder_A34(t *testing.T) {
	s := start(t, fakeservice.Options{})
	lines := s.get(t, "").Header.Values("WWW-Authenticate")
	if len(lines) < 4 || !strings.HasPrefix(lines[0], "WSSE") || !strings.Contains(lines[len(lines)-1], "MD5") {
		t.Errorf("challenges = %q, want WSSE first and Digest MD5 last", lines)
	}
}

func TestMethodNotAllowed_A33(t *testing.T) {
	s := start(t, fakeservice.Options{})
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodOptions, "PROPFIND"} {
		got := s.do(t, method, "", nil, "", nil)
		got.want(t, http.StatusMethodNotAllowed, `<stat value="8"`)
		if got.Header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: Allow = %q", method, got.Header.Get("Allow"))
		}
	}
}

func TestSerial_MS123_A24(t *testing.T) {
	serial := func(a answer) string {
		_, rest, _ := strings.Cut(a.line("<stat"), `serial="`)
		number, _, _ := strings.Cut(rest, `"`)
		return number
	}
	s := start(t, fakeservice.Options{})
	one, two := serial(s.get(t, "")), serial(s.get(t, ""))
	if one == "" || one != two || strings.Trim(one, "0123456789") != "" || len(one) > 16 {
		t.Errorf("serials %q and %q, want the same number", one, two)
	}
	failed := s.post(t, nil, "method", "mediasock.handshake", "username", "ann", "password", "no")
	if serial(failed) != one {
		t.Errorf("serial of a failed handshake = %q, want %q", serial(failed), one)
	}
	types := []string{"type.img"}
	other := start(t, fakeservice.Options{Features: []string{"feat.amp"}, Types: types})
	base := func(r *http.Request) string { return "http://one.example" }
	for _, h := range []*server.Handler{s.Handler, other.Handler} {
		h.Base = base
	}
	if a, b := serial(s.get(t, "")), serial(other.get(t, "")); a == b {
		t.Errorf("serials of different socks are both %s", a)
	}
}

func TestHandshake_MS120_MS135(t *testing.T) {
	s := start(t, fakeservice.Options{})
	ok := s.post(t, nil, "method", "mediasock.handshake", "apikey", "t", "username", "ann", "password", "pw")
	ok.want(t, 200, `<stat value="0"`, "<user value=", "<apis value=", "<sock value=", "<akey value=")
	if cookie := ok.Header.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("Set-Cookie = %q (MS-195, A-72)", cookie)
	}
	named := s.post(t, nil, "method", "mediasock.handshake", "sock", "auth.hst", "username", "ann", "password", "pw")
	named.want(t, 200, "<akey value=")
	if named.Header.Get("Set-Cookie") != "" {
		t.Error("a client that wants auth.hst gets a cookie (A-64)")
	}
	wrong := s.post(t, nil, "method", "mediasock.handshake", "username", "ann", "password", "no")
	wrong.want(t, 200, `<stat value="2"`, "<apis value=", "<sock value=")
	if wrong.line("<akey") != "" || wrong.Header.Get("Set-Cookie") != "" || strings.Contains(wrong.body, "<user value=\"1") {
		t.Errorf("a failed handshake grants:\n%s", wrong.body)
	}
	bare := s.post(t, nil, "username", "ann", "password", "pw")
	bare.want(t, 200, `<stat value="0"`) // no method is the handshake
}

func TestCredentialsInQuery_MS119_A49(t *testing.T) {
	s := start(t, fakeservice.Options{})
	got := s.get(t, "?method=mediasock.handshake&username=ann&password=pw")
	if !strings.Contains(got.body, `<stat value="1"`) || !strings.Contains(got.line("<stat"), "POST") {
		t.Errorf("a password in the query: %s, want state 1 with a message", got.line("<stat"))
	}
	posted := s.do(t, http.MethodPost, "?username=ann&password=pw", nil, "application/x-www-form-urlencoded", strings.NewReader("method=mediasock.handshake"))
	if strings.Contains(posted.body, `<stat value="0"`) {
		t.Error("a password in the query of a POST signs in")
	}
	if strings.Contains(s.log.String(), "password=") || strings.Contains(s.log.String(), "pw") {
		t.Errorf("the log holds the query (XS-4):\n%s", s.log)
	}
}

func TestNotOffered_MS77_A70(t *testing.T) {
	s := start(t, fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HBA(auth.Options{})}})
	s.post(t, nil, "method", "mediasock.handshake", "username", "ann", "password", "pw").want(t, 200, `<stat value="3"`)
	s.post(t, nil, "method", "mediasock.handshake", "sock", "auth.hst").want(t, 200, `<stat value="3"`)
}

func TestUnauthorized_A33(t *testing.T) {
	s := start(t, fakeservice.Options{})
	for name, got := range map[string]answer{
		"an empty POST, as curl --digest sends": s.do(t, http.MethodPost, "", nil, "", nil),
		"a call without credentials":            s.post(t, nil, "method", "mediasock.taxa.list"),
		"an upload without credentials":         s.upload(t, nil, "method", "mediasock.media.append", "media.data", "x"),
		"a bad Basic header":                    s.post(t, http.Header{"Authorization": {"Basic eDp5"}}, "method", "mediasock.taxa.list"),
	} {
		if got.StatusCode != 401 || len(got.Header.Values("WWW-Authenticate")) < 2 || got.line("<stat") == "" {
			t.Errorf("%s: %d %q, want 401, challenges and a block", name, got.StatusCode, got.Header.Values("WWW-Authenticate"))
		}
	}
	expired := s.post(t, http.Header{"Cookie": {"mediasock=gone"}}, "method", "mediasock.taxa.list")
	expired.want(t, 200, `<stat value="1"`)
	token := s.post(t, nil, "method", "mediasock.taxa.list", "sock.key", "gone")
	token.want(t, 200, `<stat value="1"`)
	only := start(t, fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HSC(auth.Options{})}})
	only.post(t, nil, "method", "mediasock.taxa.list").want(t, 200, `<stat value="1"`)
}

func TestUnknownMethod_A38(t *testing.T) {
	s := start(t, fakeservice.Options{})
	got := s.post(t, s.ann(), "method", "mediasock.media.frobnicate")
	got.want(t, 200, "version=\"1.4\">\n<stat value=\"7\" message=\"unknown method\"")
	call := `<?xml version="1.0"?><methodCall><methodName>mediasock.frob</methodName><params/></methodCall>`
	s.do(t, http.MethodPost, "", s.ann(), "text/xml", strings.NewReader(call)).want(t, 200, "-32601")
}

func TestThrottled_XS3_A33(t *testing.T) {
	s := start(t, fakeservice.Options{})
	var got answer
	for range 30 {
		got = s.post(t, nil, "method", "mediasock.handshake", "username", "ann", "password", "no")
		if got.StatusCode != 200 {
			break
		}
	}
	got.want(t, http.StatusTooManyRequests, `<stat value="6"`, "<apis")
	if got.Header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
}

func TestCombined_MS107_MS110_A54(t *testing.T) {
	s := start(t, fakeservice.Options{})
	got := s.post(t, s.ann(), "method", "mediasock.taxa.append;mediasock.frob;mediasock.taxa.list;mediasock.taxa.append", "taxon.title", "T")
	got.want(t, 200, "<taxa.append>", "<taxa.list>", `title="T"`)
	if n := strings.Count(got.body, "<taxa.append>"); n != 1 {
		t.Errorf("a method that is named twice ran %d times", n)
	}
	if strings.Index(got.body, "<taxa.append>") > strings.Index(got.body, "<taxa.list>") {
		t.Errorf("methods out of order:\n%s", got.body)
	}
	failed := s.post(t, nil, "method", "mediasock.handshake;mediasock.taxa.list;mediasock.taxa.append", "username", "ann", "password", "no", "taxon.title", "no")
	failed.want(t, 200, "<handshake>\n<stat value=\"2\"", "<taxa.list>\n<stat value=\"1\"", "<taxa.append>\n<stat value=\"1\"")
}

// Two uploads share their file, so only the first can have it.
func TestCombinedUploads_A54(t *testing.T) {
	s := start(t, fakeservice.Options{})
	one := s.upload(t, s.ann(), "media.data", "first", "method", "mediasock.media.append")
	id := strings.Split(one.line("<item"), `"`)[1]
	both := s.upload(t, s.ann(), "method", "mediasock.media.update;mediasock.media.append", "media.iid", id, "media.data", "second")
	both.want(t, 200, "<media.update>\n<stat value=\"0\"", "<media.append>\n<stat value=\"7\"")
}

func TestItemStates_A36_A51(t *testing.T) {
	s := start(t, fakeservice.Options{Features: []string{"feat.amp", "feat.atp"}})
	amp := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "x")
	amp.want(t, 200, `<stat value="7"`, "album")
	s.post(t, s.ann(), "method", "mediasock.taxa.append", "taxon.title", "x").want(t, 200, `<stat value="7"`)

	s = start(t, fakeservice.Options{})
	for name, pairs := range map[string][]string{
		"no file":         {"method", "mediasock.media.append"},
		"no id":           {"method", "mediasock.media.update", "media.title", "x"},
		"unknown id":      {"method", "mediasock.media.update", "media.iid", "42"},
		"no title":        {"method", "mediasock.taxa.append"},
		"A-51 unknown id": {"method", "mediasock.media.append", "media.iid", "42"},
	} {
		got := s.upload(t, s.ann(), pairs...)
		if got.StatusCode != 200 || !strings.Contains(got.body, `<stat value="7"`) {
			t.Errorf("%s: %d %s, want 200 and state 7", name, got.StatusCode, got.line("<stat"))
		}
	}
	one := s.upload(t, s.ann(), "media.data", "first", "method", "mediasock.media.append")
	one.want(t, 200, `<stat value="0"`)
	id := strings.Split(one.line("<item"), `"`)[1]
	s.upload(t, s.ann(), "method", "media.append", "media.iid", id, "media.title", "new").want(t, 200, `value="`+id+`"`, `<stat value="0"`)
}

func TestTypes_A55_MS218(t *testing.T) {
	jpeg := "\xff\xd8\xff\xe0\x00\x10JFIF\x00" + strings.Repeat("x", 600)
	gif := "GIF89a" + strings.Repeat("x", 600)
	tests := []struct {
		types []string
		data  string
		takes bool
	}{
		{[]string{"type.img", "type.image/jpeg"}, jpeg, true},
		{[]string{"type.img", "type.image/jpeg"}, gif, false},
		{[]string{"type.img"}, gif, true},
		{[]string{"type.image/*"}, gif, true},
		{[]string{"type.mov"}, gif, false},
		{[]string{"type.any"}, "hello", true},
		{[]string{"type.txt"}, "hello", true},
		{[]string{"type.txt"}, "<html><body>hello", false},
	}
	for _, test := range tests {
		s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Types, h.Backend = test.types, untyped{h.Backend} }})
		got := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", test.data)
		if takes := strings.Contains(got.body, `<stat value="0"`); takes != test.takes {
			t.Errorf("%v takes %.6q: %t, want %t: %s", test.types, test.data, takes, test.takes, got.line("<stat"))
		}
	}
}

// TestAnnouncedSum_X5: bytes that the user has stored already need not travel,
// and a wrong sum is noticed.
func TestAnnouncedSum_X5(t *testing.T) {
	s := start(t, fakeservice.Options{})
	one := s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "known bytes")
	sum := sha256.Sum256([]byte("known bytes"))
	known := hex.EncodeToString(sum[:])
	again := s.upload(t, s.ann(), "method", "mediasock.media.append", "x.sha256", known, "media.data", strings.Repeat("anything", 1000))
	again.want(t, 200, `<stat value="20"`, strings.TrimSpace(one.line("<item")))
	other := sha256.Sum256([]byte("other bytes"))
	s.upload(t, s.ann(), "method", "mediasock.media.append", "x.sha256", hex.EncodeToString(other[:]), "media.data", "changed on the way").
		want(t, 200, `<stat value="5"`)
	stranger := s.upload(t, nil, "method", "mediasock.media.append", "x.sha256", known, "media.data", "known bytes")
	if strings.Contains(stranger.body, `value="20"`) {
		t.Error("a stranger learns that the bytes are known")
	}
}

func TestHandle(t *testing.T) {
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Handle("example.echo", echo) }})
	s.get(t, "").want(t, 200, ";example.echo:")
	s.post(t, s.ann(), "method", "example.echo", "media.title", "said").want(t, 200, `message="said"`)
	s.post(t, nil, "method", "example.echo").want(t, 401, `<stat value="1"`)
	for _, name := range []string{"", mediasock.MethodTaxaList, "example.echo", "has;semicolon", "has:colon"} {
		if !panics(func() { s.Handler.Handle(name, echo) }) {
			t.Errorf("Handle(%q) does not panic (MS-34)", name)
		}
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}

// TestProxied: without Conn a request that came through a proxy is not taken for
// one from this machine, whatever address the proxy has.
func TestProxied(t *testing.T) {
	s := start(t, fakeservice.Options{})
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip"} {
		got := s.post(t, http.Header{name: {"127.0.0.1"}}, "method", "mediasock.handshake", "username", "ann", "password", "pw")
		if strings.Contains(got.body, `<stat value="0"`) {
			t.Errorf("with %s the account's password is taken over plain http", name)
		}
	}
}
