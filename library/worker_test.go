package library_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"errors"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// work does one job and checks whether there was one.
func (k *kit) work(want bool) {
	k.Helper()
	did, err := k.WorkOnce(k.Context())
	k.ok(err)
	if did != want {
		k.Errorf("WorkOnce did a job: %v, want %v", did, want)
	}
}

// waiting checks how many jobs of a kind wait and how many were given up.
func (k *kit) waiting(kind string, waiting, failed int) {
	k.Helper()
	w, f, err := k.index.CountJobs(k.Context(), 0)
	k.ok(err)
	if w[kind] != waiting || f[kind] != failed {
		k.Errorf("%d jobs %q wait and %d were given up, want %d and %d", w[kind], kind, f[kind], waiting, failed)
	}
}

func TestWork_SumsOfLargeFiles(t *testing.T) {
	k := newKit(t, library.Options{Limits: library.Limits{Sums: 100}})
	b := bytes.Repeat([]byte("large"), 100)
	m := k.add(mediasock.Media{}, data{"a", b})
	if m.SHA1 != nil {
		t.Errorf("SHA-1 of a large file was computed before the answer")
	}
	k.work(true)
	k.work(false)
	a, c := sha1.Sum(b), md5.Sum(b)
	got := k.row(m.ID.String())
	if !bytes.Equal(got.SHA1, a[:]) || !bytes.Equal(got.MD5, c[:]) || !got.Updated.Equal(m.Updated) {
		t.Errorf("SHA1, MD5 = %x, %x, want %x, %x; Updated %v, want %v", got.SHA1, got.MD5, a, c, got.Updated, m.Updated)
	}
	k.waiting(library.JobPreview, 1, 0) // nobody makes previews here
}

func TestWork_BacksOffAndGivesUp(t *testing.T) {
	c := newClock()
	k := newKit(t, library.Options{Clock: c.Now})
	m, tries := k.add(mediasock.Media{}, data{"a", []byte("a")}), 0
	k.Handle(library.JobPreview, func(_ context.Context, _ *library.Library, got *library.Media) error {
		if tries++; tries == 2 {
			panic("a decoder's fault")
		}
		if got.ID != m.ID {
			t.Errorf("the handler was given %v, want %v", got.ID, m.ID)
		}
		return errors.New("no luck")
	})
	k.work(true)
	k.work(false)
	c.pass(9 * time.Second)
	k.work(false)
	c.pass(time.Second)
	k.work(true)
	c.pass(39 * time.Second)
	k.work(false)
	c.pass(time.Second)
	k.work(true)
	for range 5 {
		c.pass(24 * time.Hour)
		k.work(true)
	}
	c.pass(24 * time.Hour)
	k.work(false)
	k.waiting(library.JobPreview, 0, 1)
	if tries != 8 {
		t.Errorf("the job was tried %d times, want 8", tries)
	}
}

func TestWork_AfterAKill(t *testing.T) {
	c := newClock()
	k := newKit(t, library.Options{Clock: c.Now})
	k.add(mediasock.Media{}, data{"a", []byte("a")})
	jobs, err := k.index.LeaseJobs(t.Context(), c.Now(), 10*time.Minute, 1, library.JobPreview) // and the program dies
	k.ok(err)
	if len(jobs) != 1 {
		t.Fatal("there is no job")
	}
	done := 0
	k.Handle(library.JobPreview, func(context.Context, *library.Library, *library.Media) error { done++; return nil })
	k.work(false)
	c.pass(10 * time.Minute)
	k.work(true)
	k.waiting(library.JobPreview, 0, 0)
	if done != 1 {
		t.Errorf("the job was done %d times, want once", done)
	}
}

func TestWork_OfWhatWasPurged(t *testing.T) {
	k := newKit(t, library.Options{})
	k.Handle("stray", func(context.Context, *library.Library, *library.Media) error {
		t.Errorf("the handler was called")
		return nil
	})
	k.ok(k.index.AddJob(t.Context(), library.Job{Kind: "stray", Media: 4711}))
	k.work(true)
	k.waiting("stray", 0, 0)
}

func TestWork_UntilTheContextEnds(t *testing.T) {
	k := newKit(t, library.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan library.ID, 1)
	k.Handle(library.JobPreview, func(_ context.Context, _ *library.Library, m *library.Media) error {
		done <- m.ID
		return nil
	})
	ended := make(chan error)
	go func() { ended <- k.Work(ctx) }()
	m := k.add(mediasock.Media{}, data{"a", []byte("a")}) // wakes the worker
	if id := <-done; id != m.ID {
		t.Errorf("the worker was given %v, want %v", id, m.ID)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Work = %v, want context.Canceled", err)
	}
}

// A job that a shutdown cut short is due again at once.
func TestWork_CutShort(t *testing.T) {
	k := newKit(t, library.Options{})
	k.add(mediasock.Media{}, data{"a", []byte("a")})
	ctx, cancel := context.WithCancel(t.Context())
	k.Handle(library.JobPreview, func(ctx context.Context, _ *library.Library, _ *library.Media) error {
		cancel()
		return ctx.Err()
	})
	if _, err := k.WorkOnce(ctx); err != nil {
		t.Fatalf("WorkOnce: %v", err)
	}
	k.Handle(library.JobPreview, func(context.Context, *library.Library, *library.Media) error { return nil })
	k.work(true)
	k.waiting(library.JobPreview, 0, 0)
}
