package sqlite

import (
	"context"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/posting"
)

// The sizes that sets go by.
const (
	setsFrom   = 10_000     // items of a library that is worth it
	setsUpTo   = 20_000_000 // and of one whose keys fit into memory
	setsRoom   = 64 << 20   // bytes of the sets of phrases; a quarter more for what questions have found
	memoryPart = 8          // of the memory that the process may use (GOMEMLIMIT) is the most for them
	mergeFrom  = 4_096      // changes that are kept beside the base
	mostKept   = 16_384     // changes that are kept at most; with more, all is dropped
	setsIdle   = 15 * time.Minute
)

// sets are what searches for the newest are answered from in a large library: for
// each phrase and tag that somebody asked for, which items have it. They are read
// from the search index in the background, when they are first asked for; until
// then, and for questions that are not theirs, the search index itself is asked.
//
// The base holds the items as they were at one change, counted in the order of
// their sort keys. Whatever is changed after that is kept beside it: the items'
// documents, by which the sets of the base are put right for each question, until
// they are merged into a new base. So a set that is read later than the base is
// right for all items that have not changed since the base, and the others are not
// looked for in it.
//
// A question is answered only in the very state that its snapshot of the database
// has, told by the number of the latest change. What is found is then read from
// the database, with the viewer's condition.
type sets struct {
	index  *Index
	from   int  // setsFrom
	merges int  // mergeFrom
	atOnce bool // nothing is put off: for tests

	mu        sync.RWMutex
	recording bool    // changes are noted, for the base that is there or being made
	base      *base   // nil: none
	delta     *delta  // what has changed since the base
	fresh     []touch // what has changed, and is not in delta yet
	change    int64   // the latest that is in delta or fresh
	used      atomic.Int64
	smallTo   atomic.Int64 // change up to which the library is taken for a small one

	work      sync.Mutex
	wanted    []clause        // to be read
	asked     map[string]bool // by phrase; true: wanted, or being read
	working   bool
	closed    bool
	done      sync.WaitGroup
	ctx       context.Context
	stop      context.CancelFunc
	idle      *time.Timer
	notBefore time.Time
}

// A touch is a change of what is known of the item with a sort key.
type touch struct {
	sort  int64
	gone  bool
	text  string // of the search index
	place *mediasock.Geo
}

func newSets(x *Index) *sets {
	m := &sets{index: x, from: setsFrom, merges: mergeFrom, asked: map[string]bool{}}
	m.ctx, m.stop = context.WithCancel(context.Background())
	return m
}

// prepare makes the base at once, where nothing is put off.
func (m *sets) prepare(ctx context.Context) error {
	if !m.atOnce || m.index.writer.readOnly {
		return nil
	}
	m.mu.RLock()
	there, large := m.base != nil, m.base != nil && len(m.delta.log) > m.merges
	m.mu.RUnlock()
	if large {
		m.merge()
	}
	if there {
		return nil
	}
	_, err := m.build(ctx)
	return err
}

// apply takes over what a commit has changed, before its writers know of it.
func (m *sets) apply(change int64, touched []touch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.recording {
		return
	}
	kept := len(m.fresh) + len(touched)
	if m.delta != nil {
		kept += len(m.delta.log)
	}
	if len(touched) > 0 && change <= m.change || kept > mostKept {
		m.drop()
		return
	}
	m.fresh = append(m.fresh, touched...)
	m.change = max(m.change, change)
}

// drop forgets everything. The caller holds m.mu.
func (m *sets) drop() {
	m.recording, m.base, m.delta, m.fresh, m.change = false, nil, nil, nil, 0
}

// Drop forgets everything, until it is asked for again.
func (m *sets) Drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop()
}

// settle brings what has changed into the delta and returns the base with it, to
// be read until release is called; a nil base has no release.
func (m *sets) settle() (b *base, d *delta, change int64, release func()) {
	for {
		m.mu.RLock()
		if m.base == nil {
			m.mu.RUnlock()
			return nil, nil, 0, nil
		}
		if len(m.fresh) == 0 {
			return m.base, m.delta, m.change, m.mu.RUnlock
		}
		m.mu.RUnlock()
		m.absorb()
	}
}

func (m *sets) absorb() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.base == nil {
		return
	}
	for i := range m.fresh {
		m.delta.add(&m.fresh[i], m.base.keys)
	}
	m.fresh = nil
	if len(m.delta.log) > m.merges {
		m.want()
	}
}

// close ends what goes on in the background.
func (m *sets) close() {
	m.work.Lock()
	m.closed = true
	if m.idle != nil {
		m.idle.Stop()
	}
	m.work.Unlock()
	m.stop()
	m.done.Wait()
}

// A base is the state of all items at one change.
type base struct {
	at     int64 // change
	keys   *posting.Keys
	leaves cache[*leaf]
	found  cache[*finding]
}

func newBase(at int64, keys *posting.Keys) *base {
	room := int(min(debug.SetMemoryLimit(-1)/memoryPart, setsRoom)) // asks for the limit, sets none
	return &base{at: at, keys: keys, leaves: cache[*leaf]{room: room}, found: cache[*finding]{room: room / 4}}
}

// A leaf is the set of a phrase or tag, as it was read at a change.
type leaf struct {
	clause
	at  int64
	set *posting.Set
}
