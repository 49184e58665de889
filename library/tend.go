package library

import (
	"context"
	"time"
)

// How long what was deleted can be taken back, and how often that is looked at.
const (
	trashTime = 30 * 24 * time.Hour
	tendEvery = 24 * time.Hour
)

// Tend empties the trash of what has lain in it for 30 days and removes bytes
// that nothing needs any more, uploads that nobody went on with and files that
// stopped arriving, at once and then every day, until ctx ends.
func (l *Library) Tend(ctx context.Context) {
	ticker := time.NewTicker(tendEvery)
	defer ticker.Stop()
	for {
		l.tendOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tendOnce looks after the library once. A fault waits for the next time.
func (l *Library) tendOnce(ctx context.Context) {
	purged, err := l.EmptyTrash(ctx, Viewer{All: true}, l.now().Add(-trashTime))
	if err != nil && ctx.Err() == nil {
		l.log.ErrorContext(ctx, "emptying the trash", "error", err)
	}
	removed, err := l.Sweep(ctx)
	if err != nil && ctx.Err() == nil {
		l.log.ErrorContext(ctx, "removing bytes that nothing needs", "error", err)
	}
	dropped, err := l.DropUploads(ctx)
	if err != nil && ctx.Err() == nil {
		l.log.ErrorContext(ctx, "forgetting unfinished uploads", "error", err)
	}
	if store, ok := l.store.(TidyStore); ok {
		if err := store.Tidy(ctx); err != nil && ctx.Err() == nil {
			l.log.ErrorContext(ctx, "removing files that stopped arriving", "error", err)
		}
	}
	if purged+removed+dropped > 0 {
		l.log.InfoContext(ctx, "tended", "purged", purged, "removed", removed, "dropped", dropped)
	}
}
