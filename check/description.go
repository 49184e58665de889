package check

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	typeDescription = "application/opensearchdescription+xml"
	typeAtom        = "application/atom+xml"
	typeRSS         = "application/rss+xml"
	typeHTML        = "text/html"
)

// descriptionDocument tests a description by every rule of it (OM-1 to OM-6).
func (e *exam) descriptionDocument(a *answer) {
	root := a.tree
	if a.status != http.StatusOK {
		e.about("OM-1", a, "status", http.StatusText(a.status), fmt.Sprintf("the description is answered with %d", a.status))
	}
	if given := a.header.Get("Content-Type"); !sameType(given, typeDescription) {
		e.about("OM-6", a, "header Content-Type", given, "the description is sent as "+quoted(given))
	}
	if root.Space != nsSearch {
		e.at("OM-2", a, root.at, "the root is in the namespace "+quoted(root.Space))
	}
	e.vocabulary(a, root)
	for _, t := range descriptionTexts {
		e.textElement(a, root, t)
	}
	for _, name := range []string{"Tags", "Contact", "InputEncoding", "OutputEncoding"} {
		if root.first(root.Space, name) == nil {
			e.at("OM-3", a, root.at, "the description has no "+name)
		}
	}
	e.words(a, root)
	for _, n := range root.all(root.Space, "Image") {
		e.image(a, n)
	}
	for _, n := range root.all(root.Space, "Query") {
		e.echo(a, n)
	}
	e.urls(a, root)
}

var descriptionElements = strings.Fields("ShortName Description Contact Tags LongName Developer Attribution SyndicationRight " +
	"AdultContent Language InputEncoding OutputEncoding Url Image Query")

// vocabulary tests that OpenSearch's namespace holds OpenSearch's elements; those
// of others are none of our business (OS-11).
func (e *exam) vocabulary(a *answer, root *element) {
	for _, n := range root.children {
		if n.Space == root.Space && !slices.Contains(descriptionElements, n.Local) {
			e.at("OS-1", a, n.at, "<"+n.Local+"> is no element of OpenSearch")
		}
	}
}

// A textRule is how often an element comes, and how long it is.
type textRule struct {
	rule, name   string
	least, chars int
}

var descriptionTexts = []textRule{
	{"OS-2", "ShortName", 1, 16}, {"OS-2", "Description", 1, 1024},
	{"OS-5", "Contact", 0, 320}, {"OS-5", "Tags", 0, 256}, {"OS-5", "LongName", 0, 48},
	{"OS-5", "Developer", 0, 64}, {"OS-5", "Attribution", 0, 256},
	{"OS-8", "SyndicationRight", 0, 16}, {"OS-9", "AdultContent", 0, 16},
}

func (e *exam) textElement(a *answer, root *element, t textRule) {
	list := root.all(root.Space, t.name)
	if len(list) < t.least {
		e.at(t.rule, a, root.at, "the description has no "+t.name)
	}
	for i, n := range list {
		text := strings.TrimSpace(n.text)
		switch {
		case i > 0:
			e.at(t.rule, a, n.at, t.name+" comes again")
		case len(n.children) > 0:
			e.at(t.rule, a, n.at, t.name+" has markup")
		case text == "":
			e.at(t.rule, a, n.at, t.name+" is empty")
		case utf8.RuneCountInString(text) > t.chars:
			e.at(t.rule, a, n.at, fmt.Sprintf("%s has %d characters, and may have %d", t.name, utf8.RuneCountInString(text), t.chars))
		}
	}
}

var (
	adultWords  = strings.Fields("false FALSE 0 no NO true TRUE 1 yes YES")
	languageTag = regexp.MustCompile(`^(\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)$`)
	charsetName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._:+-]*$`)
)

// words tests elements that have words of their own (OS-5, OS-8 to OS-10).
func (e *exam) words(a *answer, root *element) {
	each := func(rule, name string, good func(string) bool) {
		for _, n := range root.all(root.Space, name) {
			if text := strings.TrimSpace(n.text); text != "" && !good(text) {
				e.at(rule, a, n.at, name+" is "+quoted(text))
			}
		}
	}
	each("OS-5", "Contact", func(s string) bool { return strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " <>") })
	each("OS-8", "SyndicationRight", func(s string) bool {
		return slices.Contains([]string{"open", "limited", "private", "closed"}, strings.ToLower(s))
	})
	each("OS-9", "AdultContent", func(s string) bool { return slices.Contains(adultWords, s) })
	each("OS-10", "Language", languageTag.MatchString)
	each("OS-10", "InputEncoding", charsetName.MatchString)
	each("OS-10", "OutputEncoding", charsetName.MatchString)
}

// image tests a picture of the site (OS-6).
func (e *exam) image(a *answer, n *element) {
	address := strings.TrimSpace(n.text)
	if !absolute(address) && !strings.HasPrefix(address, "data:image/") {
		e.at("OS-6", a, n.at, "the image "+quoted(address)+" is no absolute URL")
	}
	if kind := n.get("type"); kind != "" && !strings.Contains(kind, "/") {
		e.at("OS-6", a, n.at, "the image has the type "+quoted(kind))
	}
	for _, name := range []string{"height", "width"} {
		if v := n.get(name); v != "" && !positive(v) {
			e.at("OS-6", a, n.at, "the image has the "+name+" "+quoted(v))
		}
	}
}

func positive(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0
}

var queryAttributes = strings.Fields("role title totalResults searchTerms count startIndex startPage language inputEncoding outputEncoding")

// echo tests a Query element, of a description or of results (OS-18, OS-19, OA-8).
func (e *exam) echo(a *answer, n *element) {
	role := n.get("role")
	prefix, _, prefixed := strings.Cut(role, ":")
	if prefixed && n.scope[prefix] == "" || !prefixed && !slices.Contains(queryRoles, role) {
		e.at("OS-19", a, n.at, "a Query has the role "+quoted(role))
	}
	for name, value := range n.attr {
		switch {
		case name.Space != "":
		case !slices.Contains(queryAttributes, name.Local):
			e.at("OS-18", a, n.at, "a Query has the attribute "+name.Local)
		case name.Local == "title" && utf8.RuneCountInString(value) > 256:
			e.at("OS-18", a, n.at, "the title of a Query is longer than 256 characters")
		case slices.Contains([]string{"totalResults", "count", "startIndex", "startPage"}, name.Local) && !integer.MatchString(value):
			e.at("OS-18", a, n.at, "the "+name.Local+" of a Query is "+quoted(value))
		case name.Local == "searchTerms" && strings.ContainsAny(value, " \t\r\n<>\""):
			e.at("OA-8", a, n.at, "the searchTerms "+quoted(value)+" are not encoded")
		}
	}
}

var queryRoles = strings.Fields("request example related correction subset superset")
