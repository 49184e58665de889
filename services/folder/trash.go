package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var _ mediasock.MediaDeleter = (*Session)(nil)

// trashFolder holds what was deleted and what was replaced: below a folder for each
// time, each file where it was, with its words. Whoever wants it back moves it
// there; nothing here empties it.
const trashFolder = ".mediasock-trash"

// discard puts what has a name into the trash, by moving or by linking it.
func (s *Session) discard(name string, put func(from, to string) error) error {
	to, err := s.inTrash(name)
	if err != nil {
		return err
	}
	if err := put(name, to); err != nil {
		return err
	}
	for dir := path.Dir(to); ; dir = path.Dir(dir) {
		if err := s.sync(dir); err != nil {
			return err
		}
		if dir == "." {
			return s.sync(path.Dir(name))
		}
	}
}

// inTrash returns where in the trash there is room for what has a name, now.
func (s *Session) inTrash(name string) (string, error) {
	for free := library.Names(time.Now().UTC().Format("2006-01-02T150405Z")); ; {
		to := path.Join(trashFolder, free(), name)
		if err := s.root.MkdirAll(path.Dir(to), 0o777); err != nil {
			return "", err
		}
		if _, err := s.root.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			return to, nil
		} else if err != nil {
			return "", err
		}
	}
}

// MediaDelete implements mediasock.MediaDeleter: the file and its words go to the
// trash.
func (s *Session) MediaDelete(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, err := s.at(id)
	if err != nil {
		return err
	}
	if err := s.discard(e.name, s.root.Rename); err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	err = s.discard(e.name+xmpEnding, s.root.Rename)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("folder: %w", err)
	}
	return nil
}

// TaxaDelete implements mediasock.TaxaUpdater. What is in the album goes to the
// top, what is hidden in its folder to the trash.
func (s *Session) TaxaDelete(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name, err := s.album(id)
	if err != nil {
		return err
	}
	in, err := fs.ReadDir(s.root.FS(), name)
	if err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	for _, d := range in {
		if hidden(d.Name()) || !d.IsDir() && !d.Type().IsRegular() {
			continue
		}
		if err := s.move(path.Join(name, d.Name()), ".", d.Name()); err != nil {
			return err
		}
	}
	if err := s.discard(name, s.root.Rename); err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	return nil
}
