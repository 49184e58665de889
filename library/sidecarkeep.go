package library

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// How sidecars follow the index.
const (
	sidecarRest  = 2 * time.Second  // between two looks for changes
	sidecarLast  = 20 * time.Second // for what is left to write when the program stops
	sidecarBatch = 128              // documents that are made durable together
)

// KeepSidecars writes the sidecar of whatever changes, a moment later, or while
// uploads are under way some seconds, until ctx ends and all is written. It takes no part in a change: the change sequence is
// its queue, and how far it came stands in the library's own sidecar, so that
// what a crash cut off is written after the next start.
func (l *Library) KeepSidecars(ctx context.Context) {
	if l.sidecars() == nil {
		return
	}
	if err := l.mendSidecars(ctx); err != nil && ctx.Err() == nil {
		l.log.ErrorContext(ctx, "library: sidecars of the trash are not written", "error", err)
	}
	for {
		began := time.Now()
		l.keepSidecars(ctx)
		// Reading a library of very many albums takes time: never more than a
		// twentieth of it.
		timer := time.NewTimer(max(sidecarRest, 20*time.Since(began)))
		select {
		case <-ctx.Done():
			timer.Stop()
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), sidecarLast)
			defer cancel()
			l.keepSidecars(last)
			return
		case <-timer.C:
			l.yield(ctx, yieldMost)
		}
	}
}

func (l *Library) keepSidecars(ctx context.Context) {
	_, err := l.WriteSidecars(ctx)
	l.unwritten.note(ctx, l.log, "sidecars are not written", err)
}

// WriteSidecars writes the sidecars of what has changed since it was last
// called, by this process or an earlier one, and returns how many. The error is
// ErrOtherIndex if they were written from another index, or a later state.
func (l *Library) WriteSidecars(ctx context.Context) (written int, err error) {
	s := l.sidecars()
	if s == nil {
		return 0, nil
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	head, err := l.sidecarHead(ctx)
	if err != nil {
		return 0, err
	}
	return l.writeSidecars(ctx, s, head)
}

// rewriteSidecars writes every sidecar, whatever is there.
func (l *Library) rewriteSidecars(ctx context.Context) (written int, err error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	return l.writeSidecars(ctx, l.sidecars(), &libraryRecord{})
}

// sidecarHead reads the library's sidecar and checks that it is this index's;
// if there is none, it has written nothing yet.
func (l *Library) sidecarHead(ctx context.Context) (*libraryRecord, error) {
	head, err := readHead(ctx, l.sidecars())
	if errors.Is(err, fs.ErrNotExist) {
		return &libraryRecord{}, nil
	}
	if err != nil {
		return nil, err
	}
	changed, err := l.index.Changed(ctx)
	if err != nil {
		return nil, err
	}
	if head.Service != l.identity.ID || head.Change > changed {
		return nil, ErrOtherIndex
	}
	return head, nil
}

func readHead(ctx context.Context, s Sidecars) (*libraryRecord, error) {
	b, err := s.ReadSidecar(ctx, SidecarName{Kind: SidecarLibrary})
	if err != nil {
		return nil, err
	}
	head := new(libraryRecord)
	if err := json.Unmarshal(b, head); err != nil {
		return nil, fmt.Errorf("library: sidecar of the library: %w", err)
	}
	return head, checkFormat(head.Format)
}

func checkFormat(format int) error {
	if format != sidecarFormat {
		return fmt.Errorf("library: a sidecar of format %d; this program knows %d", format, sidecarFormat)
	}
	return nil
}

// writeSidecars writes what has changed since head. The sequence is read first:
// what changes meanwhile is written once more next time.
func (l *Library) writeSidecars(ctx context.Context, s Sidecars, head *libraryRecord) (written int, err error) {
	upTo, err := l.index.Changed(ctx)
	if err != nil {
		return 0, err
	}
	if err := l.syncIndex(ctx); err != nil {
		return 0, err
	}
	now, owners, err := l.head(ctx, upTo)
	if err != nil {
		return 0, err
	}
	if upTo != head.Change || head.Format == 0 {
		w := &sidecarWriter{lib: l, to: s, owners: owners, since: head.Change}
		if err := w.all(ctx); err != nil {
			return w.written, err
		}
		written = w.written
	}
	before, err := document(SidecarName{Kind: SidecarLibrary}, head)
	if err != nil {
		return written, err
	}
	after, err := document(SidecarName{Kind: SidecarLibrary}, now)
	if err != nil || bytes.Equal(before.JSON, after.JSON) {
		return written, err
	}
	return written, s.PutSidecars(ctx, after)
}

// head returns what the library's sidecar is to say, and the accounts' names.
func (l *Library) head(ctx context.Context, upTo int64) (*libraryRecord, map[ID]string, error) {
	head := &libraryRecord{
		Format: sidecarFormat, Service: l.identity.ID, Authority: l.identity.Authority, Year: l.identity.Year, Change: upTo,
	}
	owners := map[ID]string{}
	for u, err := range l.index.Users(ctx) {
		if err != nil {
			return nil, nil, err
		}
		owners[u.ID] = u.Name
		head.Accounts = append(head.Accounts, accountRecord{u.ID, u.Name, u.Title, u.Admin, u.Disabled, u.Quota, u.Added.UTC(), u.ShowDetails})
	}
	return head, owners, nil
}

// dropSidecar removes the sidecar of a row that is about to be purged. It goes
// first: should the program die in between, the row is still in the trash and
// is purged again, whereas a sidecar without a row would bring back what was
// deleted.
func (l *Library) dropSidecar(ctx context.Context, kind SidecarKind, id ID) error {
	s := l.sidecars()
	if s == nil {
		return nil
	}
	return s.DropSidecar(ctx, SidecarName{kind, id})
}

// mendSidecars writes the sidecars that are missing in the trash: a purge that a
// crash cut off has dropped one, and its row may be restored.
func (l *Library) mendSidecars(ctx context.Context) error {
	s := l.sidecars()
	l.writing.Lock()
	defer l.writing.Unlock()
	head, err := l.sidecarHead(ctx)
	if err != nil || head.Format == 0 {
		return err
	}
	_, owners, err := l.head(ctx, head.Change)
	if err != nil {
		return err
	}
	w := &sidecarWriter{lib: l, to: s, owners: owners, since: head.Change}
	return w.missing(ctx)
}

// mayRemove refuses to remove bytes that only another index may need.
func (l *Library) mayRemove(ctx context.Context) error {
	if l.sidecars() == nil {
		return nil
	}
	_, err := l.sidecarHead(ctx)
	return err
}
