package metadata

import "strings"

// fields are the properties of a node: its children, where a nested
// rdf:Description counts as if its children stood in its place.
func (n *xmpNode) fields() []*xmpNode {
	var out []*xmpNode
	for _, child := range n.nodes {
		if child.name == "rdf:Description" {
			out = append(out, child.nodes...)
			continue
		}
		out = append(out, child)
	}
	return out
}

// find returns the first property of a name, or an empty node.
func (n *xmpNode) find(name string) *xmpNode {
	for _, f := range n.fields() {
		if f.name == name {
			return f
		}
	}
	return &xmpNode{}
}

// items are the members of a property that is a list, else the property
// itself. In a list of alternatives x-default comes first.
func (n *xmpNode) items() []*xmpNode {
	for _, list := range n.nodes {
		if list.name != "rdf:Bag" && list.name != "rdf:Seq" && list.name != "rdf:Alt" {
			continue
		}
		items := list.nodes
		for i, item := range items {
			if list.name == "rdf:Alt" && item.lang == "x-default" {
				return append([]*xmpNode{item}, append(items[:i:i], items[i+1:]...)...)
			}
		}
		return items
	}
	return []*xmpNode{n}
}

// value is the text of a property, of the first item if it is a list.
func (n *xmpNode) value() string {
	for _, item := range n.items() {
		if s := item.own(); s != "" {
			return s
		}
	}
	return ""
}

// own is the text of a node: its characters, or its rdf:value if it is a
// value with qualifiers.
func (n *xmpNode) own() string {
	if s := strings.TrimSpace(n.text.String()); s != "" || len(n.nodes) == 0 {
		return s
	}
	return strings.TrimSpace(n.find("rdf:value").text.String())
}

// values are the texts of all items.
func (n *xmpNode) values() (texts []string) {
	for _, item := range n.items() {
		if s := item.own(); s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// properties joins the descriptions of a packet into one node, wherever in
// it rdf:RDF stands.
func (n *xmpNode) properties() *xmpNode {
	all := &xmpNode{}
	for _, child := range n.nodes {
		if child.name == "rdf:RDF" {
			all.nodes = append(all.nodes, child.fields()...)
			continue
		}
		all.nodes = append(all.nodes, child.properties().nodes...)
	}
	return all
}
