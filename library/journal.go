package library

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
)

// A RowStaged is a Staged that can make the row of an item durable with its bytes,
// by the same sync.
type RowStaged interface {
	Staged
	// KeepRow is Keep with a row. If kept is false the bytes are kept and the
	// row is not.
	KeepRow(ctx context.Context, row []byte) (b Blob, kept bool, err error)
}

// A RowStore is a StagingStore whose Staged may be RowStaged.
type RowStore interface {
	StagingStore
	// Rows yields the rows that an earlier process has left in the order in
	// which they were kept, where the store is read only those that are there
	// now. Their bytes can be opened.
	Rows(ctx context.Context) iter.Seq2[[]byte, error]
	// Release has the store call durable before it forgets rows; those that
	// were kept when it is called may be forgotten after it returns nil. Until
	// Release is called the store forgets none.
	Release(durable func(context.Context) error)
}

// A ReservingIndex is an Index that can add an item whose row is durable
// elsewhere already.
type ReservingIndex interface {
	Index
	// Reserve gives m an ID, and keeps everybody else from adding the same
	// bytes of its owner until release is called. If ok is false nothing is
	// reserved, for any reason: AddMedia is to be used, and tells it.
	Reserve(ctx context.Context, m *Media) (release func(), ok bool, err error)
	// AddReserved adds m, whose bytes are reserved, with jobs as AddMedia does.
	// Every method that is called afterwards sees it; albums that were removed
	// meanwhile are left out, and so is the item if its owner was.
	AddReserved(m *Media, jobs ...Job)
	// Sync returns nil when everything that was added is durable in the index
	// itself.
	Sync(ctx context.Context) error
}

// journal keeps a file that is in memory together with the row of a new item, if
// store and index are able to. m is that row, but for what the bytes say, which
// examine adds meanwhile. If written is false, the row is still to be added.
func (l *Library) journal(ctx context.Context, g *staged, m *Media, examine func(context.Context) error) (written bool, err error) {
	keeper, able := g.Staged.(RowStaged)
	index, reserves := l.index.(ReservingIndex)
	if !able || !reserves || !l.journaled {
		return false, l.keepMeanwhile(ctx, g, examine)
	}
	release, ok, err := index.Reserve(ctx, m)
	if err != nil {
		return false, err
	}
	if !ok {
		return false, l.keepMeanwhile(ctx, g, examine)
	}
	defer release()
	row, err := l.journalRow(m)
	if err != nil {
		return false, err
	}
	l.journaling.RLock()
	defer l.journaling.RUnlock()
	examined := make(chan error, 1)
	// What is durable is not given up because somebody does not wait for it.
	go func() { examined <- examine(context.WithoutCancel(ctx)) }()
	_, kept, err := keeper.KeepRow(ctx, row)
	examineErr := <-examined
	if err = errors.Join(keeping(err), examineErr); err != nil || !kept {
		m.ID = 0
		return false, err
	}
	m.introduce()
	index.AddReserved(m, m.jobs()...)
	return true, nil
}

// journalRow returns what the journal keeps of m: its sidecar, as far as it is
// known before the bytes are looked into, and when it was kept.
func (l *Library) journalRow(m *Media) ([]byte, error) {
	r := m.record()
	r.Kept = l.nextKept()
	for _, id := range m.Taxa {
		r.Albums = append(r.Albums, albumReference{ID: id})
	}
	row, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("library: the row of an item: %w", err)
	}
	return row, nil
}

// nextKept returns the time, but more than it has returned before, however the
// clock is set: rows of the same bytes have an order.
func (l *Library) nextKept() int64 {
	for {
		last := l.lastKept.Load()
		next := max(l.now().UnixNano(), last+1)
		if l.lastKept.CompareAndSwap(last, next) {
			return next
		}
	}
}

// keepMeanwhile examines a file while the disk makes it durable.
func (l *Library) keepMeanwhile(ctx context.Context, g *staged, examine func(context.Context) error) error {
	examined := make(chan error, 1)
	go func() { examined <- examine(ctx) }()
	_, err := g.Keep(ctx)
	return errors.Join(keeping(err), <-examined)
}

func keeping(err error) error {
	if err != nil {
		return fmt.Errorf("keep the file: %w", err)
	}
	return nil
}

// syncIndex returns when no power cut takes anything back that the index says.
func (l *Library) syncIndex(ctx context.Context) error {
	if index, ok := l.index.(ReservingIndex); ok {
		return index.Sync(ctx)
	}
	return nil
}
