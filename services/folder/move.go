package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

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
