package upload

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"iter"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
)

// Patience is how a run bears with a service that cannot take files just now:
// after a few failures in a row all rest, longer each time, and at the end of
// the run what failed is tried again. The zero value has the defaults.
type Patience struct {
	Rounds int                                        // tries again at the end; 3; below 0 none
	First  time.Duration                              // the first rest; 1 s
	Most   time.Duration                              // the longest; 30 s
	Total  time.Duration                              // all rests without a success between them; 2 minutes, then nobody rests any more
	Sleep  func(context.Context, time.Duration) error // nil: waits
}

func (p Patience) rounds() int { return max(0, cmp.Or(p.Rounds, 3)) }

// isPassing reports whether a failure may pass: states 5 and 6, and what never
// reached the service.
func isPassing(err error) bool {
	if errors.As(err, new(*fs.PathError)) {
		return false // of our own disk
	}
	if errors.As(err, new(*url.Error)) || errors.As(err, new(*net.OpError)) {
		return true
	}
	code := mediasock.StatOf(err).Code
	told := errors.As(err, new(*mediasock.Error))
	return told && (code == mediasock.CodeInterrupted || code == mediasock.CodeTemporary)
}

// putOff holds files for another round.
type putOff struct {
	mu    sync.Mutex
	files fileList
}

type fileList []File

func (l fileList) each() iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for _, f := range l {
			if !yield(f, nil) {
				return
			}
		}
	}
}

func (p *putOff) add(f File) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files = append(p.files, f)
}

// takeLater returns what was put off, and forgets it.
func (r *run) takeLater() fileList {
	r.later.mu.Lock()
	defer r.later.mu.Unlock()
	files := r.later.files
	r.later.files = nil
	return files
}

// streakBeforeRest is how many failures in a row call for a rest.
const streakBeforeRest = 3

// rest makes the workers wait together while a service is down.
type rest struct {
	Patience
	mu     sync.Mutex
	streak int
	next   time.Duration
	rested time.Duration
}

func newRest(p Patience) *rest {
	p.First, p.Most, p.Total = cmp.Or(p.First, time.Second), cmp.Or(p.Most, 30*time.Second), cmp.Or(p.Total, 2*time.Minute)
	if p.Sleep == nil {
		p.Sleep = sleep
	}
	return &rest{Patience: p, next: p.First}
}

// note counts how a file ended.
func (r *rest) note(failed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !failed {
		r.streak, r.next, r.rested = 0, r.First, 0
		return
	}
	r.streak++
}

// take waits if too many files have failed in a row. One worker rests at a time,
// and the others behind it.
func (r *rest) take(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.streak < streakBeforeRest || r.rested >= r.Total {
		return
	}
	if r.Sleep(ctx, r.next) == nil {
		r.rested += r.next
		r.next = min(2*r.next, r.Most)
		r.streak = streakBeforeRest - 1
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
