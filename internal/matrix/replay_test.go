package matrix

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/library"
)

// An eavesdropper keeps the last POST that goes by.
type eavesdropper struct {
	base http.RoundTripper
	mu   sync.Mutex
	last *http.Request
	body []byte
}

// RoundTrip implements http.RoundTripper.
func (e *eavesdropper) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodPost {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req = req.Clone(req.Context())
		req.Body, req.GetBody = io.NopCloser(bytes.NewReader(body)), nil
		e.mu.Lock()
		e.last, e.body = req.Clone(req.Context()), body
		e.mu.Unlock()
	}
	return e.base.RoundTrip(req)
}

// again sends the last POST once more, byte for byte.
func (e *eavesdropper) again(t *testing.T, change func(*http.Request)) string {
	t.Helper()
	req := e.last.Clone(t.Context())
	req.Body = io.NopCloser(bytes.NewReader(e.body))
	if change != nil {
		change(req)
	}
	resp, err := e.base.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// TestReplay_D3_W7_X3_A63: who listens on the network and repeats a signed call
// gets state 1, also after the service has been started anew.
func TestReplay_D3_W7_X3_A63(t *testing.T) {
	for _, mechanism := range []string{"hdi", "hws", "hsk"} {
		t.Run("A-63 "+mechanism, func(t *testing.T) {
			p := newPlace(t)
			c := cell{way{mechanism: mechanism}, links[3], dialects[0]}
			g := p.welcome(t)
			reborn := &door{}
			url := p.gate(t, c, g, nil, func(h http.Handler) http.Handler { reborn.set(h); return reborn })
			ear := &eavesdropper{base: p.dialer}
			s := p.overheard(t, c, g, ear, url)
			if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "once"}); err != nil {
				t.Fatal(err)
			}
			refusedAgain(t, "the same call", ear.again(t, nil))

			accounts, err := library.NewAccounts(p.index, make([]byte, 32), library.AccountOptions{})
			if err != nil {
				t.Fatal(err)
			}
			p.accounts = accounts
			path := strings.TrimPrefix(url, p.base(c.link))
			reborn.set(p.handler(t, c, g, path, c.way.tokens()))
			refusedAgain(t, "the same call to a service that was started anew", ear.again(t, nil))

			if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "twice"}); err != nil {
				t.Errorf("the user's own next call: %v, want nil", err)
			}
			albums := 0
			for _, err := range s.TaxaList(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				albums++
			}
			if albums != 2 {
				t.Errorf("%d albums, want the user's own two", albums)
			}
		})
	}
}

// TestReplayElsewhere_D6_A61: what was signed for one call is good for no other.
func TestReplayElsewhere_D6_A61(t *testing.T) {
	p := newPlace(t)
	c := cell{way{mechanism: "hdi"}, links[3], dialects[0]}
	g := p.welcome(t)
	url := p.gate(t, c, g, nil, nil)
	ear := &eavesdropper{base: p.dialer}
	s := p.overheard(t, c, g, ear, url)
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "once"}); err != nil {
		t.Fatal(err)
	}
	refusedAgain(t, "the same header for another URL", ear.again(t, func(r *http.Request) { r.URL.RawQuery = "x=1" }))
	refusedAgain(t, "the next count with the old response", ear.again(t, func(r *http.Request) {
		header := r.Header.Get("Authorization")
		r.Header.Set("Authorization", strings.Replace(header, "nc=0000000", "nc=0000001", 1))
	}))

	c.way.mechanism = "hsk"
	s = p.overheard(t, c, g, ear, p.gate(t, c, g, nil, nil))
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "once"}); err != nil {
		t.Fatal(err)
	}
	ear.body = bytes.Replace(ear.body, []byte("once"), []byte("ONCE"), 1)
	refusedAgain(t, "the same signature of other words", ear.again(t, nil))
}

func refusedAgain(t *testing.T, what, answer string) {
	t.Helper()
	if !strings.Contains(answer, `<stat value="1"`) && !strings.Contains(answer, `<stat value="2"`) || strings.Contains(answer, "<item") {
		t.Errorf("%s: %s, want state 1 or 2", what, answer)
	}
}

// overheard signs in on a line that somebody listens to.
func (p *place) overheard(t *testing.T, c cell, g *guest, ear http.RoundTripper, url string) *client.Session {
	t.Helper()
	speaker := &client.Client{
		HTTP: &http.Client{Transport: ear}, Mechanisms: c.way.known(),
		Policy: client.Policy{ClearText: true},
	}
	site, err := speaker.Discover(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.SignIn(t.Context(), mediasock.Credentials{Username: g.name, Password: g.app})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A door is a handler that can be changed.
type door struct {
	mu sync.RWMutex
	h  http.Handler
}

func (d *door) set(h http.Handler) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.h = h
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.RLock()
	h := d.h
	d.mu.RUnlock()
	h.ServeHTTP(w, r)
}
