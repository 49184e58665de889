package posting

import (
	"math/bits"
	"slices"
	"unsafe"
)

// A block holds the positions that are equal but for the last 16 bits.
const (
	blockBits  = 16
	blockSize  = 1 << blockBits
	blockWords = blockSize / 64
	// sparse is how many positions a block keeps as a list, a quarter of what the
	// bits of a block take; more are kept as bits.
	sparse = 1024
)

// bitmap has a bit for each position of a block.
type bitmap [blockWords]uint64

func (b *bitmap) add(p uint16)      { b[p/64] |= 1 << (p % 64) }
func (b *bitmap) has(p uint16) bool { return b[p/64]>>(p%64)&1 != 0 }

func (b *bitmap) count() (n int) {
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// A block is a list if it is sparse, else bits; empty, it is neither.
type block struct {
	n    int
	list []uint16 // ascending
	bits *bitmap
}

// newBlock keeps what is in b, not b itself.
func newBlock(b *bitmap) block {
	n := b.count()
	if n > sparse {
		kept := *b
		return block{n: n, bits: &kept}
	}
	blk := block{n: n}
	if n > 0 {
		blk.list = make([]uint16, 0, n)
	}
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			blk.list = append(blk.list, uint16(i*64+bits.TrailingZeros64(word)))
		}
	}
	return blk
}

// or adds the positions of the block to b.
func (blk *block) or(b *bitmap) {
	if blk.bits != nil {
		for i, word := range blk.bits {
			b[i] |= word
		}
		return
	}
	for _, p := range blk.list {
		b.add(p)
	}
}

func (blk *block) has(p uint16) bool {
	if blk.bits != nil {
		return blk.bits.has(p)
	}
	_, found := slices.BinarySearch(blk.list, p)
	return found
}

// below returns how many positions of the block are less than p, up to a whole
// block.
func (blk *block) below(p int) int {
	if p >= blockSize {
		return blk.n
	}
	if blk.bits == nil {
		n, _ := slices.BinarySearch(blk.list, uint16(p))
		return n
	}
	n := 0
	for _, word := range blk.bits[:p/64] {
		n += bits.OnesCount64(word)
	}
	return n + bits.OnesCount64(blk.bits[p/64]&(1<<(p%64)-1))
}

// at returns the position that n of the block are less than.
func (blk *block) at(n int) int {
	if blk.bits == nil {
		return int(blk.list[n])
	}
	for i, word := range blk.bits {
		c := bits.OnesCount64(word)
		if n >= c {
			n -= c
			continue
		}
		for ; n > 0; n-- {
			word &= word - 1
		}
		return i*64 + bits.TrailingZeros64(word)
	}
	panic("posting: no such position in the block")
}

// A Set is a set of positions, which does not change. The zero value is empty.
type Set struct {
	n      int
	blocks []block // the last is not empty
}

// Len returns how many positions are in s.
func (s *Set) Len() int { return s.n }

// Size returns about how many bytes s takes.
func (s *Set) Size() int {
	size := int(unsafe.Sizeof(*s)) + len(s.blocks)*int(unsafe.Sizeof(block{}))
	for i := range s.blocks {
		size += 2 * cap(s.blocks[i].list)
		if s.blocks[i].bits != nil {
			size += blockSize / 8
		}
	}
	return size
}

// Has reports whether p is in s.
func (s *Set) Has(p int) bool {
	i := p >> blockBits
	return i < len(s.blocks) && s.blocks[i].has(uint16(p))
}

// Between counts the positions from one up to another, which is left out.
func (s *Set) Between(from, below int) int {
	if from >= below {
		return 0
	}
	return s.rank(below) - s.rank(from)
}

// rank returns how many positions are less than p.
func (s *Set) rank(p int) (n int) {
	i := p >> blockBits
	for b := range s.blocks[:min(i, len(s.blocks))] {
		n += s.blocks[b].n
	}
	if i < len(s.blocks) {
		n += s.blocks[i].below(p & (blockSize - 1))
	}
	return n
}

// Before returns the largest position below p after skip larger ones; ok is false
// if there are not so many.
func (s *Set) Before(p, skip int) (position int, ok bool) {
	n := s.rank(p) - 1 - skip
	if n < 0 {
		return 0, false
	}
	for i := range s.blocks {
		if b := &s.blocks[i]; n >= b.n {
			n -= b.n
		} else {
			return i<<blockBits + b.at(n), true
		}
	}
	return 0, false
}

// All yields the positions in ascending order.
func (s *Set) All(yield func(int) bool) {
	for i := range s.blocks {
		for p := range s.blocks[i].all {
			if !yield(i<<blockBits + p) {
				return
			}
		}
	}
}

func (blk *block) all(yield func(int) bool) {
	for _, p := range blk.list {
		if !yield(int(p)) {
			return
		}
	}
	if blk.bits == nil {
		return
	}
	for i, word := range blk.bits {
		for ; word != 0; word &= word - 1 {
			if !yield(i*64 + bits.TrailingZeros64(word)) {
				return
			}
		}
	}
}
