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
			if s.peek != nil && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, errDamaged)) {
				continue // it was forgotten, and written over
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
	segments := s.intake.left()
	if s.peek != nil {
		var err error
		if segments, err = s.readSegments(); err != nil {
			return nil, err
		}
	}
	var records []*record
	for _, g := range segments {
		for _, r := range g.records {
			if r.row.size > 0 && !r.torn {
				records = append(records, r)
			}
		}
	}
	return records, nil
}

// left returns the segments of an earlier process, which nothing is added to.
func (in *intake) left() []*segment {
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(in.segments), func(g *segment) bool { return g.file != nil })
}

// Release implements library.RowStore.
func (s *Store) Release(durable func(context.Context) error) {
	s.intake.mu.Lock()
	s.intake.durable = durable
	s.intake.mu.Unlock()
	s.intake.nudge()
}
