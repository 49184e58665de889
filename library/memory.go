package library

import "sync"

// memoryMost is half of what a memory holds at most: that of a few facts is some
// hundred bytes.
const memoryMost = 2000

// A memory keeps values by what they are made of: those that were asked for
// last. The zero value is empty.
type memory[K comparable, V any] struct {
	mu         sync.Mutex
	young, old map[K]V
}

// get returns the value of key, which ask makes where it is not remembered. The
// value is shared: nobody may change it.
func (r *memory[K, V]) get(key K, ask func() V) V {
	v, young, known := r.look(key)
	if young {
		return v
	}
	if !known {
		v = ask()
	}
	r.put(key, v)
	return v
}

func (r *memory[K, V]) look(key K) (v V, young, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, young = r.young[key]; young {
		return v, true, true
	}
	v, known = r.old[key]
	return v, false, known
}

// put adds a value; once there are many, those that nobody asked for since the
// last time are forgotten.
func (r *memory[K, V]) put(key K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.young) >= memoryMost {
		r.old, r.young = r.young, nil
	}
	if r.young == nil {
		r.young = map[K]V{}
	}
	r.young[key] = v
}
