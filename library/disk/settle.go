package disk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// layoutGroup is how many records are laid out between two looks at whether
	// uploads wait.
	layoutGroup = 64
	// layoutRetry is when it is tried again after a failure, such as a full disk.
	layoutRetry = 30 * time.Second
)

// A settler lays records out while nothing arrives.
type settler struct {
	wake    chan struct{}
	ending  chan struct{}
	settled chan struct{} // closed when the goroutine has ended
	stalled error         // nothing is laid out before the next start; guarded by settling
}

// errStalled is in the error of a settler that has given up: a sync has failed,
// which is not tried again.
var errStalled = errors.New("disk: small files are laid out at the next start")

// errRows is why a segment is not freed that an earlier process has left.
var errRows = errors.New("disk: the index was not asked whether it has the rows of the intake")

func newSettler() settler {
	return settler{wake: make(chan struct{}, 1), ending: make(chan struct{}), settled: make(chan struct{})}
}

// nudge tells that there is something to lay out.
func (t *settler) nudge() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// stop ends the goroutine of settle after what it is at.
func (t *settler) stop() {
	close(t.ending)
	<-t.settled
}

// pause waits; it is false when the settler ends.
func (t *settler) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-t.ending:
		return false
	}
}

// settle lays out what has arrived, until stop is called.
func (in *intake) settle() {
	defer close(in.settled)
	for {
		select {
		case <-in.ending:
			return
		case <-in.wake:
		}
		for {
			more, err := in.settleSome()
			if err != nil {
				in.store.log.Error("small files are not laid out", "error", err)
				if errors.Is(err, errStalled) || !in.pause(layoutRetry) {
					return
				}
				continue
			}
			if !more {
				break
			}
		}
	}
}

// settleSome waits until no upload is under way, or the intake fills up, and
// lays a few records out. There is no more when all are, or the settler ends.
func (in *intake) settleSome() (more bool, err error) {
	for {
		wait, pending := in.unrest()
		if !pending {
			return false, nil
		}
		if wait <= 0 {
			break
		}
		if !in.pause(wait) {
			return false, nil
		}
	}
	select {
	case <-in.ending:
		return false, nil
	default:
	}
	in.settling.Lock()
	defer in.settling.Unlock()
	if g := in.unsettled(); g != nil {
		return true, in.layOutSome(g)
	}
	return false, nil
}

// unsettled returns the oldest segment that there is something to do with, or
// nil.
func (in *intake) unsettled() *segment {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, g := range in.segments {
		if in.pending(g) {
			return g
		}
	}
	return nil
}

// pending reports whether records are to be laid out, or the segment is to be
// freed and can be; whoever asks holds in.mu.
func (in *intake) pending(g *segment) bool {
	return g.laid < len(g.records) || g.sealed && in.mayFree(g)
}

// mayFree reports whether a segment has no rows, or it is known whom to ask about
// them; whoever asks holds in.mu.
func (in *intake) mayFree(g *segment) bool { return !g.rows || in.durable != nil }

// unrest returns how long to wait before anything is laid out, and whether
// there is anything. Half of the bound is for what arrives meanwhile.
func (in *intake) unrest() (wait time.Duration, pending bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	sealed := 0
	for _, g := range in.segments {
		if g.sealed {
			sealed++
		}
		pending = pending || in.pending(g)
	}
	if int64(2*sealed)*segmentSize >= in.bound {
		return 0, pending
	}
	return in.rest - time.Since(in.last), pending
}

// settleSegment lays out all records of a sealed segment and frees it. The error
// is errRows if nobody knows yet whether the index has its rows.
func (in *intake) settleSegment(g *segment) error {
	in.settling.Lock()
	defer in.settling.Unlock()
	for in.holds(g) {
		if err := in.layOutSome(g); err != nil {
			return err
		}
	}
	return nil
}

func (in *intake) holds(g *segment) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.Contains(in.segments, g)
}

// settleAll lays out all that there is; all segments are sealed. Those with rows
// that nobody has asked for stay.
func (in *intake) settleAll() error {
	in.mu.Lock()
	segments := slices.Clone(in.segments)
	in.mu.Unlock()
	for _, g := range segments {
		if err := in.settleSegment(g); err != nil && err != errRows {
			return err
		}
	}
	return nil
}

// layOutSome lays out the next records of a segment, and frees it after the last
// if it is sealed.
func (in *intake) layOutSome(g *segment) error {
	if in.stalled != nil {
		return in.stalled
	}
	in.mu.Lock()
	records := slices.Clone(g.records[g.laid:min(len(g.records), g.laid+layoutGroup)])
	in.mu.Unlock()
	if err := in.layOut(records); err != nil {
		return err
	}
	in.mu.Lock()
	g.laid += len(records)
	for _, r := range records {
		r.laid = true
	}
	empty, free := g.sealed && g.laid == len(g.records), in.mayFree(g)
	in.mu.Unlock()
	switch {
	case empty && free:
		return in.release(g)
	case empty:
		return errRows
	}
	return nil
}

// release makes a segment free whose records are all files, and whose rows are
// durable in the index.
func (in *intake) release(g *segment) error {
	if g.rows {
		if err := in.durable(context.Background()); err != nil {
			return fmt.Errorf("disk: the index lacks rows: %w", err)
		}
	}
	in.mu.Lock()
	for _, r := range g.records {
		if in.known[r.Digest] == r {
			delete(in.known, r.Digest)
		}
	}
	in.mu.Unlock()
	if err := in.reset(g); err != nil {
		return in.stall(err)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	g.end, g.records, g.laid, g.sealed, g.rows = segmentBlock, nil, 0, false, false
	in.segments = slices.DeleteFunc(in.segments, func(other *segment) bool { return other == g })
	if g.file != nil {
		in.free = append(in.free, g)
	}
	return nil
}

// reset makes an end of the records of a segment, durably. One of an earlier
// process is removed.
func (in *intake) reset(g *segment) error {
	if g.file != nil {
		return g.begin()
	}
	g.reading.Lock()
	defer g.reading.Unlock()
	if err := in.store.fs.Remove(g.name); err != nil {
		return err
	}
	return in.store.syncDir(intakeDir)
}
