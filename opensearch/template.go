package opensearch

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Template is an address with parameters in braces (OS-12 to OS-15):
//
//	http://example.com/?q={searchTerms}&pw={startPage?}&format=atom
//
// A parameter whose name ends with a question mark may be left empty; the
// others may not. Its prefix means the namespace that is in scope where the
// template stands. The zero Template is the empty address.
type Template struct {
	source string
	parts  []part
}

// part is a literal, or a parameter where name.Local is not empty.
type part struct {
	literal  string
	name     Name
	prefix   string // as written
	optional bool
}

// ParseTemplate reads a template. prefixes holds the namespaces in scope by
// their prefixes; a prefix that is not among them makes a parameter that no
// query has, which is no harm where it is optional.
func ParseTemplate(source string, prefixes map[string]string) (Template, error) {
	t := Template{source: source}
	for rest := source; rest != ""; {
		literal, tail, found := strings.Cut(rest, "{")
		if literal != "" {
			t.parts = append(t.parts, part{literal: literal})
		}
		if !found {
			break
		}
		inner, after, closed := strings.Cut(tail, "}")
		p, ok := parseParameter(inner, prefixes)
		if !closed || !ok {
			return Template{}, fmt.Errorf("%w: %q", ErrTemplate, source)
		}
		t.parts, rest = append(t.parts, p), after
	}
	return t, nil
}

// MustTemplate is [ParseTemplate] for templates written in a program: with the
// prefixes geo, time and ms (our own), and a panic for a malformed one.
func MustTemplate(source string) Template {
	t, err := ParseTemplate(source, ownPrefixes())
	if err != nil {
		panic(err)
	}
	return t
}

// ownPrefixes are the prefixes that descriptions of ours declare.
func ownPrefixes() map[string]string {
	return map[string]string{"geo": NamespaceGeo, "time": NamespaceTime, "ms": NamespaceOwn}
}

func parseParameter(inner string, prefixes map[string]string) (part, bool) {
	name, optional := strings.CutSuffix(strings.TrimSpace(inner), "?")
	if name == "" || strings.ContainsAny(name, "{ \t\r\n") {
		return part{}, false
	}
	prefix, local, prefixed := strings.Cut(name, ":")
	if !prefixed {
		return part{name: Name{"", name}, optional: optional}, true
	}
	space, ok := prefixes[prefix]
	if !ok {
		space = undeclared + prefix
	}
	if IsNamespace(space) {
		space = "" // {os:count} with os bound to OpenSearch itself is {count}
	}
	return part{name: Name{space, local}, prefix: prefix, optional: optional}, local != ""
}

// undeclared begins the made-up namespace of a prefix that is not in scope.
const undeclared = "undeclared:"

// String returns the template as it was written.
func (t Template) String() string { return t.source }

// Has reports whether the template takes the parameter, and whether it requires it.
func (t Template) Has(n Name) (has, required bool) {
	for _, p := range t.parts {
		if p.name == n && n.Local != "" {
			has, required = true, required || !p.optional
		}
	}
	return has, required
}

// Names returns the template's parameters in order.
func (t Template) Names() []Name {
	var names []Name
	for _, p := range t.parts {
		if p.name.Local != "" {
			names = append(names, p.name)
		}
	}
	return names
}

// Anchor returns the template made absolute against the address of its document,
// where it begins with a path, a query or a host without a scheme.
func (t Template) Anchor(document *url.URL) Template {
	if len(t.parts) == 0 || t.parts[0].name.Local != "" {
		return t
	}
	head := t.parts[0].literal
	path, query, cut := strings.Cut(head, "?")
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || !document.IsAbs() {
		return t
	}
	absolute := document.ResolveReference(u).String()
	if path == "" {
		absolute, _, _ = strings.Cut(document.String(), "?")
	}
	if cut {
		absolute += "?" + query
	}
	t.source = absolute + strings.TrimPrefix(t.source, head)
	t.parts = append([]part{{literal: absolute}}, t.parts[1:]...)
	return t
}

// Expand returns the address for a query: each parameter replaced by its value,
// percent-encoded, wherever in the address it stands (OS-14). It fails with
// [ErrMissing] where a required one has no value; startIndex and startPage are
// then 1, language is *, and the encodings are UTF-8 (OS-15).
func (t Template) Expand(q Query) (string, error) {
	return t.expand(q, 1, 1)
}

func (t Template) expand(q Query, indexOffset, pageOffset int) (string, error) {
	var b strings.Builder
	for _, p := range t.parts {
		if p.name.Local == "" {
			b.WriteString(p.literal)
			continue
		}
		value := valueOf(p, &q, indexOffset, pageOffset)
		if value == "" && !p.optional {
			return "", fmt.Errorf("%w: %s", ErrMissing, p.name.Local)
		}
		b.WriteString(Escape(value))
	}
	return b.String(), nil
}

// valueOf returns what a parameter is replaced by, its default where it is
// required and unstated.
func valueOf(p part, q *Query, indexOffset, pageOffset int) string {
	switch p.name {
	case Name{"", "startIndex"}:
		return shifted(q.StartIndex, indexOffset, p.optional)
	case Name{"", "startPage"}:
		return shifted(q.StartPage, pageOffset, p.optional)
	}
	value := lookup(p.name).get(q)
	if value != "" || p.optional {
		return value
	}
	switch p.name {
	case Name{"", "language"}:
		return "*"
	case Name{"", "inputEncoding"}, Name{"", "outputEncoding"}:
		return "UTF-8"
	}
	return ""
}

func shifted(n, offset int, optional bool) string {
	switch {
	case n > 0:
		return strconv.Itoa(n - 1 + offset)
	case optional:
		return ""
	}
	return strconv.Itoa(offset)
}

// Escape percent-encodes everything but the unreserved characters of RFC 3986,
// so that a value is safe in any place of an address. A blank becomes %20 (OA-8).
func Escape(s string) string {
	return string(appendEscape(make([]byte, 0, len(s)+16), s))
}

func appendEscape(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		if c := s[i]; unreserved(c) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}
