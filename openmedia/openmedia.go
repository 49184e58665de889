// Package openmedia is the Open Media Profile for OpenSearch, both ends: a
// place that can be searched for media is a [Searcher]; a [Handler] serves one
// to the web, and a [Client] is one that somebody else serves.
//
//	h := &openmedia.Handler{For: func(*http.Request) (openmedia.Searcher, error) { return library, nil }}
//
//	c, err := openmedia.Open(ctx, "example.com", nil)
//	feed, err := c.Search(ctx, opensearch.Query{SearchTerms: "pier at dusk"})
//
// The handler announces itself by a description document, one for all media
// and one for each kind (OA-11), and reads requests by the same template that it
// publishes. The client reads everything from such a document and hard-codes no
// parameter (OM-13).
package openmedia

import (
	"context"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

// A Searcher is a place that can be searched. Its methods may be called from
// several goroutines at once.
type Searcher interface {
	// Search returns the page of results that q asks for. Without search terms
	// it lists everything, the newest first (OA-14). The feed is the caller's to
	// change; its Search tells total, start and page size, and what is not told
	// there is [opensearch.Unknown]. Nothing found, and a page past the end, is an
	// empty feed and no error (OS-23); its Updated is when anything last changed,
	// where that is known (OA-15). Addresses may be relative to the site;
	// the feed's ID may be empty, and is then made from the query.
	//
	// A Searcher that pages by a cursor gives a link of relation next whose
	// address is ?after= and the cursor; it gets that back in q.Extra under
	// [AfterParameter], and then leaves q.StartIndex for what it tells.
	//
	// The error is [ErrInvalidQuery] where q makes no sense.
	Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error)

	// Entry returns the entry whose atom:id is id with all that is known of it
	// (OM-27). The error is [ErrNotFound] where there is none that the caller may
	// see, and [ErrGone] where it was deleted.
	Entry(ctx context.Context, id string) (*atom.Entry, error)
}

// An Itemizer is a [mediasock.Session] that can be searched and tells which of its
// items an entry is of: what the item holds is opened with the sign-in, which the
// addresses in an entry know nothing of.
type Itemizer interface {
	Searcher
	// ItemID returns the id of the item whose entry has an id; false where it is of
	// none.
	ItemID(entry string) (id string, ok bool)
}

// Kind is a kind of media that the Profile knows (OM-12).
type Kind string

// The kinds of media.
const (
	Photo Kind = "photo"
	Video Kind = "video"
	Audio Kind = "audio"
	Book  Kind = "book"
)

// Kinds returns all kinds.
func Kinds() []Kind { return []Kind{Photo, Video, Audio, Book} }

// KindParameter is the name in [opensearch.Query.Extra] that limits a search to
// a [Kind].
const KindParameter = "kind"

// AfterParameter is the name in [opensearch.Query.Extra] of a Searcher's own
// cursor. It tells of a page, so it is no part of what names a search.
const AfterParameter = "after"

// KindOf returns the kind of a medium of Media RSS, "" for what is none.
func KindOf(medium string) Kind {
	switch medium {
	case mediarss.Image:
		return Photo
	case mediarss.Video:
		return Video
	case mediarss.Audio:
		return Audio
	case mediarss.Document:
		return Book
	}
	return ""
}

// Medium returns what Media RSS calls the kind, "" for an unknown one.
func (k Kind) Medium() string {
	switch k {
	case Photo:
		return mediarss.Image
	case Video:
		return mediarss.Video
	case Audio:
		return mediarss.Audio
	case Book:
		return mediarss.Document
	}
	return ""
}
