package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/check"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/internal/mediatest"
)

type file []byte

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f)), nil }
func (f file) Size() int64                  { return int64(len(f)) }
func (f file) Name() string                 { return "pier.jpg" }
func (f file) Type() string                 { return "image/jpeg" }

// TestMounted_MS7: a program with its own storage is a service, and passes the
// check.
func TestMounted_MS7(t *testing.T) {
	dir := t.TempDir()
	mux := http.NewServeMux()
	mux.Handle("/mediasock/", site(dir))
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	c := &client.Client{HTTP: server.Client(), Mechanisms: auth.All()}
	found, err := c.Discover(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := found.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "no"}); !errors.Is(err, mediasock.ErrCredentials) {
		t.Errorf("Handshake with a wrong password = %v, want ErrCredentials", err)
	}
	s, err := found.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "sesame"})
	if err != nil {
		t.Fatal(err)
	}
	photo := mediatest.Photo(mediatest.Pier())
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{Title: "Pier"}, file(photo))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "1", item.ID))
	if err != nil || !bytes.Equal(kept, photo) {
		t.Errorf("the file that was kept has %d bytes (%v), want %d", len(kept), err, len(photo))
	}
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, file(photo)); !errors.Is(err, mediasock.ErrExists) {
		t.Errorf("the same bytes again: %v, want ErrExists (A-52)", err)
	}
	report, err := (&check.Checker{HTTP: server.Client()}).Run(t.Context(), server.URL, check.Options{
		Login: &mediasock.Credentials{Username: "bob", Password: "pepper"}, Write: true,
	})
	if err != nil || report.Count(check.Error)+report.Count(check.Warning) > 0 {
		t.Errorf("check: %v, %+v, want no findings", err, report)
	}
}
