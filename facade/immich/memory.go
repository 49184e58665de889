package immich

import "sync"

// A memory keeps the latest of what was put into it. It holds nothing that could
// not be found in a slower way.
type memory[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]V
	order []K // a ring of the keys, the oldest at next
	next  int
}

func newMemory[K comparable, V any](size int) *memory[K, V] {
	return &memory[K, V]{known: make(map[K]V), order: make([]K, 0, size)}
}

func (m *memory[K, V]) get(key K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.known[key]
	return v, ok
}

func (m *memory[K, V]) put(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, old := m.known[key]; !old {
		m.room(key)
	}
	m.known[key] = value
}

// room makes room for a new key.
func (m *memory[K, V]) room(key K) {
	if len(m.order) < cap(m.order) {
		m.order = append(m.order, key)
		return
	}
	delete(m.known, m.order[m.next])
	m.order[m.next] = key
	m.next = (m.next + 1) % len(m.order)
}
