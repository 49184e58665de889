package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
	"github.com/mediasock/mediasock/wire"
)

// offered reads the handshake in an answer.
func (a answer) offered(t *testing.T, endpoint string) *mediasock.Handshake {
	t.Helper()
	reply, err := wire.ParseReply(strings.NewReader(a.body), endpoint, wire.ReplyOptions{})
	if err != nil {
		t.Fatalf("ParseReply: %v of\n%s", err, a.body)
	}
	result := reply.Result(mediasock.MethodHandshake)
	if result == nil || result.Handshake == nil {
		t.Fatalf("no handshake in\n%s", a.body)
	}
	return result.Handshake
}

// TestOffer: whatever ways to sign in there are, a GET of the endpoint answers
// 200 in place with what is offered: the handshake among the methods, the
// mechanism, feat.cmc, protocols and formats.
func TestOffer_MS12_MS19_MS26_MS42_MS111_MS114_MS149(t *testing.T) {
	for _, m := range auth.Default(auth.Options{}) {
		t.Run(m.Sock, func(t *testing.T) {
			s := start(t, fakeservice.Options{Mechanisms: []auth.Mechanism{m}})
			got := s.get(t, "")
			if got.StatusCode != http.StatusOK || got.Header.Get("Location") != "" {
				t.Errorf("GET = %d to %q, want 200 in place (MS-12, MS-19)", got.StatusCode, got.Header.Get("Location"))
			}
			h := got.offered(t, s.url)
			if u, ok := h.APIs.Lookup(mediasock.MethodHandshake); !ok || u != s.url {
				t.Errorf("the handshake is at %q, %t, want %q (MS-42)", u, ok, s.url)
			}
			for _, method := range mediasock.Methods() {
				if _, ok := h.APIs.Lookup(method); !ok {
					t.Errorf("apis = %v lacks %s (MS-26)", h.APIs, method)
				}
			}
			for _, token := range []string{m.Sock, "feat.cmc", "prot.res", "resp.xml", "resp.json"} {
				if !h.Sock.Has(token) {
					t.Errorf("sock = %q lacks %s", h.Sock, token)
				}
			}
			apis := got.line("<apis")
			if list := strings.Split(apis, `"`)[1]; list == "" || strings.ContainsAny(list, " \t\r\n") {
				t.Errorf("apis = %q, want a list without white space (MS-127)", apis)
			}
		})
	}
}

// TestHandshakeAnswers: stat and apis are always there, 0 is for who is signed
// in and no one else, and user comes with a user alone.
func TestHandshakeAnswers_MS121_MS122_MS126_MS127_A26(t *testing.T) {
	s := start(t, fakeservice.Options{})
	handshake := []string{"method", "mediasock.handshake"}
	for name, tt := range map[string]struct {
		got  answer
		code mediasock.Code
	}{
		"a stranger's discovery": {s.get(t, ""), mediasock.CodeAuth},
		"no credentials":         {s.post(t, nil, handshake...), mediasock.CodeAuth},
		"a wrong password":       {s.post(t, nil, append(handshake, "username", "ann", "password", "no")...), mediasock.CodeCredentials},
		"what is not offered":    {s.post(t, nil, append(handshake, "sock", "auth.xyz")...), mediasock.CodeRenegotiate},
		"an expired token":       {s.post(t, nil, append(handshake, "sock.key", "gone")...), mediasock.CodeAuth},
		"a sign-in":              {s.post(t, nil, append(handshake, "username", "ann", "password", "pw")...), mediasock.CodeSuccess},
		"a header":               {s.post(t, s.ann(), handshake...), mediasock.CodeSuccess},
	} {
		h := tt.got.offered(t, s.url)
		if h.Stat.Code != tt.code || len(h.APIs) == 0 || h.Stat.Serial == "" {
			t.Errorf("%s: %+v with apis %v, want state %d and both", name, h.Stat, h.APIs, tt.code)
		}
		if (h.User != nil) != (tt.code == mediasock.CodeSuccess) {
			t.Errorf("%s: user %+v", name, h.User)
		}
	}
}

// TestHandshake_MS115: one call compares abilities, signs in and tells of the
// account.
func TestHandshake_MS115_MS125(t *testing.T) {
	s := start(t, fakeservice.Options{Types: []string{"type.img"}, Configure: func(h *server.Handler) { h.Backend = untyped{h.Backend} }})
	h := s.post(t, nil, "method", "mediasock.handshake", "sock", "auth.hst", "username", "ann", "password", "pw").offered(t, s.url)
	if h.User == nil || h.User.ID == "" || h.Key == nil || h.Key.Value == "" || !h.Sock.Has("type.img") || len(h.APIs) == 0 {
		t.Errorf("the handshake is %+v, user %+v, key %+v", h, h.User, h.Key)
	}
}

// TestProtocols_MS139: a service that has some protocols alone announces those,
// answers calls in others with state 3, and is discovered all the same.
func TestProtocols_MS139_A70(t *testing.T) {
	calls := map[wire.Protocol][2]string{
		wire.REST:    {"application/x-www-form-urlencoded", "method=mediasock.taxa.list"},
		wire.XMLRPC:  {"text/xml", "<methodCall><methodName>mediasock.taxa.list</methodName></methodCall>"},
		wire.JSONRPC: {"text/javascript", `{"jsonrpc":"2.0","method":"mediasock.taxa.list","id":1}`},
	}
	for only := range calls {
		s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Protocols = []wire.Protocol{only} }})
		if got, want := s.get(t, "").offered(t, s.url).Sock.Family("prot"), []string{string(only)}; !slices.Equal(got, want) {
			t.Errorf("%s alone is announced as %q", only, got)
		}
		for protocol, call := range calls {
			got := s.do(t, http.MethodPost, "", s.ann(), call[0], strings.NewReader(call[1]))
			reply, err := wire.ParseReply(strings.NewReader(got.body), s.url, wire.ReplyOptions{})
			if err != nil {
				t.Fatalf("%s at %s alone: %v of\n%s", protocol, only, err, got.body)
			}
			want := mediasock.CodeRenegotiate
			if protocol == only {
				want = mediasock.CodeSuccess
			}
			if code := reply.Result(mediasock.MethodTaxaList).Stat.Code; code != want {
				t.Errorf("%s at %s alone: state %d, want %d", protocol, only, code, want)
			}
		}
	}
}

// TestElements_X4: custom elements stand in the root of every answer, and say
// where other doors are.
func TestElements_X4_X1_MS55(t *testing.T) {
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) {
		h.Elements = func(base string) []mediasock.Element {
			return []mediasock.Element{{Name: "x-opensearch", Value: base + "/os.xml"}, {Name: "x-atompub", Value: base + "/app"}}
		}
		h.Extra = func(base string) mediasock.APIs {
			return mediasock.APIs{{Name: mediasock.MethodRSD, URL: base + "/rsd.xml"}, {Name: mediasock.MethodFlickrUpload, URL: base + "/up"}}
		}
	}})
	base := strings.TrimSuffix(s.url, "/mediasock/")
	got := s.get(t, "")
	got.want(t, 200, "</handshake>\n<x-opensearch value=\""+base+"/os.xml\"/>\n<x-atompub value=\""+base+"/app\"/>\n</mediasock>")
	h := got.offered(t, s.url)
	for door, want := range map[string]string{
		mediasock.MethodOpenSearch: "/os.xml", mediasock.MethodAtomPub: "/app", mediasock.MethodRSD: "/rsd.xml", mediasock.MethodFlickrUpload: "/up",
	} {
		if u, ok := h.Door(door); u != base+want || !ok {
			t.Errorf("Door(%s) = %q, %t, want %q", door, u, ok, base+want)
		}
	}
	s.post(t, s.ann(), "method", "mediasock.taxa.list").want(t, 200, "<x-opensearch", "<x-atompub")
}

// TestDisabled_A7: the "act" of 8 that a handshake may return is its stat.
func TestDisabled_A7_MS78(t *testing.T) {
	s := faultySite(t, "disabled")
	stat := s.post(t, s.ann(), "method", "mediasock.handshake").offered(t, s.url).Stat
	if stat.Code != mediasock.CodePermanent || stat.Resource != "https://example.com/why" {
		t.Errorf("stat of a closed account = %+v, want 8 and a page", stat)
	}
}
