package opensearch

import (
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Link points from a page to a description document (OS-21).
type Link struct {
	Href    string // absolute
	Title   string
	Profile string
}

// maxPage bounds how much of a page is looked at for links.
const maxPage = 1 << 20

// maxLinks bounds how many links of a page are taken.
const maxLinks = 50

// Discover returns the links to description documents in the head of an HTML
// page, resolved against its base element and page, which is its address. What
// stands in the body is not taken: others may have written it.
func Discover(r io.Reader, page *url.URL) []Link {
	base := *page
	var links []Link
	z := html.NewTokenizer(io.LimitReader(r, maxPage))
	for len(links) < maxLinks {
		switch z.Next() {
		case html.ErrorToken:
			return links
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.Head {
				return links
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Body:
				return links
			case atom.Base:
				rebase(&base, page, attr(t, "href"))
			case atom.Link:
				links = appendLink(links, t, &base)
			}
		}
	}
	return links
}

func rebase(base, page *url.URL, href string) {
	if u, err := page.Parse(strings.TrimSpace(href)); err == nil && href != "" {
		*base = *u
	}
}

func appendLink(links []Link, t html.Token, base *url.URL) []Link {
	if !hasToken(attr(t, "rel"), "search") || !sameType(attr(t, "type"), DescriptionType) {
		return links
	}
	u, err := base.Parse(strings.TrimSpace(attr(t, "href")))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return links
	}
	return append(links, Link{Href: u.String(), Title: attr(t, "title"), Profile: attr(t, "profile")})
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasToken(list, token string) bool {
	for word := range strings.FieldsSeq(list) {
		if strings.EqualFold(word, token) {
			return true
		}
	}
	return false
}
