package folder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var _ mediasock.TaxaUpdater = (*Session)(nil)

// TaxaList implements mediasock.Session.
func (s *Session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		all, err := s.walk(ctx, ".", true)
		if err == nil {
			err = ctx.Err()
		}
		var moved *moves
		if err == nil {
			moved, err = s.moved()
		}
		if err != nil {
			yield(mediasock.Taxon{}, err)
			return
		}
		for _, e := range all {
			t, err := s.taxon(moved, e.name)
			if err != nil {
				yield(mediasock.Taxon{}, err)
				return
			}
			if !yield(*t, nil) {
				return
			}
		}
	}
}

// appendable is what may be added to an album.
func appendable() mediasock.List { return mediasock.List{"media", "taxon"} }

// taxon returns a folder as an album.
func (s *Session) taxon(moved *moves, name string) (*mediasock.Taxon, error) {
	w, err := s.words(path.Join(name, albumWords))
	if err != nil {
		return nil, err
	}
	return &mediasock.Taxon{
		ID: s.idOf(moved, name), Title: cmp.Or(w.Title, path.Base(name)), Caption: w.Caption, Note: w.Note,
		Parents: s.parentsOf(moved, name), Append: appendable(),
	}, nil
}

// errUntitled refuses an album without a title.
var errUntitled error = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an album needs a title"}

// TaxaAppend implements mediasock.Session.
func (s *Session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.Title == "" {
		return nil, errUntitled
	}
	dir, err := s.parent(t.Parents)
	if err != nil {
		return nil, err
	}
	text, err := packet(1, "", &mediasock.Media{Title: t.Title, Caption: t.Caption, Note: t.Note})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	moved, err := s.moved()
	if err != nil {
		return nil, err
	}
	name, err := s.mkdir(moved, dir, library.PlainName(t.Title, "album"))
	if err == nil {
		err = errors.Join(s.write(path.Join(name, albumWords), text), s.sync(name), s.sync(dir))
	}
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return &mediasock.Item{ID: s.idOf(moved, name), Title: t.Title, Append: appendable()}, nil
}

// mkdir makes a folder under a name or, where that is taken, the next.
func (s *Session) mkdir(moved *moves, dir, name string) (string, error) {
	for free := library.Names(name); ; {
		name := path.Join(dir, free())
		ok, err := s.isFree(moved, name)
		if err == nil && ok {
			err = s.root.Mkdir(name, 0o777)
		}
		if errors.Is(err, fs.ErrExist) || err == nil && !ok {
			continue
		}
		return name, err
	}
}

// TaxaUpdate implements mediasock.TaxaUpdater. An album with another title gets a
// folder of another name, and keeps its id.
func (s *Session) TaxaUpdate(ctx context.Context, t *mediasock.Taxon) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name, err := s.album(t.ID)
	if err != nil {
		return err
	}
	if t.Title == "" && t.Clear.Has(mediasock.FieldTitle) {
		return errUntitled
	}
	dir, base := path.Dir(name), path.Base(name)
	if len(t.Parents) > 0 || t.Clear.Has(mediasock.FieldParents) {
		if dir, err = s.parent(t.Parents); err != nil {
			return err
		}
	}
	if dir == name || strings.HasPrefix(dir, name+"/") {
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an album cannot be inside itself"}
	}
	if t.Title != "" {
		base = library.PlainName(t.Title, "album")
	}
	if err := s.sayOfAlbum(name, t); err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	if path.Join(dir, base) == name {
		return nil
	}
	return s.move(name, dir, base)
}

// sayOfAlbum changes the words of an album.
func (s *Session) sayOfAlbum(name string, t *mediasock.Taxon) error {
	file := path.Join(name, albumWords)
	old, err := s.words(file)
	if err != nil {
		return err
	}
	said := old.Media
	said.Update(&mediasock.Media{Title: t.Title, Caption: t.Caption, Note: t.Note, Clear: t.Clear &^ mediasock.FieldTitle})
	said.Title = cmp.Or(said.Title, path.Base(name))
	text, err := packet(old.Item, "", &said)
	if err != nil {
		return err
	}
	return s.rewrite(file, old, text)
}
