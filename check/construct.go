package check

import (
	"slices"
	"strings"
	"time"
)

// relations are those that IANA has registered and feeds use.
var relations = strings.Fields("alternate appendix archives author bookmark canonical chapter collection contents copyright " +
	"current describedby edit edit-media enclosure first glossary help hub icon index item last latest-version license monitor " +
	"next next-archive original payment prev prev-archive preview previous related replies search section self service start " +
	"stylesheet subsection tag up via working-copy")

// constructs tests what Atom asks of an element wherever it stands (AT-6 to AT-12,
// AT-16).
func (e *exam) constructs(a *answer) {
	a.tree.walk(func(n *element) {
		e.addresses(a, n)
		if n.Space == "" && (n.Local == "pubDate" || n.Local == "lastBuildDate") {
			e.date(a, n, time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700")
		}
		if n.Space != nsAtom {
			return
		}
		switch n.Local {
		case "updated", "published":
			e.date(a, n, time.RFC3339)
		case "title", "subtitle", "summary", "rights":
			e.textConstruct(a, n)
		case "content":
			e.content(a, n)
		case "link":
			e.atomLink(a, n)
		case "category":
			if strings.TrimSpace(n.get("term")) == "" {
				e.at("AT-11", a, n.at, "a category has no term")
			}
		}
	})
}

// date tests that a date is of one of the layouts (AT-6).
func (e *exam) date(a *answer, n *element, layouts ...string) {
	text := strings.TrimSpace(n.text)
	rfc3339 := layouts[0] == time.RFC3339
	for _, layout := range layouts {
		if _, err := time.Parse(layout, text); err == nil && (!rfc3339 || strings.ToUpper(text) == text) {
			return
		}
	}
	e.at("AT-6", a, n.at, n.Local+" is "+quoted(text))
}

// textConstruct tests a text's type and what is in it (AT-8).
func (e *exam) textConstruct(a *answer, n *element) {
	switch kind := n.get("type"); kind {
	case "", "text", "html":
		if len(n.children) > 0 {
			e.at("AT-8", a, n.at, "<"+n.Local+"> has markup that is not escaped")
		}
	case "xhtml":
		if len(n.children) != 1 || !n.children[0].is(nsXHTML, "div") {
			e.at("AT-8", a, n.at, "<"+n.Local+"> is xhtml, and not one div")
		}
	default:
		e.at("AT-8", a, n.at, "<"+n.Local+"> has the type "+quoted(kind))
	}
}

// content tests an entry's content (AT-9).
func (e *exam) content(a *answer, n *element) {
	kind := n.get("type")
	short := slices.Contains([]string{"", "text", "html", "xhtml"}, kind)
	switch {
	case !short && (!strings.Contains(kind, "/") || strings.HasPrefix(kind, "multipart/")):
		e.at("AT-9", a, n.at, "content has the type "+quoted(kind))
	case n.has("src") && (len(n.children) > 0 || strings.TrimSpace(n.text) != ""):
		e.at("AT-9", a, n.at, "content has src, and is not empty")
	case n.has("src") && short && kind != "":
		e.at("AT-9", a, n.at, "content has src, and the type "+quoted(kind))
	case !n.has("src") && kind == "xhtml" && (len(n.children) != 1 || !n.children[0].is(nsXHTML, "div")):
		e.at("AT-9", a, n.at, "content is xhtml, and not one div")
	case !n.has("src") && (kind == "" || kind == "text" || kind == "html") && len(n.children) > 0:
		e.at("AT-9", a, n.at, "content has markup that is not escaped")
	}
}

// atomLink tests a link by itself (AT-10, AT-16).
func (e *exam) atomLink(a *answer, n *element) {
	rel := relation(n)
	switch {
	case strings.TrimSpace(n.get("href")) == "":
		e.at("AT-10", a, n.at, "a link has no href")
	case n.has("rel") && n.get("rel") == "":
		e.at("AT-10", a, n.at, "a link has an empty rel")
	case !slices.Contains(relations, strings.ToLower(rel)) && !strings.Contains(rel, ":"):
		e.at("AT-10", a, n.at, "a link has the relation "+quoted(rel))
	case rel == "enclosure" && (n.get("type") == "" || !integer64.MatchString(n.get("length"))):
		e.at("AT-16", a, n.at, "an enclosure without its type or length")
	}
}

// addresses tests that the addresses of links, content and media are absolute
// (AT-12). That of a licence is LC-1.
func (e *exam) addresses(a *answer, n *element) {
	for _, name := range []string{"href", "src", "url"} {
		mine := n.Space == nsAtom && name != "url" || strings.HasPrefix(n.Space, strings.TrimSuffix(nsMedia, "/")) && name == "url"
		licence := n.Local == "link" && relation(n) == "license"
		if mine && !licence && n.get(name) != "" && n.relative(name) {
			e.at("AT-12", a, n.at, name+" of <"+n.Local+"> is "+quoted(n.get(name)))
		}
	}
}
