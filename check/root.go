package check

import (
	"net/url"
	"regexp"
	"strings"
)

// root tests what identifies the service (MS-43, MS-1, MS-44).
func (e *exam) root(a *answer) {
	root := a.doc.root
	for _, name := range []string{"value", "title", "version"} {
		if v, ok := root.get(name); !ok || strings.TrimSpace(v.value) == "" {
			e.on("MS-43", a, root, "the root has no "+name)
		}
	}
	if v := root.val("version"); v != "" && v != "1.4" {
		e.on("MS-1", a, root, "the version is "+quoted(v))
	}
	if v := root.val("value"); v != e.report.Service {
		e.on("MS-44", a, root, "the value is "+quoted(v)+" here, and "+quoted(e.report.Service)+" in the discovery")
	}
}

// results tests each response by the rules of its method.
func (e *exam) results(a *answer) {
	for _, n := range a.doc.root.children {
		switch method := strings.TrimPrefix(strings.ToLower(n.name), "mediasock."); method {
		case "stat":
			e.stat(a, n, "")
		case "handshake":
			e.state(a, n, method)
			e.handshake(a, n)
		case "media.append", "media.update":
			e.state(a, n, method)
			e.mediaItem(a, n)
		case "taxa.list":
			e.state(a, n, method)
			e.taxaItems(a, n)
		case "taxa.append":
			e.state(a, n, method)
			e.taxonItem(a, n)
		case "auth.signout":
			e.state(a, n, method)
		}
	}
}

// state tests that a response has its stat (MS-60).
func (e *exam) state(a *answer, n *node, method string) {
	s := n.child("stat")
	if s == nil {
		e.at("MS-60", a, n.at, "<"+n.name+"> has no stat")
		return
	}
	e.stat(a, s, method)
}

var (
	integer  = regexp.MustCompile(`^[0-9]{1,9}$`)
	serial   = regexp.MustCompile(`^[0-9]+$`)
	ownState = regexp.MustCompile(`^9[0-9]{0,2}$`)
)

// stat tests a state's code, and what goes with it (MS-60 to MS-78).
func (e *exam) stat(a *answer, s *node, method string) {
	code := s.val("value")
	switch {
	case !integer.MatchString(code):
		e.at("MS-60", a, s.at, "the state is "+quoted(code)+", which is no integer")
	case code == "4":
		e.at("MS-67", a, s.at, "the state is 4")
	case code == "20":
		if method != "media.append" {
			e.at("MS-76", a, s.at, "the state is 20, of <"+method+">")
		}
	case len(code) > 1 && !ownState.MatchString(code):
		e.at("MS-73", a, s.at, "the state is "+quoted(code))
	}
	e.link("MS-61", a, s, "resource")
}

// link tests that an attribute is empty or an absolute URL.
func (e *exam) link(rule string, a *answer, n *node, name string) {
	attr, _ := n.get(name)
	if attr.value != "" && !absolute(attr.value) {
		e.at(rule, a, attr.at, "the "+name+" of <"+n.name+"> is "+quoted(attr.value)+", which is no absolute http URL")
	}
}

func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}
