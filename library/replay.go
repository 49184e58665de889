package library

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
)

// replay adds what an earlier process has acknowledged and not written into the
// index, then lets the store forget it when the index has it.
func (l *Library) replay(ctx context.Context) error {
	store, able := l.store.(RowStore)
	index, reserves := l.index.(ReservingIndex)
	if !able || !reserves {
		return nil
	}
	rows, err := missingRows(ctx, index, store)
	if err != nil {
		return err
	}
	for _, r := range latestRows(rows) {
		if err := l.replayRow(ctx, r); err != nil {
			return err
		}
	}
	store.Release(func(ctx context.Context) error {
		l.journaling.Lock()
		//lint:ignore SA2001 it is waited for: whoever has kept a row has added it then
		l.journaling.Unlock()
		return index.Sync(ctx)
	})
	l.journaled = true
	return nil
}

// latestRows returns rows in the order in which they were kept. Of the same bytes
// of an owner the last counts: those before it were not acknowledged, or the
// bytes would not have been taken as new again.
func latestRows(rows []*itemRecord) []*itemRecord {
	slices.SortStableFunc(rows, func(a, b *itemRecord) int { return cmp.Compare(a.Kept, b.Kept) })
	last := make(map[ownedBytes]*itemRecord, len(rows))
	for _, r := range rows {
		last[ownedBytes{r.Owner, r.SHA256}] = r
	}
	return slices.DeleteFunc(rows, func(r *itemRecord) bool { return last[ownedBytes{r.Owner, r.SHA256}] != r })
}

// replayRow examines and adds an item of the journal.
func (l *Library) replayRow(ctx context.Context, r *itemRecord) error {
	m, err := r.media()
	if err != nil {
		return err
	}
	b, err := l.store.Open(ctx, m.Digest)
	if errors.Is(err, fs.ErrNotExist) { // put aside as damaged: that keeps nothing else from starting
		l.log.ErrorContext(ctx, "library: the bytes of an item of the journal are not there", "item", m.ID, "digest", r.SHA256)
		return nil
	}
	if err != nil {
		return err
	}
	defer b.Close()
	if err := l.examine(ctx, b, m); err != nil {
		return err
	}
	m.introduce()
	if m.Taxa, err = l.standing(ctx, m.Taxa); err != nil {
		return err
	}
	err = l.index.AddMedia(ctx, m, m.jobs()...)
	switch {
	case errors.Is(err, mediasock.ErrExists), errors.Is(err, ErrUnknownUser):
		l.log.WarnContext(ctx, "library: an item of the journal has no place", "item", m.ID, "err", err)
		return nil
	case err == nil:
		l.log.InfoContext(ctx, "library: an item of the journal is added", "item", m.ID)
	}
	return err
}

// standing returns those albums that are there and not in the trash.
func (l *Library) standing(ctx context.Context, ids []ID) (there []ID, err error) {
	for _, id := range ids {
		t, err := l.index.Taxon(ctx, Viewer{All: true}, id)
		if isGone(err) || err == nil && !t.Trashed.IsZero() {
			continue
		}
		if err != nil {
			return nil, err
		}
		there = append(there, id)
	}
	return there, nil
}

// How long AwaitRows waits, and how often it looks.
const (
	awaitTime = 10 * time.Second
	awaitLook = 50 * time.Millisecond
)

// AwaitRows waits until an index that another process writes has the items that
// this has acknowledged before, which it writes a moment later; for a process that
// reads them together. If the other does not run, it says how many are missing.
func AwaitRows(ctx context.Context, index Index, store Store) (missing int, err error) {
	rows, able := store.(RowStore)
	if !able {
		return 0, nil
	}
	lacking, err := missingRows(ctx, index, rows)
	late := time.NewTimer(awaitTime)
	defer late.Stop()
	for len(lacking) > 0 && err == nil {
		select {
		case <-ctx.Done():
			return len(lacking), ctx.Err()
		case <-late.C:
			return len(lacking), nil
		case <-time.After(awaitLook):
		}
		lacking, err = stillMissing(ctx, index, lacking)
	}
	return len(lacking), err
}

// stillMissing returns those of rows that an index lacks.
func stillMissing(ctx context.Context, index Index, rows []*itemRecord) (missing []*itemRecord, err error) {
	for _, r := range rows {
		lacks, err := isMissing(ctx, index, r)
		if err != nil {
			return rows, err
		}
		if lacks {
			missing = append(missing, r)
		}
	}
	return missing, nil
}

// isMissing reports whether an index lacks the row of an item. One that is or was
// there is not missing, whatever was done to it later: the index is one sequence
// of changes, and lacks at most the last of them.
func isMissing(ctx context.Context, index Index, r *itemRecord) (bool, error) {
	_, err := index.Media(ctx, Viewer{All: true}, r.ID)
	switch {
	case errors.Is(err, mediasock.ErrUnknownItem):
		return true, nil
	case errors.Is(err, ErrGone):
		return false, nil
	}
	return false, err
}

// missingRows returns the rows of a journal that an index lacks.
func missingRows(ctx context.Context, index Index, store RowStore) (missing []*itemRecord, err error) {
	for row, err := range store.Rows(ctx) {
		if err != nil {
			return missing, err
		}
		r := new(itemRecord)
		if err := json.Unmarshal(row, r); err != nil {
			return missing, fmt.Errorf("library: a row of the journal: %w", err)
		}
		if err := checkFormat(r.Format); err != nil {
			return missing, err
		}
		lacks, err := isMissing(ctx, index, r)
		if err != nil {
			return missing, err
		}
		if lacks {
			missing = append(missing, r)
		}
	}
	return missing, nil
}
