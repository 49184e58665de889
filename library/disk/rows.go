package disk

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"slices"

	"github.com/mediasock/mediasock/library"
)

var _ library.RowStore = (*Store)(nil)

// Rows implements library.RowStore.
func (s *Store) Rows(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		records, err := s.rowRecords()
		if err != nil {
			yield(nil, err)
			return
		}
		for _, r := range records {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			row, err := s.readRow(r)
			if s.peek != nil && errors.Is(err, errDamaged) || s.forgets() && errors.Is(err, fs.ErrNotExist) {
				continue // it was forgotten, and written over or removed
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// rowRecords returns the records that have a row: of an earlier process, or if
// the store is read only of another.
func (s *Store) rowRecords() ([]*record, error) {
	if s.peek == nil {
		return s.intake.left(), nil
	}
	segments, err := s.readSegments()
	return withRows(segments), err
}

// left returns the records with rows of an earlier process.
func (in *intake) left() []*record {
	in.mu.Lock()
	defer in.mu.Unlock()
	return withRows(slices.DeleteFunc(slices.Clone(in.segments), func(g *segment) bool { return g.file != nil }))
}

func withRows(segments []*segment) (records []*record) {
	for _, g := range segments {
		for _, r := range g.records {
			if r.row.size > 0 && !r.torn {
				records = append(records, r)
			}
		}
	}
	return records
}

// forgets reports whether rows may be forgotten while they are read.
func (s *Store) forgets() bool {
	s.intake.mu.Lock()
	defer s.intake.mu.Unlock()
	return s.peek != nil || s.intake.durable != nil
}

// Release implements library.RowStore.
func (s *Store) Release(durable func(context.Context) error) {
	s.intake.mu.Lock()
	s.intake.durable = durable
	s.intake.mu.Unlock()
	s.intake.nudge()
}
