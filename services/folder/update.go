package folder

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
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

// MediaFile implements mediasock.MediaFiler: a file is in one folder.
func (s *Session) MediaFile(ctx context.Context, id string, add, remove mediasock.List) (*mediasock.Item, error) {
	e, err := s.at(id)
	if err != nil {
		return nil, err
	}
	m, err := s.MediaGet(ctx, id)
	if err != nil {
		return nil, err
	}
	in := slices.DeleteFunc(m.Parents, remove.Has)
	for _, album := range add {
		if !in.Has(album) {
			in = append(in, album)
		}
	}
	to, err := s.parent(in)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, err = s.at(id); err != nil {
		return nil, err
	}
	if to != path.Dir(e.name) {
		err = s.move(e.name, to, path.Base(e.name))
	}
	return &mediasock.Item{ID: id}, err
}

// move moves a file with its words, or a folder, into a folder under its name or,
// where that is taken, the next. The words come first: nothing is without them.
func (s *Session) move(from, dir, name string) error {
	m, err := s.moved()
	if err != nil {
		return err
	}
	for free := library.Names(name); ; {
		to := path.Join(dir, free())
		ok, err := s.isFree(m, to)
		if err == nil && ok {
			err = s.moveTo(m, from, to)
			if errors.Is(err, fs.ErrExist) {
				continue
			}
		}
		if err != nil {
			return fmt.Errorf("folder: %w", err)
		}
		if ok {
			return nil
		}
	}
}

// moveTo moves to a name that was free a moment ago.
func (s *Session) moveTo(m *moves, from, to string) error {
	if err := s.note(m, from, to); err != nil {
		return err
	}
	err := s.link(from+xmpEnding, to+xmpEnding)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := s.relocate(from, to); err != nil {
		return errors.Join(err, s.remove(to+xmpEnding))
	}
	return errors.Join(s.remove(from+xmpEnding), s.sync(path.Dir(from)), s.sync(path.Dir(to)))
}

// relocate moves a folder, or a file, which replaces none.
func (s *Session) relocate(from, to string) error {
	info, err := s.root.Lstat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return s.root.Rename(from, to)
	}
	if err := s.link(from, to); err != nil {
		return err
	}
	return s.remove(from)
}

// link gives a file another name, which no other file has; where the file system
// knows no links, the other name alone.
func (s *Session) link(from, to string) error {
	err := s.root.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.root.Rename(from, to)
}

// remove removes a name, which need not be there any more.
func (s *Session) remove(name string) error {
	if err := s.root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
