package services

// roll knows which sources are still at work, so that those can be named that
// are not done when the time is over.
type roll struct {
	sources []Source
	done    []bool
	found   []int
}

func newRoll(sources []Source) *roll {
	return &roll{sources, make([]bool, len(sources)), make([]int, len(sources))}
}

// note takes an event and reports whether it is to be told: the end of a source
// that did well is not.
func (r *roll) note(e event) bool {
	if e.failure == nil {
		r.found[e.found.source]++
		return true
	}
	r.done[e.failure.source] = true
	return e.failure.Err != nil
}

// late tells the sources that are not done, with the reason why nobody waits
// for them any longer.
func (r *roll) late(reason error, yield func(event) bool) {
	for i, s := range r.sources {
		if !r.done[i] && !yield(event{failure: &Failure{Source: s.Name, Found: r.found[i], Err: reason, source: i}}) {
			return
		}
	}
}
