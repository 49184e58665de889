package site

import (
	"errors"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// newSearch returns what the Open Media Profile asks for: description, results
// and entries.
func (s *Site) newSearch() *openmedia.Handler {
	return &openmedia.Handler{
		For: func(r *http.Request) (openmedia.Searcher, error) {
			return s.Library.Searcher(viewer(r), connOf(r.Context()).Base), nil
		},
		IDs:        s.Library.Identity().Minter(),
		Parameters: []string{library.AlbumParameter},
		About: opensearch.Description{
			ShortName: shortened(s.Library.Identity().Title, 16), Description: "Search the media of " + s.Library.Identity().Title + ".",
			Contact: s.Contact, Tags: []string{"photo", "video", "audio", "media"},
		},
		Base: func(r *http.Request) string { return connOf(r.Context()).Base },
		HTML: func(w http.ResponseWriter, r *http.Request, q opensearch.Query, _ *atom.Feed) {
			s.gallery.Search(w, r, queryOf(q))
		},
		Example: s.example,
		Error:   s.searchError,
		Log:     s.log,
	}
}

// searchError asks for a sign-in where one might help.
func (s *Site) searchError(w http.ResponseWriter, r *http.Request, err error) bool {
	missing := errors.Is(err, openmedia.ErrNotFound) && userOf(r.Context()) == nil
	if !missing && !errors.Is(err, openmedia.ErrUnauthorized) {
		return false
	}
	s.refuse(w, r, mediasock.ErrAuthRequired)
	return true
}

// queryOf returns the part of a query that the page of results shows.
func queryOf(q opensearch.Query) library.Query { return library.Query{Terms: q.SearchTerms} }

// shortened cuts a name to n characters (OS-2).
func shortened(name string, n int) string {
	runes := []rune(name)
	return string(runes[:min(n, len(runes))])
}
