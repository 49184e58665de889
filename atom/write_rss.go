package atom

import (
	"cmp"
	"time"

	"github.com/mediasock/mediasock/internal/xmlio"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

// AppendRSS appends the feed as an RSS 2.0 document with the same elements of
// OpenSearch and Media RSS (OS-29). What RSS has no element for is told with
// those of Atom, so that nothing is lost.
func AppendRSS(dst []byte, f *Feed) []byte {
	dst = append(dst, xmlio.Header...)
	dst = append(dst, `<rss version="2.0" xmlns:atom="`+Namespace+`" xmlns:opensearch="`+opensearch.Namespace+
		`" xmlns:media="`+mediarss.Namespace+`" xmlns:georss="`+mediarss.GeoRSS+
		`" xmlns:dc="`+DublinCore+`" xmlns:content="`+RSSContent+`">`+"\n<channel>\n"...)
	dst = appendChannel(dst, f)
	for i := range f.Entries {
		dst = appendRSSItem(dst, &f.Entries[i])
	}
	return append(dst, "</channel>\n</rss>\n"...)
}

func appendChannel(dst []byte, f *Feed) []byte {
	dst = xmlio.AppendElement(dst, "title", plainOf(f.Title))
	dst = xmlio.AppendElement(dst, "link", pageOf(f.Links))
	dst = xmlio.AppendElement(dst, "description", cmp.Or(markupOf(f.Subtitle), markupOf(f.Title))) // RSS wants words
	dst = xmlio.AppendOptionalElement(dst, "language", f.Lang)
	dst = xmlio.AppendOptionalElement(dst, "copyright", plainOf(f.Rights))
	dst = appendMailDate(dst, "lastBuildDate", required(f.Updated, f.Newest()))
	if f.Generator != nil {
		dst = xmlio.AppendElement(dst, "generator", f.Generator.Name)
	}
	dst = xmlio.AppendOptionalElement(dst, "atom:id", f.ID)
	dst = xmlio.AppendOptionalElement(dst, "atom:logo", f.Logo)
	dst = xmlio.AppendOptionalElement(dst, "atom:icon", f.Icon)
	dst = appendCreators(dst, f.Authors)
	dst = appendAtomLinks(dst, f.Links)
	if f.Search != nil {
		dst = opensearch.AppendResponse(dst, f.Search)
	}
	return mediarss.AppendDetails(dst, &f.Media)
}

func appendRSSItem(dst []byte, e *Entry) []byte {
	dst = append(dst, "<item>\n"...)
	dst = xmlio.AppendElement(dst, "title", plainOf(e.Title))
	dst = xmlio.AppendOptionalElement(dst, "link", e.Page())
	dst = append(dst, `<guid isPermaLink="false">`...)
	dst = xmlio.AppendText(dst, e.ID)
	dst = append(dst, "</guid>\n"...)
	if !e.Published.IsZero() {
		dst = appendMailDate(dst, "pubDate", e.Published)
	}
	dst = xmlio.AppendTime(dst, "atom:updated", e.Updated)
	dst = appendCreators(dst, e.Authors)
	dst = appendDescription(dst, e)
	for _, c := range e.Categories {
		dst = append(dst, "<category"...)
		dst = xmlio.AppendOptional(dst, "domain", c.Scheme)
		dst = append(dst, '>')
		dst = xmlio.AppendText(dst, c.Term)
		dst = append(dst, "</category>\n"...)
	}
	if l, ok := FindLink(e.Links, RelEnclosure, ""); ok {
		dst = appendEnclosure(dst, &l)
	}
	dst = appendAtomLinks(dst, e.Links)
	dst = xmlio.AppendOptionalElement(dst, "atom:rights", plainOf(e.Rights))
	dst = mediarss.AppendItem(dst, &e.Media)
	return append(dst, "</item>\n"...)
}

// appendDescription appends the summary and the content as HTML; an entry with
// content alone has it as its description.
func appendDescription(dst []byte, e *Entry) []byte {
	content := Text{}
	if e.Content.Src == "" && (e.Content.Type == "" || e.Content.Type == "html") {
		content = Text{e.Content.Type, e.Content.Body}
	}
	if e.Summary.Body == "" {
		return xmlio.AppendOptionalElement(dst, "description", markupOf(content))
	}
	dst = xmlio.AppendElement(dst, "description", markupOf(e.Summary))
	return xmlio.AppendOptionalElement(dst, "content:encoded", markupOf(content))
}

// appendEnclosure appends the original (AT-16); RSS wants a length, be it 0.
func appendEnclosure(dst []byte, l *Link) []byte {
	dst = append(dst, "<enclosure"...)
	dst = xmlio.AppendAttr(dst, "url", l.Href)
	if l.Length > 0 {
		dst = xmlio.AppendInt(dst, "length", l.Length)
	} else {
		dst = append(dst, ` length="0"`...)
	}
	mediaType := l.Type
	if mediaType == "" {
		mediaType = "application/octet-stream"
	}
	dst = xmlio.AppendAttr(dst, "type", mediaType)
	return append(dst, "/>\n"...)
}

// appendAtomLinks appends the links that RSS has no element for.
func appendAtomLinks(dst []byte, links []Link) []byte {
	enclosed := false
	for i := range links {
		l := &links[i]
		switch {
		case l.Is(RelAlternate) && (l.Type == "" || sameType(l.Type, "text/html")):
			continue
		case l.Is(RelEnclosure) && !enclosed:
			enclosed = true
			continue
		}
		dst = appendLink(dst, "atom:link", l)
	}
	return dst
}

func appendCreators(dst []byte, people []Person) []byte {
	for i := range people {
		dst = xmlio.AppendElement(dst, "dc:creator", people[i].Name)
	}
	return dst
}

// appendMailDate appends a date as RFC 822 has it, with four digits of the year.
func appendMailDate(dst []byte, name string, t time.Time) []byte {
	dst = append(dst, '<')
	dst = append(dst, name...)
	dst = append(dst, '>')
	dst = t.UTC().AppendFormat(dst, "Mon, 02 Jan 2006 15:04:05 +0000")
	return xmlio.AppendEnd(dst, name)
}

func pageOf(links []Link) string {
	e := Entry{Links: links}
	return e.Page()
}
