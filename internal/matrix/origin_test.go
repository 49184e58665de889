package matrix

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/server"
)

// A thief is another origin: it notes everything that is sent to it, and answers
// as if all had been well.
type thief struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string
}

func newThief(t *testing.T) *thief {
	f := &thief{}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *thief) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var header strings.Builder
	_ = r.Header.Write(&header)
	f.mu.Lock()
	f.seen = append(f.seen, r.Method+" "+r.URL.String()+"\n"+header.String()+"\n"+string(body))
	f.mu.Unlock()
	fmt.Fprint(w, `<mediasock value="x" title="x" version="1.4"><media.append><stat value="0"/><item value="1"/></media.append><taxa.append><stat value="0"/><item value="1"/></taxa.append></mediasock>`)
}

// nothing fails the test if anything that proves a user has arrived: a header, a
// secret that was seen on the way to the service, a signature.
func (f *thief) nothing(t *testing.T, s *secrets) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, seen := range f.seen {
		for _, sign := range []string{"Authorization:", "X-Wsse:", "Cookie:", "password", "sock.key", "sock-key", "media.data"} {
			if strings.Contains(seen, sign) {
				t.Errorf("another origin got %q in %.600q", sign, seen)
			}
		}
		if what, at := s.find(seen); at >= 0 {
			t.Errorf("another origin got a secret (%s) in %.600q", what, seen)
		}
	}
}

// TestOrigins_XS5_A22: whatever a call is signed by, and whatever the service
// says, nothing that proves the user leaves for another origin: not by a
// redirect of any status, of the sign-in or a later call, not by apis.
func TestOrigins_XS5_A22(t *testing.T) {
	p := newPlace(t)
	count := 0
	for _, mechanism := range mechanisms[:7] {
		c := cell{way{mechanism: mechanism}, links[0], dialects[0]}
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, call := range []string{mediasock.MethodHandshake, mediasock.MethodTaxaList, mediasock.MethodMediaAppend, mediasock.MethodSignout} {
				count++
				t.Run(fmt.Sprintf("XS-5 %s %s %d", mechanism, call, status), func(t *testing.T) {
					leave(t, p, c, call, status)
				})
			}
		}
		count++
		t.Run("XS-5 "+mechanism+" apis", func(t *testing.T) { apisElsewhere(t, p, c) })
	}
	t.Logf("%d ways out, none taken", count)
}

// leave has one call of a session redirected to another origin.
func leave(t *testing.T, p *place, c cell, call string, status int) {
	evil, g := newThief(t), p.welcome(t)
	var away atomic.Bool
	site := p.visit(t, c, p.gate(t, c, g, nil, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if away.Load() {
				_, _ = io.Copy(io.Discard, r.Body)
				http.SetCookie(w, &http.Cookie{Name: "planted", Value: "a-cookie-of-the-service", Path: "/"})
				http.Redirect(w, r, evil.URL+"/mediasock/", status)
				return
			}
			h.ServeHTTP(w, r)
		})
	}))
	credentials := mediasock.Credentials{Username: g.name, Password: g.app}
	if call == mediasock.MethodHandshake {
		away.Store(true)
		if _, err := site.SignIn(t.Context(), credentials); err == nil {
			t.Error("the sign-in succeeds elsewhere")
		}
		evil.nothing(t, p.secrets)
		return
	}
	s, err := site.SignIn(t.Context(), credentials)
	if err != nil {
		t.Fatal(err)
	}
	away.Store(true)
	switch call {
	case mediasock.MethodTaxaList:
		for range s.TaxaList(t.Context()) {
			break
		}
	case mediasock.MethodMediaAppend:
		if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, file{"for the service alone"}); err == nil {
			t.Error("an upload succeeds elsewhere")
		}
	case mediasock.MethodSignout:
		_ = s.Unlink(t.Context()) // what it says is of no matter here
	}
	evil.nothing(t, p.secrets)
}

// apisElsewhere has a method announced at another origin.
func apisElsewhere(t *testing.T, p *place, c cell) {
	evil, g := newThief(t), p.welcome(t)
	site := p.visit(t, c, p.gate(t, c, g, func(h *server.Handler) {
		h.Extra = func(string) mediasock.APIs {
			return mediasock.APIs{{Name: mediasock.MethodMediaAppend, URL: evil.URL + "/up"}}
		}
	}, nil))
	s, err := site.SignIn(t.Context(), mediasock.Credentials{Username: g.name, Password: g.app})
	if err != nil {
		t.Fatal(err)
	}
	if u, _ := s.Offer().APIs.Lookup(mediasock.MethodMediaAppend); !strings.HasPrefix(u, evil.URL) {
		t.Fatalf("the service names %q, want the other origin", u)
	}
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, file{"for the service alone"}); err == nil {
		t.Error("an upload to another origin succeeds unasked")
	}
	evil.nothing(t, p.secrets)
}
