package check

import "strings"

const unspecified = "http://purl.org/atompub/license#unspecified"

// licences tests the licence links of an entry, and the rights beside them
// (LC-1, LC-3, LC-4).
func (e *exam) licences(a *answer, n *element) {
	list := n.links("license", "")
	for _, l := range list {
		switch href := l.get("href"); {
		case l.relative("href"):
			e.at("LC-1", a, l.at, "the licence is "+quoted(href))
		case href == unspecified && len(list) > 1:
			e.at("LC-3", a, l.at, "the unspecified licence stands beside another")
		}
	}
	rights := strings.ToLower(n.one(nsAtom, "rights") + " " + n.one(nsMedia, "copyright"))
	if len(list) > 0 && list[0].get("href") != unspecified && strings.Contains(rights, "all rights reserved") {
		e.at("LC-4", a, list[0].at, "all rights are reserved beside the licence "+quoted(list[0].get("href")))
	}
}

// inherits tests that an entry does not leave its licence to its feed (LC-2): who
// reads it alone would not know of it.
func (e *exam) inherits(a *answer, feed, n *element) {
	if len(feed.links("license", "")) > 0 && len(n.links("license", "")) == 0 {
		e.at("LC-2", a, n.at, "the feed has a licence, the entry none of its own")
	}
}
