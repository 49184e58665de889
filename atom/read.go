package atom

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"

	"github.com/mediasock/mediasock/internal/xmlio"
	"github.com/mediasock/mediasock/opensearch"
)

// ErrNotFeed is wrapped where a document is neither feed nor entry.
var ErrNotFeed = errors.New("atom: not a feed")

// Options bound and place what is read. The zero value, and nil, will do.
type Options struct {
	Base    *url.URL // the document's address, for relative links
	Bytes   int64    // size of the document; 8 MiB
	Entries int      // how many entries are kept; 1000
}

// maxList bounds how many links, people and categories an entry keeps.
const maxList = 500

// ReadFeed reads an Atom feed or an RSS channel, by its root element and not by
// its media type. A lone entry is taken as a feed of one.
func ReadFeed(r io.Reader, o *Options) (*Feed, error) {
	rd, root, err := open(r, o)
	if err != nil {
		return nil, err
	}
	if err := rd.document(root); err != nil {
		return nil, fmt.Errorf("atom: reading feed: %w", err)
	}
	rd.finish()
	return &rd.feed, nil
}

// ReadEntry reads an entry document (OM-27). A feed or channel with an entry is
// taken as its first.
func ReadEntry(r io.Reader, o *Options) (*Entry, error) {
	f, err := ReadFeed(r, o)
	if err != nil {
		return nil, err
	}
	if len(f.Entries) == 0 {
		return nil, fmt.Errorf("%w: no entry in it", ErrNotFeed)
	}
	e := &f.Entries[0]
	if len(e.Authors) == 0 {
		e.Authors = f.Authors
	}
	return e, nil
}

func open(r io.Reader, o *Options) (*reader, xml.StartElement, error) {
	if o == nil {
		o = &Options{}
	}
	rd := &reader{maxEntries: o.Entries}
	if rd.maxEntries <= 0 {
		rd.maxEntries = 1000
	}
	var err error
	if rd.d, err = xmlio.NewDecoder(r, xmlio.Limits{Bytes: o.Bytes}); err != nil {
		return nil, xml.StartElement{}, fmt.Errorf("atom: reading feed: %w", err)
	}
	root, err := xmlio.Root(rd.d)
	if errors.Is(err, xmlio.ErrTooLarge) {
		return nil, root, fmt.Errorf("atom: reading feed: %w", err)
	}
	if err != nil {
		return nil, root, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	rd.scope = scope{base: o.Base}
	return rd, root, nil
}

// reader reads one document. search collects what is told of the search.
type reader struct {
	d          *xml.Decoder
	scope      scope
	feed       Feed
	search     opensearch.Response
	searched   bool
	maxEntries int
}

// scope is what elements inherit from those around them (AT-12).
type scope struct {
	base *url.URL
	lang string
}

// in returns the scope inside an element.
func (s scope) in(start xml.StartElement) scope {
	if lang := xmlio.AttrNS(start, xmlio.Namespace, "lang"); lang != "" {
		s.lang = lang
	}
	ref := xmlio.AttrNS(start, xmlio.Namespace, "base")
	if ref == "" {
		return s
	}
	if u, err := url.Parse(ref); err == nil {
		if s.base != nil {
			u = s.base.ResolveReference(u)
		}
		s.base = u
	}
	return s
}

func (s scope) resolve(ref string) string { return resolve(s.base, ref) }

// within runs read with the scope inside of start.
func (r *reader) within(start xml.StartElement, read func() error) error {
	outer := r.scope
	r.scope = outer.in(start)
	err := read()
	r.scope = outer
	return err
}

func isAtom(space string) bool {
	return space == Namespace || space == Namespace03 || space == "atom" || space == "http://www.w3.org/2005/Atom/"
}

// document reads from the root element on.
func (r *reader) document(root xml.StartElement) error {
	r.search = opensearch.Response{
		TotalResults: opensearch.Unknown, StartIndex: opensearch.Unknown, ItemsPerPage: opensearch.Unknown,
	}
	known := root.Name.Space == "" || isAtom(root.Name.Space)
	switch {
	case known && root.Name.Local == "feed":
		return r.within(root, func() error {
			r.feed.Lang = r.scope.lang
			return xmlio.Each(r.d, r.feedElement)
		})
	case known && root.Name.Local == "entry":
		return r.within(root, r.entry)
	case root.Name.Local == "rss", root.Name.Local == "RDF":
		return r.within(root, func() error { return xmlio.Each(r.d, r.rssElement) })
	}
	return fmt.Errorf("%w: root element is %q", ErrNotFeed, root.Name.Local)
}

// finish fills in what was told elsewhere or not at all.
func (r *reader) finish() {
	if r.searched {
		r.feed.Search = &r.search
	}
	if r.feed.Complete { // there is nowhere to go (PG-2)
		r.feed.Links = slices.DeleteFunc(r.feed.Links, func(l Link) bool { return l.pages() })
	}
	for i := range r.feed.Entries {
		r.feed.Entries[i].finish()
	}
	if r.feed.Updated.IsZero() {
		r.feed.Updated = r.feed.Newest()
	}
}

// finish gives an entry the dates and the id that it should have.
func (e *Entry) finish() {
	if e.Updated.IsZero() {
		e.Updated = e.Edited
	}
	if e.Updated.IsZero() {
		e.Updated = e.Published
	}
	if e.ID == "" {
		e.ID = e.Document()
	}
	if e.ID == "" {
		e.ID = e.Page()
	}
}
