package atom

import (
	"encoding/xml"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// entry reads an entry, whose scope was entered; those beyond the limit are
// passed over.
func (r *reader) entry() error {
	if len(r.feed.Entries) >= r.maxEntries {
		return r.d.Skip()
	}
	e := Entry{}
	if r.scope.lang != r.feed.Lang {
		e.Lang = r.scope.lang
	}
	err := xmlio.Each(r.d, func(child xml.StartElement) error { return r.entryElement(&e, child) })
	r.feed.Entries = append(r.feed.Entries, e)
	return err
}

// entryElement takes a child element of an entry, in any order (AT-13).
func (r *reader) entryElement(e *Entry, start xml.StartElement) error {
	switch space := start.Name.Space; {
	case space == "" || isAtom(space):
		return r.within(start, func() error { return r.entryAtom(e, start) })
	case space == App || space == AppDraft:
		return r.entryApp(e, start)
	}
	return r.entryExtension(e, start)
}

// entryExtension takes Media RSS and places, and passes over all else, threads
// included (TH-1).
func (r *reader) entryExtension(e *Entry, start xml.StartElement) error {
	if known, err := e.Media.Element(r.d, start, r.scope.resolve); known || err != nil {
		return err
	}
	return r.d.Skip()
}

// entryAtom takes an element of Atom that stands in an entry.
func (r *reader) entryAtom(e *Entry, start xml.StartElement) error {
	switch start.Name.Local {
	case "id":
		return r.line(&e.ID)
	case "title":
		return r.title(start, &e.Title)
	case "summary":
		return r.text(start, &e.Summary)
	case "content":
		return r.content(start, &e.Content)
	case "published", "issued", "created":
		return r.date(&e.Published)
	case "updated", "modified":
		return r.date(&e.Updated)
	case "author":
		return r.person(&e.Authors)
	case "contributor":
		return r.person(&e.Contributors)
	case "link":
		return r.link(start, &e.Links)
	case "category":
		return r.category(start, &e.Categories)
	case "rights", "copyright":
		return r.text(start, &e.Rights)
	case "source":
		return r.source(e)
	}
	return r.d.Skip()
}

// entryApp takes app:edited and app:control (AP-9, AP-10).
func (r *reader) entryApp(e *Entry, start xml.StartElement) error {
	switch start.Name.Local {
	case "edited":
		return r.date(&e.Edited)
	case "control":
		return xmlio.Each(r.d, func(child xml.StartElement) error {
			s, err := xmlio.Line(r.d)
			e.Draft = e.Draft || child.Name.Local == "draft" && s == "yes"
			return err
		})
	}
	return r.d.Skip()
}

// source reads the feed that the entry came from, by a reader of its own on the
// same decoder; entries inside it are no part of it.
func (r *reader) source(e *Entry) error {
	inner := reader{d: r.d, scope: r.scope}
	err := xmlio.Each(r.d, func(start xml.StartElement) error {
		if !isAtom(start.Name.Space) || start.Name.Local == "entry" {
			return r.d.Skip()
		}
		return inner.within(start, func() error { return inner.feedAtom(start) })
	})
	if e.Source == nil {
		e.Source = &inner.feed
	}
	return err
}
