package campaign

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"

	"github.com/mediasock/mediasock"
)

// work does one operation after the other until one fails, or what it does
// counts for nothing any more.
func (a *account) work(ctx context.Context) error {
	for !a.ledger.isDark() {
		if err := a.operation()(ctx); err != nil {
			return err
		}
	}
	return errGone
}

// operation chooses what to do next; uploads are the most.
func (a *account) operation() func(context.Context) error {
	switch n := a.rand.IntN(100); {
	case n < 45 || len(a.ledger.items) == 0:
		return a.upload
	case n < 50:
		return a.uploadAgain
	case n < 60:
		return a.edit
	case n < 68:
		return a.replace
	case n < 78:
		return a.move
	case n < 86:
		return a.trash
	case n < 94:
		return a.restore
	case n < 98:
		return a.makeAlbum
	}
	return a.empty
}

// pick returns an item that is as wanted, or nil. It tries a few.
func (a *account) pick(wanted func(State) bool) *Item {
	for range 20 {
		i := a.ledger.items[a.rand.IntN(len(a.ledger.items))]
		if i.Maybe == nil && !i.Now.Gone && wanted(i.Now) {
			return i
		}
	}
	return nil
}

func shown(s State) bool   { return !s.Trashed }
func trashed(s State) bool { return s.Trashed }

// album returns one of the albums, or none.
func (a *account) album() string {
	if len(a.ledger.albums) == 0 || a.rand.IntN(4) == 0 {
		return ""
	}
	return a.ledger.albums[a.rand.IntN(len(a.ledger.albums))]
}

func inAlbum(id string) mediasock.List {
	if id == "" {
		return nil
	}
	return mediasock.List{id}
}

func (a *account) upload(ctx context.Context) error {
	data := a.bytes()
	s := State{Digest: sha256.Sum256(data), Size: int64(len(data)), Title: a.title(), Album: a.album()}
	item, err := a.session.MediaAppend(ctx, &mediasock.Media{Title: s.Title, Parents: inAlbum(s.Album)}, file(data))
	switch {
	case err == nil || errors.Is(err, mediasock.ErrExists) && item != nil: // the client may have sent it twice
		a.ledger.Add(item.ID, s)
		return nil
	case unknown(err):
		a.ledger.Unsure(s)
	}
	return fmt.Errorf("upload: %w", err)
}

// uploadAgain sends what is there: the same id must come back, and nothing new.
func (a *account) uploadAgain(ctx context.Context) error {
	data := a.bytes()
	s := State{Digest: sha256.Sum256(data), Size: int64(len(data)), Title: a.title()}
	first, err := a.session.MediaAppend(ctx, &mediasock.Media{Title: s.Title}, file(data))
	if err != nil && !errors.Is(err, mediasock.ErrExists) {
		if unknown(err) {
			a.ledger.Unsure(s)
		}
		return fmt.Errorf("upload: %w", err)
	}
	a.ledger.Add(first.ID, s)
	again, err := a.session.MediaAppend(ctx, &mediasock.Media{Title: "again"}, file(data))
	if errors.Is(err, mediasock.ErrExists) && again != nil && again.ID != first.ID {
		return &Fault{Account: a.name, Item: first.ID, What: "sent again it is another item, " + again.ID}
	}
	if err == nil {
		return &Fault{Account: a.name, Item: first.ID, What: "sent again it is new, " + again.ID}
	}
	if errors.Is(err, mediasock.ErrExists) {
		return nil
	}
	return fmt.Errorf("upload again: %w", err)
}

func (a *account) edit(ctx context.Context) error {
	i := a.pick(shown)
	if i == nil {
		return nil
	}
	s := i.Now
	s.Title = a.title()
	_, err := a.session.MediaUpdate(ctx, &mediasock.Media{ID: i.ID, Title: s.Title}, nil)
	a.ledger.Change(i, s, err)
	return told("edit", err)
}

func (a *account) replace(ctx context.Context) error {
	i := a.pick(shown)
	if i == nil {
		return nil
	}
	data := a.bytes()
	s := i.Now
	s.Digest, s.Size = sha256.Sum256(data), int64(len(data))
	_, err := a.session.MediaUpdate(ctx, &mediasock.Media{ID: i.ID}, file(data))
	a.ledger.Change(i, s, err)
	return told("replace", err)
}

func (a *account) move(ctx context.Context) error {
	i := a.pick(shown)
	if i == nil {
		return nil
	}
	s := i.Now
	s.Album = a.album()
	m := &mediasock.Media{ID: i.ID, Parents: inAlbum(s.Album)}
	if s.Album == "" {
		m.Clear = mediasock.FieldParents
	}
	_, err := a.session.MediaUpdate(ctx, m, nil)
	a.ledger.Change(i, s, err)
	return told("move", err)
}

func (a *account) trash(ctx context.Context) error {
	i := a.pick(shown)
	if i == nil {
		return nil
	}
	s := i.Now
	s.Trashed = true
	err := a.post(ctx, "/i/"+i.ID+"/trash", nil)
	a.ledger.Change(i, s, err)
	return told("trash", err)
}

func (a *account) restore(ctx context.Context) error {
	i := a.pick(trashed)
	if i == nil {
		return nil
	}
	s := i.Now
	s.Trashed = false
	err := a.post(ctx, "/trash", url.Values{"action": {"restore"}, "row": {"i" + i.ID}})
	a.ledger.Change(i, s, err)
	return told("restore", err)
}

func (a *account) makeAlbum(ctx context.Context) error {
	if len(a.ledger.albums) >= 12 {
		return nil
	}
	item, err := a.session.TaxaAppend(ctx, &mediasock.Taxon{Title: a.title()})
	if err == nil {
		a.ledger.AddAlbum(item.ID)
	}
	return told("make an album", err)
}

// empty purges the trash, item by item: cut short, any of them may be gone.
func (a *account) empty(ctx context.Context) error {
	err := a.post(ctx, "/trash", url.Values{"action": {"empty"}, "sure": {"yes"}})
	for _, i := range a.ledger.items {
		if s := i.Now; s.Trashed && !s.Gone {
			s.Gone = true
			a.ledger.Change(i, s, err)
		}
	}
	return told("empty the trash", err)
}

func told(doing string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}
