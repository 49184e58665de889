package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/mediasock/mediasock/library"
)

// A way is one of the ways in which questions are asked.
type way int

const (
	first way = iota // over HTTP, after everything that was counted is forgotten
	again            // over HTTP
	bare             // SQL
	ways
)

// times are what each way took for a class.
type times [ways][]time.Duration

func (t *times) percentile(w way, p float64) float64 {
	list := slices.Sorted(slices.Values(t[w]))
	return float64(list[min(int(float64(len(list))*p), len(list)-1)].Microseconds()) / 1000
}

// An asker asks all questions of all classes.
type asker struct {
	house   *house
	floor   *floor
	clients map[int]*http.Client
	changes bool       // first means after a change
	item    library.ID // which is changed
	made    int
}

func (h *house) asker() (*asker, error) {
	f, err := openFloor(h.path)
	if err != nil {
		return nil, err
	}
	a := &asker{house: h, floor: f, clients: map[int]*http.Client{stranger: {}}}
	for _, i := range []int{0, 3} {
		if a.clients[i], err = h.signedIn(personName(i)); err != nil {
			return nil, errors.Join(err, f.conn.Close())
		}
	}
	return a, nil
}

// measure asks a question of each class in turn, round after round, so that
// whatever else the machine does meets all of them.
func (a *asker) measure(ctx context.Context, classes []class, rounds int) ([]times, error) {
	all := make([]times, len(classes))
	for round := range rounds {
		for i := range classes {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			c := &classes[i]
			if err := a.once(ctx, c, &c.asked[round%len(c.asked)], &all[i]); err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	return all, nil
}

// warmUp asks every question, until the sets that answer them are there: those of
// areas are read when they are asked for again.
func (a *asker) warmUp(ctx context.Context, classes []class) error {
	rounds := 0
	for i := range classes {
		rounds = max(rounds, len(classes[i].asked))
	}
	for range 3 {
		if _, err := a.measure(ctx, classes, rounds); err != nil {
			return err
		}
		a.house.index.AwaitSets()
	}
	return nil
}

// once asks a question in every way.
func (a *asker) once(ctx context.Context, c *class, q *question, t *times) error {
	sql, match, err := a.prepare(c, q)
	if err != nil {
		return err
	}
	if err := a.forget(ctx); err != nil {
		return err
	}
	for _, w := range []way{first, again, bare} {
		start := time.Now()
		if w == bare {
			err = a.floor.ask(sql, match)
		} else {
			err = a.get(ctx, c.who, q)
		}
		t[w] = append(t[w], time.Since(start))
		if err != nil {
			return err
		}
	}
	return nil
}

// forget has the service forget what it counted, or changes the library.
func (a *asker) forget(ctx context.Context) error {
	if !a.changes {
		a.house.index.ForgetTotals()
		return nil
	}
	a.made++
	_, err := a.house.index.UpdateMedia(ctx, 0, a.item, false, func(m *library.Media) error {
		m.Note = fmt.Sprint("change ", a.made)
		return nil
	})
	return err
}

// prepare returns the bare form of a question, and gives one behind a cursor its
// cursor.
func (a *asker) prepare(c *class, q *question) (sql, match string, err error) {
	match = q.match(0)
	if c.who != stranger {
		match = q.match(a.house.people[c.who])
	}
	var behind int64
	if q.after {
		if behind, err = a.floor.behind(q, match); err != nil {
			return "", "", err
		}
		q.values.Set("after", fmt.Sprintf("n%d.0", behind))
		q.values.Set("startIndex", fmt.Sprint(q.offset+1))
	}
	return q.sql(behind), match, nil
}

// get asks over HTTP and reads the answer.
func (a *asker) get(ctx context.Context, who int, q *question) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.house.server.URL+"/search?"+q.values.Encode(), nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept-Encoding", "identity")
	answer, err := a.clients[who].Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return err
}
