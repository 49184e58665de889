package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/check"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/internal/mediatest"
)

type file string

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(f))), nil }
func (f file) Size() int64                  { return int64(len(f)) }
func (f file) Name() string                 { return "pier.jpg" }
func (f file) Type() string                 { return "image/jpeg" }

// TestReferenceConversation: pages that carry the blocks are a service to a
// client that has cookies and reads blocks alone.
func TestReferenceConversation_MS220_MS227_MS228(t *testing.T) {
	old := newSite()
	server := httptest.NewTLSServer(old.routes())
	defer server.Close()
	c := &client.Client{HTTP: server.Client(), Mechanisms: auth.All()}
	found, err := c.Discover(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if o := found.Offer(); o.Stat.Code != mediasock.CodeAuth || !o.Sock.Has("feat.amp") || o.Service.Title != "Old & faithful" {
		t.Errorf("Offer = %+v, want state 1 and feat.amp (MS-222)", o)
	}
	_, err = found.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "no"})
	if !errors.Is(err, mediasock.ErrCredentials) || !strings.Contains(err.Error(), "Who are you?") {
		t.Errorf("a wrong password = %v, want state 2 with the page's message (MS-136)", err)
	}
	s, err := found.SignIn(t.Context(), mediasock.Credentials{Username: "ann", Password: "sesame"})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Mechanism(); got != "auth.hsc" {
		t.Errorf("Mechanism = %q, want auth.hsc", got)
	}
	converse(t, s, old)
}

func converse(t *testing.T, s mediasock.Session, old *site) {
	t.Helper()
	var titles []string
	for album, err := range s.TaxaList(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		titles = append(titles, album.ID+" "+album.Title)
	}
	slices.Sort(titles)
	if got := strings.Join(titles, ", "); got != "12 Holiday, 13 Cats & dogs" {
		t.Errorf("TaxaList = %s (MS-225)", got)
	}
	photo := file(mediatest.Photo(mediatest.Pier()))
	m := &mediasock.Media{Title: "Pier", Keywords: mediasock.List{"sea", "night swim"}, Parents: mediasock.List{"12"}}
	item, err := s.MediaAppend(t.Context(), m, photo)
	if err != nil || item.ID != "123" {
		t.Fatalf("MediaAppend = %+v, %v, want 123 (MS-224)", item, err)
	}
	got := old.pictures[0]
	if got.Title != "Pier" || got.Album != "12" || got.Name != "pier.jpg" || !slices.Equal(got.Keywords, []string{"sea", "night swim"}) || string(got.Bytes) != string(photo) {
		t.Errorf("the site keeps %q in %q, %q, %q, %d bytes (MS-223)", got.Title, got.Album, got.Name, got.Keywords, len(got.Bytes))
	}
	if again, err := s.MediaAppend(t.Context(), m, photo); !errors.Is(err, mediasock.ErrExists) || again.ID != "123" {
		t.Errorf("the same bytes = %+v, %v, want 123 and ErrExists (MS-76)", again, err)
	}
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, photo+"x"); !errors.Is(err, mediasock.ErrUnsupported) {
		t.Errorf("without an album: %v, want state 7 (MS-164)", err)
	}
	clear(old.sessions)
	if _, err := s.MediaAppend(t.Context(), m, photo+"y"); err != nil {
		t.Errorf("after the cookie has expired: %v, want a new sign-in (A-37)", err)
	}
}

// TestChecked: the pages pass the check, and are still pages for people.
func TestChecked_MS7(t *testing.T) {
	server := httptest.NewTLSServer(newSite().routes())
	defer server.Close()
	checker := &check.Checker{HTTP: server.Client()}
	for _, o := range []check.Options{{}, {Login: &mediasock.Credentials{Username: "ann", Password: "sesame"}, Write: true}} {
		report, err := checker.Run(t.Context(), server.URL, o)
		if err != nil {
			t.Fatal(err)
		}
		if report.Count(check.Error)+report.Count(check.Warning) > 0 {
			t.Errorf("findings: %+v", report.Findings)
		}
	}
	resp, err := server.Client().Get(server.URL + "/login")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), `<input name="username"`) {
		t.Errorf("the login page: %d, %v, %s", resp.StatusCode, err, body)
	}
}
