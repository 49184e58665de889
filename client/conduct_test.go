package client_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
	"github.com/mediasock/mediasock/wire"
)

// A recorder notes the calls that pass it on their way to a service.
type recorder struct {
	http.Handler
	mu    sync.Mutex
	calls []*wire.Call
}

func (f *recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	again := r.Clone(r.Context())
	r.Body, again.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
	call, err := wire.ReadCall(r.Context(), again, wire.ReadOptions{Stage: intoNothing})
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	f.mu.Lock()
	f.calls = append(f.calls, call)
	f.mu.Unlock()
	f.Handler.ServeHTTP(w, r)
}

// A sink takes a file and keeps nothing.
type sink struct{ bytesData }

func intoNothing(context.Context, *wire.Call, string, string, int64) (mediasock.Staged, error) {
	return &sink{}, nil
}

func (*sink) Write(p []byte) (int, error) { return len(p), nil }
func (*sink) Offset() int64               { return 0 }
func (*sink) Abort() error                { return nil }

// taken returns the calls so far and forgets them.
func (f *recorder) taken() []*wire.Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	calls := f.calls
	f.calls = nil
	return calls
}

func methodsOf(calls []*wire.Call) []string {
	var all []string
	for _, c := range calls {
		all = append(all, strings.Join(c.Methods, ";"))
	}
	return all
}

// TestConduct: each session begins with a handshake, every call bears the
// apikey, a change is called media.update, and a signout says nothing but who
// signs out.
func TestConduct_MS98_MS116_MS152_MS155_MS158(t *testing.T) {
	for _, m := range auth.Default(auth.Options{}) {
		t.Run(m.Sock, func(t *testing.T) {
			service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{m}})
			app := service.AddUser("ann", "pw")
			record := &recorder{Handler: service}
			server, c := listen(t, record, true)
			site := discover(t, c, server.URL)
			record.taken()
			s := signIn(t, site, "ann", app)
			if calls := record.taken(); len(calls) == 0 || !slices.Equal(calls[0].Methods, []string{mediasock.MethodHandshake}) {
				t.Errorf("the session begins with %q, want a handshake (MS-116)", methodsOf(calls))
			}
			album, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "T"})
			if err != nil {
				t.Fatal(err)
			}
			item, err := s.MediaAppend(t.Context(), &mediasock.Media{Parents: mediasock.List{album.ID}}, text("x"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.MediaUpdate(t.Context(), &mediasock.Media{ID: item.ID, Title: "new"}, nil); err != nil {
				t.Fatal(err)
			}
			calls := record.taken()
			last := calls[len(calls)-1]
			if want := []string{mediasock.MethodMediaUpdate}; !slices.Equal(last.Methods, want) || last.Params.Get("media.iid") != item.ID {
				t.Errorf("a change calls %q of item %q, want %q of %q (MS-155)", last.Methods, last.Params.Get("media.iid"), want, item.ID)
			}
			for _, c := range calls {
				if c.Params.Get("apikey") != "test" {
					t.Errorf("%q has apikey %q, want the client's (MS-98)", c.Methods, c.Params.Get("apikey"))
				}
				if c.Methods[0] == mediasock.MethodMediaAppend && c.Params.Get("media.parents") != album.ID {
					t.Errorf("media.parents = %q, want %q (MS-158)", c.Params.Get("media.parents"), album.ID)
				}
			}
			if err := s.Unlink(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, c := range record.taken() {
				for _, p := range c.Params {
					if !slices.Contains([]string{"method", "apikey", "sock", "sock.key", "username", "password", "x.nonce"}, p.Name) {
						t.Errorf("signout bears %q (MS-152)", p.Name)
					}
				}
			}
		})
	}
}

// TestCombinedNotAnnounced_MS108_MS112: without feat.cmc nothing is combined, and
// all works the same.
func TestCombinedNotAnnounced_MS108_MS112(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{})
	service.AddUser("ann", "pw")
	record := &recorder{Handler: without(service, ";feat.cmc")}
	server, c := listen(t, record, false)
	_, taxa, err := discover(t, c, server.URL).Combined(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
	if err != nil || len(taxa) != 0 {
		t.Errorf("Combined() = %v, %v", taxa, err)
	}
	for _, call := range record.taken() {
		if len(call.Methods) > 1 {
			t.Errorf("%q were combined without feat.cmc", call.Methods)
		}
	}
}

// without takes a text out of a service's answers.
func without(h http.Handler, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(&cutting{w, text}, r)
	})
}

type cutting struct {
	http.ResponseWriter
	text string
}

func (c *cutting) WriteHeader(status int) {
	c.Header().Del("Content-Length")
	c.ResponseWriter.WriteHeader(status)
}

func (c *cutting) Write(p []byte) (int, error) {
	_, err := c.ResponseWriter.Write(bytes.ReplaceAll(p, []byte(c.text), nil))
	return len(p), err
}

// TestOneProtocol_MS140: services that have a single protocol, whichever it is,
// are signed in to and used.
func TestOneProtocol_MS137_MS139_MS140(t *testing.T) {
	for _, only := range []wire.Protocol{wire.REST, wire.XMLRPC, wire.JSONRPC} {
		for _, announced := range []bool{true, false} {
			if !announced && only != wire.REST {
				continue // no token means REST (MS-137)
			}
			t.Run(fmt.Sprintf("%s announced %t", only, announced), func(t *testing.T) {
				service := fakeservice.New(fakeservice.Options{Configure: func(h *server.Handler) { h.Protocols = []wire.Protocol{only} }})
				service.AddUser("ann", "pw")
				var h http.Handler = service
				if !announced {
					h = without(service, "prot.res;")
				}
				record := &recorder{Handler: h}
				server, c := listen(t, record, true)
				useAll(t, signIn(t, discover(t, c, server.URL), "ann", "pw"))
				for _, call := range record.taken() {
					if call.HTTPMethod == http.MethodPost && call.Protocol != only {
						t.Errorf("%q went by %s", call.Methods, call.Protocol)
					}
				}
			})
		}
	}
}
