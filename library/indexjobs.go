package library

import (
	"context"
	"time"
)

// A Job is work to be done later, written in the transaction that makes it
// necessary.
type Job struct {
	ID    ID
	Kind  string    // "sums", "preview" …
	Media ID        // 0: of the whole library
	Due   time.Time // zero: at once
	Tries int       // how often it was leased, this time included
	Error string    // of the latest try
	Owner ID        // of the item; set by the index
}

// JobIndex is a leased table of jobs.
type JobIndex interface {
	// AddJob adds j. It takes the place of a job of the same kind for the same
	// item, be it waiting, leased or given up, under a new ID: so work that is
	// asked for while it is being done is done once more.
	AddJob(ctx context.Context, j Job) error
	// LeaseJobs takes as many jobs of the kinds as most says, that are due at
	// now, not leased and not given up, for so long. Owners take turns, so that
	// nobody waits for all that another has brought; of an owner's jobs the
	// longest due comes first. After the lease they can be taken again.
	LeaseJobs(ctx context.Context, now time.Time, lease time.Duration, most int, kinds ...string) ([]*Job, error)
	// FinishJobs removes jobs; those that are not there are no error.
	FinishJobs(ctx context.Context, ids ...ID) error
	// FailJob ends the lease and keeps the job for a later try, at due, with
	// the reason; a zero due gives it up but keeps the reason. If it is not
	// there, it is no error.
	FailJob(ctx context.Context, id ID, reason string, due time.Time) error
	// ReleaseJobs ends the leases of jobs, or if none is named all leases. That is
	// for a program that starts: whoever held them is gone.
	ReleaseJobs(ctx context.Context, ids ...ID) error
	// FailedJobs returns jobs of the owner's items, or if owner is 0 anyone's,
	// whose latest try failed, the latest added first, limit at most.
	FailedJobs(ctx context.Context, owner ID, limit int) ([]Job, error)
	// CountJobs returns how many jobs of the owner's items, or if owner is 0
	// anyone's, wait (leased ones too) and how many were given up, by kind; kinds
	// without any are left out.
	CountJobs(ctx context.Context, owner ID) (waiting, failed map[string]int, err error)
}
