package mem

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mediasock/mediasock/library"
)

// A job is a library.Job and how it stands.
type job struct {
	library.Job
	leased time.Time // until then
	failed bool      // given up
}

// AddJob implements library.JobIndex.
func (x *Index) AddJob(ctx context.Context, j library.Job) error {
	return x.write(ctx, func() error {
		x.addJob(j)
		return nil
	})
}

func (x *Index) addJobs(media library.ID, jobs []library.Job) {
	for _, j := range jobs {
		j.Media = media
		x.addJob(j)
	}
}

func (x *Index) addJob(j library.Job) {
	maps.DeleteFunc(x.jobs, func(_ library.ID, other *job) bool {
		return other.Kind == j.Kind && other.Media == j.Media
	})
	j.ID, j.Tries, j.Error, j.Owner = x.nextSerial(), 0, "", 0
	if m := x.media[j.Media]; m != nil {
		j.Owner = m.Owner
	}
	x.jobs[j.ID] = &job{Job: j}
}

func (x *Index) dropJobs(media library.ID) {
	maps.DeleteFunc(x.jobs, func(_ library.ID, j *job) bool { return j.Media == media })
}

// LeaseJobs implements library.JobIndex.
func (x *Index) LeaseJobs(ctx context.Context, now time.Time, lease time.Duration, most int, kinds ...string) (taken []*library.Job, err error) {
	err = x.write(ctx, func() error {
		for len(taken) < most {
			j := x.firstJob(now, kinds)
			if j == nil {
				return nil
			}
			x.served = j.Owner
			j.Tries++
			j.leased = now.Add(lease)
			c := j.Job
			taken = append(taken, &c)
		}
		return nil
	})
	return taken, err
}

// firstJob returns the job to do, or nil.
func (x *Index) firstJob(now time.Time, kinds []string) (first *job) {
	for _, j := range x.jobs {
		free := !j.failed && !j.Due.After(now) && !j.leased.After(now) && slices.Contains(kinds, j.Kind)
		if free && (first == nil || x.before(j, first)) {
			first = j
		}
	}
	return first
}

// before reports whether a is to be done before b: owners after the one who was
// served last come first, in turn.
func (x *Index) before(a, b *job) bool {
	if first, other := a.Owner > x.served, b.Owner > x.served; first != other {
		return first
	}
	return cmp.Or(cmp.Compare(a.Owner, b.Owner), a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) < 0
}

// ReleaseJobs implements library.JobIndex.
func (x *Index) ReleaseJobs(ctx context.Context, ids ...library.ID) error {
	return x.write(ctx, func() error {
		for id, j := range x.jobs {
			if len(ids) == 0 || slices.Contains(ids, id) {
				j.leased = time.Time{}
			}
		}
		return nil
	})
}

// FailedJobs implements library.JobIndex.
func (x *Index) FailedJobs(ctx context.Context, owner library.ID, limit int) (failed []library.Job, err error) {
	err = x.read(ctx, func() error {
		for _, j := range x.jobs {
			if j.Error != "" && (owner == 0 || j.Owner == owner) {
				failed = append(failed, j.Job)
			}
		}
		slices.SortFunc(failed, func(a, b library.Job) int { return cmp.Compare(b.ID, a.ID) })
		failed = failed[:min(limit, len(failed))]
		return nil
	})
	return failed, err
}

// FinishJobs implements library.JobIndex.
func (x *Index) FinishJobs(ctx context.Context, ids ...library.ID) error {
	return x.write(ctx, func() error {
		for _, id := range ids {
			delete(x.jobs, id)
		}
		return nil
	})
}

// FailJob implements library.JobIndex.
func (x *Index) FailJob(ctx context.Context, id library.ID, reason string, due time.Time) error {
	return x.write(ctx, func() error {
		if j := x.jobs[id]; j != nil {
			j.Error, j.Due, j.failed, j.leased = reason, due, due.IsZero(), time.Time{}
		}
		return nil
	})
}

// CountJobs implements library.JobIndex.
func (x *Index) CountJobs(ctx context.Context, owner library.ID) (waiting, failed map[string]int, err error) {
	waiting, failed = map[string]int{}, map[string]int{}
	err = x.read(ctx, func() error {
		for _, j := range x.jobs {
			switch {
			case owner != 0 && j.Owner != owner:
			case j.failed:
				failed[j.Kind]++
			default:
				waiting[j.Kind]++
			}
		}
		return nil
	})
	return waiting, failed, err
}
