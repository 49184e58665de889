package atom

import (
	"net/url"
	"strings"
)

// FindLink returns the first link of that relation and media type. mediaType ""
// takes any; parameters such as ;type=entry are disregarded.
func FindLink(links []Link, rel, mediaType string) (Link, bool) {
	for _, l := range links {
		if l.Is(rel) && (mediaType == "" || sameType(l.Type, mediaType)) {
			return l, true
		}
	}
	return Link{}, false
}

// Is reports whether the link has the relation, short or as IANA's address.
func (l *Link) Is(rel string) bool {
	r := strings.TrimPrefix(l.Rel, "http://www.iana.org/assignments/relation/")
	if r == "" {
		r = RelAlternate
	}
	return strings.EqualFold(r, rel)
}

// pages reports whether the link leads to another page of a feed.
func (l *Link) pages() bool {
	return l.Is(RelFirst) || l.Is(RelPrevious) || l.Is(RelNext) || l.Is(RelLast)
}

func sameType(a, b string) bool {
	a, _, _ = strings.Cut(a, ";")
	return strings.EqualFold(strings.TrimSpace(a), b)
}

// Link returns the address of the feed's first link of that relation, or "".
func (f *Feed) Link(rel string) string {
	l, _ := FindLink(f.Links, rel, "")
	return l.Href
}

// Page returns the entry's page for people: the alternate link that is HTML or
// of no stated type (OA-3), or "".
func (e *Entry) Page() string {
	for _, l := range e.Links {
		if l.Is(RelAlternate) && (l.Type == "" || sameType(l.Type, "text/html") || sameType(l.Type, "application/xhtml+xml")) {
			return l.Href
		}
	}
	return ""
}

// Document returns the address of the entry's own Atom document (OM-26), or "".
func (e *Entry) Document() string {
	for _, rel := range []string{RelAlternate, RelSelf, "edit"} {
		if l, ok := FindLink(e.Links, rel, Type); ok {
			return l.Href
		}
	}
	return ""
}

// Licenses returns the licences of the entry: its own, else its source's, else
// those of feed, which may be nil (LC-2). None are returned where one of them is
// [Unspecified].
func (e *Entry) Licenses(feed *Feed) []string {
	own := licenses(e.Links)
	if len(own) == 0 && e.Source != nil {
		own = licenses(e.Source.Links)
	}
	if len(own) == 0 && feed != nil {
		own = licenses(feed.Links)
	}
	for _, l := range own {
		if l == Unspecified {
			return nil
		}
	}
	return own
}

func licenses(links []Link) []string {
	var list []string
	for _, l := range links {
		if l.Is(RelLicense) {
			list = append(list, l.Href)
		}
	}
	return list
}

// SetLink replaces the feed's links of that relation and type by one.
func (f *Feed) SetLink(l Link) { f.Links = setLink(f.Links, l) }

// SetLink replaces the entry's links of that relation and type by one.
func (e *Entry) SetLink(l Link) { e.Links = setLink(e.Links, l) }

func setLink(links []Link, l Link) []Link {
	kept := make([]Link, 0, len(links)+1)
	for _, old := range links {
		if !(old.Is(l.Rel) && old.Type == l.Type) {
			kept = append(kept, old)
		}
	}
	return append(kept, l)
}

// Resolve makes every relative address of the feed and its entries absolute
// (AT-12).
func (f *Feed) Resolve(base *url.URL) {
	f.eachURL(func(s *string) { *s = resolve(base, *s) })
	for i := range f.Entries {
		f.Entries[i].Resolve(base)
	}
}

// Resolve makes every relative address of the entry absolute (AT-12).
func (e *Entry) Resolve(base *url.URL) {
	e.eachURL(func(s *string) { *s = resolve(base, *s) })
}

// resolve leaves absolute addresses as they are, to the letter.
func resolve(base *url.URL, ref string) string {
	if ref == "" || base == nil || !base.IsAbs() {
		return ref
	}
	if strings.HasPrefix(ref, "https://") || strings.HasPrefix(ref, "http://") { // the usual, of which a page has many
		return ref
	}
	u, err := url.Parse(ref)
	if err != nil || u.IsAbs() {
		return ref
	}
	return base.ResolveReference(u).String()
}
