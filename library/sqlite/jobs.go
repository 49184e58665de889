package sqlite

import (
	"cmp"
	"context"
	"time"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// AddJob implements library.JobIndex.
func (x *Index) AddJob(ctx context.Context, j library.Job) error {
	return x.write(ctx, func(t *tx) error { return t.addJob(j) })
}

func (t *tx) addJobs(media library.ID, jobs []library.Job) error {
	for _, j := range jobs {
		j.Media = media
		if err := t.addJob(j); err != nil {
			return err
		}
	}
	return nil
}

// addJob keeps a zero Due as the time that it is, which is before every other.
func (t *tx) addJob(j library.Job) error {
	if err := exec(t.Conn, "DELETE FROM job WHERE kind = ? AND media = ?", j.Kind, j.Media); err != nil {
		return err
	}
	return exec(t.Conn, `INSERT INTO job (kind, media, due, until, tries, error, failed, owner)
		VALUES (?1, ?2, ?3, ?4, 0, '', 0, coalesce((SELECT owner FROM media WHERE id = ?2), 0))`,
		j.Kind, j.Media, j.Due.UnixMicro(), time.Time{}.UnixMicro())
}

// LeaseJobs implements library.JobIndex.
func (x *Index) LeaseJobs(ctx context.Context, now time.Time, lease time.Duration, most int, kinds ...string) (taken []*library.Job, err error) {
	err = x.write(ctx, func(t *tx) error {
		served := library.ID(x.served.Load())
		for len(taken) < most {
			j, err := t.leaseJob(now, lease, served, kinds)
			if err != nil {
				return err
			}
			if j == nil {
				break
			}
			taken, served = append(taken, j), j.Owner
		}
		x.served.Store(int64(served))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return taken, nil
}

func (t *tx) leaseJob(now time.Time, lease time.Duration, served library.ID, kinds []string) (*library.Job, error) {
	j, err := t.dueJob(now, kinds, served+1)
	if err == nil && j == nil {
		j, err = t.dueJob(now, kinds, 0)
	}
	if err != nil || j == nil {
		return nil, err
	}
	j.Tries++
	return j, exec(t.Conn, "UPDATE job SET tries = ?2, until = ?3 WHERE id = ?1", j.ID, j.Tries, now.Add(lease).UnixMicro())
}

const selectDueJob = `SELECT id, kind, media, due, tries, error, owner FROM job
	WHERE kind = ?1 AND failed = 0 AND owner >= ?3 AND due <= ?2 AND until <= ?2 ORDER BY owner, due, id LIMIT 1`

// dueJob returns the job to do of the owner whose turn it is: the first from one
// on who has any. An owner's own jobs go by the time that they are due.
func (t *tx) dueJob(now time.Time, kinds []string, owner library.ID) (first *library.Job, err error) {
	for _, kind := range kinds {
		err := query(t.Conn, selectDueJob,
			func(r *row) error {
				j := &library.Job{ID: r.id(), Kind: r.text(), Media: r.id(), Due: r.time(), Tries: r.int(), Error: r.text(), Owner: r.id()}
				if first == nil || earlier(j, first) {
					first = j
				}
				return nil
			}, kind, now.UnixMicro(), owner)
		if err != nil {
			return nil, err
		}
	}
	return first, nil
}

func earlier(a, b *library.Job) bool {
	return cmp.Or(cmp.Compare(a.Owner, b.Owner), a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) < 0
}

// ReleaseJobs implements library.JobIndex.
func (x *Index) ReleaseJobs(ctx context.Context, ids ...library.ID) error {
	return x.write(ctx, func(t *tx) error {
		return exec(t.Conn, "UPDATE job SET until = ?1 WHERE until > ?1 AND (?2 = '[]' OR id IN (SELECT value FROM json_each(?2)))",
			time.Time{}.UnixMicro(), list(ids))
	})
}

// FailedJobs implements library.JobIndex.
func (x *Index) FailedJobs(ctx context.Context, owner library.ID, limit int) (failed []library.Job, err error) {
	err = x.read(ctx, func(c *sqlite.Conn) error {
		return query(c, `SELECT id, kind, media, tries, error, owner FROM job
			WHERE error <> '' AND (?1 = 0 OR owner = ?1) ORDER BY id DESC LIMIT +?2`, func(r *row) error {
			failed = append(failed, library.Job{ID: r.id(), Kind: r.text(), Media: r.id(), Tries: r.int(), Error: r.text(), Owner: r.id()})
			return nil
		}, owner, limit)
	})
	return failed, err
}

// FinishJobs implements library.JobIndex.
func (x *Index) FinishJobs(ctx context.Context, ids ...library.ID) error {
	return x.write(ctx, func(t *tx) error {
		for _, id := range ids {
			if err := exec(t.Conn, "DELETE FROM job WHERE id = ?", id); err != nil {
				return err
			}
		}
		return nil
	})
}

// FailJob implements library.JobIndex.
func (x *Index) FailJob(ctx context.Context, id library.ID, reason string, due time.Time) error {
	return x.write(ctx, func(t *tx) error {
		return exec(t.Conn, "UPDATE job SET error = ?2, due = ?3, failed = ?4, until = ?5 WHERE id = ?1",
			id, reason, due.UnixMicro(), due.IsZero(), time.Time{}.UnixMicro())
	})
}

// CountJobs implements library.JobIndex.
func (x *Index) CountJobs(ctx context.Context, owner library.ID) (waiting, failed map[string]int, err error) {
	waiting, failed = map[string]int{}, map[string]int{}
	err = x.read(ctx, func(c *sqlite.Conn) error {
		return query(c, "SELECT kind, failed, count(*) FROM job WHERE ?1 = 0 OR owner = ?1 GROUP BY kind, failed", func(r *row) error {
			kind, which := r.text(), waiting
			if r.bool() {
				which = failed
			}
			which[kind] = r.int()
			return nil
		}, owner)
	})
	return waiting, failed, err
}
