package site

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/gallery"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// newSearch returns what the Open Media Profile asks for: description, results
// and entries.
func (s *Site) newSearch() *openmedia.Handler {
	return &openmedia.Handler{
		For: func(r *http.Request) (openmedia.Searcher, error) {
			carry := linkOf(r)
			return s.Library.SearcherAt(viewer(r), library.Addresses{Base: connOf(r.Context()).Base, Query: carry, Pages: carry}), nil
		},
		IDs:        s.Library.Identity().Minter(),
		About:      s.about(),
		Parameters: library.SearchParameters(),
		Base:       func(r *http.Request) string { return connOf(r.Context()).Base },
		Carry:      linkOf,
		HTML:       s.showResults,
		Suggest: func(r *http.Request, q opensearch.Query) (opensearch.Suggestions, error) {
			terms, err := s.Library.Complete(r.Context(), viewer(r), q.SearchTerms)
			return opensearch.Suggestions{Terms: terms}, err
		},
		Example: s.example,
		Error:   s.searchError,
		Log:     s.log,
	}
}

// about is what the description tells of the site.
func (s *Site) about() opensearch.Description {
	title := s.Library.Identity().Title
	d := opensearch.Description{
		ShortName: shortened(title, 16), LongName: shortened(title, 48), Description: "Search the media of " + title + ".",
		Contact: s.Contact, Tags: s.Tags, Developer: "MediaSock", Attribution: "Each item belongs to its author; its entry names the licence.",
		Languages: []string{"*"}, InputEncodings: []string{"UTF-8"}, OutputEncodings: []string{"UTF-8"},
	}
	for _, size := range gallery.IconSizes() {
		d.Images = append(d.Images, opensearch.Image{URL: "/icon-" + strconv.Itoa(size) + ".png", Type: "image/png", Width: size, Height: size})
	}
	return d
}

// linkOf returns the secret of a link that a request presented, as addresses
// carry it on.
func linkOf(r *http.Request) string {
	if link := r.URL.Query().Get("link"); link != "" {
		return url.Values{"link": {link}}.Encode()
	}
	return ""
}

// showResults shows the page of results for people, which finds its own: its
// pages are longer than those of a feed.
func (s *Site) showResults(w http.ResponseWriter, r *http.Request, q opensearch.Query, _ func() (*atom.Feed, error)) error {
	query, err := library.QueryOf(q)
	if err == nil {
		s.gallery.Search(w, r, query, searchOf(q))
	}
	return err
}

// searchOf returns the parameters of a search, without those of the page.
func searchOf(q opensearch.Query) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", q.SearchTerms)
	for name, value := range q.Extra {
		if name != openmedia.AfterParameter {
			set(name, value)
		}
	}
	geo := q.Geo
	set("place", geo.Name)
	if geo.Point != nil {
		set("lat", degrees(geo.Point.Lat))
		set("lon", degrees(geo.Point.Lon))
	}
	if geo.Radius > 0 {
		set("radius", degrees(geo.Radius))
	}
	if b := geo.Box; b != nil {
		set("box", strings.Join([]string{degrees(b.West), degrees(b.South), degrees(b.East), degrees(b.North)}, ","))
	}
	for name, t := range map[string]time.Time{"start": q.Start, "end": q.End} {
		if !t.IsZero() {
			v.Set(name, t.Format(time.RFC3339Nano))
		}
	}
	return v
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// searchError asks for a sign-in where one might help.
func (s *Site) searchError(w http.ResponseWriter, r *http.Request, err error) bool {
	missing := errors.Is(err, openmedia.ErrNotFound) && userOf(r.Context()) == nil
	if !missing && !errors.Is(err, openmedia.ErrUnauthorized) {
		return false
	}
	s.refuse(w, r, mediasock.ErrAuthRequired)
	return true
}

// shortened cuts a name to n characters (OS-2).
func shortened(name string, n int) string {
	runes := []rune(name)
	return strings.TrimSpace(string(runes[:min(n, len(runes))]))
}
