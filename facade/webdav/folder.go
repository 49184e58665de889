package webdav

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mediasock/mediasock"
)

// maxName is the length of a name in bytes.
const maxName = 200

// A folder is what an album shows, or the root: each name once.
type folder struct {
	id      string // of the album; "" is the root
	at      time.Time
	entries map[string]*entry
	order   []string
}

// An entry is a name in a folder: an album or an item.
type entry struct {
	name  string
	in    string // id of the folder
	album *mediasock.Taxon
	item  *mediasock.Media
}

// root is the entry of the root folder.
func root() *entry { return &entry{name: "/", album: &mediasock.Taxon{}} }

func (e *entry) id() string {
	if e.album != nil {
		return e.album.ID
	}
	return e.item.ID
}

// add adds an entry, with its id behind its name where the name is taken.
func (f *folder) add(e *entry) {
	e.in = f.id
	if _, taken := f.entries[e.name]; taken {
		ext := path.Ext(e.name)
		e.name = strings.TrimSuffix(e.name, ext) + " (" + e.id() + ")" + ext
	}
	if _, taken := f.entries[e.name]; taken {
		return // somebody has named another so
	}
	f.entries[e.name] = e
	f.order = append(f.order, e.name)
}

// named returns the names that an item has in the folder.
func (f *folder) named(id string) []string {
	var names []string
	for _, name := range f.order {
		if e := f.entries[name]; e.item != nil && e.item.ID == id {
			names = append(names, name)
		}
	}
	return names
}

// list returns a folder as it is now, or was a moment ago.
func (t *tree) list(ctx context.Context, id string) (*folder, error) {
	now := t.host.Time()
	if f, ok := t.desk.listed(id, now); ok {
		return f, nil
	}
	changes := t.desk.changed()
	f := &folder{id: id, at: now, entries: map[string]*entry{}}
	if err := t.addAlbums(ctx, f); err != nil {
		return nil, err
	}
	if err := t.addItems(ctx, f); err != nil {
		return nil, err
	}
	for _, name := range t.desk.reserved(id, now) {
		if _, taken := f.entries[name]; !taken {
			f.add(&entry{name: name, item: &mediasock.Media{}})
		}
	}
	t.desk.keep(f, now, changes)
	return f, nil
}

// addAlbums adds the albums in the folder, the oldest first: a later one of the
// same title takes nobody's name.
func (t *tree) addAlbums(ctx context.Context, f *folder) error {
	albums, err := t.allAlbums(ctx)
	if err != nil {
		return err
	}
	for i := range albums {
		a := &albums[i]
		if f.id == "" && t.isRoot(a) || f.id != "" && a.Parents.Has(f.id) {
			f.add(&entry{name: cleanName(a.Title, "album "+a.ID), album: a})
		}
	}
	return nil
}

// allAlbums reads all albums, once a request.
func (t *tree) allAlbums(ctx context.Context) ([]mediasock.Taxon, error) {
	if t.albums != nil {
		return t.albums, nil
	}
	t.known = map[string]bool{}
	t.albums = []mediasock.Taxon{}
	for a, err := range t.session.TaxaList(ctx) {
		if err != nil {
			t.albums = nil
			return nil, err
		}
		t.albums = append(t.albums, a)
		t.known[a.ID] = true
	}
	slices.SortFunc(t.albums, func(a, b mediasock.Taxon) int { return strings.Compare(a.Title+"\x00"+a.ID, b.Title+"\x00"+b.ID) })
	return t.albums, nil
}

// isRoot reports whether an album is in no other that the user sees.
func (t *tree) isRoot(a *mediasock.Taxon) bool {
	return !slices.ContainsFunc(a.Parents, func(p string) bool { return t.known[p] && p != a.ID })
}

// addItems adds the items in the folder, the oldest first.
func (t *tree) addItems(ctx context.Context, f *folder) error {
	names, err := t.names(ctx, f.id)
	if err != nil {
		return err
	}
	var items []mediasock.Media
	for m, err := range mediasock.ListMedia(ctx, t.session, mediasock.MediaQuery{Taxon: f.id}) {
		if err != nil {
			return err
		}
		if f.id != "" || len(m.Parents) == 0 || len(names.of(m.ID)) > 0 {
			items = append(items, m)
		}
	}
	slices.SortFunc(items, func(a, b mediasock.Media) int {
		if c := a.File.Added.Compare(b.File.Added); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	for i := range items { // names that were given come before those that items have
		for _, name := range names.of(items[i].ID) {
			f.add(&entry{name: name, item: &items[i]})
		}
	}
	for i := range items {
		if len(names.of(items[i].ID)) == 0 {
			f.add(&entry{name: itemName(&items[i]), item: &items[i]})
		}
	}
	return nil
}

// itemName returns the name that an item has by itself.
func itemName(m *mediasock.Media) string {
	if m.File.Name != "" {
		return cleanName(m.File.Name, m.ID)
	}
	return cleanName(m.Title, m.ID)
}

// cleanName makes a title a name: no slash, nothing that cannot be seen, no name
// that has a meaning of its own.
func cleanName(title, otherwise string) string {
	name := strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '/' || r == '\\':
			return '_'
		case !unicode.IsPrint(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, title))
	for len(name) > maxName {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	if strings.Trim(name, ". ") == "" {
		return otherwise
	}
	return name
}
