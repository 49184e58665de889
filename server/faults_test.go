package server_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
	"github.com/mediasock/mediasock/wire"
)

func faultySite(t *testing.T, fault string) *site {
	t.Helper()
	return start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Backend = broken{fault} }})
}

func TestInnerFaults(t *testing.T) {
	for _, fault := range []string{"session", "plain", "panic"} {
		t.Run(fault, func(t *testing.T) {
			s := faultySite(t, fault)
			for _, method := range []string{"mediasock.taxa.list", "mediasock.taxa.append", "mediasock.auth.signout"} {
				got := s.post(t, s.ann(), "method", method, "taxon.title", "x")
				got.want(t, http.StatusServiceUnavailable, `<stat value="6"`)
				if strings.Contains(got.body, "secret") || got.Header.Get("Retry-After") == "" {
					t.Errorf("%s answers %v\n%s", method, got.Header, got.body)
				}
			}
			if !strings.Contains(s.log.String(), "secret inner fault") {
				t.Errorf("the fault is not logged:\n%s", s.log)
			}
		})
	}
}

func TestStatesOfSessions(t *testing.T) {
	s := faultySite(t, "quota")
	s.post(t, s.ann(), "method", "mediasock.taxa.append", "taxon.title", "x").want(t, 200, `<stat value="6" message="the quota is used up"`)
	s.post(t, s.ann(), "method", "mediasock.handshake").want(t, 200, `<stat value="0" message="2048 MB available"`)                          // MS-124
	s = faultySite(t, "reserved")
	s.post(t, s.ann(), "method", "mediasock.taxa.append", "taxon.title", "x").want(t, 200, `<stat value="8"`) // MS-67
	s = faultySite(t, "disabled")
	got := s.post(t, s.ann(), "method", "mediasock.handshake;mediasock.taxa.list")
	got.want(t, 200, `<stat value="8" message="disabled" resource="https://example.com/why"`, "<apis") // MS-78
	s = faultySite(t, "list late")
	s.post(t, s.ann(), "method", "mediasock.taxa.list").want(t, 200, `title="first"`, `<stat value="6"`)
}

func TestUpdateNotOffered_MS170_A21(t *testing.T) {
	s := faultySite(t, "none")
	got := s.get(t, "")
	if apis := got.line("<apis"); strings.Contains(apis, "mediasock.*") || strings.Contains(apis, "media.update") || !strings.Contains(apis, "mediasock.taxa.list:") {
		t.Errorf("apis = %q, want the methods that work and no wildcard", apis)
	}
	s.post(t, s.ann(), "method", "mediasock.media.update", "media.iid", "1").want(t, 200, `<stat value="7"`)
}

func TestForgery_A48(t *testing.T) {
	s := start(t, fakeservice.Options{})
	in := s.post(t, nil, "method", "mediasock.handshake", "sock", "auth.hsc", "username", "ann", "password", "pw")
	cookie := strings.Split(in.Header.Get("Set-Cookie"), ";")[0]
	header := func(pairs ...string) http.Header {
		h := http.Header{"Cookie": {cookie}}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	make := []string{"method", "mediasock.taxa.append", "taxon.title", "x"}
	s.post(t, header(), make...).want(t, 200, `<stat value="0"`)
	s.post(t, header("Sec-Fetch-Site", "same-origin"), make...).want(t, 200, `<stat value="0"`)
	s.post(t, header("Sec-Fetch-Site", "cross-site"), make...).want(t, 403, `<stat value="8"`)
	s.post(t, header("Sec-Fetch-Site", "same-site"), make...).want(t, 403, `<stat value="8"`)
	s.post(t, header("Origin", "https://evil.example"), make...).want(t, 403, `<stat value="8"`)
	junk := append([]string{"sock.key", "0123456789"}, make...)
	s.post(t, header("Sec-Fetch-Site", "cross-site"), junk...).want(t, 403, `<stat value="8"`)

	get := s.do(t, http.MethodGet, "?method=mediasock.taxa.append&taxon.title=x", header(), "", nil)
	get.want(t, http.StatusMethodNotAllowed, `<stat value="8"`)
	if get.Header.Get("Allow") != "POST" {
		t.Errorf("Allow = %q", get.Header.Get("Allow"))
	}
	s.do(t, http.MethodGet, "?method=mediasock.taxa.list", header(), "", nil).want(t, 200, `<stat value="0"`)

	login := s.post(t, http.Header{"Sec-Fetch-Site": {"cross-site"}}, "method", "mediasock.handshake", "username", "ann", "password", "pw")
	if login.Header.Get("Set-Cookie") != "" {
		t.Error("another site's page signs the user in to an account of its own")
	}
}

func TestEmbed_MS54_A32(t *testing.T) {
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) {
		h.Embed = true
		h.Service.Title = `Ann's --> <script>alert(1)</script> "gallery"`
	}})
	got := s.get(t, "")
	if ct := got.Header.Get("Content-Type"); ct != "text/html; charset=utf-8" {
		t.Errorf("Content-Type = %q (MS-24)", ct)
	}
	if n := strings.Count(got.body, "-->"); n != 1 {
		t.Errorf("the comment ends %d times:\n%s", n, got.body)
	}
	if strings.Contains(got.body, "<script>") || strings.Contains(got.body, "<?xml") {
		t.Errorf("the page holds markup of the title, or a declaration (MS-53):\n%s", got.body)
	}
	reply, err := wire.ParseReply(strings.NewReader(got.body), s.url, wire.ReplyOptions{})
	if err != nil || reply.Service.Title != s.Handler.Service.Title {
		t.Errorf("ParseReply = %+v, %v", reply, err)
	}
}

// TestHTTP10_A23: without Host and without chunks.
func TestHTTP10_A23(t *testing.T) {
	s := start(t, fakeservice.Options{})
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/mediasock/"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprint(conn, "GET /mediasock/ HTTP/1.0\r\n\r\n")
	text, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(text, []byte("HTTP/1.0 200")) || !bytes.Contains(text, []byte("Content-Length:")) || !bytes.Contains(text, []byte(`<apis value="mediasock.*"/>`)) {
		t.Errorf("HTTP/1.0 without Host:\n%s", text)
	}
}

// TestStrangersShare: who is not verified when the file begins sends little, and
// leaves nothing.
func TestStrangersShare(t *testing.T) {
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Limits.Stranger = 1000 }})
	small, large := strings.Repeat("s", 900), strings.Repeat("l", 100_000)
	s.upload(t, nil, "media.data", small, "method", "mediasock.media.append").want(t, 401, `<stat value="1"`)
	s.upload(t, nil, "media.data", large, "method", "mediasock.media.append").want(t, 413, `<stat value="7"`)
	s.upload(t, nil, "media.data", large, "method", "mediasock.media.append", "username", "ann", "password", s.app).want(t, 413, `<stat value="7"`)
	s.upload(t, nil, "media.data", small, "method", "mediasock.media.append", "username", "ann", "password", s.app).want(t, 200, `<stat value="0"`)
	s.upload(t, nil, "username", "ann", "password", s.app, "media.data", large, "method", "mediasock.media.append").want(t, 200, `<stat value="0"`)
	s.upload(t, nil, "method", "mediasock.media.append", "username", "ann", "password", "no", "media.data", large).want(t, 200, `<stat value="2"`)
	s.upload(t, nil, "password", s.app, "media.data", small, "username", "ann", "method", "mediasock.media.append").want(t, 200, `<stat value="20"`)
	s.upload(t, s.ann(), "media.data", large+"!", "method", "mediasock.media.append").want(t, 200, `<stat value="0"`)
}

// TestStateIsNoFault_A76: a call that is refused while its file arrives is
// answered by its state, in every protocol, also where its id has not been read.
func TestStateIsNoFault_A76(t *testing.T) {
	s := start(t, fakeservice.Options{})
	wrong := &http.Request{Header: http.Header{}}
	wrong.SetBasicAuth("ann", "wrong")
	const xml = `<methodCall><methodName>mediasock.media.append</methodName><params><param><value><struct>` +
		`<member><name>media.data</name><value><base64>aGVsbG8=</base64></value></member></struct></value></param></params></methodCall>`
	for _, tt := range []struct{ name, query, body, want string }{
		{"A-76 XML-RPC", "", xml, `&lt;stat value="2"`},
		{"X-2 a struct, asked for in the query", "?sock=x-struct", xml, "<name>value</name><value><string>2</string>"},
		{"A-77 2.0", "", `{"jsonrpc":"2.0","method":"mediasock.media.append","params":[{"media.data":"aGVsbG8="}],"id":1}`, `"stat":{"value":"2"`},
		{"A-77 1.0", "", `{"method":"mediasock.media.append","params":[{"media.data":"aGVsbG8="}],"id":1}`, `"stat":{"value":"2"`},
	} {
		a := s.do(t, http.MethodPost, tt.query, wrong.Header, "", strings.NewReader(tt.body))
		if !strings.Contains(a.body, tt.want) {
			t.Errorf("%s: the answer is %q, want %s in it", tt.name, a.body, tt.want)
		}
	}
}

// TestKnownBytesOverRPC_X5_A77: bytes that are announced and known need not
// arrive, and neither need the id after them.
func TestKnownBytesOverRPC_X5_A77(t *testing.T) {
	s := start(t, fakeservice.Options{})
	s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", "hello").want(t, 200, `<stat value="0"`)
	sum := sha256.Sum256([]byte("hello"))
	for _, version := range []string{`"jsonrpc":"2.0",`, `"version":"1.1",`, ""} {
		body := `{` + version + `"method":"mediasock.media.append","params":[{"x.sha256":"` + hex.EncodeToString(sum[:]) + `","media.data":"aGVsbG8="}],"id":1}`
		s.do(t, http.MethodPost, "", s.ann(), "text/javascript", strings.NewReader(body)).want(t, 200, `"stat":{"value":"20"`, `"item":[{"value":"`)
	}
}

func TestTooLarge_A33(t *testing.T) {
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Limits.Call.Data = 1000 }})
	s.upload(t, s.ann(), "method", "mediasock.media.append", "media.data", strings.Repeat("x", 5000)).want(t, 413, `<stat value="7"`)
}

func TestTruncated_A36(t *testing.T) {
	s := start(t, fakeservice.Options{})
	body := "--b\r\nContent-Disposition: form-data; name=\"media.data\"; filename=\"x\"\r\n\r\nabc"
	got := s.do(t, http.MethodPost, "?method=mediasock.media.append", s.ann(), "multipart/form-data; boundary=b", strings.NewReader(body))
	if !strings.Contains(got.body, `<stat value="5"`) {
		t.Errorf("a truncated upload answers %d %s, want state 5", got.StatusCode, got.line("<stat"))
	}
}

func TestAPIKey_MS99_A47(t *testing.T) {
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.APIKey = func(key string) bool { return key == "mine" } }})
	s.post(t, s.ann(), "method", "mediasock.taxa.list", "apikey", "other").want(t, 401, `<stat value="2"`, "apikey")
	s.post(t, s.ann(), "method", "mediasock.taxa.list", "apikey", "mine").want(t, 200, `<stat value="0"`)
	sum := sha256.Sum256([]byte("known bytes"))
	for _, test := range []struct {
		apikey string
		status int
		stat   string
	}{{"mine", 200, `<stat value="0"`}, {"other", 401, `<stat value="2"`}} { // the bytes need not travel the second time
		s.upload(t, s.ann(), "method", "mediasock.media.append", "apikey", test.apikey,
			"x.sha256", hex.EncodeToString(sum[:]), "media.data", "known bytes").want(t, test.status, test.stat)
	}
	s.get(t, "").want(t, 200, `<stat value="1"`)
}

func TestSecretsInLog_XS4(t *testing.T) {
	s := start(t, fakeservice.Options{})
	header := s.ann()
	header.Set("Cookie", "mediasock=cookie-secret")
	header.Set("X-WSSE", `UsernameToken Username="ann", PasswordDigest="wsse-secret", Nonce="n", Created="x"`)
	s.post(t, header, "method", "mediasock.handshake", "username", "cipher-name", "password", "password-secret", "sock.key", "key-secret")
	s.get(t, "?method=mediasock.taxa.list&sock.key=query-secret&password=query-secret")
	s.post(t, s.ann(), "method", "mediasock.taxa.list")
	for _, secret := range []string{"cookie-secret", "wsse-secret", "password-secret", "key-secret", "query-secret", "cipher-name", s.app} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, s.log)
		}
	}
	if n := strings.Count(s.log.String(), "msg=call"); n != 3 {
		t.Errorf("%d lines for 3 calls:\n%s", n, s.log)
	}
}

func TestPublic_A34_MS203(t *testing.T) {
	mechanisms := []auth.Mechanism{auth.PUB(auth.Options{Public: nil}), auth.HSC(auth.Options{})}
	s := start(t, fakeservice.Options{Mechanisms: mechanisms})
	s.get(t, "").want(t, 200, `<stat value="1"`) // nobody is public
}

// TestStall: a body of which nothing arrives any more is given up.
func TestStall(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Configure: func(h *server.Handler) { h.Limits.Stall = 50 * time.Millisecond }})
	listener := httptest.NewServer(service)
	defer listener.Close()
	conn, err := net.Dial("tcp", listener.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprint(conn, "POST /mediasock/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nmethod=")
	text := make([]byte, 12)
	if _, err := io.ReadFull(conn, text); err != nil || string(text) != "HTTP/1.1 408" {
		t.Errorf("a stalled call gets %q, %v, want 408", text, err)
	}
}
