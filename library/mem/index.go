// Package mem keeps a library in memory: an Index and a Store that do all that
// their contracts say and forget it when the program ends. Tests stand on them,
// and they are the plainest reading of the contracts for whoever writes another
// pair; librarytest holds all of them to the same behaviour.
//
//	l, err := library.Open(ctx, mem.NewIndex(), mem.NewStore(), library.Options{})
package mem

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"time"

	"github.com/mediasock/mediasock/library"
)

// An Index is a library.Index in memory. Its fields may be set before use.
type Index struct {
	Now  func() time.Time // the clock
	Rand io.Reader        // where ids come from

	mu       sync.RWMutex
	media    map[library.ID]*library.Media
	taxa     map[library.ID]*library.Taxon
	served   library.ID // the owner whose job was taken last
	users    map[library.ID]*library.User
	keys     map[library.ID]*library.Key
	jobs     map[library.ID]*job
	older    []*library.Older
	graves   map[rowID]grave
	nonces   map[nonce]time.Time
	failures map[string][]time.Time
	settings map[string]string
	change   int64 // the change sequence
	serial   int64 // of keys and jobs
}

var _ library.Index = (*Index)(nil)

// A rowID names a row that was removed: ids are unique among their kind.
type rowID struct {
	kind string
	id   library.ID
}

// The kinds of rows that have random ids.
const (
	mediaRow = "media"
	taxonRow = "taxon"
	userRow  = "user"
)

// A grave is what stays of a row: enough to tell who may know of it.
type grave struct {
	owner      library.ID
	visibility library.Visibility
	link       string
}

// NewIndex returns an empty Index.
func NewIndex() *Index {
	return &Index{
		Now:      time.Now,
		Rand:     rand.Reader,
		media:    map[library.ID]*library.Media{},
		taxa:     map[library.ID]*library.Taxon{},
		users:    map[library.ID]*library.User{},
		keys:     map[library.ID]*library.Key{},
		jobs:     map[library.ID]*job{},
		graves:   map[rowID]grave{},
		nonces:   map[nonce]time.Time{},
		failures: map[string][]time.Time{},
		settings: map[string]string{},
	}
}

// Close does nothing; there is nothing to let go.
func (x *Index) Close() error { return nil }

// write runs f alone. f checks everything before it changes anything, because
// nothing is rolled back.
func (x *Index) write(ctx context.Context, f func() error) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return f()
}

// read runs f beside other readers.
func (x *Index) read(ctx context.Context, f func() error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return f()
}

// assign returns want if it is free, or a new id if it is 0.
func (x *Index) assign(kind string, want library.ID) (library.ID, error) {
	if want != 0 {
		if x.used(kind, want) {
			return 0, library.ErrIDTaken
		}
		return want, nil
	}
	for {
		id, err := library.NewID(x.Rand)
		if err != nil || !x.used(kind, id) {
			return id, err
		}
	}
}

func (x *Index) used(kind string, id library.ID) bool {
	if _, dead := x.graves[rowID{kind, id}]; dead {
		return true
	}
	var alive bool
	switch kind {
	case mediaRow:
		_, alive = x.media[id]
	case taxonRow:
		_, alive = x.taxa[id]
	case userRow:
		_, alive = x.users[id]
	}
	return alive
}

// nextChange takes the next number of the change sequence.
func (x *Index) nextChange() int64 {
	x.change++
	return x.change
}

// nextSerial makes an id of a key or job.
func (x *Index) nextSerial() library.ID {
	x.serial++
	return library.ID(x.serial)
}
