package site_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

const password = "correct horse battery"

// A house is a whole service over an index and a store in memory.
type house struct {
	t        *testing.T
	url      string
	library  *library.Library
	accounts *library.Accounts
	log      *bytes.Buffer
	out      *lockedWriter // to log
	site     *site.Site
}

// newHouse starts a service. change may be nil.
func newHouse(t *testing.T, change func(*site.Options)) *house {
	t.Helper()
	return houseOn(t, mem.NewIndex(), mem.NewStore(), change)
}

// A place keeps bytes and previews.
type place interface {
	library.Store
	library.Previews
}

// houseOn starts a service over an index and a store.
func houseOn(t *testing.T, index library.Index, store place, change func(*site.Options)) *house {
	t.Helper()
	h := &house{t: t, log: new(bytes.Buffer)}
	h.out = &lockedWriter{w: h.log}
	log := slog.New(slog.NewTextHandler(h.out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	h.library, err = library.Open(t.Context(), index, store, library.Options{
		Title: "Test house", Account: "/account", Previews: store, Log: log})
	h.must(err)
	cheap := &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	h.accounts, err = library.NewAccounts(index, bytes.Repeat([]byte{7}, 32), library.AccountOptions{Hash: cheap})
	h.must(err)
	mechanisms, err := auth.Parse("", auth.Options{})
	h.must(err)
	o := site.Options{Library: h.library, Accounts: h.accounts, Mechanisms: mechanisms, Log: log}
	if change != nil {
		change(&o)
	}
	h.site = site.New(o)
	server := httptest.NewServer(h.site)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// user makes an account and returns it as a mechanism would.
func (h *house) user(name string) *mediasock.User {
	h.t.Helper()
	u, err := h.accounts.AddUser(h.t.Context(), name, password)
	h.must(err)
	return &mediasock.User{ID: u.ID.String(), Name: name, Scope: mediasock.ScopeManage}
}

// add uploads a file of the user's and returns its id.
func (h *house) add(u *mediasock.User, name string, data []byte, m mediasock.Media) string {
	h.t.Helper()
	session, err := h.library.Session(h.t.Context(), u)
	h.must(err)
	item, err := session.MediaAppend(h.t.Context(), &m, file{name, data})
	h.must(err)
	return item.ID
}

// album makes an album of the user's and returns its id.
func (h *house) album(u *mediasock.User, title string) string {
	h.t.Helper()
	session, err := h.library.Session(h.t.Context(), u)
	h.must(err)
	item, err := session.TaxaAppend(h.t.Context(), &mediasock.Taxon{Title: title})
	h.must(err)
	return item.ID
}

// show sets who may see an item.
func (h *house) show(u *mediasock.User, id string, v library.Visibility) *library.Media {
	h.t.Helper()
	n, _ := library.ParseID(id)
	m, err := h.library.SetVisibility(h.t.Context(), library.ViewerOf(u), n, v)
	h.must(err)
	return m
}

// file is data in memory.
type file struct {
	name string
	data []byte
}

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.data)), nil }
func (f file) Size() int64                  { return int64(len(f.data)) }
func (f file) Name() string                 { return f.name }
func (f file) Type() string                 { return "" }

// A browser is a user agent with cookies. It follows no redirect.
type browser struct {
	*house
	http *http.Client
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &browser{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signedIn returns a browser in which the user has signed in on the page.
func (h *house) signedIn(name string) *browser {
	h.t.Helper()
	b := h.browser()
	r := b.post("/signin", url.Values{"username": {name}, "password": {password}})
	if r.status != http.StatusSeeOther {
		h.t.Fatalf("sign-in answers %d: %s", r.status, r.body)
	}
	return b
}

// A result is an answer, read whole.
type result struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(method, path string, header http.Header, body io.Reader) result {
	b.t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), method, b.url+path, body)
	b.must(err)
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := b.http.Do(request)
	b.must(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	b.must(err)
	return result{response.StatusCode, response.Header, string(text)}
}

func (b *browser) get(path string) result { return b.do("GET", path, nil, nil) }

func (b *browser) post(path string, form url.Values) result {
	return b.do("POST", path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader(form.Encode()))
}

// upload posts files by the form.
func (b *browser) upload(album string, files ...file) result {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	b.must(w.WriteField("album", album))
	for _, f := range files {
		part, err := w.CreateFormFile("media.data", f.name)
		b.must(err)
		_, err = part.Write(f.data)
		b.must(err)
	}
	b.must(w.Close())
	return b.do("POST", "/upload", http.Header{"Content-Type": {w.FormDataContentType()}}, &body)
}

func (r result) want(t *testing.T, what string, status int, contains ...string) {
	t.Helper()
	if r.status != status {
		t.Errorf("%s answers %d, want %d: %.300s", what, r.status, status, r.body)
	}
	for _, text := range contains {
		if !strings.Contains(r.body, text) {
			t.Errorf("%s: the answer lacks %q: %.600s", what, text, r.body)
		}
	}
}

func photo() []byte { return mediatest.Photo(mediatest.Pier()) }
