package library

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// The names in [opensearch.Query.Extra] of the collections that a search may be
// limited to. Where nothing else is asked for, the result is the collection's
// own feed, under its own permanent id.
const (
	AlbumParameter = "album" // id of an album
	TagParameter   = "tag"   // a keyword
	ByParameter    = "by"    // id of an account
)

// CollectionParameters returns the names of all collections.
func CollectionParameters() []string {
	return []string{AlbumParameter, TagParameter, ByParameter}
}

// QueryOf returns the conditions of a search of the Profile, without the place in
// its result. The error is [openmedia.ErrInvalidQuery].
func QueryOf(q opensearch.Query) (Query, error) {
	start, count := q.Page(usualEntries, maxEntries)
	query, err := queryOf(q, start, count)
	query.Limit, query.Offset, query.After = 0, 0, ""
	return query, err
}

// collect adds the collections that are asked for to a query.
func (q *Query) collect(extra map[string]string) error {
	for name, id := range map[string]*ID{AlbumParameter: &q.Taxon, ByParameter: &q.Owner} {
		if s := extra[name]; s != "" {
			var ok bool
			if *id, ok = ParseID(s); !ok {
				return fmt.Errorf("%w: %s %q", openmedia.ErrInvalidQuery, name, s)
			}
		}
	}
	q.Keyword = extra[TagParameter]
	return nil
}

// A Collection is what a feed is about.
type Collection struct {
	ID      string // of its feed, permanent; "" for what is just a search
	Title   string // "" as for ID
	Caption string
	Page    string // its page, from the site's root; "" if that is the page of results
}

// Collection returns what v is shown where q asks for a collection and nothing
// else. The error is [mediasock.ErrUnknownTaxon] or [ErrGone] for an album that v
// does not see, [mediasock.ErrUnknownItem] for an account that shows v nothing.
func (l *Library) Collection(ctx context.Context, v Viewer, q Query) (Collection, error) {
	q.Limit, q.Offset, q.After = 0, 0, ""
	m := l.identity.Minter()
	var c Collection
	if q.Taxon != 0 {
		t, err := l.Taxon(ctx, v, q.Taxon)
		if err != nil {
			return c, err
		}
		c = Collection{ID: m.Taxon(t.ID.String()), Title: t.Title, Caption: t.Caption, Page: "/a/" + t.ID.String()}
	}
	if q.Owner != 0 {
		name, err := l.shownName(ctx, v, q.Owner)
		if err != nil {
			return c, err
		}
		c = Collection{ID: m.User(q.Owner.String()), Title: "By " + name}
	}
	if q.Keyword != "" {
		c = Collection{ID: m.Keyword(url.QueryEscape(Fold(q.Keyword))), Title: q.Keyword}
	}
	switch q {
	case Query{Taxon: q.Taxon}, Query{Owner: q.Owner}, Query{Keyword: q.Keyword}:
		return c, nil
	}
	return Collection{}, nil
}

// shownName returns the name of an account that shows v something, or is v's own.
func (l *Library) shownName(ctx context.Context, v Viewer, owner ID) (string, error) {
	found, err := l.Finds(ctx, v, Query{Owner: owner})
	if err != nil {
		return "", l.fault(ctx, "reading an account", err)
	}
	if !found && !v.owns(owner) {
		return "", mediasock.ErrUnknownItem
	}
	u, err := l.index.User(ctx, User{ID: owner})
	if errors.Is(err, ErrUnknownUser) {
		return "", mediasock.ErrUnknownItem
	}
	if err != nil {
		return "", l.fault(ctx, "reading an account", err)
	}
	return cmp.Or(u.Title, u.Name), nil
}

// introduce says in the feed what it is about, where that is a collection.
func (s *searcher) introduce(ctx context.Context, f *atom.Feed, q Query) error {
	c, err := s.lib.Collection(ctx, s.viewer, q)
	if err != nil || c.ID == "" {
		return err
	}
	f.ID, f.Title, f.Subtitle = c.ID, atom.Plain(c.Title), atom.Plain(c.Caption)
	if c.Page != "" {
		f.Links = append(f.Links, atom.Link{Rel: atom.RelAlternate, Type: "text/html", Href: s.at.page(c.Page)})
	}
	return nil
}
