package posting

import "slices"

// An Op says how the parts of an Expr are combined.
type Op byte

// The operations. But is what is in the first part and in no other.
const (
	Leaf Op = iota
	And
	Or
	But
)

// An Expr is a set that is made of others. A leaf has a Set and no Parts, the rest
// have at least one part.
type Expr struct {
	Op    Op
	Set   *Set
	Parts []*Expr
}

// Eval returns the set that e is.
func Eval(e *Expr) *Set {
	if e.Op == Leaf {
		return e.Set
	}
	var s Set
	var b bitmap
	for i := range e.reach() {
		if e.eval(i, &b) {
			s.append(i, newBlock(&b))
		}
	}
	return &s
}

// reach returns how many blocks e may have.
func (e *Expr) reach() (n int) {
	switch e.Op {
	case Leaf:
		return len(e.Set.blocks)
	case But:
		return e.Parts[0].reach()
	case And:
		n = e.Parts[0].reach()
		for _, part := range e.Parts[1:] {
			n = min(n, part.reach())
		}
	case Or:
		for _, part := range e.Parts {
			n = max(n, part.reach())
		}
	}
	return n
}

// most bounds how many positions block i of e has.
func (e *Expr) most(i int) int {
	switch e.Op {
	case Leaf:
		if i < len(e.Set.blocks) {
			return e.Set.blocks[i].n
		}
		return 0
	case But:
		return e.Parts[0].most(i)
	}
	n := e.Parts[0].most(i)
	for _, part := range e.Parts[1:] {
		if e.Op == And {
			n = min(n, part.most(i))
		} else {
			n += part.most(i)
		}
	}
	return n
}

// eval sets b to block i of e, and reports whether anything may be in it; if not,
// b may hold anything.
func (e *Expr) eval(i int, b *bitmap) bool {
	if e.most(i) == 0 {
		return false
	}
	if e.Op == And {
		return e.all(i, b)
	}
	*b = bitmap{}
	if e.Op == But {
		e.Parts[0].or(i, b)
		for _, part := range e.Parts[1:] {
			part.clear(i, b)
		}
		return true
	}
	e.or(i, b)
	return true
}

// all sets b to what all parts have, those with few positions first.
func (e *Expr) all(i int, b *bitmap) bool {
	parts := slices.Clone(e.Parts)
	slices.SortFunc(parts, func(x, y *Expr) int { return x.most(i) - y.most(i) })
	if !parts[0].eval(i, b) {
		return false
	}
	for _, part := range parts[1:] {
		var other bitmap
		if !part.eval(i, &other) {
			return false
		}
		var any uint64
		for w := range b {
			b[w] &= other[w]
			any |= b[w]
		}
		if any == 0 {
			return false
		}
	}
	return true
}

// or adds block i of e to b.
func (e *Expr) or(i int, b *bitmap) {
	switch e.Op {
	case Leaf:
		if i < len(e.Set.blocks) {
			e.Set.blocks[i].or(b)
		}
	case Or:
		for _, part := range e.Parts {
			part.or(i, b)
		}
	default:
		var other bitmap
		if e.eval(i, &other) {
			for w, word := range other {
				b[w] |= word
			}
		}
	}
}

// clear takes block i of e out of b.
func (e *Expr) clear(i int, b *bitmap) {
	var other bitmap
	if e.eval(i, &other) {
		for w, word := range other {
			b[w] &^= word
		}
	}
}
