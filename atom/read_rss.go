package atom

import (
	"encoding/xml"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// rssElement takes a child of rss; RSS 1.0 has its items there.
func (r *reader) rssElement(start xml.StartElement) error {
	switch start.Name.Local {
	case "channel":
		return r.within(start, r.channel)
	case "item":
		return r.item(start)
	}
	return r.d.Skip()
}

// channel reads what is in a channel. A description that says what the title says
// stands for none: RSS wants one.
func (r *reader) channel() error {
	err := xmlio.Each(r.d, r.channelElement)
	if f := &r.feed; plainOf(f.Subtitle) == plainOf(f.Title) {
		f.Subtitle = Text{}
	}
	return err
}

func isRSS(space string) bool {
	switch space {
	case "", "http://purl.org/rss/1.0/", "http://backend.userland.com/rss2", "http://my.netscape.com/rdf/simple/0.9/":
		return true
	}
	return false
}

// channelElement takes a child element of a channel (OS-29).
func (r *reader) channelElement(start xml.StartElement) error {
	if !isRSS(start.Name.Space) {
		return r.channelExtension(start)
	}
	f := &r.feed
	switch start.Name.Local {
	case "item":
		return r.item(start)
	case "title":
		return r.title(start, &f.Title)
	case "link":
		return r.page(&f.Links)
	case "description":
		return r.markup(&f.Subtitle)
	case "language":
		return r.line(&f.Lang)
	case "copyright":
		return r.text(start, &f.Rights)
	case "lastBuildDate", "pubDate":
		return r.date(&f.Updated)
	case "managingEditor":
		return r.editor(&f.Authors)
	case "generator":
		return r.generator(start)
	case "image":
		return r.channelImage()
	}
	return r.d.Skip()
}

func (r *reader) channelExtension(start xml.StartElement) error {
	switch {
	case isAtom(start.Name.Space):
		return r.within(start, func() error { return r.feedAtom(start) })
	case start.Name.Space == DublinCore && start.Name.Local == "creator":
		return r.editor(&r.feed.Authors)
	case isLicense(start):
		return r.license(start, &r.feed.Links)
	}
	return r.feedExtension(start)
}

func (r *reader) channelImage() error {
	return xmlio.Each(r.d, func(start xml.StartElement) error {
		if start.Name.Local == "url" {
			return r.address(&r.feed.Logo)
		}
		return r.d.Skip()
	})
}

func (r *reader) item(start xml.StartElement) error {
	if len(r.feed.Entries) >= r.maxEntries {
		return r.d.Skip()
	}
	return r.within(start, func() error {
		e := Entry{}
		err := xmlio.Each(r.d, func(child xml.StartElement) error { return r.itemElement(&e, child) })
		r.feed.Entries = append(r.feed.Entries, e)
		return err
	})
}

// itemElement takes a child element of an item.
func (r *reader) itemElement(e *Entry, start xml.StartElement) error {
	if !isRSS(start.Name.Space) {
		return r.itemExtension(e, start)
	}
	switch start.Name.Local {
	case "guid":
		return r.guid(e, start)
	case "title":
		return r.title(start, &e.Title)
	case "link":
		return r.page(&e.Links)
	case "description":
		return r.markup(&e.Summary)
	case "author":
		return r.editor(&e.Authors)
	case "pubDate":
		return r.date(&e.Published)
	case "category":
		return r.domain(start, &e.Categories)
	case "enclosure":
		return r.enclosure(e, start)
	case "source":
		return r.itemSource(e, start)
	}
	return r.d.Skip()
}

func (r *reader) itemExtension(e *Entry, start xml.StartElement) error {
	switch space := start.Name.Space; {
	case isAtom(space) || space == App:
		return r.entryElement(e, start)
	case space == DublinCore:
		return r.dublinCore(e, start.Name.Local)
	case space == RSSContent && start.Name.Local == "encoded":
		s, err := xmlio.Text(r.d)
		if strings.TrimSpace(s) != "" {
			e.Content = Content{Type: "html", Body: s}
		}
		return err
	case isLicense(start):
		return r.license(start, &e.Links)
	}
	return r.entryExtension(e, start)
}

func (r *reader) dublinCore(e *Entry, name string) error {
	switch name {
	case "creator":
		return r.editor(&e.Authors)
	case "date":
		return r.date(&e.Published)
	case "subject":
		s, err := xmlio.Line(r.d)
		if s != "" {
			e.Categories = add(e.Categories, Category{Term: s})
		}
		return err
	}
	return r.d.Skip()
}
