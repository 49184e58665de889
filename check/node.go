package check

import "strings"

// A node is an element.
type node struct {
	tag
	parent   *node
	children []*node
}

// depth returns how deep n stands, 1 for the root.
func depth(n *node) int {
	d := 0
	for ; n != nil; n = n.parent {
		d++
	}
	return d
}

// get returns an attribute of n, and whether it is there.
func (n *node) get(name string) (attr, bool) {
	if n != nil {
		for _, a := range n.attrs {
			if strings.EqualFold(a.name, name) {
				return a, true
			}
		}
	}
	return attr{}, false
}

// val returns the value of an attribute of n, or "".
func (n *node) val(name string) string {
	a, _ := n.get(name)
	return a.value
}

// child returns the first child of a name, or nil.
func (n *node) child(name string) *node {
	if n != nil {
		for _, c := range n.children {
			if strings.EqualFold(c.name, name) {
				return c
			}
		}
	}
	return nil
}

// result returns the response element of a method named without "mediasock.".
func (d *document) result(method string) *node {
	if d == nil {
		return nil
	}
	if n := d.root.child(method); n != nil {
		return n
	}
	return d.root.child("mediasock." + method)
}

// stat returns the state that a method answered, or a bare one; "" if there is
// none. bare reports whether it stands directly under the root.
func (d *document) stat(method string) (code string, bare bool) {
	if s := d.result(method).child("stat"); s != nil {
		return s.val("value"), false
	}
	if d != nil {
		if s := d.root.child("stat"); s != nil {
			return s.val("value"), true
		}
	}
	return "", false
}
