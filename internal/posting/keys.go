package posting

import (
	"encoding/binary"
	"slices"
)

// runLength is how many keys follow one that is kept whole, each as what it is
// more than the one before.
const runLength = 64

// Keys is a list of ascending numbers, of which each has a position. It takes some
// four bytes for each and does not change. The zero value is empty.
type Keys struct {
	n     int
	first []int64  // of each run
	start []uint32 // of each run in more
	more  []byte
	last  int64
}

// Add adds a key, which must be greater than all before it, and not less than 0,
// while the list is being made.
func (k *Keys) Add(key int64) {
	if k.n%runLength == 0 {
		k.first = append(k.first, key)
		k.start = append(k.start, uint32(len(k.more)))
	} else {
		k.more = binary.AppendUvarint(k.more, uint64(key-k.last))
	}
	k.last = key
	k.n++
}

// Len returns how many keys there are.
func (k *Keys) Len() int { return k.n }

// Size returns about how many bytes k takes.
func (k *Keys) Size() int { return 8*cap(k.first) + 4*cap(k.start) + cap(k.more) }

// At returns the key at a position.
func (k *Keys) At(position int) int64 {
	run := position / runLength
	key, more := k.first[run], k.more[k.start[run]:]
	for range position % runLength {
		step, n := binary.Uvarint(more)
		key, more = key+int64(step), more[n:]
	}
	return key
}

// Search returns the first position of which the key is not less than key, and
// whether it is key.
func (k *Keys) Search(key int64) (position int, found bool) {
	run, found := slices.BinarySearch(k.first, key)
	if found || run == 0 {
		return run * runLength, found
	}
	run--
	return k.within(run, key)
}

// within looks for a key that is greater than the first of its run.
func (k *Keys) within(run int, key int64) (position int, found bool) {
	at, more := k.first[run], k.more[k.start[run]:]
	end := min((run+1)*runLength, k.n)
	for position = run*runLength + 1; position < end; position++ {
		step, n := binary.Uvarint(more)
		at, more = at+int64(step), more[n:]
		if at >= key {
			return position, at == key
		}
	}
	return position, false
}

// All yields the positions and keys in order.
func (k *Keys) All(yield func(int, int64) bool) {
	more, key := k.more, int64(0)
	for position := range k.n {
		if position%runLength == 0 {
			key = k.first[position/runLength]
		} else {
			step, n := binary.Uvarint(more)
			key, more = key+int64(step), more[n:]
		}
		if !yield(position, key) {
			return
		}
	}
}
