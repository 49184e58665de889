package check

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var rels = []string{"results", "suggestions", "self", "collection"}

// urls tests the Url elements, and that among them is one by which clients of the
// Profile search (OM-4, OM-5).
func (e *exam) urls(a *answer, root *element) {
	searches := false
	for _, u := range root.all(root.Space, "Url") {
		e.urlElement(a, u)
		if !sameType(u.get("type"), typeAtom) || u.get("template") == "" || !hasRel(u, "results") {
			continue
		}
		searches = true
		e.searching(a, u)
	}
	if !searches {
		e.at("OM-4", a, root.at, "no Url has results as "+typeAtom)
	}
	e.self(a, root)
}

// hasRel reports whether a Url has a relation; one without any is of results.
func hasRel(u *element, rel string) bool {
	list := strings.Fields(u.get("rel"))
	return len(list) == 0 && rel == "results" || slices.Contains(list, rel)
}

func (e *exam) urlElement(a *answer, u *element) {
	if u.get("template") == "" {
		e.at("OS-3", a, u.at, "a Url has no template")
	}
	if !strings.Contains(u.get("type"), "/") {
		e.at("OS-3", a, u.at, "a Url has the type "+quoted(u.get("type")))
	}
	for _, name := range []string{"indexOffset", "pageOffset"} {
		if u.has(name) && !serial.MatchString(u.get(name)) {
			e.at("OS-3", a, u.at, name+" is "+quoted(u.get(name)))
		}
	}
	for _, rel := range strings.Fields(u.get("rel")) {
		if !slices.Contains(rels, rel) && !strings.Contains(rel, ":") {
			e.at("OS-4", a, u.at, "a Url has the rel "+quoted(rel))
		}
	}
	if template := u.get("template"); template != "" {
		e.template(a, u, template)
		e.parameters(a, u, template)
	}
	for _, p := range u.all(nsParameters, "Parameter") {
		if p.get("name") == "" || p.get("value") == "" {
			e.at("OS-26", a, p.at, "a Parameter without name or value")
		}
		e.parameters(a, p, p.get("value"))
	}
}

var (
	braces    = regexp.MustCompile(`\{([^{}]*)\}`)
	parameter = regexp.MustCompile(`^(?:([A-Za-z0-9_.-]+):)?([A-Za-z0-9_.~%-]+)(\?)?$`)
	standard  = strings.Fields("searchTerms count startIndex startPage language inputEncoding outputEncoding")
)

// template tests that a template is absolute and that its braces close (OS-12).
func (e *exam) template(a *answer, u *element, template string) {
	rest := braces.ReplaceAllString(template, "x")
	if strings.ContainsAny(rest, "{}") {
		e.at("OS-12", a, u.at, "a brace that is open in the template "+quoted(template))
		return
	}
	if address, err := url.Parse(rest); err != nil || !address.IsAbs() || address.Host == "" {
		e.at("OS-12", a, u.at, "the template "+quoted(template)+" is not absolute")
	}
}

// parameters tests the parameters of a template: those without a prefix are the
// standard's, the prefixes of others are declared, and nobody must know them.
func (e *exam) parameters(a *answer, n *element, template string) {
	for _, found := range braces.FindAllStringSubmatch(template, -1) {
		m := parameter.FindStringSubmatch(found[1])
		switch {
		case m == nil:
			e.at("OS-12", a, n.at, "a template has the parameter "+quoted(found[1]))
		case m[1] == "" && !slices.Contains(standard, m[2]):
			e.at("OS-13", a, n.at, quoted(m[2])+" is no parameter of OpenSearch, and has no prefix")
		case m[1] != "" && n.scope[m[1]] == "":
			e.at("OS-12", a, n.at, "the prefix "+quoted(m[1])+" is not declared")
		case m[1] != "" && m[3] == "" && !n.is(nsParameters, "Parameter"):
			e.at("OS-14", a, n.at, "the parameter "+quoted(m[1]+":"+m[2])+" is required")
		}
	}
}

// searching tests that terms and pages can be asked for (OM-5, OA-7).
func (e *exam) searching(a *answer, u *element) {
	all := u.get("template")
	for _, p := range u.all(nsParameters, "Parameter") {
		all += p.get("value")
	}
	if !strings.Contains(all, "{searchTerms}") && !strings.Contains(all, "{searchTerms?}") {
		e.at("OM-5", a, u.at, "the template takes no searchTerms")
	}
	if !strings.Contains(all, "{startPage") && !strings.Contains(all, "{startIndex") {
		e.at("OA-7", a, u.at, "the template takes neither startPage nor startIndex")
	}
}

// self tests where the description says that it is (OS-24).
func (e *exam) self(a *answer, root *element) {
	for _, u := range root.all(root.Space, "Url") {
		if hasRel(u, "self") {
			return
		}
	}
	e.at("OS-24", a, root.at, "no Url has the rel self")
}
