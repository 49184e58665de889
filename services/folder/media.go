package folder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"mime"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
)

// An entry is a file or folder, by its path.
type entry struct {
	name    string
	size    int64
	changed time.Time
	said    time.Time // when its words changed; zero where it has none
}

// updated returns the last change of a file or of its words.
func (e entry) updated() time.Time {
	if e.said.After(e.changed) {
		return e.said
	}
	return e.changed
}

// walk returns the files below dir, or the folders.
func (s *Session) walk(ctx context.Context, dir string, folders bool) ([]entry, error) {
	var all []entry
	said := map[string]time.Time{}
	err := fs.WalkDir(s.root.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case name == ".":
			return nil
		case hidden(d.Name()) && d.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(d.Name(), ".") || d.IsDir() != folders || !d.IsDir() && !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist): // it has just gone
		case err != nil:
			return err
		case hidden(d.Name()):
			said[name] = info.ModTime()
		default:
			all = append(all, entry{name: name, size: info.Size(), changed: info.ModTime()})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	for i := range all {
		all[i].said = said[all[i].name+xmpEnding]
	}
	return all, nil
}

// MediaList implements mediasock.MediaLister.
func (s *Session) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		moved, err := s.moved()
		var all []entry
		if err == nil {
			all, err = s.listed(ctx, moved, q)
		}
		if err != nil {
			yield(mediasock.Media{}, err)
			return
		}
		for _, e := range all {
			m, err := s.media(moved, e)
			if err != nil {
				yield(mediasock.Media{}, err)
				return
			}
			if !yield(*m, nil) {
				return
			}
		}
	}
}

// listed returns the files that q asks for, latest change first.
func (s *Session) listed(ctx context.Context, moved *moves, q mediasock.MediaQuery) ([]entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	dir := "."
	if q.Taxon != "" {
		var err error
		if dir, err = s.parent(mediasock.List{q.Taxon}); err != nil {
			return nil, err
		}
	}
	all, err := s.walk(ctx, dir, false)
	if err != nil {
		return nil, err
	}
	if q.Taxon != "" {
		all = slices.DeleteFunc(all, func(e entry) bool { return path.Dir(e.name) != dir })
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Or(b.updated().Compare(a.updated()), cmp.Compare(a.name, b.name)) })
	if q.Cursor != "" {
		i := slices.IndexFunc(all, func(e entry) bool { return s.idOf(moved, e.name) == q.Cursor })
		all = all[i+1:]
	}
	if q.Limit > 0 {
		all = all[:min(q.Limit, len(all))]
	}
	return all, nil
}

// media returns a file as an item.
func (s *Session) media(moved *moves, e entry) (*mediasock.Media, error) {
	w, err := s.words(e.name + xmpEnding)
	if err != nil {
		return nil, err
	}
	m := w.Media
	m.ID, m.Parents = s.idOf(moved, e.name), s.parentsOf(moved, e.name)
	name := cmp.Or(w.Was, path.Base(e.name))
	m.File = mediasock.File{
		Name: name, Type: mime.TypeByExtension(path.Ext(name)), Size: e.size,
		Added: e.changed, Updated: e.updated(), Cursor: m.ID,
	}
	return &m, nil
}

// at returns the file of an id, or ErrUnknownItem.
func (s *Session) at(id string) (entry, error) {
	moved, err := s.moved()
	if err != nil {
		return entry{}, err
	}
	name := s.resolve(moved, id)
	if name == "" {
		return entry{}, mediasock.ErrUnknownItem
	}
	info, err := s.root.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return entry{}, mediasock.ErrUnknownItem
	}
	e := entry{name: name, size: info.Size(), changed: info.ModTime()}
	if words, err := s.root.Stat(name + xmpEnding); err == nil {
		e.said = words.ModTime()
	}
	return e, nil
}

// told returns what is told of the file of an id, and where it is.
func (s *Session) told(id string) (*mediasock.Media, entry, error) {
	e, err := s.at(id)
	if err != nil {
		return nil, e, err
	}
	moved, err := s.moved()
	if err != nil {
		return nil, e, err
	}
	m, err := s.media(moved, e)
	return m, e, err
}

// MediaGet implements mediasock.MediaGetter.
func (s *Session) MediaGet(ctx context.Context, id string) (*mediasock.Media, error) {
	m, _, err := s.told(id)
	return m, err
}

var _ mediasock.Data = (*file)(nil)
