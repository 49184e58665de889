package client_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/mediasock/mediasock/client"
)

func TestConfined_XS5(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}
	}))
	defer home.Close()
	web := (&client.Client{}).Confined(home.URL)
	if resp, err := web.Get(home.URL + "/here"); err != nil {
		t.Error(err)
	} else {
		resp.Body.Close()
	}
	var refused *client.RefusalError
	for _, address := range []string{home.URL + "/away", elsewhere.URL} {
		if _, err := web.Get(address); !errors.As(err, &refused) {
			t.Errorf("Get(%q): %v, want a refusal", address, err)
		}
	}
	if reached {
		t.Error("a confined client reached another origin")
	}
}

func TestPages_MS14_MS15(t *testing.T) {
	for typed, want := range map[string][]string{
		"example.org":                    {"https://example.org/", "http://example.org/"},
		"http://example.org:8080/photos": {"http://example.org:8080/photos"},
		"https://example.org/mediasock/": {"https://example.org/"},
		"Bücher.example":                 {"https://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"},
	} {
		if got, err := client.Pages(typed); err != nil || !slices.Equal(got, want) {
			t.Errorf("Pages(%q) = %q, %v, want %q", typed, got, err, want)
		}
	}
	if _, err := client.Pages("http://ada:secret@example.org/"); err == nil {
		t.Error("a password in a URL is taken")
	}
}
