package site_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
)

// The authorisation matrix: every route x who asks x by which mechanism x whose
// it is x who may see it. A route without a class fails the test.

// A class says how a route is to answer.
type class int

const (
	open      class = iota // everyone, and nothing of anybody's is in it
	list                   // everyone; items are in it as far as they are found
	readItem               // an item's own URL
	readPage               // likewise, a page for people
	readAlbum              // an album's page
	ownPage                // signed-in users
	add                    // who may upload
	manage                 // who may manage the account
	editItem               // the item's owner, who may manage
	editAlbum              // the album's owner, who may manage
	signing                // sign-in, sign-out, setup: judged by tests of their own
	ownUpload              // an unfinished upload of the owner's; nobody else learns of it
	ownAct                 // signed-in users, by a form
	ownThing               // what is one's own alone; nobody's is asked for
	secret                 // whoever has the secret of a feed, and nobody without
	operator               // programs on this machine, and who may manage
)

// classes has every route of the site.
var classes = map[string]class{
	"/mediasock/{$}": signing, "GET /mediasock": open,
	"GET /opensearch.xml": open, "GET /search": list, "GET /suggest": list, "GET /icon-16.png": open, "GET /icon-64.png": open, "GET /atom/{id}": readItem,
	"GET /media/{id}": readItem, "GET /thumb/{id}": readItem, "GET /play/{id}": readItem,
	"GET /{$}": list, "GET /albums": list, "POST /albums": add,
	"GET /a/{id}": readAlbum, "POST /a/{id}": editAlbum,
	"GET /i/{id}": readPage, "GET /embed/{id}": readPage, "POST /i/{id}": editItem, "POST /i/{id}/trash": editItem,
	"POST /a/{id}/trash": editAlbum, "POST /choose": editItem, "GET /trash": ownPage, "POST /trash": manage,
	"GET /upload": ownPage, "POST /upload": add,
	"GET /account": ownPage, "POST /account/app-password": manage, "POST /account/revoke": manage, "POST /account/details": manage, "POST /account/password": signing,
	"POST /account/feed": manage, "POST /account/feed/revoke": manage, "POST /account/license": manage,
	"GET /feed": secret, "GET /feed/atom/{id}": secret, "GET /feed/media/{id}": secret, "GET /feed/thumb/{id}": secret,
	"OPTIONS /tus/": open, "POST /tus/{$}": add,
	"HEAD /tus/{id}": ownUpload, "PATCH /tus/{id}": ownUpload, "DELETE /tus/{id}": ownUpload, "POST /tus/{id}": ownUpload,
	"GET /compose": ownPage, "POST /compose": ownAct, "GET /compose/copy.js": open,
	"GET /compose/picture/{id}": ownThing, "GET /compose/copy/{id}": ownThing,
	"GET /signin": open, "POST /signin": signing, "POST /signout": signing,
	"GET /setup": signing, "POST /setup": signing,
	"GET /static/": open, "GET /robots.txt": open, "GET /healthz": open, "GET /readyz": open, "GET /metrics": operator, "/": open,
}

// An asker is who asks and how that is proved.
type asker struct {
	name   string
	user   string          // "" is a stranger
	scope  mediasock.Scope // of the credential
	prove  func(c *cellHouse, scope mediasock.Scope) http.Header
	denied bool // the credential is wrong
}

var askers = []asker{
	{name: "a stranger"},
	{name: "the owner by cookie", user: "ada", scope: mediasock.ScopeManage, prove: (*cellHouse).cookie},
	{name: "the owner by Basic, manage", user: "ada", scope: mediasock.ScopeManage, prove: (*cellHouse).basic},
	{name: "the owner by Basic, upload", user: "ada", scope: mediasock.ScopeUpload, prove: (*cellHouse).basic},
	{name: "the owner by Basic, read", user: "ada", scope: mediasock.ScopeRead, prove: (*cellHouse).basic},
	{name: "the owner by WSSE", user: "ada", scope: mediasock.ScopeManage, prove: (*cellHouse).wsse},
	{name: "another by cookie", user: "bob", scope: mediasock.ScopeManage, prove: (*cellHouse).cookie},
	{name: "another by Basic", user: "bob", scope: mediasock.ScopeManage, prove: (*cellHouse).basic},
	{name: "a wrong password", denied: true, prove: func(*cellHouse, mediasock.Scope) http.Header { return basicAuth("ada", "wrong password") }},
	{name: "the account's own password by Basic", denied: true, prove: func(*cellHouse, mediasock.Scope) http.Header { return basicAuth("ada", password) }},
}

// A sight is how an item is shown, and whether its link is presented.
type sight struct {
	visibility library.Visibility
	link       bool
}

var sights = []sight{{library.Private, false}, {library.Members, false}, {library.Link, false}, {library.Link, true}, {library.Public, false}}

// cellHouse is a house with an item and an album of ada's.
type cellHouse struct {
	*house
	ada, bob    *mediasock.User
	asker       asker
	item, album string
	link        string // of the item, "" unless presented
	albumLink   string
	upload      string            // of ada's, unfinished; "" unless asked for
	apps        map[string]string // app passwords that were made
}

const hiddenTitle = "Unfindable-title"

func newCellHouse(h *house, apps map[string]string, who asker, how sight) *cellHouse {
	c := &cellHouse{house: h, asker: who, apps: apps}
	c.ada, c.bob = h.find("ada"), h.find("bob")
	c.fresh(how)
	return c
}

// fresh makes an item and an album to ask for.
func (c *cellHouse) fresh(how sight) {
	c.album = c.house.album(c.ada, hiddenTitle)
	c.item = c.house.add(c.ada, "note.txt", []byte(rand.Text()), mediasock.Media{Title: hiddenTitle})
	m := c.show(c.ada, c.item, how.visibility)
	n, _ := library.ParseID(c.album)
	t, err := c.library.SetTaxonVisibility(c.t.Context(), library.ViewerOf(c.ada), n, how.visibility)
	c.must(err)
	if how.link {
		c.link, c.albumLink = m.Link, t.Link
	}
}

func (h *house) find(name string) *mediasock.User {
	u, err := h.accounts.Lookup(h.t.Context(), name)
	h.must(err)
	return &mediasock.User{ID: u.ID.String(), Name: name, Scope: mediasock.ScopeManage}
}

func (c *cellHouse) cookie(mediasock.Scope) http.Header {
	b := c.signedIn(c.asker.user)
	u, err := url.Parse(c.url)
	c.must(err)
	return http.Header{"Cookie": {b.http.Jar.Cookies(u)[0].String()}}
}

func (c *cellHouse) app(scope mediasock.Scope) string {
	key := fmt.Sprint(c.asker.user, scope)
	if app, ok := c.apps[key]; ok {
		return app
	}
	u, err := c.accounts.Lookup(c.t.Context(), c.asker.user)
	c.must(err)
	app, err := c.accounts.NewAppPassword(c.t.Context(), u.ID, "matrix", scope)
	c.must(err)
	c.apps[key] = app
	return app
}

func (c *cellHouse) basic(scope mediasock.Scope) http.Header {
	return basicAuth(c.asker.user, c.app(scope))
}

// wsse signs for one request only.
func (c *cellHouse) wsse(scope mediasock.Scope) http.Header {
	nonce, created := rand.Text(), time.Now().UTC().Format(time.RFC3339)
	sum := sha1.Sum([]byte(nonce + created + c.app(scope)))
	return http.Header{"X-Wsse": {fmt.Sprintf(`UsernameToken Username="%s", PasswordDigest="%s", Nonce="%s", Created="%s"`,
		c.asker.user, base64.StdEncoding.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString([]byte(nonce)), created)}}
}

// sees reports whether the asker is to see what is shown so.
func (a asker) sees(how sight) bool {
	switch how.visibility {
	case library.Public:
		return true
	case library.Members:
		return a.user != ""
	case library.Link:
		return a.user != "" || how.link // a visibility includes those before it
	}
	return a.user == "ada"
}

// expected returns the status that a route of the class answers.
func expected(k class, who asker, how sight) int {
	if who.denied && k != signing {
		return http.StatusUnauthorized
	}
	stranger := who.user == ""
	switch k {
	case open, list, operator:
		return http.StatusOK
	case readItem:
		return choose(who.sees(how), http.StatusOK, choose(stranger, http.StatusUnauthorized, http.StatusNotFound))
	case readPage, readAlbum:
		return choose(who.sees(how), http.StatusOK, choose(stranger, http.StatusSeeOther, http.StatusNotFound))
	case ownAct:
		return choose(stranger, http.StatusUnauthorized, http.StatusOK)
	case ownThing:
		return choose(stranger, http.StatusSeeOther, http.StatusNotFound)
	case secret:
		return http.StatusNotFound
	case ownPage:
		return choose(stranger, http.StatusSeeOther, http.StatusOK)
	case add:
		return choose(stranger, http.StatusUnauthorized, choose(who.scope < mediasock.ScopeUpload, http.StatusForbidden, 0))
	case ownUpload:
		return choose(stranger, http.StatusUnauthorized, choose(who.scope < mediasock.ScopeUpload, http.StatusForbidden,
			choose(who.user == "ada", 0, http.StatusNotFound)))
	case manage:
		return choose(stranger, http.StatusUnauthorized, choose(who.scope < mediasock.ScopeManage, http.StatusForbidden, 0))
	case editItem, editAlbum:
		return choose(stranger, http.StatusUnauthorized, choose(who.scope < mediasock.ScopeManage, http.StatusForbidden,
			choose(who.user == "ada", http.StatusSeeOther, http.StatusNotFound)))
	}
	return 0
}

// shows reports whether an item or album is what a route of the class is about.
func shows(k class) bool {
	switch k {
	case list, readItem, readPage, readAlbum, editItem, editAlbum:
		return true
	}
	return false
}

func choose[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

func TestAuthorisationMatrix(t *testing.T) {
	var s *site.Site
	h := newHouse(t, nil)
	s = h.site
	h.user("ada")
	h.user("bob")
	cells, apps := 0, make(map[string]string)
	for _, pattern := range s.Patterns() {
		k, ok := classes[pattern]
		if !ok {
			t.Errorf("route %q has no class in the authorisation matrix", pattern)
			continue
		}
		if k == signing {
			continue
		}
		for _, who := range askers {
			for _, how := range sights {
				if who.denied && how != sights[0] && !shows(k) {
					continue // or the account would be throttled
				}
				newCellHouse(h, apps, who, how).check(pattern, k, how)
				cells++
			}
		}
	}
	for pattern := range classes {
		if !slices.Contains(s.Patterns(), pattern) {
			t.Errorf("the matrix has a class for %q, which is no route", pattern)
		}
	}
	t.Logf("%d cells", cells)
}

// check asks for a route once and compares.
func (c *cellHouse) check(pattern string, k class, how sight) {
	c.t.Helper()
	method, path := c.target(pattern, k)
	header, body := c.form(pattern)
	if c.asker.prove != nil {
		for name, values := range c.asker.prove(c, c.asker.scope) {
			header[name] = values
		}
	}
	r := c.browser().do(method, path, header, body)
	want := expected(k, c.asker, how)
	ok := r.status == want || want == 0 && r.status < 400 ||
		want == http.StatusOK && (r.status == http.StatusMovedPermanently || pattern == "/" && r.status == http.StatusNotFound) ||
		want == http.StatusOK && pattern == "GET /thumb/{id}" && r.status == http.StatusNotFound && strings.Contains(r.body, "<svg")
	if !ok {
		c.t.Errorf("%s for %s, item %s, link %v: %d, want %d: %.200s", pattern, c.asker.name, how.visibility, how.link, r.status, want, r.body)
	}
	if !c.asker.sees(how) && k != open && strings.Contains(r.body, hiddenTitle) {
		c.t.Errorf("%s for %s, item %s: the answer holds its title", pattern, c.asker.name, how.visibility)
	}
	c.clean()
}

// clean takes what the cell made out of the lists.
func (c *cellHouse) clean() {
	if g, err := c.library.Resume(c.t.Context(), c.upload); err == nil {
		c.must(g.Drop())
	}
	n, _ := library.ParseID(c.item)
	if err := c.library.TrashMedia(c.t.Context(), library.Viewer{All: true}, n); !errors.Is(err, mediasock.ErrUnknownItem) {
		c.must(err) // unless the cell has moved it there
	}
	n, _ = library.ParseID(c.album)
	if err := c.library.TrashTaxon(c.t.Context(), library.Viewer{All: true}, n); !errors.Is(err, mediasock.ErrUnknownTaxon) {
		c.must(err)
	}
}

// target returns the method and path that a pattern is asked by.
func (c *cellHouse) target(pattern string, k class) (method, path string) {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		method, path = http.MethodGet, pattern
	}
	id, link := c.item, c.link
	if k == readAlbum || k == editAlbum {
		id, link = c.album, c.albumLink
	}
	if k == ownUpload {
		id, link = c.begin(), ""
	}
	path = strings.NewReplacer("{id}", id, "{$}", "", "/static/", "/static/style.css").Replace(path)
	if path == "/" && pattern == "/" {
		path = "/no-such-page"
	}
	if link != "" {
		path += "?link=" + link
	}
	return method, path
}

// begin begins an upload of ada's.
func (c *cellHouse) begin() string {
	g, err := c.library.Begin(c.t.Context(), mediasock.Upload{Owner: c.ada.ID, Name: hiddenTitle, Size: 10, Life: time.Hour})
	c.must(err)
	c.must(g.Abort())
	c.upload = g.Upload().ID
	return c.upload
}

// form returns a body that a route would accept.
func (c *cellHouse) form(pattern string) (http.Header, io.Reader) {
	if strings.Contains(pattern, " /tus/") {
		return http.Header{
			"Tus-Resumable": {"1.0.0"}, "Upload-Length": {"10"}, "Upload-Offset": {"0"}, "Content-Type": {"application/offset+octet-stream"},
			"X-Http-Method-Override": {map[bool]string{true: "HEAD"}[pattern == "POST /tus/{id}"]},
		}, nil
	}
	if !strings.HasPrefix(pattern, "POST ") {
		return http.Header{}, nil
	}
	if pattern == "POST /upload" {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("media.data", "a.txt")
		c.must(err)
		_, err = io.WriteString(part, rand.Text())
		c.must(err)
		c.must(w.Close())
		return http.Header{"Content-Type": {w.FormDataContentType()}}, &body
	}
	form := url.Values{"title": {"changed"}, "visibility": {"private"}, "label": {"x"}, "scope": {"read"}, "id": {"1"}, "item": {c.item}}
	if pattern == "POST /choose" {
		form.Set("action", "visibility")
	}
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader(form.Encode())
}
