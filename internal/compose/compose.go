// Package compose is the page on which a writer searches her own library and other
// places at once, picks what she likes, and gets it as HTML, Markdown or BBCode with
// title, author, licence and the link back.
//
// What others publish is never linked to where it lies (OM-37): it is fetched by
// the service, within bounds, and shown and handed out as a copy of our own, where
// a licence allows one. Whoever asks is signed in; the addresses that are followed
// are those of the public internet, unless the operator allows more.
package compose

import (
	"context"
	"embed"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/services"
)

//go:embed templates static
var files embed.FS

// A Place is a source that the operator offers.
type Place struct {
	Name  string // in addresses
	Title string
	Open  func(ctx context.Context) (openmedia.Searcher, error)
}

// Options are what the operator decides.
type Options struct {
	Places  []Place
	Domains bool         // writers may name a domain of their own choice
	Guard   *guard.Guard // what may be reached; nil is the public internet
}

// A Page is what the pages of the site stand in.
type Page interface {
	// Head writes all that comes before the content, Foot what comes after it.
	Head(w io.Writer, r *http.Request, heading, here string) error
	Foot(w io.Writer, r *http.Request) error
	// Fail answers an error.
	Fail(w http.ResponseWriter, r *http.Request, err error)
}

// A Desk serves the page. Its fields are set before Routes.
type Desk struct {
	Options
	Page  Page
	Title string // of the writer's own library among the places
	Log   *slog.Logger

	// User returns who asks, nil for a stranger.
	User func(*http.Request) *mediasock.User
	// Own returns the library as who asks sees it.
	Own func(*http.Request) openmedia.Searcher
	// Mine reports whether an item of the library is the writer's own: others', which
	// the library shows her too, are offered by their licences.
	Mine func(r *http.Request, entry string) bool
	// Shown returns the address under which everyone sees a preview of an item of
	// the library, "" if not everyone does.
	Shown func(r *http.Request, entry string, edge int) string

	web     *http.Client
	pages   *template.Template
	table   table
	running chan struct{} // searches
	copying chan struct{} // files that are fetched
}

// The bounds of the page.
const (
	perSource   = 12
	searchTime  = 20 * time.Second
	waitTime    = 5 * time.Second // for a turn
	maxSearches = 4
	maxCopies   = 3
)

// A Mux is what routes are added to, such as an http.ServeMux.
type Mux interface {
	Handle(pattern string, handler http.Handler)
}

// Routes adds the page to mux.
func (d *Desk) Routes(mux Mux) {
	if d.Guard == nil {
		d.Guard = &guard.Guard{}
	}
	d.web = d.Guard.Client()
	d.pages = template.Must(template.ParseFS(files, "templates/*.html"))
	d.running, d.copying = make(chan struct{}, maxSearches), make(chan struct{}, maxCopies)
	mux.Handle("GET /compose", d.own(d.search))
	mux.Handle("POST /compose", d.own(d.texts))
	mux.Handle("GET /compose/picture/{id}", d.own(d.picture))
	mux.Handle("GET /compose/copy/{id}", d.own(d.copy))
	mux.Handle("GET /compose/copy.js", http.HandlerFunc(script))
}

// own serves h to signed-in users.
func (d *Desk) own(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := error(mediasock.ErrAuthRequired)
		if d.User(r) != nil {
			err = h(w, r)
		}
		if err != nil {
			d.Page.Fail(w, r, err)
		}
	})
}

// sources returns what a form asks: the writer's own library, places, a domain.
func (d *Desk) sources(r *http.Request, f form) []services.Source {
	var all []services.Source
	if f.Has(ownName) {
		all = append(all, services.Ready(ownName, d.Own(r)))
	}
	for _, p := range d.Places {
		if f.Has(p.Name) {
			all = append(all, services.Source{Name: p.Name, Open: p.Open})
		}
	}
	if d.Domains && f.Domain != "" {
		all = append(all, services.Source{Name: f.Domain, Open: func(ctx context.Context) (openmedia.Searcher, error) {
			return openmedia.Open(ctx, f.Domain, &openmedia.Options{HTTP: d.web})
		}})
	}
	return all
}

// mine reports whether a result is the writer's own.
func (d *Desk) mine(r *http.Request, found *services.Found) bool {
	return found.Source == ownName && d.Mine(r, found.Entry.ID)
}

// title returns what a source is called.
func (d *Desk) title(name string) string {
	if name == ownName {
		return d.Title
	}
	for _, p := range d.Places {
		if p.Name == name {
			return p.Title
		}
	}
	return name
}

// script serves the script of the page: buttons that copy a text. Without
// it the texts are there all the same.
func script(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	http.ServeFileFS(w, r, files, "static/copy.js")
}
