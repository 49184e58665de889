// Package upload brings files and folders to a [mediasock.Session]: it plans
// which album each file belongs to, sends several at once, and keeps a [Ledger]
// of what went where, so that running it again sends nothing.
//
//	u := &upload.Uploader{Session: session, Ledger: ledger}
//	summary, err := u.Run(ctx, upload.Scan([]string{"/home/ada/Pictures"}, upload.ScanOptions{}))
//
// A file is known by the SHA-256 of its bytes, not by its name: renamed and
// moved files are not sent twice. The hash is remembered beside size and time
// of change, so that an unchanged file is not even read. A file whose bytes have
// changed replaces its item where the service can do that, unless it says that it
// was made at another time: then it is another picture. One whose sidecars
// have changed updates what is said of it.
//
// What a service cannot take just now (states 5 and 6, a connection that breaks)
// is tried again by the [Patience] of the run; what it never takes (state 7) is
// passed by; and what concerns the whole account (states 1 to 3, 8), or a service
// that goes on saying that it has a fault (state 6), ends the run.
package upload

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
)

// An Uploader sends files to one session. Its fields are set before Run.
type Uploader struct {
	Session  mediasock.Session
	Ledger   *Ledger // nil: nothing is remembered
	Parallel int     // files at once; 0: 4
	DryRun   bool    // say what would be done, and change nothing
	Again    bool    // send also what the ledger says is there
	Keep     bool    // a changed file becomes a new item, and replaces none
	Patience Patience

	// Report is told each file's result, one at a time, in the order in which
	// they are done. It may be nil.
	Report func(Result)
	// Progress is told how many more bytes of a file have been read to be sent;
	// those that must be sent again are told again. It may be nil and is called
	// from several goroutines.
	Progress func(f File, bytes int64)

	Now func() time.Time // nil: time.Now
}

// An Outcome says what became of a file.
type Outcome string

// The outcomes.
const (
	Uploaded    Outcome = "uploaded"
	Replaced    Outcome = "replaced"     // the file had changed: its item has the new bytes
	Updated     Outcome = "updated"      // what is said of it had changed
	Exists      Outcome = "exists"       // the service had the bytes already
	Known       Outcome = "known"        // the ledger says that they are there; nothing was sent
	WouldUpload Outcome = "would upload" // a dry run
	PassedOver  Outcome = "passed over"  // nothing to upload; Err says why
	Refused     Outcome = "refused"      // the service does not take such a file; the others go on
	Failed      Outcome = "failed"
)

// A Result is what became of one file.
type Result struct {
	Path    string
	Album   []string
	Size    int64
	Outcome Outcome
	Item    *mediasock.Item // nil if it is not known
	Err     error           // why it was passed over or refused, or failed
}

// A Summary counts the results of a run.
type Summary struct {
	Files    map[Outcome]int
	Bytes    int64 // of the files that were uploaded
	Problems int   // files that were refused or failed
}

// Run sends every file of files and returns when all are done. A file that
// fails does not stop the others; what concerns the whole session does: a
// sign-in that is needed or wrong, a permanent failure, a cancelled context.
func (u *Uploader) Run(ctx context.Context, files iter.Seq2[File, error]) (Summary, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &run{Uploader: u, albums: newAlbums(u.Session), stop: stop, rest: newRest(u.Patience),
		summary: Summary{Files: make(map[Outcome]int)}}
	r.round(ctx, files, true)
	for n := range u.Patience.rounds() {
		if ctx.Err() != nil {
			break
		}
		later := r.takeLater()
		if len(later) == 0 {
			break
		}
		r.round(ctx, r.later.again(later), n+1 < u.Patience.rounds())
	}
	if cause := context.Cause(ctx); cause != nil {
		for _, f := range r.takeLater() {
			r.done(Result{Path: f.Path, Album: f.Album, Size: f.Size, Outcome: Failed, Err: cause})
		}
		return r.summary, cause
	}
	return r.summary, nil
}

// round brings files to the service, several at once. What it cannot take just now
// is put off if that is allowed.
func (r *run) round(ctx context.Context, files iter.Seq2[File, error], putOff bool) {
	queue := make(chan File)
	var workers sync.WaitGroup
	for range max(1, r.parallel()) {
		workers.Go(func() {
			for f := range queue {
				r.one(ctx, f, putOff)
			}
		})
	}
	r.feed(ctx, queue, files)
	workers.Wait()
}

// one brings one file to the service after the rest that others' failures have
// called for.
func (r *run) one(ctx context.Context, f File, putOff bool) {
	if err := r.rest.take(ctx); err != nil {
		r.stop(err)
		r.later.add(f)
		return
	}
	result := r.file(ctx, f)
	passing := result.Outcome == Failed && isPassing(result.Err)
	if passing {
		r.rest.note(result.Err)
	} else {
		r.rest.note(nil)
	}
	if passing && putOff && ctx.Err() == nil {
		r.later.add(f)
		return
	}
	r.done(result)
}

func (u *Uploader) parallel() int {
	if u.Parallel > 0 {
		return u.Parallel
	}
	return 4
}

// run is one Run of an Uploader.
type run struct {
	*Uploader
	albums *albums
	stop   context.CancelCauseFunc
	rest   *rest
	later  putOff

	mu      sync.Mutex // guards summary and the calls of Report
	summary Summary
}

// feed hands the files to the workers until there are no more or ctx is done.
func (r *run) feed(ctx context.Context, queue chan<- File, files iter.Seq2[File, error]) {
	defer close(queue)
	for f, err := range files {
		if err != nil {
			r.done(Result{Path: f.Path, Outcome: scanned(err), Err: err})
			continue
		}
		select {
		case queue <- f:
		case <-ctx.Done():
			return
		}
	}
}

// scanned returns what becomes of a file that the scan gave with an error.
func scanned(err error) Outcome {
	if passed := (*PassedOverError)(nil); errors.As(err, &passed) {
		return PassedOver
	}
	return Failed
}

// file brings one file to the service.
func (r *run) file(ctx context.Context, f File) Result {
	result := Result{Path: f.Path, Album: f.Album, Size: f.Size}
	sum, err := r.Ledger.Hash(f)
	if err != nil {
		return result.failed(err)
	}
	said, err := words(f)
	if err != nil {
		return result.failed(err)
	}
	c := &copying{run: r, file: f, sum: sum, said: said, result: result}
	if id, ok := r.Ledger.Lookup(sum, f.Album); ok && !r.Again {
		return c.known(ctx, id)
	}
	if r.DryRun {
		return c.ended(WouldUpload, nil)
	}
	if id, ok := r.Ledger.Replaced(f, sum); ok && !r.Keep {
		if result, done := c.replace(ctx, id); done {
			return result
		}
	}
	return c.append(ctx)
}

// judge stops the run if err concerns more than one file.
func (r *run) judge(ctx context.Context, err error) error {
	whole := errors.Is(err, mediasock.ErrAuthRequired) || errors.Is(err, mediasock.ErrCredentials) ||
		errors.Is(err, mediasock.ErrRenegotiate) || errors.Is(err, mediasock.ErrPermanent)
	if whole && ctx.Err() == nil {
		r.stop(err)
	}
	return err
}

// done counts and reports a result.
func (r *run) done(result Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.summary.Files[result.Outcome]++
	switch result.Outcome {
	case Uploaded, Replaced:
		r.summary.Bytes += result.Size
	case Refused, Failed:
		r.summary.Problems++
	}
	if r.Report != nil {
		r.Report(result)
	}
}

func (r *run) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

func (r Result) failed(err error) Result {
	r.Outcome, r.Err = Failed, err
	return r
}
