package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// TaxaList implements mediasock.Session.
func (s *Session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		all, err := s.walk(ctx, ".", true)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			yield(mediasock.Taxon{}, err)
			return
		}
		for _, e := range all {
			t, err := s.taxon(e.name)
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
func (s *Session) taxon(name string) (*mediasock.Taxon, error) {
	m, _, err := s.words(path.Join(name, albumWords))
	if err != nil {
		return nil, err
	}
	t := &mediasock.Taxon{ID: idOf(name), Title: m.Title, Caption: m.Caption, Note: m.Note, Parents: parentsOf(name), Append: appendable()}
	if t.Title == "" {
		t.Title = path.Base(name)
	}
	return t, nil
}

// TaxaAppend implements mediasock.Session.
func (s *Session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.Title == "" {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an album needs a title"}
	}
	dir, err := s.parent(t.Parents)
	if err != nil {
		return nil, err
	}
	packet := library.Media{ID: 1, Title: lines(t.Title), Caption: lines(t.Caption), Note: lines(t.Note)}
	text, err := packet.XMP()
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	for free := library.Names(library.PlainName(t.Title, "album")); ; {
		name := path.Join(dir, free())
		err := s.root.Mkdir(name, 0o777)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = errors.Join(s.write(path.Join(name, albumWords), text), s.sync(name), s.sync(dir))
		}
		if err != nil {
			return nil, fmt.Errorf("folder: %w", err)
		}
		return &mediasock.Item{ID: idOf(name), Title: t.Title, Append: appendable()}, nil
	}
}
