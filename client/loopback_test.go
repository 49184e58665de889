package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
)

// bytesData is a file in memory.
type bytesData struct {
	name    string
	content []byte
	opened  int
}

func (d *bytesData) Open() (io.ReadCloser, error) {
	d.opened++
	return io.NopCloser(bytes.NewReader(d.content)), nil
}
func (d *bytesData) Size() int64  { return int64(len(d.content)) }
func (d *bytesData) Name() string { return d.name }
func (d *bytesData) Type() string { return "" }

func text(s string) *bytesData { return &bytesData{name: "note.txt", content: []byte(s)} }

// listen serves h over TLS or plain http and returns a client that trusts it.
func listen(t *testing.T, h http.Handler, tls bool) (*httptest.Server, *client.Client) {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	if tls {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	return server, &client.Client{
		HTTP:       server.Client(),
		Mechanisms: auth.All(),
		APIKey:     "test",
		Sleep:      func(context.Context, time.Duration) error { return nil },
		Jitter:     func() float64 { return 0 },
	}
}

func discover(t *testing.T, c *client.Client, typed string) *client.Site {
	t.Helper()
	site, err := c.Discover(t.Context(), typed)
	if err != nil {
		t.Fatalf("Discover(%q): %v", typed, err)
	}
	return site
}

func signIn(t *testing.T, site *client.Site, name, password string) *client.Session {
	t.Helper()
	s, err := site.SignIn(t.Context(), mediasock.Credentials{Username: name, Password: password})
	if err != nil {
		t.Fatalf("SignIn(%q): %v", name, err)
	}
	return s
}

func taxaOf(t *testing.T, s mediasock.Session) []mediasock.Taxon {
	t.Helper()
	var taxa []mediasock.Taxon
	for taxon, err := range s.TaxaList(t.Context()) {
		if err != nil {
			t.Fatalf("TaxaList: %v", err)
		}
		taxa = append(taxa, taxon)
	}
	return taxa
}

// TestEveryMechanism_MS117_A68 drives the methods by each mechanism alone, over
// TLS and over plain http on this machine.
func TestEveryMechanism_MS117_A68(t *testing.T) {
	for _, m := range auth.Default(auth.Options{}) {
		for _, tls := range []bool{true, false} {
			t.Run(m.Sock+map[bool]string{true: " https", false: " http"}[tls], func(t *testing.T) {
				service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{m}})
				app := service.AddUser("ann", "her own password")
				server, c := listen(t, service, tls)
				s := signIn(t, discover(t, c, server.URL), "ann", app)
				if got := s.Mechanism(); got != m.Sock {
					t.Errorf("Mechanism() = %q, want %q", got, m.Sock)
				}
				useAll(t, s)
			})
		}
	}
}

// useAll calls every method of a session.
func useAll(t *testing.T, s *client.Session) {
	t.Helper()
	ctx := t.Context()
	if s.Offer().User == nil || s.Offer().Stat.Code != mediasock.CodeSuccess {
		t.Fatalf("Offer() = %+v, want a user and state 0", s.Offer())
	}
	album, err := s.TaxaAppend(ctx, &mediasock.Taxon{Title: "Pier & <sea> \"--\""})
	if err != nil {
		t.Fatalf("TaxaAppend: %v", err)
	}
	taxa := taxaOf(t, s)
	if len(taxa) != 1 || taxa[0].ID != album.ID || taxa[0].Title != "Pier & <sea> \"--\"" {
		t.Errorf("TaxaList() = %+v, want the album %s alone", taxa, album.ID)
	}
	media := &mediasock.Media{Title: "Dusk\nover the pier", Parents: mediasock.List{album.ID}}
	item, err := s.MediaAppend(ctx, media, text("hello"))
	if err != nil || item.ID == "" {
		t.Fatalf("MediaAppend() = %+v, %v", item, err)
	}
	again, err := s.MediaAppend(ctx, media, text("hello"))
	if !errors.Is(err, mediasock.ErrExists) || again == nil || again.ID != item.ID {
		t.Errorf("MediaAppend of the same bytes = %+v, %v, want %s and ErrExists (A-52)", again, err, item.ID)
	}
	changed, err := s.MediaUpdate(ctx, &mediasock.Media{ID: item.ID, Caption: "later"}, nil)
	if err != nil || changed.ID != item.ID {
		t.Errorf("MediaUpdate() = %+v, %v, want %s (A-50)", changed, err, item.ID)
	}
	if err := s.Signout(ctx); err != nil {
		t.Errorf("Signout: %v", err)
	}
	if err := s.Signout(ctx); err != nil {
		t.Errorf("second Signout: %v, want nil", err)
	}
}

func TestSignoutEndsTheGrant_MS151(t *testing.T) {
	for _, test := range []struct {
		mechanism auth.Mechanism
		kind      auth.KeyKind
	}{{auth.HSC(auth.Options{}), auth.CookieKey}, {auth.HST(auth.Options{}), auth.TokenKey}} {
		service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{test.mechanism}})
		service.AddUser("ann", "pw")
		server, c := listen(t, service, true)
		s := signIn(t, discover(t, c, server.URL), "ann", "pw")
		if n := service.LiveKeys(test.kind); n != 1 {
			t.Errorf("%s: %d keys after the handshake, want 1", test.mechanism.Sock, n)
		}
		if err := s.Signout(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := service.LiveKeys(test.kind); n != 0 {
			t.Errorf("%s: %d keys after signout, want 0", test.mechanism.Sock, n)
		}
	}
}

func TestSignoutKeepsASigningKey_MS153_A73(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HSK(auth.Options{})}})
	service.AddUser("ann", "pw")
	server, c := listen(t, service, true)
	site := discover(t, c, server.URL)
	if err := signIn(t, site, "ann", "pw").Signout(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := service.LiveKeys(auth.SigningKey); n != 1 {
		t.Errorf("%d signing keys after Signout, want 1", n)
	}
	if err := signIn(t, site, "ann", "pw").Unlink(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := service.LiveKeys(auth.SigningKey); n != 1 {
		t.Errorf("%d signing keys after Unlink of the second, want the first", n)
	}
}

func TestWrongPassword_MS65_A70(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{})
	service.AddUser("ann", "pw")
	server, c := listen(t, service, true)
	site := discover(t, c, server.URL)
	for _, credentials := range []mediasock.Credentials{
		{Username: "ann", Password: "wrong"}, {Username: "nobody", Password: "pw"},
	} {
		_, err := site.Handshake(t.Context(), credentials)
		if !errors.Is(err, mediasock.ErrCredentials) {
			t.Errorf("Handshake(%q) = %v, want ErrCredentials", credentials.Username, err)
		}
	}
}

func TestThrottled_XS3(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{})
	service.AddUser("ann", "pw")
	server, c := listen(t, service, true)
	site := discover(t, c, server.URL)
	var err error
	for range 30 {
		_, err = site.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "wrong"})
		if !errors.Is(err, mediasock.ErrCredentials) {
			break
		}
	}
	if !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("after many wrong passwords Handshake = %v, want state 6", err)
	}
}

func TestExpired_A37_MS64(t *testing.T) {
	for _, m := range []auth.Mechanism{auth.HSC(auth.Options{}), auth.HST(auth.Options{}), auth.HSK(auth.Options{})} {
		t.Run(m.Sock, func(t *testing.T) {
			service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{m}})
			service.AddUser("ann", "pw")
			server, c := listen(t, service, true)
			s := signIn(t, discover(t, c, server.URL), "ann", "pw")
			service.ExpireKeys()
			item, err := s.MediaAppend(t.Context(), &mediasock.Media{}, text("after expiry"))
			if err != nil || item.ID == "" {
				t.Errorf("MediaAppend after expiry = %+v, %v, want a new sign-in and an item", item, err)
			}
		})
	}
}

func TestSaveAndRestore(t *testing.T) {
	for _, m := range []auth.Mechanism{auth.HSC(auth.Options{}), auth.HST(auth.Options{}), auth.HSK(auth.Options{})} {
		t.Run(m.Sock, func(t *testing.T) {
			service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{m}})
			service.AddUser("ann", "a very own password")
			server, c := listen(t, service, true)
			s := signIn(t, discover(t, c, server.URL), "ann", "a very own password")
			saved, err := s.Save()
			if err != nil {
				t.Fatalf("Save: %v", err)
			}
			if bytes.Contains(saved, []byte("a very own password")) {
				t.Error("Save keeps the password")
			}
			site := discover(t, c, server.URL)
			back, err := site.Restore(t.Context(), mediasock.Credentials{}, saved)
			if err != nil {
				t.Fatalf("Restore: %v", err)
			}
			if _, err := back.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "after"}); err != nil {
				t.Errorf("TaxaAppend of the restored session: %v", err)
			}
			service.ExpireKeys()
			if _, err := back.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "too late"}); !errors.Is(err, mediasock.ErrAuthRequired) {
				t.Errorf("TaxaAppend after expiry without a password = %v, want ErrAuthRequired", err)
			}
			other, otherClient := listen(t, fakeservice.New(fakeservice.Options{}), true)
			if _, err := discover(t, otherClient, other.URL).Restore(t.Context(), mediasock.Credentials{}, saved); err == nil {
				t.Error("Restore at another origin succeeds, want a refusal (XS-5)")
			}
		})
	}
}

func TestSaveOfPasswordMechanisms(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HBA(auth.Options{})}})
	app := service.AddUser("ann", "pw")
	server, c := listen(t, service, true)
	if _, err := signIn(t, discover(t, c, server.URL), "ann", app).Save(); !errors.Is(err, client.ErrNothingGranted) {
		t.Errorf("Save = %v, want ErrNothingGranted", err)
	}
}

func TestCombined_MS106_MS113_A54(t *testing.T) {
	var calls int
	service := fakeservice.New(fakeservice.Options{})
	service.AddUser("ann", "pw")
	counting := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		service.ServeHTTP(w, r)
	})
	server, c := listen(t, counting, true)
	site := discover(t, c, server.URL)
	s := signIn(t, site, "ann", "pw")
	for _, title := range []string{"one", "two", "three"} {
		if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: title}); err != nil {
			t.Fatal(err)
		}
	}
	calls = 0
	s, taxa, err := site.Combined(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
	if err != nil || len(taxa) != 3 || s.Offer().User == nil {
		t.Fatalf("Combined() = %v, %d taxa, %v, want 3 taxa", s, len(taxa), err)
	}
	if calls != 1 {
		t.Errorf("Combined made %d calls, want 1", calls)
	}
	_, _, err = site.Combined(t.Context(), mediasock.Credentials{Username: "ann", Password: "wrong"})
	if !errors.Is(err, mediasock.ErrCredentials) {
		t.Errorf("Combined with a wrong password = %v, want ErrCredentials", err)
	}
}

func TestStranger(t *testing.T) {
	server, c := listen(t, fakeservice.New(fakeservice.Options{}), true)
	s, err := discover(t, c, server.URL).Handshake(t.Context(), mediasock.Credentials{})
	if err != nil {
		t.Fatal(err)
	}
	if code := s.Offer().Stat.Code; code != mediasock.CodeAuth {
		t.Errorf("Offer().Stat.Code = %d, want 1 (A-34)", code)
	}
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, text("x")); !errors.Is(err, mediasock.ErrAuthRequired) {
		t.Errorf("a stranger's MediaAppend = %v, want ErrAuthRequired", err)
	}
	if err := s.Signout(t.Context()); err != nil {
		t.Errorf("a stranger's Signout: %v", err)
	}
}
