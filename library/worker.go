package library

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
)

// The kinds of jobs that an upload makes.
const (
	JobSums    = "sums"    // SHA-1 and MD5 of a large file
	JobPreview = "preview" // previews; whoever makes them calls Handle
	JobStream  = "stream"  // a film as browsers play it; likewise
)

// A Handler does a job for an item. It may be called again for the same item,
// after it failed, or was cut short, or succeeded just before a crash.
type Handler func(ctx context.Context, l *Library, m *Media) error

// How jobs are worked off.
const (
	jobLease = 10 * time.Minute // a handler that takes longer is cancelled
	filmTime = 3 * time.Hour    // a film's
	jobPoll  = 30 * time.Second // how soon work is found that nobody announced
	jobTries = 8                // then a job is given up
	jobBatch = 16               // jobs that are taken, and ended, in one commit at first
	jobsMost = 256              // if they take no time
	jobPace  = time.Second / 4  // how long a batch is to take, so that every owner's turn comes soon
	jobSpell = jobLease / 2     // after which no further job of a batch is begun
)

// Handle makes h do the jobs of a kind. Kinds without a handler wait.
func (l *Library) Handle(kind string, h Handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.handlers[kind] = h
}

func (l *Library) handler(kind string) Handler {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.handlers[kind]
}

// handled returns the kinds that have a handler: films, or all others.
func (l *Library) handled(films bool) []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	kinds := slices.Sorted(maps.Keys(l.handlers))
	return slices.DeleteFunc(kinds, func(kind string) bool { return (kind == JobStream) != films })
}

// Work does jobs until ctx ends, whose error it returns; films are left to
// WorkFilms, and few are done while uploads are being stored. Several may run at
// once. A job that was begun when the program was killed is begun again
// after its lease, or after ReleaseJobs.
func (l *Library) Work(ctx context.Context) error {
	return l.workOn(ctx, l.wake, func() []string { return l.handled(false) })
}

// WorkFilms does the jobs that take long, as Work does the others, so that no
// preview waits for them.
func (l *Library) WorkFilms(ctx context.Context) error {
	return l.workOn(ctx, l.wakeFilms, func() []string { return l.handled(true) })
}

func (l *Library) workOn(ctx context.Context, wake <-chan struct{}, kinds func() []string) error {
	l.yield(ctx, 0)
	most := jobBatch
	for {
		var worked time.Duration
		did, err := l.workSome(ctx, most, func(ctx context.Context, took time.Duration) {
			worked += took
			l.yield(ctx, took)
		}, kinds()...)
		most = nextBatch(most, did, worked)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		l.idle.note(ctx, l.log, "no job can be taken", err)
		if did == 0 {
			rest(ctx, wake)
			l.yield(ctx, 0)
		}
	}
}

// nextBatch returns how many jobs to take after a batch: as many as take jobPace.
func nextBatch(most, did int, worked time.Duration) int {
	switch {
	case worked > jobPace:
		return max(most/2, 1)
	case did == most && worked < jobPace/2:
		return min(2*most, jobsMost)
	}
	return most
}

// rest waits for a job to be announced, or some time.
func rest(ctx context.Context, wake <-chan struct{}) {
	timer := time.NewTimer(jobPoll)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	}
}

// nudge announces that there may be a job.
func (l *Library) nudge() {
	for _, wake := range []chan struct{}{l.wake, l.wakeFilms} {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

// WorkOnce does one job that is due, and reports whether there was one. That a
// job failed is no error: it is tried again later, at last given up.
func (l *Library) WorkOnce(ctx context.Context) (did bool, err error) {
	busily := func(context.Context, time.Duration) {}
	n, err := l.workSome(ctx, 1, busily, l.handled(false)...)
	if n == 0 && err == nil {
		n, err = l.workSome(ctx, 1, busily, l.handled(true)...)
	}
	return n > 0, err
}

// workSome takes jobs of the kinds, all of which may take as long, does them, with
// a pause after each, and ends them. It returns how many it took. Films are taken
// one by one.
func (l *Library) workSome(ctx context.Context, most int, pause func(context.Context, time.Duration), kinds ...string) (took int, err error) {
	if len(kinds) == 0 {
		return 0, nil
	}
	if kinds[0] == JobStream {
		most = 1
	}
	leased := time.Now()
	jobs, err := l.index.LeaseJobs(ctx, l.now(), leaseOf(kinds[0]), most, kinds...)
	if err != nil || len(jobs) == 0 {
		return 0, err
	}
	l.nudge() // there may be more, for another worker
	var done []ID
	var faults []error
	for i, j := range jobs {
		if i > 0 && (ctx.Err() != nil || time.Since(leased) > jobSpell) {
			faults = append(faults, l.giveBack(ctx, jobs[i:]))
			break
		}
		began := time.Now()
		finished, err := l.attempt(ctx, j)
		if finished {
			done = append(done, j.ID)
		}
		faults = append(faults, err)
		pause(ctx, time.Since(began))
	}
	// What was done need not be done again because the program ends.
	faults = append(faults, l.index.FinishJobs(context.WithoutCancel(ctx), done...))
	return len(jobs), errors.Join(faults...)
}

// attempt does a job. One that failed is ended here.
func (l *Library) attempt(ctx context.Context, j *Job) (finished bool, err error) {
	err = l.do(ctx, j)
	if err == nil {
		return true, nil
	}
	if ctx.Err() != nil {
		// Shutting down is not the job's fault: it is due again at once.
		return false, l.index.FailJob(context.WithoutCancel(ctx), j.ID, "interrupted", l.now())
	}
	due := l.retry(j.Tries)
	l.log.WarnContext(ctx, "library: a job failed", "kind", j.Kind, "media", j.Media, "tries", j.Tries, "again", due, "err", err)
	return false, l.index.FailJob(ctx, j.ID, err.Error(), due)
}

// giveBack lets others take jobs that were not begun.
func (l *Library) giveBack(ctx context.Context, jobs []*Job) error {
	var ids []ID
	for _, j := range jobs {
		ids = append(ids, j.ID)
	}
	return l.index.ReleaseJobs(context.WithoutCancel(ctx), ids...)
}

// leaseOf is how long a job of a kind may take.
func leaseOf(kind string) time.Duration {
	if kind == JobStream {
		return filmTime
	}
	return jobLease
}

// retry returns when a job is tried again that failed so often: after 10 s, 40 s,
// 160 s …; the zero time gives it up.
func (l *Library) retry(tries int) time.Time {
	if tries >= jobTries {
		return time.Time{}
	}
	return l.now().Add(10 * time.Second << (2 * (tries - 1)))
}

// do runs the handler, and outlives its panic: handlers read strangers' files.
func (l *Library) do(ctx context.Context, j *Job) (err error) {
	ctx, cancel := context.WithTimeout(ctx, leaseOf(j.Kind))
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("library: the handler of %q panicked: %v", j.Kind, fault)
		}
	}()
	var m *Media
	if j.Media != 0 {
		m, err = l.index.Media(ctx, Viewer{All: true}, j.Media)
		if errors.Is(err, ErrGone) || errors.Is(err, mediasock.ErrUnknownItem) {
			return nil // nothing is left to do for it
		}
		if err != nil {
			return err
		}
	}
	return l.handler(j.Kind)(ctx, l, m)
}

// computeSums is the handler of JobSums.
func computeSums(ctx context.Context, l *Library, m *Media) error {
	r, err := l.store.Open(ctx, m.Digest)
	if err != nil {
		return err
	}
	defer r.Close()
	sha1sum, md5sum, err := sums(ctx, r)
	if err != nil {
		return err
	}
	_, err = l.index.UpdateMedia(ctx, 0, m.ID, false, func(now *Media) error {
		if now.Digest == m.Digest {
			now.SHA1, now.MD5 = sha1sum, md5sum
		}
		return nil
	})
	return err
}
