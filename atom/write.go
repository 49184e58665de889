package atom

import (
	"time"

	"github.com/mediasock/mediasock/internal/xmlio"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

// declarations are the namespaces of a document of ours, under the prefixes
// that consumers of 2006 match literally (OM-14).
const declarations = ` xmlns="` + Namespace + `" xmlns:opensearch="` + opensearch.Namespace +
	`" xmlns:media="` + mediarss.Namespace + `" xmlns:georss="` + mediarss.GeoRSS + `" xmlns:app="` + App + `"`

// AppendFeed appends the feed as an Atom 1.0 document, one element a line.
// Addresses should be absolute and ID and Title not empty; every other rule of
// Atom is seen to here (AT-1 to AT-3).
func AppendFeed(dst []byte, f *Feed) []byte {
	dst = append(dst, xmlio.Header...)
	dst = append(dst, "<feed"+declarations...)
	if f.Complete {
		dst = append(dst, ` xmlns:fh="`+History+`"`...)
	}
	dst = xmlio.AppendOptional(dst, "xml:lang", f.Lang)
	dst = append(dst, ">\n"...)
	dst = appendMeta(dst, f)
	if f.Search != nil {
		dst = opensearch.AppendResponse(dst, f.Search)
	}
	dst = mediarss.AppendDetails(dst, &f.Media)
	if f.Complete {
		dst = append(dst, "<fh:complete/>\n"...)
	}
	for i := range f.Entries {
		dst = append(dst, "<entry"...)
		dst = appendEntry(dst, &f.Entries[i], len(f.Authors) == 0)
	}
	return append(dst, "</feed>\n"...)
}

// AppendEntry appends the entry as a document of its own. It always has an
// author (OA-5): give it one.
func AppendEntry(dst []byte, e *Entry) []byte {
	dst = append(dst, xmlio.Header...)
	dst = append(dst, "<entry"+declarations...)
	return appendEntry(dst, e, true)
}

// appendMeta appends what a feed, and a source, tells of itself.
func appendMeta(dst []byte, f *Feed) []byte {
	dst = appendText(dst, "title", f.Title, true)
	dst = appendText(dst, "subtitle", f.Subtitle, false)
	for i := range f.Links {
		if l := &f.Links[i]; !f.Complete || !l.pages() { // PG-2
			dst = appendLink(dst, "link", l)
		}
	}
	dst = xmlio.AppendTime(dst, "updated", required(f.Updated, f.Newest()))
	dst = appendPeople(dst, "author", f.Authors)
	dst = appendPeople(dst, "contributor", f.Contributors)
	dst = xmlio.AppendElement(dst, "id", f.ID)
	dst = appendCategories(dst, f.Categories)
	if g := f.Generator; g != nil {
		dst = append(dst, "<generator"...)
		dst = xmlio.AppendOptional(dst, "uri", g.URI)
		dst = xmlio.AppendOptional(dst, "version", g.Version)
		dst = append(dst, '>')
		dst = xmlio.AppendText(dst, g.Name)
		dst = append(dst, "</generator>\n"...)
	}
	dst = xmlio.AppendOptionalElement(dst, "icon", f.Icon)
	dst = xmlio.AppendOptionalElement(dst, "logo", f.Logo)
	return appendText(dst, "rights", f.Rights, false)
}

// Newest returns when the newest entry was updated, the zero time if there is
// none (OA-15).
func (f *Feed) Newest() time.Time {
	var newest time.Time
	for i := range f.Entries {
		if t := f.Entries[i].Updated; t.After(newest) {
			newest = t
		}
	}
	return newest
}

// required returns the first date that is one; the epoch stands where a date
// must and none is known.
func required(dates ...time.Time) time.Time {
	for _, t := range dates {
		if !t.IsZero() {
			return t
		}
	}
	return time.Unix(0, 0)
}

// appendEntry appends an entry from the end of its start tag's name on. alone
// tells that no feed's author stands for it.
func appendEntry(dst []byte, e *Entry, alone bool) []byte {
	dst = xmlio.AppendOptional(dst, "xml:lang", e.Lang)
	dst = append(dst, ">\n"...)
	dst = appendText(dst, "title", e.Title, true)
	for i := range e.Links {
		dst = appendLink(dst, "link", &e.Links[i])
	}
	dst = xmlio.AppendElement(dst, "id", e.ID)
	dst = xmlio.AppendTime(dst, "updated", required(e.Updated, e.Edited, e.Published))
	dst = xmlio.AppendTime(dst, "published", e.Published)
	dst = xmlio.AppendTime(dst, "app:edited", e.Edited)
	if e.Draft {
		dst = append(dst, "<app:control><app:draft>yes</app:draft></app:control>\n"...)
	}
	dst = appendPeople(dst, "author", e.Authors)
	if alone && len(e.Authors) == 0 && (e.Source == nil || len(e.Source.Authors) == 0) {
		dst = append(dst, "<author><name>unknown</name></author>\n"...)
	}
	dst = appendPeople(dst, "contributor", e.Contributors)
	dst = appendSummary(dst, e)
	dst = appendContent(dst, &e.Content)
	dst = appendCategories(dst, e.Categories)
	dst = appendText(dst, "rights", e.Rights, false)
	if e.Source != nil {
		dst = append(dst, "<source>\n"...)
		dst = appendMeta(dst, e.Source)
		dst = append(dst, "</source>\n"...)
	}
	dst = mediarss.AppendItem(dst, &e.Media)
	return append(dst, "</entry>\n"...)
}
