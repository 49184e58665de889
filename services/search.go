package services

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// SearchOptions bound a search. The zero value, and nil, will do.
type SearchOptions struct {
	Timeout time.Duration // for all together; 20 s
	Limit   int           // results of each source; 20
}

// A Found is an entry and where it was found.
type Found struct {
	Source string
	Entry  atom.Entry
	Feed   *atom.Feed // the page that the entry stood on; what holds for all stands there (LC-2)

	rank, source int // which of its source's results, which of the sources
}

// A Failure tells why a source gave no results, or no more.
type Failure struct {
	Source string
	Found  int // how many results it gave before
	Err    error

	source int
}

// Error names the source and the reason.
func (f *Failure) Error() string {
	if errors.Is(f.Err, context.DeadlineExceeded) {
		return f.Source + ": did not answer in time"
	}
	return fmt.Sprintf("%s: %v", f.Source, f.Err)
}

// Unwrap returns the reason.
func (f *Failure) Unwrap() error { return f.Err }

// Search asks all sources at once and returns what they find as it comes. A
// source that fails, or is not done in time, makes a pair with a [*Failure]: what
// it found before stays, and the others go on. Duplicates are left out, by the
// entries' ids (OM-31) and by the hashes of their files (MR-11); of two, the one
// that came first stays.
func Search(ctx context.Context, sources []Source, q opensearch.Query, o *SearchOptions) iter.Seq2[Found, error] {
	return func(yield func(Found, error) bool) {
		d := newDuplicates()
		for e := range gather(ctx, sources, q, o) {
			if e.failure != nil {
				if !yield(Found{Source: e.failure.Source}, e.failure) {
					return
				}
				continue
			}
			if !d.has(&e.found.Entry) && !yield(e.found, nil) {
				return
			}
		}
	}
}

// Collect asks all sources at once and returns what they found, each source's
// first result before any second one. The order, and which of two duplicates
// stays, depends on the sources' order and not on which was faster.
func Collect(ctx context.Context, sources []Source, q opensearch.Query, o *SearchOptions) ([]Found, []*Failure) {
	var all []Found
	var failures []*Failure
	for e := range gather(ctx, sources, q, o) {
		if e.failure != nil {
			failures = append(failures, e.failure)
		} else {
			all = append(all, e.found)
		}
	}
	slices.SortFunc(all, func(a, b Found) int { return cmp.Or(a.rank-b.rank, a.source-b.source) })
	slices.SortFunc(failures, func(a, b *Failure) int { return a.source - b.source })
	d := newDuplicates()
	return slices.DeleteFunc(all, func(f Found) bool { return d.has(&f.Entry) }), failures
}

// event is a result, or the end of a source: a failure, whose Err is nil where all
// went well.
type event struct {
	found   Found
	failure *Failure
}

// gather runs the sources and returns what happens, in the order in which it
// does. It ends at its deadline whatever the sources do, and returns when they
// were told to stop.
func gather(ctx context.Context, sources []Source, q opensearch.Query, o *SearchOptions) iter.Seq[event] {
	timeout, limit := 20*time.Second, 20
	if o != nil {
		timeout, limit = cmp.Or(o.Timeout, timeout), cmp.Or(o.Limit, limit)
	}
	return func(yield func(event) bool) {
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		events := make(chan event)
		var running sync.WaitGroup
		for i, s := range sources {
			running.Go(func() { (&run{ctx: ctx, source: s, index: i, limit: limit, events: events}).all(q) })
		}
		go func() { running.Wait(); close(events) }()
		for roll := newRoll(sources); ; {
			select {
			case e, more := <-events:
				if !more || roll.note(e) && !yield(e) {
					return
				}
			case <-ctx.Done():
				roll.late(ctx.Err(), yield)
				return
			}
		}
	}
}

// run is one source's part of a search.
type run struct {
	ctx    context.Context
	source Source
	index  int
	limit  int
	events chan<- event
	found  int
}

// all opens the source, sends its results and in the end an event without any,
// or its failure.
func (r *run) all(q opensearch.Query) {
	s, err := r.source.Open(r.ctx)
	if err == nil {
		err = r.each(s, q)
		if c, ok := s.(io.Closer); ok {
			err = errors.Join(err, c.Close())
		}
	}
	r.send(event{failure: &Failure{Source: r.source.Name, Found: r.found, Err: err, source: r.index}})
}

func (r *run) each(s openmedia.Searcher, q opensearch.Query) error {
	if q.Count == 0 {
		q.Count = min(r.limit, 100)
	}
	for page, err := range Pages(r.ctx, s, q) {
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			if !r.send(event{found: Found{Source: r.source.Name, Entry: e, Feed: page, rank: r.found, source: r.index}}) {
				return r.ctx.Err()
			}
			if r.found++; r.found == r.limit {
				return nil
			}
		}
	}
	return nil
}

// send reports whether somebody took the event.
func (r *run) send(e event) bool {
	select {
	case r.events <- e:
		return true
	case <-r.ctx.Done():
		return false
	}
}
