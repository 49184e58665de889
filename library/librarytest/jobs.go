package librarytest

import (
	"fmt"
	"time"

	"github.com/mediasock/mediasock/library"
)

var jobTests = []test{
	{"Jobs/are written with the item", jobsOfMedia},
	{"Jobs/the longest due comes first", jobOrder},
	{"Jobs/a lease ends", jobLease},
	{"Jobs/fail, wait, are given up", jobFail},
	{"Jobs/one of a kind for an item", jobReplace},
	{"Jobs/no job is leased twice", jobRace},
	{"Jobs/owners take turns", jobTurns},
	{"Jobs/a batch", jobBatch},
	{"Jobs/leases end at a start, failures are told", jobRelease},
}

// lease takes a job of the kinds some minutes after day.
func (k *kit) lease(minutes int, kinds ...string) *library.Job {
	k.Helper()
	return k.leaseAt(day.Add(time.Duration(minutes)*time.Minute), 10*time.Minute, kinds...)
}

// leaseAt takes a job of the kinds, or none.
func (k *kit) leaseAt(now time.Time, lease time.Duration, kinds ...string) *library.Job {
	k.Helper()
	jobs, err := k.x.LeaseJobs(k.ctx, now, lease, 1, kinds...)
	k.ok(err)
	if len(jobs) == 0 {
		return nil
	}
	equal(k, "jobs of LeaseJobs", len(jobs), 1)
	return jobs[0]
}

// none checks that there is no job of the kinds to take.
func (k *kit) none(minutes int, kinds ...string) {
	k.Helper()
	if j := k.lease(minutes, kinds...); j != nil {
		k.Errorf("LeaseJobs = %+v, want none", j)
	}
}

// some checks that there is a job to take.
func (k *kit) some(minutes int, kinds ...string) *library.Job {
	k.Helper()
	j := k.lease(minutes, kinds...)
	if j == nil {
		k.Fatalf("LeaseJobs(%v) after %d minutes = none, want one", kinds, minutes)
	}
	return j
}

func (k *kit) counts(kind string, waiting, failed int) {
	k.Helper()
	w, f, err := k.x.CountJobs(k.ctx, 0)
	k.ok(err)
	equal(k, "CountJobs: "+kind, fmt.Sprint(w[kind], f[kind]), fmt.Sprint(waiting, failed))
}

func jobsOfMedia(k *kit) {
	m := k.item(k.alice)
	k.ok(k.x.AddMedia(k.ctx, m, library.Job{Kind: "sums"}, library.Job{Kind: "preview"}))
	_, err := k.x.UpdateMedia(k.ctx, k.alice, m.ID, true, func(*library.Media) error { return nil }, library.Job{Kind: "facts"})
	k.ok(err)
	for _, kind := range []string{"sums", "preview", "facts"} {
		k.counts(kind, 1, 0)
		j := k.some(0, kind)
		equal(k, "Kind", j.Kind, kind)
		equal(k, "Media", j.Media, m.ID)
		equal(k, "Tries", j.Tries, 1)
	}
	k.none(0, "other")
	k.none(0)
}

func jobOrder(k *kit) {
	for i, kind := range []string{"c", "a", "b"} {
		due := day.Add(time.Duration(3-i) * time.Minute)
		k.ok(k.x.AddJob(k.ctx, library.Job{Kind: kind, Due: due}))
	}
	k.none(0, "a", "b", "c")
	equal(k, "first", k.some(5, "a", "b", "c").Kind, "b")
	equal(k, "second", k.some(5, "a", "b", "c").Kind, "a")
	k.none(2, "c")
	equal(k, "third", k.some(3, "c").Kind, "c")
}

func jobLease(k *kit) {
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums"}))
	first := k.some(0, "sums")
	k.none(0, "sums")
	k.none(9, "sums")
	second := k.some(10, "sums")
	equal(k, "ID", second.ID, first.ID)
	equal(k, "Tries", second.Tries, 2)
	k.counts("sums", 1, 0)
	k.ok(k.x.FinishJobs(k.ctx, second.ID))
	k.ok(k.x.FinishJobs(k.ctx, second.ID))
	k.none(60, "sums")
	k.counts("sums", 0, 0)
}

func jobFail(k *kit) {
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums"}))
	j := k.some(0, "sums")
	k.ok(k.x.FailJob(k.ctx, j.ID, "no luck", day.Add(30*time.Minute)))
	k.none(29, "sums")
	j = k.some(30, "sums")
	equal(k, "Error", j.Error, "no luck")
	equal(k, "Tries", j.Tries, 2)
	k.ok(k.x.FailJob(k.ctx, j.ID, "never", time.Time{}))
	k.none(24*60, "sums")
	k.counts("sums", 0, 1)
	k.ok(k.x.FailJob(k.ctx, 4711, "unknown", day))
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums"}))
	equal(k, "Tries of a job that is asked for again", k.some(0, "sums").Tries, 1)
	k.counts("sums", 1, 0)
}

func jobTurns(k *kit) {
	var mine []library.ID
	for range 50 {
		m := k.add(k.alice, nil)
		mine = append(mine, m.ID)
		k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums", Media: m.ID}))
	}
	for range 3 {
		k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums", Media: k.add(k.bob, nil).ID}))
	}
	for owner, want := range map[library.ID]int{k.alice: 50, k.bob: 3, 0: 53} {
		waiting, _, err := k.x.CountJobs(k.ctx, owner)
		k.ok(err)
		equal(k, fmt.Sprintf("CountJobs(%v)", owner), waiting["sums"], want)
	}
	bobs, alices := 0, []library.ID(nil)
	for range 6 {
		j := k.some(0, "sums")
		if j.Owner == k.bob {
			bobs++
		} else {
			alices = append(alices, j.Media)
		}
	}
	equal(k, "jobs of bob among the first six", bobs, 3)
	same(k, "jobs of alice, the longest due first", alices, mine[:3])
}

// A batch is taken in turns too, and ended as one.
func jobBatch(k *kit) {
	for _, owner := range []library.ID{k.alice, k.alice, k.alice, k.bob} {
		k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums", Media: k.add(owner, nil).ID}))
	}
	batch, err := k.x.LeaseJobs(k.ctx, day, time.Hour, 3, "sums")
	k.ok(err)
	served, ids := map[library.ID]int{}, []library.ID{}
	for _, j := range batch {
		served[j.Owner]++
		ids = append(ids, j.ID)
	}
	equal(k, "jobs of both owners", fmt.Sprint(served[k.alice], served[k.bob]), "2 1")
	k.ok(k.x.FinishJobs(k.ctx, ids...))
	k.counts("sums", 1, 0)
	batch, err = k.x.LeaseJobs(k.ctx, day, time.Hour, 3, "sums")
	k.ok(err)
	equal(k, "jobs that are left", len(batch), 1)
	k.none(0, "sums")
	k.ok(k.x.ReleaseJobs(k.ctx, batch[0].ID+1))
	k.none(0, "sums")
	k.ok(k.x.ReleaseJobs(k.ctx, batch[0].ID))
	k.some(0, "sums")
}

func jobRelease(k *kit) {
	m := k.add(k.alice, nil)
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums", Media: m.ID}))
	k.some(0, "sums")
	k.none(0, "sums")
	k.ok(k.x.ReleaseJobs(k.ctx))
	j := k.some(0, "sums")
	k.ok(k.x.FailJob(k.ctx, j.ID, "no luck", time.Time{}))
	for owner, want := range map[library.ID]int{0: 1, k.alice: 1, k.bob: 0} {
		failed, err := k.x.FailedJobs(k.ctx, owner, 10)
		k.ok(err)
		equal(k, "failed jobs", len(failed), want)
		if len(failed) == 1 {
			equal(k, "Error", failed[0].Error, "no luck")
			equal(k, "Media", failed[0].Media, m.ID)
		}
	}
}

func jobReplace(k *kit) {
	m, n := k.add(k.alice, nil), k.add(k.alice, nil)
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums", Media: m.ID}))
	j := k.some(0, "sums")
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums", Media: m.ID}))
	k.counts("sums", 1, 0)
	k.ok(k.x.FinishJobs(k.ctx, j.ID))
	again := k.some(0, "sums")
	equal(k, "the same job", again.ID == j.ID, false)
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "sums", Media: n.ID}))
	k.ok(k.x.AddJob(k.ctx, library.Job{Kind: "preview", Media: m.ID}))
	k.counts("sums", 2, 0)
	k.counts("preview", 1, 0)
}

func jobRace(k *kit) {
	const jobs = 40
	for i := range jobs {
		k.ok(k.x.AddJob(k.ctx, library.Job{Kind: fmt.Sprint("kind", i%2), Media: k.add(k.alice, nil).ID}))
	}
	taken := make(chan library.ID, jobs+1)
	together(4, func(int) {
		for {
			batch, err := k.x.LeaseJobs(k.ctx, day, time.Hour, 3, "kind0", "kind1")
			if err != nil {
				k.Errorf("LeaseJobs: %v", err)
			}
			if len(batch) == 0 {
				return
			}
			for _, j := range batch {
				taken <- j.ID
			}
		}
	})
	close(taken)
	seen := map[library.ID]bool{}
	for id := range taken {
		equal(k, "a job was leased before", seen[id], false)
		seen[id] = true
	}
	equal(k, "jobs that were leased", len(seen), jobs)
}
