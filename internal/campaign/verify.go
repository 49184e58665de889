package campaign

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/sqlite"
)

// A verifier compares ledgers with a service that runs.
type verifier struct {
	data  string // the data directory
	since int64  // of the change sequence, what was compared already
	done  Compared
}

// Compared counts what a verifier has looked at.
type Compared struct {
	Items   int // compared in words, album, trash and bytes, some of them often
	Settled int // operations that were cut short, of which it is known now what became
}

// verify compares what was touched since the last time, and every row that has
// changed since.
func (v *verifier) verify(ctx context.Context, accounts []*account) (faults []error, err error) {
	index, err := sqlite.OpenReadOnly(ctx, filepath.Join(v.data, "index.sqlite"), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	defer index.Close()
	changed, err := index.Changed(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		c := &comparison{verifier: v, index: index, account: a}
		if err := c.compare(ctx); err != nil {
			return c.faults, err
		}
		faults = append(faults, c.faults...)
	}
	v.since = changed
	return faults, nil
}

// A comparison is of one account.
type comparison struct {
	*verifier
	*account
	index  *sqlite.Index
	owner  library.ID
	rows   map[string]*library.Media
	faults []error
}

func (c *comparison) fault(item, format string, args ...any) {
	c.faults = append(c.faults, &Fault{Account: c.name, Item: item, What: fmt.Sprintf(format, args...)})
}

func (c *comparison) compare(ctx context.Context) error {
	u, err := c.index.User(ctx, library.User{Name: c.name})
	if err != nil {
		return err
	}
	c.owner = u.ID
	if c.rows, err = c.changedRows(ctx); err != nil {
		return err
	}
	for id, m := range c.rows {
		if c.ledger.byID[id] == nil {
			c.arrived(id, m)
		}
	}
	c.ledger.unsure = nil // what was not found is not there, and must not be
	for _, i := range c.ledger.items {
		if !i.touched && c.rows[i.ID] == nil {
			continue
		}
		if err := c.item(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// changedRows returns the rows of the account that have changed, in the trash
// or not.
func (c *comparison) changedRows(ctx context.Context) (map[string]*library.Media, error) {
	rows := make(map[string]*library.Media)
	for _, trash := range []bool{false, true} {
		for m, err := range c.index.ListMedia(ctx, library.Viewer{All: true}, library.Query{Owner: c.owner, Trash: trash, Since: c.since}) {
			if err != nil {
				return nil, err
			}
			rows[m.ID.String()] = m
		}
	}
	return rows, nil
}

// arrived settles an upload that was cut short and is there all the same.
func (c *comparison) arrived(id string, m *library.Media) {
	s, ok := c.ledger.take(m.Digest)
	if !ok {
		c.fault(id, "nobody sent it, or it is there twice: %q", m.Title)
		return
	}
	c.ledger.add(id, s)
	c.done.Settled++
}

// item compares one item with what it must be, or may be.
func (c *comparison) item(ctx context.Context, i *Item) error {
	found, err := c.state(ctx, i.ID)
	if err != nil {
		return err
	}
	switch {
	case i.Maybe != nil:
		c.done.Settled++
		if found != i.Now && found != *i.Maybe {
			c.fault(i.ID, "it is %+v, neither %+v nor %+v", found, i.Now, *i.Maybe)
		}
	case found != i.Now:
		c.fault(i.ID, "it is %+v, acknowledged was %+v", found, i.Now)
	}
	i.settle(found)
	c.done.Items++
	if found.Gone {
		return nil
	}
	return c.content(ctx, i)
}

// content compares the bytes that the service gives out, and the search.
func (c *comparison) content(ctx context.Context, i *Item) error {
	got, err := c.digest(ctx, i.ID)
	if err != nil {
		c.fault(i.ID, "its bytes cannot be read: %v", err)
	} else if got != i.Now.Digest {
		c.fault(i.ID, "its bytes are %x, not %x", got, i.Now.Digest)
	}
	page, err := c.index.Search(ctx, library.Viewer{User: c.owner}, library.Query{Terms: i.Now.Title, Owner: c.owner})
	if err != nil {
		return err
	}
	hits := 0
	for _, m := range page.Media {
		if m.ID.String() == i.ID {
			hits++
		}
	}
	if want := map[bool]int{false: 1, true: 0}[i.Now.Trashed]; hits != want || len(page.Media) != want {
		c.fault(i.ID, "a search for %q finds it %d times among %d, want %d", i.Now.Title, hits, len(page.Media), want)
	}
	return nil
}

// state reads what an item is.
func (c *comparison) state(ctx context.Context, id string) (State, error) {
	n, _ := library.ParseID(id)
	m, err := c.index.Media(ctx, library.Viewer{All: true}, n)
	if errors.Is(err, library.ErrGone) {
		now := c.ledger.byID[id].Now
		now.Gone, now.Trashed = true, true
		return now, nil
	}
	if err != nil {
		c.fault(id, "it is lost: %v", err)
		return State{}, nil
	}
	s := State{Digest: [sha256.Size]byte(m.Digest), Size: m.Size, Title: m.Title, Trashed: !m.Trashed.Equal(time.Time{})}
	if len(m.Taxa) > 0 {
		s.Album = m.Taxa[0].String()
	}
	if len(m.Taxa) > 1 {
		c.fault(id, "it is in %d albums", len(m.Taxa))
	}
	return s, nil
}

// total compares every item and every row.
func (v *verifier) total(ctx context.Context, accounts []*account) (faults []error, err error) {
	v.since = 0
	for _, a := range accounts {
		a.ledger.touchAll()
	}
	return v.verify(ctx, accounts)
}
