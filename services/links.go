package services

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxLinks bounds how many links of an answer are taken.
const maxLinks = 100

// A Link is what a page announces of itself, in its head or in the answer's Link
// header.
type Link struct {
	Rel   []string // lower-case
	Type  string
	Href  string // absolute
	Title string
}

// Links returns the links of an answer with one of the relations (rels, in lower
// case; all if there are none). Those in the body of a page are not taken: others may have
// written it.
func (a *Answer) Links(rels ...string) []Link {
	var links []Link
	add := func(l Link, base *url.URL) {
		u, err := base.Parse(strings.TrimSpace(l.Href))
		wanted := len(rels) == 0 || slices.ContainsFunc(l.Rel, func(rel string) bool { return slices.Contains(rels, rel) })
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || !wanted || len(links) == maxLinks {
			return
		}
		l.Href = u.String()
		links = append(links, l)
	}
	for _, value := range a.Header.Values("Link") {
		for _, l := range parseLinks(value) {
			add(l, a.URL)
		}
	}
	a.head(add)
	return links
}

// head gives the link elements of a page's head to add.
func (a *Answer) head(add func(Link, *url.URL)) {
	base := a.URL
	z := html.NewTokenizer(bytes.NewReader(a.Body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.Head {
				return
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Body:
				return
			case atom.Base:
				if u, err := a.URL.Parse(attribute(t, "href")); err == nil {
					base = u
				}
			case atom.Link:
				add(Link{strings.Fields(strings.ToLower(attribute(t, "rel"))), attribute(t, "type"), attribute(t, "href"), attribute(t, "title")}, base)
			}
		}
	}
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// parseLinks reads a Link header (RFC 8288), as far as it is well formed.
func parseLinks(value string) []Link {
	var links []Link
	for len(links) < maxLinks {
		_, rest, ok := strings.Cut(value, "<")
		if !ok {
			return links
		}
		href, rest, ok := strings.Cut(rest, ">")
		if !ok {
			return links
		}
		parameters, next := cutLink(rest)
		links = append(links, newLink(href, parameters))
		value = next
	}
	return links
}

// cutLink parts the parameters of a link from the links after it: the comma
// between them stands outside quotes.
func cutLink(s string) (parameters, rest string) {
	quoted := false
	for i, c := range s {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func newLink(href, parameters string) Link {
	l := Link{Href: href}
	for p := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch strings.ToLower(name) {
		case "rel":
			l.Rel = strings.Fields(strings.ToLower(value))
		case "type":
			l.Type = value
		case "title":
			l.Title = value
		}
	}
	return l
}
