// Package atom reads and writes feeds and entries: Atom 1.0 (RFC 4287) with
// Media RSS, OpenSearch, licences (RFC 4946), paging (RFC 5005) and places, as
// the Open Media Profile asks, and the same in RSS 2.0.
//
// [ReadFeed] and [ReadEntry] take what is found in the wild, within limits: raw
// ampersands, HTML entities, dates of RFC 822, xml:base, Atom 0.3, RSS. The
// Append functions write strict documents with the prefixes that consumers of
// 2006 look for, without reflection and without allocating:
//
//	body := atom.AppendFeed(nil, feed)
//
// What was read can be written, and read again with the same meaning.
package atom

import (
	"time"

	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

// Namespaces of feeds.
const (
	Namespace   = "http://www.w3.org/2005/Atom"
	Namespace03 = "http://purl.org/atom/ns#"
	App         = "http://www.w3.org/2007/app" // AP-1
	AppDraft    = "http://purl.org/atom/app#"  // AP-1, read only
	History     = "http://purl.org/syndication/history/1.0"
	DublinCore  = "http://purl.org/dc/elements/1.1/"
	RSSContent  = "http://purl.org/rss/1.0/modules/content/"
)

// Media types of feeds (AT-14).
const (
	Type      = "application/atom+xml"
	TypeFeed  = "application/atom+xml;type=feed"
	TypeEntry = "application/atom+xml;type=entry"
	TypeRSS   = "application/rss+xml"
)

// Feed is a list of entries: a page of a search, an album, what is new.
type Feed struct {
	ID           string // absolute, permanent, the same on every page (AT-5, PG-1)
	Title        Text
	Subtitle     Text
	Updated      time.Time
	Authors      []Person
	Contributors []Person
	Links        []Link
	Categories   []Category
	Generator    *Generator
	Icon         string
	Logo         string
	Rights       Text
	Lang         string
	Search       *opensearch.Response // nil where the feed tells nothing of a search
	Media        mediarss.Details     // holds for every entry that says nothing else (MR-5)
	Complete     bool                 // all there is, on one page (PG-2)
	Entries      []Entry
}

// Entry is one item of a feed, or a document of its own (OM-24 to OM-40).
type Entry struct {
	ID           string // absolute, permanent, never reused (OM-29)
	Title        Text
	Summary      Text
	Content      Content
	Published    time.Time
	Updated      time.Time // last significant change (OM-32, AT-7)
	Edited       time.Time // last change of any kind (AP-9)
	Draft        bool      // AP-10
	Authors      []Person
	Contributors []Person
	Links        []Link
	Categories   []Category
	Rights       Text
	Lang         string
	Source       *Feed // the feed that the entry was copied from, without its entries (AT-15)
	Media        mediarss.Item
}

// Text is a text construct: plain where Type is "", markup where it is "html"
// (AT-8). XHTML is read as html.
type Text struct{ Type, Body string }

// Plain returns a plain text.
func Plain(s string) Text { return Text{Body: s} }

// HTML returns a text with markup.
func HTML(s string) Text { return Text{Type: "html", Body: s} }

// Content is what an entry is about (AT-9): a text like [Text]; or, where Type
// is a media type, inline XML, escaped text or base64; or, where Src is not
// empty, something elsewhere.
type Content struct{ Type, Src, Body string }

// Person is an author or contributor; Name is required.
type Person struct{ Name, URI, Email string }

// Generator is the program that wrote the feed.
type Generator struct{ URI, Version, Name string }

// Category is a tag (OM-34): Term is required, Scheme is the vocabulary's IRI,
// Label is for display.
type Category struct{ Term, Scheme, Label string }

// Display returns the label, or the term where there is none (AT-11).
func (c Category) Display() string {
	if c.Label != "" {
		return c.Label
	}
	return c.Term
}

// Link is a link; Rel "" means alternate (AT-10).
type Link struct {
	Rel, Type, Href, HrefLang, Title string
	Length                           int64
}

// Licence IRIs and relations in use here.
const (
	// Unspecified is the licence of an entry of which nothing is stated; it stops
	// the feed's licence from being inherited (LC-2, LC-3).
	Unspecified = "http://purl.org/atompub/license#unspecified"

	RelAlternate = "alternate"
	RelSelf      = "self"
	RelSearch    = "search"
	RelLicense   = "license"
	RelEnclosure = "enclosure"
	RelFirst     = "first"
	RelPrevious  = "previous"
	RelNext      = "next"
	RelLast      = "last"
)
