package folder

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"path"
	"time"

	"github.com/mediasock/mediasock"
)

var (
	_ mediasock.MediaUpdater = (*Session)(nil)
	_ mediasock.MediaFiler   = (*Session)(nil)
)

// MediaUpdate implements mediasock.MediaUpdater. Bytes that are replaced go to the
// trash. A file that moves to another album keeps its id.
func (s *Session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e, err := s.at(m.ID)
	if err != nil {
		return nil, err
	}
	to, err := s.target(e.name, m)
	if err != nil {
		return nil, err
	}
	var a *arrival
	if d != nil {
		if a, err = s.receive(ctx, path.Dir(e.name), d, m.SHA256); err != nil {
			return nil, err
		}
		defer s.root.Remove(a.hidden) // is gone where all went well
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, err = s.at(m.ID); err != nil {
		return nil, err
	}
	if err := s.change(e.name, to, m, a); err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return &mediasock.Item{ID: m.ID}, nil
}

// target returns the folder that a file is to be in after an update.
func (s *Session) target(name string, m *mediasock.Media) (string, error) {
	if len(m.Parents) == 0 && !m.Clear.Has(mediasock.FieldParents) {
		return path.Dir(name), nil
	}
	return s.parent(m.Parents)
}

// change changes the words of a file, its bytes to those of a unless that is nil,
// and the folder that it is in.
func (s *Session) change(name, to string, m *mediasock.Media, a *arrival) error {
	if err := s.sayAnew(name, m, a); err != nil {
		return err
	}
	if a != nil {
		if err := s.replace(name, a.hidden); err != nil {
			return err
		}
	}
	if to == path.Dir(name) {
		return nil
	}
	return s.move(name, to, path.Base(name))
}

// sayAnew changes the words of a file; a is what will replace its bytes, or nil.
func (s *Session) sayAnew(name string, m *mediasock.Media, a *arrival) error {
	old, err := s.words(name + xmpEnding)
	if err != nil {
		return err
	}
	said := old.Media
	said.Update(m)
	path := sha256.Sum256([]byte(name)) // for a file that others put there
	item, was := cmp.Or(old.Item, number(path[:])), old.Was
	if a != nil {
		item, was = number(a.sum), cmp.Or(a.name, was)
	}
	text, err := packet(item, was, &said)
	if err != nil {
		return err
	}
	return s.rewrite(name+xmpEnding, old, text)
}

// replace gives a file the bytes of another.
func (s *Session) replace(name, by string) error {
	if err := s.discard(name, s.root.Link); err != nil {
		return err
	}
	now := time.Now()
	if err := s.root.Chtimes(by, now, now); err != nil {
		return err
	}
	if err := s.root.Rename(by, name); err != nil {
		return err
	}
	return s.sync(path.Dir(name))
}
