package matrix

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/server"
	"github.com/mediasock/mediasock/wire"
)

// A place is one library with its accounts, served at two listeners. Each
// conversation has an account and a door (an endpoint) of its own.
type place struct {
	index    *mem.Index
	accounts *library.Accounts
	library  *library.Library
	mux      *http.ServeMux
	tls      *httptest.Server
	plain    *httptest.Server
	dialer   *http.Transport // to which every host is the plain listener
	secrets  *secrets
	log      *slog.Logger
	count    atomic.Int64
}

func newPlace(t *testing.T) *place {
	t.Helper()
	return newPlaceWith(t, newSecrets())
}

// newPlaceWith returns a place whose log and secrets are noted in known.
func newPlaceWith(t *testing.T, known *secrets) *place {
	t.Helper()
	p := &place{index: mem.NewIndex(), mux: http.NewServeMux(), secrets: known}
	p.log = slog.New(slog.NewJSONHandler(p.secrets, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	p.accounts, err = library.NewAccounts(p.index, make([]byte, 32), library.AccountOptions{
		Hash:   &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		Limits: library.SignInLimits{Pair: 1 << 20, Burst: 1 << 20, Address: 1 << 20, Account: 1 << 20},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.library, err = library.Open(t.Context(), p.index, mem.NewStore(), library.Options{Title: "Matrix", ID: "com.example", Log: p.log})
	if err != nil {
		t.Fatal(err)
	}
	p.tls, p.plain = httptest.NewTLSServer(p.mux), httptest.NewServer(p.mux)
	t.Cleanup(p.tls.Close)
	t.Cleanup(p.plain.Close)
	p.dialer = &http.Transport{MaxIdleConnsPerHost: 16, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, p.plain.Listener.Addr().String())
	}}
	t.Cleanup(p.dialer.CloseIdleConnections)
	p.tls.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = 16
	return p
}

// A guest is an account, and what its owner knows.
type guest struct {
	name string
	user *library.User
	app  string // an app password
}

// welcome makes an account.
func (p *place) welcome(t *testing.T) *guest {
	t.Helper()
	g := &guest{name: "u" + strconv.FormatInt(p.count.Add(1), 36) + "-ö"}
	var err error
	if g.user, err = p.accounts.AddUser(t.Context(), g.name, "a long password of "+g.name); err != nil {
		t.Fatal(err)
	}
	g.app = p.renew(t, g)
	return g
}

// renew gives a guest a new app password.
func (p *place) renew(t *testing.T, g *guest) string {
	t.Helper()
	app, err := p.accounts.NewAppPassword(t.Context(), g.user.ID, "matrix", mediasock.ScopeManage)
	if err != nil {
		t.Fatal(err)
	}
	p.secrets.add("app password", app)
	return app
}

// revoke ends all of a guest's app passwords, and what was granted for them.
func (p *place) revoke(t *testing.T, g *guest) {
	t.Helper()
	list, err := p.accounts.AppPasswords(t.Context(), g.user.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, app := range list {
		if err := p.accounts.RevokeAppPassword(t.Context(), g.user.ID, app.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// home returns what the library itself lets a guest do.
func (p *place) home(t *testing.T, g *guest) mediasock.Session {
	t.Helper()
	s, err := p.library.Session(t.Context(), &mediasock.User{ID: g.user.ID.String(), Name: g.name, Scope: mediasock.ScopeManage})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// options are what the mechanisms of a cell's service are told.
func (c cell) options(t *testing.T, g *guest) auth.Options {
	t.Helper()
	o := auth.Options{InsecureHTTP: c.link.waived}
	if c.way.cipher != "" {
		list, err := auth.ParseCiphers(c.way.cipher)
		if err != nil {
			t.Fatal(err)
		}
		o.Ciphers = list
	}
	switch c.way.mechanism {
	case "pub":
		o.Public = &mediasock.User{ID: g.user.ID.String(), Name: g.name, Scope: mediasock.ScopeManage}
	case "exa":
		external, err := auth.NewExternal("https://id.example/signin")
		if err != nil {
			t.Fatal(err)
		}
		o.External = external
	}
	return o
}

// open makes the door of a conversation: a service with the cell's mechanisms
// alone, and beside it one that is deaf to them, for calls that bear the header.
// It returns the URL to discover.
func (p *place) open(t *testing.T, c cell, g *guest) string {
	t.Helper()
	path := "/" + strconv.FormatInt(p.count.Add(1), 36) + "/mediasock/"
	listening, deaf := p.handler(t, c, g, path, c.way.tokens()), p.handler(t, c, g, path, c.way.another())
	p.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(deafHeader) != "" {
			deaf.ServeHTTP(w, r)
			return
		}
		listening.ServeHTTP(w, r)
	})
	return p.base(c.link) + path + c.dialect.query()
}

func (p *place) handler(t *testing.T, c cell, g *guest, path, tokens string) *server.Handler {
	t.Helper()
	known, err := auth.Parse(tokens, c.options(t, g))
	if err != nil {
		t.Fatal(err)
	}
	h := &server.Handler{
		Service: mediasock.Identity{Value: "com.example", Title: "Matrix"},
		Backend: p.library, Mechanisms: known, Users: p.accounts, Log: p.log,
		Base: func(*http.Request) string { return p.base(c.link) },
		Path: path + c.dialect.query(), Protocols: []wire.Protocol{c.dialect.protocol},
	}
	if c.link.away {
		h.Conn = func(*http.Request) server.Conn { return server.Conn{Peer: netip.MustParseAddr("192.0.2.7")} }
	}
	return h
}

// gate makes the door of a test of its own: change sets up the handler, around
// stands before it. It returns the URL to discover.
func (p *place) gate(t *testing.T, c cell, g *guest, change func(*server.Handler), around func(http.Handler) http.Handler) string {
	t.Helper()
	path := "/" + strconv.FormatInt(p.count.Add(1), 36) + "/mediasock/"
	h := p.handler(t, c, g, path, c.way.tokens())
	if change != nil {
		change(h)
	}
	var served http.Handler = h
	if around != nil {
		served = around(h)
	}
	p.mux.Handle(path, served)
	return p.base(c.link) + path + c.dialect.query()
}

// visit discovers a door by a client that knows the cell's way alone.
func (p *place) visit(t *testing.T, c cell, url string) *client.Site {
	t.Helper()
	speaker, _ := p.client(c, c.way.known())
	site, err := speaker.Discover(t.Context(), url)
	if err != nil {
		t.Fatalf("Discover(%q): %v", url, err)
	}
	return site
}

func (p *place) base(l link) string {
	switch {
	case l.tls:
		return p.tls.URL
	case l.away:
		return "http://gallery.example:80"
	}
	return p.plain.URL
}

// client returns a client that knows the cell's way alone and speaks its
// dialect.
func (p *place) client(c cell, known []auth.Mechanism) (*client.Client, *lens) {
	l := &lens{base: p.tls.Client().Transport, dialect: c.dialect, secrets: p.secrets}
	if !c.link.tls {
		l.base = p.dialer
	}
	return &client.Client{
		HTTP: &http.Client{Transport: l}, Mechanisms: known, APIKey: "matrix",
		Policy: client.Policy{ClearText: c.link.waived}, Log: p.log,
	}, l
}
