package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// Feeds with a secret address are for readers that cannot sign in. The secret,
// which stands in the address's query (so that no log has it), opens one search as
// its maker sees it, the entries of that search, and their files. Such an address
// is handed to programs and people, so it tells of an item, and gives of its file,
// what others are told and given:
//
//	/feed?key=…            the feed, ?format=rss too
//	/feed/atom/{id}?key=…  an entry
//	/feed/media/{id}?key=… its file
//	/feed/thumb/{id}?key=… its preview

// A subscription is what a secret opens.
type subscription struct {
	search opensearch.Query
	query  library.Query
	viewer library.Viewer
	carry  string // what its addresses carry
}

// feedRoutes adds the feeds to a mux.
func (s *Site) feedRoutes(mux *routes) {
	entries := s.newSearch()
	entries.Error = nil // a sign-in would not help a reader
	mux.Handle("GET /feed", s.subscribed(func(w http.ResponseWriter, r *http.Request, sub *subscription) error {
		entries.Feed("/feed", sub.carry, sub.search, s.searcherOf(r, sub)).ServeHTTP(w, r)
		return nil
	}))
	mux.Handle("GET /feed/atom/{id}", s.subscribed(s.within(func(w http.ResponseWriter, r *http.Request, sub *subscription) error {
		entries.Document(s.searcherOf(r, sub)).ServeHTTP(w, r)
		return nil
	})))
	for path, serve := range map[string]func(http.ResponseWriter, *http.Request) error{"media": s.original, "thumb": s.preview} {
		mux.Handle("GET /feed/"+path+"/{id}", s.subscribed(s.within(func(w http.ResponseWriter, r *http.Request, _ *subscription) error {
			return serve(w, r)
		})))
	}
}

func (s *Site) searcherOf(r *http.Request, sub *subscription) openmedia.Searcher {
	return s.Library.SearcherAt(sub.viewer, library.Addresses{Base: connOf(r.Context()).Base, Files: "/feed", Query: sub.carry})
}

type subscribedHandler func(http.ResponseWriter, *http.Request, *subscription) error

// subscribed serves h to whoever has a secret. The request is then its maker's,
// to see alone; whoever else it may be from does not matter.
func (s *Site) subscribed(h subscribedHandler) http.Handler {
	return s.answer(func(w http.ResponseWriter, r *http.Request) error {
		header := w.Header()
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Robots-Tag", "noindex")
		header.Set("Cache-Control", "private, no-cache")
		key, u, err := s.Accounts.FeedKey(r.Context(), r.URL.Query().Get("key"), connOf(r.Context()).Peer)
		if errors.Is(err, library.ErrUnknownKey) {
			header.Set("Cache-Control", "no-store")
			http.Error(w, "there is no such feed", http.StatusNotFound)
			return nil
		}
		if errors.Is(err, mediasock.ErrTemporary) {
			s.refuse(w, r, err)
			return nil
		}
		if err != nil {
			return err
		}
		search, query, err := s.readSearch(key.Search)
		if err != nil {
			return err
		}
		sub := &subscription{
			search: search, query: query, viewer: library.ViewerOf(u), carry: url.Values{"key": {r.URL.Query().Get("key")}}.Encode(),
		}
		sub.viewer.Outward = true
		r = r.WithContext(context.WithValue(context.WithValue(r.Context(), userKey{}, u), viewerKey{}, sub.viewer))
		if err := h(w, r, sub); err != nil {
			s.fail(w, r, err) // to one who is known: no sign-in would help
		}
		return nil
	})
}

// within serves h where the item of the path belongs to the feed.
func (s *Site) within(h subscribedHandler) subscribedHandler {
	return func(w http.ResponseWriter, r *http.Request, sub *subscription) error {
		id, ok := library.ParseID(r.PathValue("id"))
		if !ok {
			return mediasock.ErrUnknownItem
		}
		if _, err := s.Library.Media(r.Context(), sub.viewer, id); err != nil {
			return err // what was deleted is gone
		}
		q := sub.query
		q.Item = id
		has, err := s.Library.Finds(r.Context(), sub.viewer, q)
		if err == nil && !has {
			err = mediasock.ErrUnknownItem
		}
		if err != nil {
			return err
		}
		return h(w, r, sub)
	}
}

// readSearch reads a search as [searchOf] writes it.
func (s *Site) readSearch(encoded string) (opensearch.Query, library.Query, error) {
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return opensearch.Query{}, library.Query{}, fmt.Errorf("%w: malformed search", openmedia.ErrInvalidQuery)
	}
	search, err := s.search.Parse(values)
	if err != nil {
		return search, library.Query{}, err
	}
	query, err := library.QueryOf(search)
	return search, query, err
}

// newFeed makes the secret address of a feed for the user who asks.
func (s *Site) newFeed(r *http.Request, encoded string) (string, error) {
	search, query, err := s.readSearch(encoded)
	if err != nil {
		return "", &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "there is no such search"}
	}
	v := library.ViewerOf(userOf(r.Context()))
	if _, err := s.Library.Collection(r.Context(), v, query); err != nil {
		return "", err
	}
	key, err := s.Accounts.NewFeedKey(r.Context(), v.User, searchOf(search).Encode())
	if err != nil {
		return "", err
	}
	return connOf(r.Context()).Base + "/feed?" + url.Values{"key": {key}}.Encode() + "&format=atom", nil
}

// feedTitle says what the feed of a search is about.
func (s *Site) feedTitle(r *http.Request, encoded string) string {
	search, query, err := s.readSearch(encoded)
	if err != nil {
		return "?"
	}
	about, err := s.Library.Collection(r.Context(), library.ViewerOf(userOf(r.Context())), query)
	switch {
	case err != nil:
		return "What you do not see any more"
	case about.Title != "":
		return about.Title
	case search.SearchTerms != "":
		return "Search for “" + search.SearchTerms + "”"
	case encoded == "":
		return "Newest"
	}
	return "A search"
}
