package compose

import (
	"crypto/rand"
	"sync"

	"github.com/mediasock/mediasock/services"
)

// maxKept bounds the results that are kept for those who pick; the oldest give
// way.
const maxKept = 4000

// A table keeps what was found, each under a name that nobody guesses. The zero
// value is empty.
type table struct {
	mu    sync.Mutex
	found map[string]kept
	order []string
}

type kept struct {
	user string
	services.Found
}

// put keeps a result of a user's search and returns its name.
func (t *table) put(user string, f services.Found) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.found == nil {
		t.found = make(map[string]kept)
	}
	if len(t.order) >= maxKept {
		delete(t.found, t.order[0])
		t.order = t.order[1:]
	}
	token := rand.Text()
	t.found[token] = kept{user, f}
	t.order = append(t.order, token)
	return token
}

// get returns a result of a search of the user's own.
func (t *table) get(user, token string) (services.Found, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.found[token]
	return k.Found, ok && k.user == user
}
