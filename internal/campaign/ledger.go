package campaign

import (
	"crypto/sha256"
	"sync"
)

// A State is all that the campaign knows an item to be.
type State struct {
	Digest  [sha256.Size]byte
	Size    int64
	Title   string
	Album   string // "" for none
	Trashed bool
	Gone    bool // purged
}

// An Item is what was acknowledged of one item, and what it may be instead if
// an operation on it was cut short.
type Item struct {
	ID    string
	Now   State
	Maybe *State

	touched bool // since it was last compared
}

// A Ledger is what one account was told. Its client writes it while it works,
// the verifier settles it afterwards.
type Ledger struct {
	mu     sync.Mutex
	items  []*Item
	byID   map[string]*Item
	unsure []State  // uploads that were cut short, without an id yet
	albums []string // ids
	told   int      // operations that were acknowledged
	dark   bool     // the power is gone: what is acknowledged now counts for nothing
}

// NewLedger returns an empty ledger.
func NewLedger() *Ledger { return &Ledger{byID: make(map[string]*Item)} }

// Add notes an item that was acknowledged.
func (l *Ledger) Add(id string, s State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dark {
		l.unsure = append(l.unsure, s)
		return
	}
	l.add(id, s)
	l.told++
}

// AddAlbum notes an album that was acknowledged.
func (l *Ledger) AddAlbum(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.dark {
		l.albums = append(l.albums, id)
		l.told++
	}
}

// Darken makes what is acknowledged from now on uncertain, until the light is
// back.
func (l *Ledger) Darken(dark bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dark = dark
}

func (l *Ledger) add(id string, s State) {
	i := &Item{ID: id, Now: s, touched: true}
	l.items = append(l.items, i)
	l.byID[id] = i
}

func (l *Ledger) isDark() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dark
}

// touchAll makes the next comparison one of every item.
func (l *Ledger) touchAll() {
	for _, i := range l.items {
		i.touched = true
	}
}

// Unsure notes an upload whose outcome is not known.
func (l *Ledger) Unsure(s State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unsure = append(l.unsure, s)
}

// Change notes what came of a change of an item to s.
func (l *Ledger) Change(i *Item, s State, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i.touched = true
	switch {
	case err == nil && !l.dark:
		i.Now, i.Maybe = s, nil
		l.told++
	case err == nil || unknown(err):
		i.Maybe = &s
	}
}

// settle notes that an item was found to be s.
func (i *Item) settle(s State) { i.Now, i.Maybe, i.touched = s, nil, false }

// take removes the upload with the digest from those without an id.
func (l *Ledger) take(digest [sha256.Size]byte) (State, bool) {
	for n, s := range l.unsure {
		if s.Digest == digest {
			l.unsure = append(l.unsure[:n], l.unsure[n+1:]...)
			return s, true
		}
	}
	return State{}, false
}
