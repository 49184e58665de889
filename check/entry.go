package check

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

// entryDocument tests a document that is a single entry (OM-27, OA-4, OA-5).
func (e *exam) entryDocument(a *answer) {
	e.served(a)
	if a.tree.first(nsAtom, "author") == nil {
		e.at("OA-5", a, a.tree.at, "the entry has no author")
	}
	if len(a.tree.links("self", "")) == 0 {
		e.at("OA-4", a, a.tree.at, "the entry has no self link")
	}
	e.constructs(a)
	e.media(a)
	e.entry(a, a.tree)
}

// entry tests an entry wherever it stands (OM-24 to OM-39).
func (e *exam) entry(a *answer, n *element) {
	e.once("AT-2", a, n, 1, "id", "title", "updated")
	e.once("AT-2", a, n, 0, "published", "content", "summary", "rights", "source")
	for _, author := range n.all(nsAtom, "author") {
		if author.one(nsAtom, "name") == "" {
			e.at("AT-2", a, author.at, "an author has no name")
		}
	}
	e.identified(a, n)
	e.linked(a, n)
	e.dated(a, n)
	e.summarised(a, n)
	e.licences(a, n)
	e.shows(a, n)
}

var tagURI = regexp.MustCompile(`^tag:([a-z0-9]([a-z0-9.-]*[a-z0-9])?|[^@\s]+@[a-z0-9.-]+),[0-9]{4}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?:\S*$`)

// identified tests an entry's id (AT-5, TG-1).
func (e *exam) identified(a *answer, n *element) {
	node := n.first(nsAtom, "id")
	if node == nil {
		return
	}
	id := strings.TrimSpace(node.text)
	u, err := url.Parse(id)
	switch {
	case strings.HasPrefix(id, "tag:"):
		if !tagURI.MatchString(id) {
			e.at("TG-1", a, node.at, "the id "+quoted(id)+" is no tag URI")
		}
	case err != nil || !u.IsAbs() || strings.ContainsAny(id, " \t\n"):
		e.at("AT-5", a, node.at, "the id "+quoted(id)+" is no absolute IRI")
	}
}

// linked tests an entry's title and alternate links (OM-24, OM-26, AT-4).
func (e *exam) linked(a *answer, n *element) {
	if title := n.first(nsAtom, "title"); title != nil && strings.TrimSpace(title.text) == "" && len(title.children) == 0 {
		e.at("OM-24", a, title.at, "the title is empty")
	}
	seen := map[string]bool{}
	for _, l := range n.links("alternate", "") {
		kind, _, _ := strings.Cut(strings.ToLower(l.get("type")), ";")
		key := kind + " " + l.get("hreflang")
		if seen[key] {
			e.at("AT-4", a, l.at, "two alternate links of type "+quoted(l.get("type")))
		}
		seen[key] = true
		switch kind {
		case "", typeHTML, "application/xhtml+xml":
			seen["page"] = true
		case typeAtom:
			seen["document"] = true
		}
	}
	if !seen["page"] {
		e.at("OM-24", a, n.at, "there is no link to the entry's page")
	}
	if !seen["document"] {
		e.at("OM-26", a, n.at, "there is no link to the entry's document")
	}
}

// dated tests that an entry says when it was made (OM-32). Whether a date can be
// read is AT-6.
func (e *exam) dated(a *answer, n *element) {
	published := n.first(nsAtom, "published")
	if published == nil {
		e.at("OM-32", a, n.at, "the entry has no published")
		return
	}
	made, err := time.Parse(time.RFC3339, strings.TrimSpace(published.text))
	changed, err2 := time.Parse(time.RFC3339, n.one(nsAtom, "updated"))
	if err == nil && err2 == nil && changed.Before(made) {
		e.at("OM-32", a, published.at, "the entry was updated before it was published")
	}
}

// summarised tests what must stand beside a kind of content (AT-3).
func (e *exam) summarised(a *answer, n *element) {
	content := n.first(nsAtom, "content")
	if content == nil {
		if len(n.links("alternate", "")) == 0 {
			e.at("AT-3", a, n.at, "the entry has neither content nor an alternate link")
		}
		return
	}
	if n.first(nsAtom, "summary") == nil && (content.has("src") || binary(content.get("type"))) {
		e.at("AT-3", a, content.at, "content that is elsewhere or in base64, and no summary")
	}
}

// binary reports whether content of a type stands in the document as base64.
func binary(kind string) bool {
	kind = strings.ToLower(kind)
	xml := strings.HasSuffix(kind, "/xml") || strings.HasSuffix(kind, "+xml")
	return strings.Contains(kind, "/") && !xml && !strings.HasPrefix(kind, "text/")
}
