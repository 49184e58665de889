// Package gallery is the web pages of a library: newest, albums, one item,
// search, upload, sign-in, the account. They are made on the server and need no
// script; where the browser runs one, uploads show how far they are and the arrow
// keys lead through a list.
package gallery

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/library"
)

//go:embed templates static
var files embed.FS

// A Gallery serves the pages. Its fields are set before Routes.
type Gallery struct {
	Library  *library.Library
	Accounts *library.Accounts
	Log      *slog.Logger

	// User returns who asks: the verified user, or nil.
	User func(*http.Request) *mediasock.User
	// SignIn gives a user whose password was right the cookie of a session,
	// and SignOut ends it.
	SignIn  func(http.ResponseWriter, *http.Request, *mediasock.User) error
	SignOut func(http.ResponseWriter, *http.Request) error
	// Private reports whether a password may cross the connection of r.
	Private func(*http.Request) bool
	// Peer returns the address that failed sign-ins are counted by.
	Peer func(*http.Request) netip.Addr
	// Patient returns r with a body that may take long to arrive, but not stall.
	Patient func(http.ResponseWriter, *http.Request) *http.Request
	// Previewable reports whether a preview of a media type can be made.
	Previewable func(mediaType string) bool
	// NewFeed makes the secret address of the feed of a search, written as in
	// addresses, for the user who asks; FeedTitle says what such a feed is about.
	NewFeed   func(r *http.Request, search string) (address string, err error)
	FeedTitle func(r *http.Request, search string) string
	// Read reads a search that is written as in addresses.
	Read func(search string) (library.Query, error)
	// Links returns what the head of each page announces; nil for nothing more.
	Links func(*http.Request) []facade.Link

	// Streamed reports whether a film was made of m that browsers play.
	Streamed func(ctx context.Context, m *library.Media) bool

	pages map[string]*template.Template
	style string // changes when the style sheet or a script does
}

// A Mux is what routes are added to, such as an http.ServeMux.
type Mux interface {
	Handle(pattern string, handler http.Handler)
}

// Routes adds the pages to mux.
func (g *Gallery) Routes(mux Mux) {
	g.parse()
	mux.Handle("GET /{$}", g.page(g.newest))
	mux.Handle("GET /albums", g.page(g.albums))
	mux.Handle("POST /albums", g.own(g.makeAlbum))
	mux.Handle("GET /a/{id}", g.page(g.album))
	mux.Handle("POST /a/{id}", g.own(g.editAlbum))
	mux.Handle("POST /a/{id}/trash", g.own(g.trashAlbum))
	mux.Handle("GET /i/{id}", g.page(g.item))
	mux.Handle("GET /embed/{id}", g.page(g.embed))
	mux.Handle("POST /i/{id}", g.own(g.editItem))
	mux.Handle("POST /i/{id}/trash", g.own(g.trashItem))
	mux.Handle("POST /choose", g.own(g.choose))
	mux.Handle("GET /trash", g.own(g.trash))
	mux.Handle("POST /trash", g.own(g.changeTrash))
	mux.Handle("GET /upload", g.own(g.uploadForm))
	mux.Handle("POST /upload", g.told(g.signedIn(g.upload)))
	mux.Handle("GET /account", g.own(g.account))
	mux.Handle("POST /account/app-password", g.own(g.makeAppPassword))
	mux.Handle("POST /account/revoke", g.own(g.revokeAppPassword))
	mux.Handle("POST /account/details", g.own(g.setDetails))
	mux.Handle("POST /account/feed", g.own(g.makeFeed))
	mux.Handle("POST /account/feed/revoke", g.own(g.revokeFeed))
	mux.Handle("POST /account/license", g.own(g.changeLicense))
	mux.Handle("POST /account/password", g.own(g.changePassword))
	mux.Handle("GET /signin", g.page(g.signInForm))
	mux.Handle("POST /signin", g.page(g.signIn))
	mux.Handle("POST /signout", g.page(g.signOut))
	mux.Handle("GET /setup", g.page(g.setupForm))
	mux.Handle("POST /setup", g.page(g.setup))
	mux.Handle("GET /static/", g.static())
	for _, size := range IconSizes() {
		mux.Handle("GET /icon-"+strconv.Itoa(size)+".png", icon(size))
	}
}

// parse reads the templates; a mistake in one is the programmer's.
func (g *Gallery) parse() {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		panic(err)
	}
	g.pages = make(map[string]*template.Template, len(names))
	for _, name := range names {
		// albums.html holds the list that album.html shows too, item.html the
		// choice of visibility.
		own := []string{"templates/page.html", "templates/album.html", "templates/item.html", name}
		t := template.Must(template.ParseFS(files, own...))
		g.pages[strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")] = t
	}
	sum := sha256.New()
	for _, name := range []string{"style.css", "upload.js", "walk.js"} {
		file, err := files.ReadFile("static/" + name)
		if err != nil {
			panic(err)
		}
		sum.Write(file)
	}
	g.style = hex.EncodeToString(sum.Sum(nil)[:6])
}

// A handler answers a request or returns what was wrong.
type handler func(http.ResponseWriter, *http.Request) error

// page serves h; what it returns is told on a page.
func (g *Gallery) page(h handler) http.Handler { return g.told(withForm(h)) }

// own serves h to signed-in users and sends all others to sign in.
func (g *Gallery) own(h handler) http.Handler { return g.told(g.signedIn(withForm(h))) }

func (g *Gallery) told(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			g.Fail(w, r, err)
		}
	})
}

func (g *Gallery) signedIn(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if g.User(r) == nil {
			return mediasock.ErrAuthRequired
		}
		return h(w, r)
	}
}

// Fail answers err with a page: the one place where the pages' errors are
// written.
func (g *Gallery) Fail(w http.ResponseWriter, r *http.Request, err error) {
	if wantsSignIn(err) && g.User(r) == nil && r.Method == http.MethodGet {
		http.Redirect(w, r, "/signin?next="+template.URLQueryEscaper(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	status, heading, text := describe(err)
	if status >= http.StatusInternalServerError {
		g.Log.ErrorContext(r.Context(), "page", "path", r.URL.Path, "error", err)
	}
	g.Message(w, r, status, heading, text)
}

// wantsSignIn reports whether a stranger might see more after a sign-in. Whether
// what she asks for exists is not told.
func wantsSignIn(err error) bool {
	return errors.Is(err, mediasock.ErrAuthRequired) || errors.Is(err, mediasock.ErrUnknownItem) || errors.Is(err, mediasock.ErrUnknownTaxon)
}

// describe maps an error to a page.
func describe(err error) (status int, heading, text string) {
	stat := mediasock.StatOf(err)
	switch {
	case errors.Is(err, library.ErrGone):
		return http.StatusGone, "Deleted", "What was here has been deleted."
	case errors.Is(err, mediasock.ErrUnknownItem), errors.Is(err, mediasock.ErrUnknownTaxon):
		return http.StatusNotFound, "Not found", "There is nothing here, or it is not shown to you."
	case stat.Code == mediasock.CodeAuth, stat.Code == mediasock.CodeCredentials:
		return http.StatusUnauthorized, "Sign in", "You need to sign in for that."
	case stat.Code == mediasock.CodePermanent:
		return http.StatusForbidden, "Not allowed", stat.Message
	case stat.Code == mediasock.CodeUnsupported:
		return http.StatusBadRequest, "Not possible", stat.Message
	}
	return http.StatusServiceUnavailable, "A fault", "Something went wrong here. Try again in a while."
}

// Message answers with a page that says one thing; lines are commands or
// addresses to copy.
func (g *Gallery) Message(w http.ResponseWriter, r *http.Request, status int, heading, text string, lines ...string) {
	page := messagePage{frame: g.frame(r, heading, ""), Text: text, Lines: lines}
	if err := g.write(w, status, "message", page); err != nil {
		g.Log.ErrorContext(r.Context(), "page", "error", err)
		http.Error(w, text, http.StatusInternalServerError)
	}
}

type messagePage struct {
	frame
	Text  string
	Lines []string
}

// frame is what every page has.
type frame struct {
	Site    string
	Style   string
	Script  string // name of the page's script; "" for none
	Heading string
	Here    string // which entry of the navigation is this one
	Width   string // class of the content: "", "middle" or "narrow"
	Bare    bool   // no navigation
	User    *mediasock.User
	Terms   string
	Feeds   []feedLink
	Host    string
	Metas   []meta
	Links   []facade.Link
	Error   string
	Done    string

	Subscribe    string // the search that the page shows, for a feed with a secret address
	Subscribable bool   // the page can be subscribed to by a secret address
}

type meta struct{ Name, Content string }

func (g *Gallery) frame(r *http.Request, heading, here string) frame {
	f := frame{
		Site: g.Library.Identity().Title, Style: g.style, Heading: heading, Here: here,
		User: g.User(r), Host: hostOf(r),
	}
	if g.Links != nil {
		f.Links = g.Links(r)
	}
	return f
}

// runs gives a page a script, which may speak with the service alone.
func (f *frame) runs(w http.ResponseWriter, script string) {
	const policy = "Content-Security-Policy"
	w.Header().Set(policy, w.Header().Get(policy)+"; script-src 'self'; connect-src 'self'")
	f.Script = script
}

// hostOf returns the host of the service's URL as the client calls it.
func hostOf(r *http.Request) string {
	_, host, _ := strings.Cut(mediasock.Base(r.Context()), "://")
	return host
}

// write executes a page whole before anything of it is sent.
func (g *Gallery) write(w http.ResponseWriter, status int, name string, page any) error {
	var b bytes.Buffer
	if err := g.pages[name].ExecuteTemplate(&b, "page", page); err != nil {
		return fmt.Errorf("gallery: page %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Cookie, Authorization, X-WSSE")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // if that fails the client has gone
	return nil
}

// static serves the style sheet, the scripts and the icon, which change with the binary only.
// Folders are not listed.
func (g *Gallery) static() http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=86400")
		server.ServeHTTP(w, r)
	})
}
