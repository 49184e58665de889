package upload

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
// the run what failed is tried again. A service that cannot be reached may be
// back soon; one that says of file after file that it has a fault (state 6), such
// as a full disk, waits for somebody: then the run ends. The zero value has the
// defaults.
type Patience struct {
	Rounds int                                        // tries again at the end; 3; below 0 none
	First  time.Duration                              // the first rest; 1 s
	Most   time.Duration                              // the longest; 30 s
	Total  time.Duration                              // all rests without a success between them; 2 minutes, then nobody rests any more
	Fault  time.Duration                              // all rests of a service that says that it has a fault; 15 s, then the run ends
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

// again yields what was put off. What the end of the run leaves of it stays put
// off.
func (p *putOff) again(l fileList) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for n, f := range l {
			if !yield(f, nil) {
				p.add(l[n:]...)
				return
			}
		}
	}
}

func (p *putOff) add(files ...File) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files = append(p.files, files...)
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
	fault  error         // the last failure, if the service said so itself
	ailing time.Duration // rests while it did
}

func newRest(p Patience) *rest {
	p.First, p.Most = cmp.Or(p.First, time.Second), cmp.Or(p.Most, 30*time.Second)
	p.Total, p.Fault = cmp.Or(p.Total, 2*time.Minute), cmp.Or(p.Fault, 15*time.Second)
	if p.Sleep == nil {
		p.Sleep = sleep
	}
	return &rest{Patience: p, next: p.First}
}

// note counts how a file ended: nil unless it failed in a way that may pass.
func (r *rest) note(failure error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if failure == nil {
		r.streak, r.next, r.rested = 0, r.First, 0
	} else {
		r.streak++
	}
	if r.fault = failure; !errors.Is(failure, mediasock.ErrTemporary) {
		r.fault, r.ailing = nil, 0
	}
}

// take waits if too many files have failed in a row. One worker rests at a time,
// and the others behind it. The error is the service's fault, which has lasted.
func (r *rest) take(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.streak < streakBeforeRest || r.rested >= r.Total {
		return nil
	}
	if r.fault != nil && r.ailing >= r.Fault {
		return fmt.Errorf("upload: the service cannot take files now: %w", r.fault)
	}
	if r.Sleep(ctx, r.next) == nil {
		r.rested += r.next
		if r.fault != nil {
			r.ailing += r.next
		}
		r.next = min(2*r.next, r.Most)
		r.streak = streakBeforeRest - 1
	}
	return nil
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
