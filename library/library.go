package library

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mediasock/mediasock"
)

// A Library is a user's own media, or a family's. Its methods may be called from
// several goroutines.
type Library struct {
	index    Index
	store    Store
	previews Previews
	identity Identity
	conf     string
	now      func() time.Time
	rand     io.Reader
	log      *slog.Logger
	limits   Limits

	pins      pins
	reserved  reservations
	traffic   traffic
	purging   sync.RWMutex // a purge looks at a row and removes it; who restores one holds it for reading
	writing   sync.Mutex   // sidecars are being written
	unwritten complaint    // about sidecars
	idle      complaint    // about jobs
	journaled bool         // rows may be kept with their bytes
	// journaling is held for reading from before a row is kept with its bytes
	// until the index has it.
	journaling sync.RWMutex
	lastKept   atomic.Int64  // see nextKept
	wake       chan struct{} // a job was added
	wakeFilms  chan struct{} // likewise, for whoever waits for films
	mu         sync.RWMutex  // guards handlers
	handlers   map[string]Handler
	facts      memory[fileState, fileFacts] // of what was shown last
}

var _ mediasock.Stager = (*Library)(nil)

// Options are what a Library may be told. The zero value works.
type Options struct {
	Title    string           // display name; "MediaSock" unless set
	ID       string           // of the service, such as "com.example"; counts at the first start only, made up unless set
	Account  string           // path of the page where a user configures the account, such as "/account"; "" for none
	Previews Previews         // where previews are kept; nil for nowhere
	Clock    func() time.Time // time.Now unless set
	Rand     io.Reader        // crypto/rand.Reader unless set
	Log      *slog.Logger     // nothing is logged unless set
	Limits   Limits
}

// Limits bound what a Library accepts. A zero field has the default that is
// named.
type Limits struct {
	Size  int64         // bytes of a file; none
	Text  int           // bytes of a title, caption, note; 64 KiB
	List  int           // keywords, attributes, parents of an item; 1000
	Sums  int64         // bytes up to which SHA-1 and MD5 are computed before the answer; 64 MiB
	Grace time.Duration // how long bytes without a row are left alone; 48 hours
}

func (l Limits) orDefaults() Limits {
	return Limits{
		Size: l.Size,
		Text: cmp.Or(l.Text, 64<<10), List: cmp.Or(l.List, 1000),
		Sums: cmp.Or(l.Sums, 64<<20), Grace: cmp.Or(l.Grace, 48*time.Hour),
	}
}

// Open returns the library that index and store hold. It gives the library its
// identity at the first start. Closing index and store stays with the caller.
func Open(ctx context.Context, index Index, store Store, o Options) (*Library, error) {
	l := &Library{
		index: index, store: store, previews: o.Previews, conf: o.Account,
		now: o.Clock, rand: o.Rand, log: o.Log, limits: o.Limits.orDefaults(),
		wake: make(chan struct{}, 1), wakeFilms: make(chan struct{}, 1), handlers: map[string]Handler{},
	}
	if l.now == nil {
		l.now = time.Now
	}
	if l.rand == nil {
		l.rand = rand.Reader
	}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if l.identity, err = l.identify(ctx, o.ID); err != nil {
		return nil, fmt.Errorf("library: open: %w", err)
	}
	l.identity.Title = cmp.Or(o.Title, "MediaSock")
	l.Handle(JobSums, computeSums)
	if err := l.replay(ctx); err != nil {
		return nil, fmt.Errorf("library: open: %w", err)
	}
	return l, nil
}

// Index returns the library's index, for accounts and for maintenance.
func (l *Library) Index() Index { return l.index }

// Store returns where the library keeps its bytes.
func (l *Library) Store() Store { return l.store }

// Previews returns where the library keeps its previews, or nil.
func (l *Library) Previews() Previews { return l.previews }
