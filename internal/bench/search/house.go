package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

const password = "correct horse battery"

// A house is a whole service on a data directory, as serve runs it.
type house struct {
	store    *disk.Store
	index    *sqlite.Index
	path     string // of the index
	accounts *library.Accounts
	library  *library.Library
	server   *httptest.Server
	people   []library.ID
}

// openHouse opens a data directory, which it makes, and serves it on loopback.
func openHouse(ctx context.Context, dir string) (h *house, err error) {
	h = &house{path: filepath.Join(dir, "index.sqlite")}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return h, err
	}
	if h.store, err = disk.Open(ctx, dir, disk.Options{}); err != nil {
		return h, err
	}
	if h.index, err = sqlite.Open(ctx, h.path, sqlite.Options{}); err != nil {
		return h, err
	}
	secret, err := library.LoadSecret(filepath.Join(dir, "secret"))
	if err != nil {
		return h, err
	}
	if h.accounts, err = library.NewAccounts(h.index, secret, library.AccountOptions{}); err != nil {
		return h, err
	}
	h.library, err = library.Open(ctx, h.index, h.store, library.Options{Account: "/account", Previews: h.store})
	if err != nil {
		return h, err
	}
	return h, h.serve()
}

func (h *house) serve() error {
	mechanisms, err := auth.Parse("", auth.Options{})
	if err != nil {
		return err
	}
	h.server = httptest.NewServer(site.New(site.Options{Library: h.library, Accounts: h.accounts, Mechanisms: mechanisms}))
	return nil
}

// Close stops the service.
func (h *house) Close() error {
	var err error
	if h.server != nil {
		h.server.Close()
	}
	if h.index != nil {
		err = h.index.Close()
	}
	if h.store != nil {
		err = errors.Join(err, h.store.Close())
	}
	return err
}

// signedIn returns a client with the session of an account.
func (h *house) signedIn(name string) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client := &http.Client{Jar: jar, CheckRedirect: stay}
	r, err := client.PostForm(h.server.URL+"/signin", url.Values{"username": {name}, "password": {password}})
	if err != nil {
		return nil, err
	}
	if err := r.Body.Close(); err != nil {
		return nil, err
	}
	if r.StatusCode != http.StatusSeeOther {
		return nil, errors.New("sign-in answers " + r.Status)
	}
	return client, nil
}
