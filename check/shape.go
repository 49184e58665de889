package check

import (
	"bytes"
	"mime"
	"slices"
	"strings"
)

// read tests an answer by every rule of answers.
func (e *exam) read(a *answer) {
	d := a.doc
	for _, f := range d.faults {
		e.at(f.rule, a, f.at, f.found)
	}
	e.container(a)
	e.lines(a)
	e.root(a)
	e.elements(a, d.root, "")
	e.results(a)
}

// container tests what stands around the block (MS-24, MS-53, MS-54, XS-5).
func (e *exam) container(a *answer) {
	d := a.doc
	if d.blocks > 1 && !d.head {
		e.at("XS-5", a, d.start, "the page has several blocks, and none in its head")
	}
	switch {
	case d.embedded && d.declared:
		e.at("MS-53", a, d.start, "an XML declaration stands before the embedded block")
	case !d.embedded && !d.declared:
		e.at("A-31", a, d.start, "the document has no XML declaration")
	}
	if i := bytes.Index(d.body[d.start:d.end], []byte("--")); d.comment && i >= 0 {
		e.at("MS-54", a, d.start+i, `"--" in a block inside a comment`)
	}
	e.contentType(a)
}

func (e *exam) contentType(a *answer) {
	const part = "header Content-Type"
	given := a.header.Get("Content-Type")
	kind, params, err := mime.ParseMediaType(given)
	isXML := strings.HasSuffix(kind, "/xml") || strings.HasSuffix(kind, "+xml")
	switch {
	case given == "":
		e.about("MS-24", a, part, "", "there is no Content-Type")
	case err != nil:
		e.about("MS-24", a, part, given, "the Content-Type cannot be read")
	case !a.doc.embedded && !isXML:
		e.about("MS-24", a, part, given, "a document of XML is sent as "+quoted(kind))
	case a.doc.embedded && kind != "text/html" && kind != "application/xhtml+xml" && kind != "text/plain" && !isXML:
		e.about("MS-24", a, part, given, "a page is sent as "+quoted(kind))
	}
	charset := strings.ToLower(params["charset"])
	plain := bytes.IndexFunc(a.doc.body[a.doc.start:a.doc.end], func(r rune) bool { return r >= 0x80 }) < 0
	if charset != "" && charset != "utf-8" && charset != "utf8" && !plain {
		e.about("MS-79", a, part, given, "text that is not ASCII is sent as "+quoted(charset))
	}
}

// lines tests that each element has a line of its own (MS-48, MS-49).
func (e *exam) lines(a *answer) {
	body, tags := a.doc.body, a.doc.tags
	for i, t := range tags {
		if bytes.IndexByte(body[t.at:t.end], '\n') >= 0 {
			e.at("MS-48", a, t.at, "the tag <"+slash(t)+"> has several lines")
		}
		before := body[bytes.LastIndexByte(body[:t.at], '\n')+1 : t.at]
		after := i > 0 && t.closing && !tags[i-1].closing && !tags[i-1].leaf && tags[i-1].name == t.name
		switch {
		case len(before) == 0:
		case after && i > 0 && tags[i-1].end == t.at:
			e.at("MS-50", a, tags[i-1].at, "<"+t.name+"> is closed by a tag, not by />")
		case len(bytes.TrimSpace(before)) == 0:
			e.at("MS-49", a, t.at, "white space before <"+slash(t)+">")
		default:
			e.at("MS-48", a, t.at, "<"+slash(t)+"> shares its line")
		}
		if i > 0 {
			e.between(a, tags[i-1].end, t.at)
		}
	}
}

// between tests that no text stands between two tags; comments may.
func (e *exam) between(a *answer, from, to int) {
	if from >= to {
		return
	}
	text := bytes.TrimSpace(a.doc.body[from:to])
	if len(text) > 0 && !bytes.HasPrefix(text, []byte("<")) {
		e.at("MS-50", a, from+bytes.Index(a.doc.body[from:to], text), "text stands between the elements")
	}
}

func slash(t tag) string {
	if t.closing {
		return "/" + t.name
	}
	return t.name
}

// children are the elements that may stand in an element, by its name.
var children = map[string][]string{
	"mediasock":    {"handshake", "media.append", "media.update", "taxa.list", "taxa.append", "auth.signout", "stat"},
	"handshake":    {"stat", "user", "apis", "sock", "akey"},
	"media.append": {"stat", "item"}, "media.update": {"stat", "item"},
	"taxa.list": {"stat", "item"}, "taxa.append": {"stat", "item"},
	"auth.signout": {"stat"},
}

// attributes are those of an element, in their order, by its name or by its
// parent's and its own.
var attributes = map[string][]string{
	"mediasock": {"value", "title", "version"},
	"stat":      {"value", "message", "resource"}, "handshake/stat": {"value", "message", "resource", "serial"},
	"user": {"value", "home", "conf"},
	"apis": {"value"}, "sock": {"value"},
	"akey":              {"value", "expiry"},
	"media.append/item": {"value", "resource"}, "media.update/item": {"value", "resource"},
	"taxa.list/item":   {"value", "append", "title", "parents", "caption", "resource", "note", "icon"},
	"taxa.append/item": {"value", "append", "title"},
}

// elements tests the names of the elements in n, and their attributes.
func (e *exam) elements(a *answer, n *node, parent string) {
	name := strings.ToLower(n.name)
	if n.name != name {
		e.at("MS-59", a, n.at, "the element <"+n.name+"> is not lower-case")
	}
	if strings.HasPrefix(name, "x-") {
		return // what is in it is the service's own
	}
	e.attributes(a, n, parent)
	allowed := children[strings.TrimPrefix(name, "mediasock.")]
	for _, c := range n.children {
		inner := strings.ToLower(c.name)
		short := strings.TrimPrefix(inner, "mediasock.")
		switch {
		case slices.Contains(allowed, inner):
		case inner != short && slices.Contains(allowed, short):
			e.at("MS-47", a, c.at, "the element is named <"+c.name+">, not <"+short+">")
		case strings.HasPrefix(inner, "x-") && parent == "":
		case strings.HasPrefix(inner, "x-"):
			e.at("MS-57", a, c.at, "<"+c.name+"> stands inside <"+n.name+">, not in the root")
			continue
		case parent == "" && !strings.HasPrefix(inner, "mediasock") && strings.Contains(inner, "."):
			continue // a method of another namespace
		default:
			e.at("MS-57", a, c.at, "<"+c.name+"> is no element of <"+n.name+">")
			continue
		}
		e.elements(a, c, strings.TrimPrefix(name, "mediasock."))
	}
}

// attributes tests the set and order of an element's attributes (MS-50, MS-56).
func (e *exam) attributes(a *answer, n *node, parent string) {
	name := strings.ToLower(n.name)
	want, ok := attributes[parent+"/"+name]
	if !ok {
		want = attributes[name]
	}
	last := -1
	have := map[string]bool{}
	for _, attr := range n.attrs {
		key := strings.ToLower(attr.name)
		place := slices.Index(want, key)
		switch {
		case attr.name != key:
			e.at("MS-59", a, attr.at, "the attribute "+attr.name+" of <"+n.name+"> is not lower-case")
		case have[key]:
			e.at("MS-22", a, attr.at, "<"+n.name+"> has the attribute "+attr.name+" twice")
		case place < 0:
			e.at("MS-56", a, attr.at, "<"+n.name+"> has no attribute "+attr.name)
		case place < last:
			e.at("MS-50", a, attr.at, "the attribute "+attr.name+" of <"+n.name+"> is out of its order")
		case attr.quote == '\'':
			e.at("MS-50", a, attr.at, "the value of "+attr.name+" stands in single quotes")
		}
		have[key], last = true, max(last, place)
	}
	for _, key := range want {
		if key != "value" && parent != "" && key != "serial" && !have[key] {
			e.at("A-30", a, n.at, "<"+n.name+"> lacks the attribute "+key)
		}
	}
}
