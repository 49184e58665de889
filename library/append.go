package library

import (
	"context"
	"errors"
	"fmt"

	"github.com/mediasock/mediasock"
)

// MediaAppend implements mediasock.Session.
func (s *session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if err := s.may(mediasock.ScopeUpload); err != nil {
		return nil, err
	}
	if m.ID != "" {
		return s.MediaUpdate(ctx, m, d)
	}
	item, err := s.append(ctx, m, d)
	return item, s.lib.fault(ctx, "adding an item", err)
}

func (s *session) append(ctx context.Context, said *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if d == nil {
		return nil, refused("there is no file")
	}
	row, err := s.row(said)
	if err != nil {
		return nil, err
	}
	kept, release, err := s.keep(ctx, d, row, said.SHA256)
	if err != nil {
		return nil, err
	}
	defer release()
	if kept.ID == 0 {
		kept.say(row)
		kept.introduce()
		err = s.lib.addMedia(ctx, kept)
	}
	if err != nil && !errors.Is(err, mediasock.ErrExists) {
		return nil, err
	}
	s.lib.nudge()
	return s.item(ctx, kept), err
}

// addMedia writes the row. It may take the item out of the trash, so no purge
// comes in between.
func (l *Library) addMedia(ctx context.Context, m *Media) error {
	l.purging.RLock()
	defer l.purging.RUnlock()
	return l.index.AddMedia(ctx, m, m.jobs()...)
}

// row reads what a caller says of a new item.
func (s *session) row(said *mediasock.Media) (*Media, error) {
	w := words{limits: s.lib.limits}
	m := &Media{
		Owner:      s.viewer.User,
		Title:      oneLine(w.text("title", said.Title)),
		Caption:    w.text("caption", said.Caption),
		Note:       w.text("note", said.Note),
		Keywords:   w.list("keywords", said.Keywords),
		Attributes: w.attributes(said.Attributes),
		Taxa:       w.taxa(said.Parents),
		Visibility: Private,
		Added:      s.lib.now(),
	}
	return m, w.err
}

// say takes over the words of a row that has no bytes.
func (m *Media) say(row *Media) {
	m.Owner, m.Taxa, m.Visibility, m.Added = row.Owner, row.Taxa, row.Visibility, row.Added
	m.Title, m.Caption, m.Note = row.Title, row.Caption, row.Note
	m.Keywords, m.Attributes = row.Keywords, row.Attributes
}

// keep takes d into the store if it fits into the user's quota, and holds bytes
// and room until release is called. row is as Library.keep has it.
func (s *session) keep(ctx context.Context, d mediasock.Data, row *Media, announced []byte) (m *Media, release func(), err error) {
	u, err := s.lib.index.User(ctx, User{ID: s.viewer.User})
	if err != nil {
		return nil, nil, err
	}
	if u.Quota == 0 {
		return s.lib.keep(ctx, d, row, announced, func(int64, Digest) error { return nil })
	}
	if stagedOf(d) == nil && d.Size() >= 0 { // before the bytes are read
		if err := s.room(ctx, u.Quota, d.Size(), announced); err != nil {
			return nil, nil, err
		}
	}
	giveBack := func() {}
	m, unpin, err := s.lib.keep(ctx, d, row, announced, func(size int64, digest Digest) error {
		free, err := s.reserve(ctx, u.Quota, size, digest)
		if err == nil {
			giveBack = free
		}
		return err
	})
	if err != nil {
		giveBack()
		return nil, nil, err
	}
	return m, func() { unpin(); giveBack() }, nil
}

// item returns what is answered of an item.
func (s *session) item(ctx context.Context, m *Media) *mediasock.Item {
	return &mediasock.Item{ID: m.ID.String(), Resource: s.itemURL(ctx, m.ID)}
}

// byteCount writes a number of bytes for people.
func byteCount(n int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"}
	f := float64(n)
	for f >= 1000 && len(units) > 1 {
		f, units = f/1000, units[1:]
	}
	if units[0] == "bytes" {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f %s", f, units[0])
}
