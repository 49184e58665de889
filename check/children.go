package check

import (
	"encoding/xml"
	"net/url"
	"slices"
	"strings"
)

// is reports whether the element has that name.
func (n *element) is(space, local string) bool { return n.Space == space && n.Local == local }

// all returns the children of a name.
func (n *element) all(space, local string) []*element {
	var found []*element
	for _, c := range n.children {
		if c.is(space, local) {
			found = append(found, c)
		}
	}
	return found
}

// first returns the first child of a name, or nil.
func (n *element) first(space, local string) *element {
	if list := n.all(space, local); len(list) > 0 {
		return list[0]
	}
	return nil
}

// one returns the text of the first child of a name, without white space
// around it.
func (n *element) one(space, local string) string {
	if c := n.first(space, local); c != nil {
		return strings.TrimSpace(c.text)
	}
	return ""
}

// get returns an attribute without a namespace.
func (n *element) get(name string) string { return n.attr[xml.Name{Local: name}] }

// has reports whether an attribute without a namespace is there.
func (n *element) has(name string) bool {
	_, ok := n.attr[xml.Name{Local: name}]
	return ok
}

// walk calls f with the element and all below it.
func (n *element) walk(f func(*element)) {
	f(n)
	for _, c := range n.children {
		c.walk(f)
	}
}

// links returns the links of a relation, by RFC 4287 "alternate" if none is
// said, and of a media type; "" takes any type.
func (n *element) links(rel, mediaType string) []*element {
	return slices.DeleteFunc(n.all(nsAtom, "link"), func(l *element) bool {
		return !strings.EqualFold(relation(l), rel) || mediaType != "" && !sameType(l.get("type"), mediaType)
	})
}

// to returns where the first link of a relation and type leads, or "".
func (n *element) to(rel, mediaType string) string {
	if l := n.links(rel, mediaType); len(l) > 0 {
		return l[0].address("href")
	}
	return ""
}

// relation returns a link's relation, short where IANA's address is written out.
func relation(l *element) string {
	rel := strings.TrimPrefix(l.get("rel"), "http://www.iana.org/assignments/relation/")
	if rel == "" {
		return "alternate"
	}
	return rel
}

// address returns an attribute as an absolute address of the web, or "".
func (n *element) address(name string) string {
	ref := strings.TrimSpace(n.get(name))
	if ref == "" || n.base == nil {
		return ref
	}
	u, err := n.base.Parse(ref)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// relative reports whether an attribute is an address that is not absolute.
func (n *element) relative(name string) bool {
	u, err := url.Parse(strings.TrimSpace(n.get(name)))
	return err != nil || !u.IsAbs()
}

// sameType compares media types without their parameters.
func sameType(a, b string) bool {
	a, _, _ = strings.Cut(a, ";")
	return strings.EqualFold(strings.TrimSpace(a), b)
}
