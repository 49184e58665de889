package client_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/servicetest"
)

// A pair is a service and a server before it, with two accounts.
type pair struct {
	service *fakeservice.Service
	server  *httptest.Server
	client  *client.Client
	ann     string // app passwords
	bob     string
}

func newPair(t *testing.T, o fakeservice.Options, tls bool) *pair {
	t.Helper()
	p := &pair{service: fakeservice.New(o)}
	p.ann, p.bob = p.service.AddUser("ann", "pw"), p.service.AddUser("bob", "pw")
	p.server, p.client = listen(t, p.service, tls)
	return p
}

func (p *pair) remote(t *testing.T, name, password string) mediasock.Session {
	t.Helper()
	s, err := discover(t, p.client, p.server.URL).Handshake(t.Context(), mediasock.Credentials{Username: name, Password: password})
	if err != nil {
		t.Fatalf("Handshake(%q): %v", name, err)
	}
	return s
}

// local returns a session of the library behind the server.
func (p *pair) local(t *testing.T, name string, scope mediasock.Scope) mediasock.Session {
	t.Helper()
	var user *mediasock.User
	if name != "" {
		known, err := p.service.Account(t.Context(), name, "pw")
		if err != nil {
			t.Fatal(err)
		}
		as := *known
		as.Scope = scope
		user = &as
	}
	s, err := p.service.Library.Session(mediasock.WithBase(t.Context(), p.server.URL), user)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLibraryAlone is what the other runs of the suite are compared with.
func TestLibraryAlone(t *testing.T) {
	p := newPair(t, fakeservice.Options{}, false)
	servicetest.Test(t, servicetest.Options{
		New:      func(t *testing.T) mediasock.Session { return p.local(t, "ann", mediasock.ScopeManage) },
		Other:    func(t *testing.T) mediasock.Session { return p.local(t, "bob", mediasock.ScopeManage) },
		Stranger: func(t *testing.T) mediasock.Session { return p.local(t, "", 0) },
		Scoped:   func(t *testing.T, scope mediasock.Scope) mediasock.Session { return p.local(t, "ann", scope) },
	})
}

// TestLoopback runs the suite through client, wire and server: what the library
// can do, it can do over HTTP.
func TestLoopback(t *testing.T) {
	for _, tls := range []bool{true, false} {
		t.Run(map[bool]string{true: "https", false: "http"}[tls], func(t *testing.T) {
			loopback(t, newPair(t, fakeservice.Options{}, tls), 4<<20)
		})
	}
	for _, m := range []auth.Mechanism{auth.HSC(auth.Options{}), auth.HPO(auth.Options{}), auth.HDI(auth.Options{})} {
		t.Run(m.Sock, func(t *testing.T) {
			loopback(t, newPair(t, fakeservice.Options{Mechanisms: []auth.Mechanism{m}}, true), 1<<20)
		})
	}
}

// TestProtocols_MS138_A80 runs it through XML-RPC and JSON-RPC: a service that
// does not name the other protocols is spoken to by those.
func TestProtocols_MS138_A80(t *testing.T) {
	for _, only := range []string{"prot.xrp", "prot.jrp"} {
		t.Run(only, func(t *testing.T) {
			p := newPair(t, fakeservice.Options{}, false)
			types := map[string]int{}
			p.server, p.client = listen(t, speaking(p.service, only, types), false)
			loopback(t, p, 1<<20)
			want := map[string]string{"prot.xrp": "text/xml", "prot.jrp": "text/javascript"}[only]
			if types[want] == 0 || len(types) != 1 {
				t.Errorf("requests by Content-Type: %v, want %s alone", types, want)
			}
		})
	}
}

// speaking serves h with one protocol alone in what it announces, and counts the
// types of what is posted.
func speaking(h http.Handler, only string, types map[string]int) http.Handler {
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			mu.Lock()
			types[r.Header.Get("Content-Type")]++
			mu.Unlock()
		}
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = io.WriteString(w, strings.Replace(answer.Body.String(), "prot.res;prot.xrp;prot.jrp", only, 1))
	})
}

func loopback(t *testing.T, p *pair, large int64) {
	servicetest.Test(t, servicetest.Options{
		New:   func(t *testing.T) mediasock.Session { return p.remote(t, "ann", p.ann) },
		Other: func(t *testing.T) mediasock.Session { return p.remote(t, "bob", p.bob) },
		Peek: func(t *testing.T, _ mediasock.Session) mediasock.Session {
			return p.local(t, "ann", mediasock.ScopeManage)
		},
		Stranger: func(t *testing.T) mediasock.Session { return p.remote(t, "", "") },
		Large:    large,
		Lacks:    []servicetest.Ability{servicetest.Announced}, // known bytes need not travel
	})
}
