package sqlite

import (
	"maps"
	"sync"
)

// A cache keeps values up to a number of bytes: those that were asked for last.
type cache[V any] struct {
	room int // bytes

	mu         sync.Mutex
	young, old map[string]held[V]
	size       int // of young
}

type held[V any] struct {
	value V
	size  int
}

// entryCost is what an entry takes beside its value and key.
const entryCost = 128

func (c *cache[V]) get(key string) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.young[key]
	if ok {
		return h.value, true
	}
	if h, ok = c.old[key]; ok {
		c.keep(key, h)
	}
	return h.value, ok
}

func (c *cache[V]) put(key string, v V, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(key, held[V]{v, size + len(key) + entryCost})
}

// keep adds a value; once half of the room is full, what nobody asked for since
// the last time is forgotten.
func (c *cache[V]) keep(key string, h held[V]) {
	if c.size+h.size > c.room/2 {
		c.old, c.young, c.size = c.young, nil, 0
	}
	if c.young == nil {
		c.young = map[string]held[V]{}
	}
	c.size += h.size - c.young[key].size
	c.young[key] = h
}

// all returns what is kept.
func (c *cache[V]) all() map[string]held[V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := maps.Clone(c.old)
	if all == nil {
		all = map[string]held[V]{}
	}
	maps.Copy(all, c.young)
	return all
}
