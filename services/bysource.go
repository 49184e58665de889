package services

import (
	"context"
	"iter"
	"slices"

	"github.com/mediasock/mediasock/opensearch"
)

// A Result is all that one source gave to a search. Err is why it gave nothing,
// or no more.
type Result struct {
	Source string
	Found  []Found
	Err    error
}

// BySource asks all sources at once and returns what each has found when it is
// done, the fastest first. Duplicates are left out as [Search] does.
func BySource(ctx context.Context, sources []Source, q opensearch.Query, o *SearchOptions) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		answers := make(chan Result, len(sources)) // nobody waits for one who reads no more
		for _, s := range sources {
			go func() {
				found, failures := Collect(ctx, []Source{s}, q, o)
				a := Result{Source: s.Name, Found: found}
				if len(failures) > 0 {
					a.Err = failures[0]
				}
				answers <- a
			}()
		}
		d := newDuplicates()
		for range sources {
			a := <-answers
			a.Found = slices.DeleteFunc(a.Found, func(f Found) bool { return d.has(&f.Entry) })
			if !yield(a) {
				return
			}
		}
	}
}
