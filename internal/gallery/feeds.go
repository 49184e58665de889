package gallery

import (
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock/library"
)

// A feedLink leads readers of feeds from a page to its feed.
type feedLink struct {
	Href, Title string
	RSS         bool // not Atom
}

// feeds returns the links to the feed of a search, and the search itself as who
// subscribes to it names it.
func feeds(r *http.Request, title string, search url.Values) ([]feedLink, string) {
	link := r.URL.Query().Get("link")
	named := search.Encode()
	address := func(format string) string {
		v := url.Values{"q": {search.Get("q")}, "format": {format}}
		for name := range search {
			v.Set(name, search.Get(name))
		}
		if link != "" {
			v.Set("link", link)
		}
		return "/search?" + v.Encode()
	}
	return []feedLink{
		{Href: address("atom"), Title: title},
		{Href: address("rss"), Title: title, RSS: true},
	}, named
}

// feed adds to a page the links to the feed of a search.
func (f *frame) feed(r *http.Request, search url.Values) {
	f.Feeds, f.Subscribe = feeds(r, f.Heading, search)
	f.Subscribable = f.User != nil
}

// searchPage is a page of results.
type searchPage struct {
	listPage
	Caption    string
	Correction string // terms that find something where these find nothing
	CorrectURL string
}

// Search shows what a query finds, which is that of search, what was asked for
// with the page left out. The site calls it for /search where HTML is wanted.
func (g *Gallery) Search(w http.ResponseWriter, r *http.Request, q library.Query, search url.Values) {
	g.page(func(w http.ResponseWriter, r *http.Request) error {
		about, err := g.Library.Collection(r.Context(), g.viewer(r), q)
		if err != nil {
			return err
		}
		f := g.frame(r, headingOf(about, search.Get("q")), "search")
		f.Terms = search.Get("q")
		f.feed(r, search)
		page := searchPage{Caption: about.Caption}
		if page.listPage, err = g.list(r, q, f); err != nil {
			return err
		}
		if page.Total == 0 && q.Terms != "" {
			if page.Correction, err = g.Library.Correct(r.Context(), g.viewer(r), q); err != nil {
				return err
			}
			search.Set("q", page.Correction)
			page.CorrectURL = "/search?" + search.Encode()
		}
		page.Metas = counts(r, page.Total)
		return g.write(w, http.StatusOK, "search", page)
	}).ServeHTTP(w, r)
}

// headingOf returns the heading of a page of results.
func headingOf(about library.Collection, terms string) string {
	switch {
	case about.Title != "":
		return about.Title
	case terms != "":
		return "Search for “" + terms + "”"
	}
	return "Search"
}
