package openmedia

import (
	"crypto/sha256"
	"io"
	"net/http"
	"sync"
	"time"
)

// lasting remembers since when addresses have answered as they do, so that
// Last-Modified is true of the whole answer. No date within an answer is: an entry
// that leaves a feed, or a licence that is chosen for all, makes nothing in it newer,
// and who asked by such a date would be told to keep what is no more to be seen. What
// is forgotten, and what an earlier process has sent, counts as new.
type lasting struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]answered
}

// An answered is what an address has answered last, by its tag, and the second from
// which on it did.
type answered struct {
	tag   string
	since time.Time
}

// mostLasting bounds the addresses of either half of the memory.
const mostLasting = 2048

// since returns from which second on a request is answered with the document of a
// tag. It lies after now where the answer has changed twice within one, since dates
// of HTTP could not tell these apart.
func (l *lasting) since(r *http.Request, tag string, now time.Time) time.Time {
	key := askedBy(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	a, known := l.young[key]
	if !known {
		a, known = l.old[key]
	}
	switch now = now.Truncate(time.Second); {
	case !known:
		a = answered{tag, now}
	case a.tag != tag:
		next := a.since.Add(time.Second)
		if next.Before(now) {
			next = now
		}
		a = answered{tag, next}
	}
	if len(l.young) >= mostLasting {
		l.young, l.old = nil, l.young
	}
	if l.young == nil {
		l.young = map[[sha256.Size]byte]answered{}
	}
	l.young[key] = a
	return a.since
}

// askedBy names a request by all that its answer depends on but what is in the
// library: the address and what Vary names.
func askedBy(r *http.Request) (key [sha256.Size]byte) {
	h := sha256.New()
	io.WriteString(h, r.Host+" "+r.URL.RequestURI()) //nolint:errcheck // a hash takes everything
	for _, name := range varying {
		for _, value := range r.Header.Values(name) {
			io.WriteString(h, "\n"+name+":"+value) //nolint:errcheck
		}
	}
	h.Sum(key[:0])
	return key
}

// varying are the headers that an answer depends on beside Accept-Encoding.
var varying = []string{"Accept", "Authorization", "Cookie", "X-WSSE"}
