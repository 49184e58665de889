package library

import "sync"

// pins are digests whose bytes an upload is about to need: while they are held
// no sweep removes them, though no row names them yet.
type pins struct {
	mu   sync.Mutex
	held map[Digest]int
}

// hold keeps d until the function that it returns is called.
func (p *pins) hold(d Digest) (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		p.held = map[Digest]int{}
	}
	p.held[d]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.held[d]--; p.held[d] == 0 {
			delete(p.held, d)
		}
	}
}

// unlessHeld runs f while d is not held and nothing can be; it is short.
func (p *pins) unlessHeld(d Digest, f func() error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held[d] > 0 {
		return nil
	}
	return f()
}
