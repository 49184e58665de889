package sqlite

import (
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
	return exec(t.Conn, "INSERT INTO job (kind, media, due, until, tries, error, failed) VALUES (?, ?, ?, ?, 0, '', 0)",
		j.Kind, j.Media, j.Due.UnixMicro(), time.Time{}.UnixMicro())
}

// LeaseJob implements library.JobIndex.
func (x *Index) LeaseJob(ctx context.Context, now time.Time, lease time.Duration, kinds ...string) (j *library.Job, err error) {
	err = x.write(ctx, func(t *tx) error {
		j, err = t.dueJob(now, kinds)
		if err != nil || j == nil {
			return err
		}
		j.Tries++
		return exec(t.Conn, "UPDATE job SET tries = ?2, until = ?3 WHERE id = ?1", j.ID, j.Tries, now.Add(lease).UnixMicro())
	})
	if err != nil {
		return nil, err
	}
	return j, nil
}

const selectDueJob = `SELECT id, kind, media, due, tries, error FROM job
	WHERE kind = ?1 AND failed = 0 AND due <= ?2 AND until <= ?2 ORDER BY due, id LIMIT 1`

func (t *tx) dueJob(now time.Time, kinds []string) (first *library.Job, err error) {
	for _, kind := range kinds {
		err := query(t.Conn, selectDueJob,
			func(r *row) error {
				j := &library.Job{ID: r.id(), Kind: r.text(), Media: r.id(), Due: r.time(), Tries: r.int(), Error: r.text()}
				if first == nil || earlier(j, first) {
					first = j
				}
				return nil
			}, kind, now.UnixMicro())
		if err != nil {
			return nil, err
		}
	}
	return first, nil
}

func earlier(a, b *library.Job) bool {
	return a.Due.Before(b.Due) || a.Due.Equal(b.Due) && a.ID < b.ID
}

// FinishJob implements library.JobIndex.
func (x *Index) FinishJob(ctx context.Context, id library.ID) error {
	return x.write(ctx, func(t *tx) error {
		return exec(t.Conn, "DELETE FROM job WHERE id = ?", id)
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
func (x *Index) CountJobs(ctx context.Context) (waiting, failed map[string]int, err error) {
	waiting, failed = map[string]int{}, map[string]int{}
	err = x.read(ctx, func(c *sqlite.Conn) error {
		return query(c, "SELECT kind, failed, count(*) FROM job GROUP BY kind, failed", func(r *row) error {
			kind, which := r.text(), waiting
			if r.bool() {
				which = failed
			}
			which[kind] = r.int()
			return nil
		})
	})
	return waiting, failed, err
}
