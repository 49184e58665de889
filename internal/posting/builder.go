package posting

import (
	"maps"
	"slices"
)

// A Builder makes a Set of positions that it is given in ascending order. The zero
// value is ready.
type Builder struct {
	set  Set
	open bitmap // the block that is being filled
	at   int    // its number
	used bool   // whether it holds anything
}

// Add adds a position, which is not less than those before it.
func (b *Builder) Add(p int) {
	if i := p >> blockBits; i != b.at || !b.used {
		b.close()
		b.at, b.used = i, true
	}
	b.open.add(uint16(p))
}

// close takes over the block that was filled.
func (b *Builder) close() {
	if b.used {
		b.set.append(b.at, newBlock(&b.open))
		b.open, b.used = bitmap{}, false
	}
}

// Set returns the set; b is empty then.
func (b *Builder) Set() *Set {
	b.close()
	s := b.set
	*b = Builder{}
	return &s
}

// append adds block i, which is behind those that are there; an empty one is left
// out.
func (s *Set) append(i int, blk block) {
	if blk.n == 0 {
		return
	}
	if grow := i + 1 - len(s.blocks); grow > 0 {
		s.blocks = append(s.blocks, make([]block, grow)...)
	}
	s.blocks[i] = blk
	s.n += blk.n
}

// SetOf returns the set of ascending positions.
func SetOf(positions ...int) *Set {
	var b Builder
	for _, p := range positions {
		b.Add(p)
	}
	return b.Set()
}

// A Mask is a set that grows. The zero value is empty.
type Mask struct {
	n      int
	blocks map[int]*bitmap
}

// Add adds a position and reports whether it is new.
func (m *Mask) Add(p int) bool {
	b := m.blocks[p>>blockBits]
	if b == nil {
		if m.blocks == nil {
			m.blocks = map[int]*bitmap{}
		}
		b = new(bitmap)
		m.blocks[p>>blockBits] = b
	}
	if b.has(uint16(p)) {
		return false
	}
	b.add(uint16(p))
	m.n++
	return true
}

// Has reports whether p is in m.
func (m *Mask) Has(p int) bool {
	b := m.blocks[p>>blockBits]
	return b != nil && b.has(uint16(p))
}

// Positions returns what is in m, in ascending order.
func (m *Mask) Positions() *Set {
	var s Set
	for _, i := range slices.Sorted(maps.Keys(m.blocks)) {
		s.append(i, newBlock(m.blocks[i]))
	}
	return &s
}

// Len returns how many positions are in m.
func (m *Mask) Len() int { return m.n }

// Without returns s without the positions in m. It shares the blocks that are the
// same.
func (s *Set) Without(m *Mask) *Set {
	if m.n == 0 || s.n == 0 {
		return s
	}
	var left Set
	for i := range s.blocks {
		left.append(i, s.blocks[i].without(m.blocks[i]))
	}
	return &left
}

func (blk *block) without(mask *bitmap) block {
	if mask == nil || blk.n == 0 {
		return *blk
	}
	var b bitmap
	blk.or(&b)
	for i, word := range mask {
		b[i] &^= word
	}
	return newBlock(&b)
}
