package library

import (
	"context"
	"time"
)

// How long what was deleted can be taken back, and how often that is looked at.
const (
	trashTime = 30 * 24 * time.Hour
	tendEvery = 24 * time.Hour
	tendPause = 7 * 24 * time.Hour // after which the clock is believed a day later only
)

// settingTended is when the library was last tended by a clock that is believed.
const settingTended = "tended"

// Tend empties the trash of what has lain in it for 30 days and removes bytes
// that nothing needs any more, uploads that nobody went on with and files that
// stopped arriving, at once and then every day, until ctx ends.
//
// All of that is decided by the clock, and a clock may be years wrong for a while:
// a battery is empty, a date was mistyped. After a leap nothing is removed before
// the service has run for a day with the clock going on from there.
func (l *Library) Tend(ctx context.Context) {
	ticker := time.NewTicker(tendEvery)
	defer ticker.Stop()
	last := l.now()
	l.tendIf(ctx, false)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now := l.now()
		passed := now.Sub(last)
		last = now
		l.tendIf(ctx, passed > tendEvery/2 && passed < 2*tendEvery)
	}
}

// tendIf looks after the library if the clock is believed: it went on for a day
// as it should, or stands where it stood at the last time or a little later.
func (l *Library) tendIf(ctx context.Context, wentOn bool) {
	now := l.now()
	believed, err := l.believe(ctx, now, wentOn)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		l.log.ErrorContext(ctx, "tending", "error", err)
	case !believed:
		l.log.WarnContext(ctx, "the clock has leapt, or the service was off for long: nothing is removed for a day", "now", now)
	default:
		l.tendOnce(ctx)
	}
}

// believe decides about the clock and remembers it if it is believed.
func (l *Library) believe(ctx context.Context, now time.Time, wentOn bool) (bool, error) {
	said, err := l.index.Setting(ctx, settingTended)
	if err != nil {
		return false, err
	}
	if said != "" && !wentOn {
		before, err := time.Parse(time.RFC3339, said)
		if paused := now.Sub(before); err != nil || paused > tendPause || paused < -tendEvery {
			return false, nil
		}
	}
	_, err = l.index.SetSetting(ctx, settingTended, now.UTC().Format(time.RFC3339), false)
	return err == nil, err
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
