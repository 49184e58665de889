package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
)

// An Importer reads a tree of folders into a library, such as [Export] or any
// other program wrote: a folder becomes an album, an XMP file beside a file its
// words.
type Importer struct {
	Library *Library
	User    *mediasock.User // whose it becomes; her scope must be manage

	// Failed is told what could not be read, and goes on; nil stops there.
	Failed func(name string, err error)
}

// Imported is what an import did.
type Imported struct {
	Items  int `json:"items"`  // new ones
	Known  int `json:"known"`  // that the user had, or that came several times
	Albums int `json:"albums"` // new ones
	Failed int `json:"failed"`
}

// Run imports a directory. An album that is there, of the same title in the
// same album, is used; an item that is there gets the albums but keeps its
// words. So an import that was cut short can be run again.
func (o Importer) Run(ctx context.Context, dir string) (*Imported, error) {
	session, err := o.Library.Session(ctx, o.User)
	if err != nil {
		return nil, err
	}
	i := &importer{Importer: o, session: session, viewer: ViewerOf(o.User), albums: map[albumKey]ID{}, known: map[ID]ID{}, used: map[ID]ID{}, items: map[ID]ID{}}
	for _, step := range []func(context.Context) error{
		i.readAlbums,
		func(ctx context.Context) error { return i.folder(ctx, dir, 0, 0) },
		i.finishAlbums,
	} {
		if err := step(ctx); err != nil {
			return &i.done, fmt.Errorf("library: import: %w", err)
		}
	}
	return &i.done, nil
}

// An albumKey is a title in an album; 0 is none.
type albumKey struct {
	parent ID
	title  string
}

type importer struct {
	Importer
	session mediasock.Session
	viewer  Viewer
	albums  map[albumKey]ID
	known   map[ID]ID // albums here by their ids in the export
	items   map[ID]ID // likewise items
	used    map[ID]ID // the other way round: two albums may have the same title
	told    []*albumRecord
	done    Imported
}

func (i *importer) readAlbums(ctx context.Context) error {
	albums, err := i.Library.Taxa(ctx, i.viewer, i.viewer.User)
	if err != nil {
		return err
	}
	for _, t := range albums {
		if len(t.Parents) == 0 {
			i.albums[albumKey{0, t.Title}] = t.ID
		}
		for _, parent := range t.Parents {
			i.albums[albumKey{parent, t.Title}] = t.ID
		}
	}
	return nil
}

// maxFolders bounds how deep folders are followed.
const maxFolders = 64

// folder imports what is in a directory into an album, or into none.
func (i *importer) folder(ctx context.Context, dir string, album ID, depth int) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return i.failed(dir, err)
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."), !e.IsDir() && !e.Type().IsRegular():
		case e.IsDir() && depth < maxFolders:
			err = i.album(ctx, name, album, depth)
		case !e.IsDir() && !isWords(e.Name(), entries):
			err = i.file(ctx, name, album)
		}
		if err := i.failed(name, err); err != nil {
			return err
		}
	}
	return nil
}

// isWords reports whether a file only tells of others.
func isWords(name string, beside []os.DirEntry) bool {
	if name == albumFile {
		return true
	}
	of, isXMP := strings.CutSuffix(name, xmpEnding)
	return isXMP && slices.ContainsFunc(beside, func(e os.DirEntry) bool {
		return e.Name() == of || strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())) == of && e.Name() != name
	})
}

// failed tells of an error and returns it unless the import goes on.
func (i *importer) failed(name string, err error) error {
	if err == nil || i.Failed == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	i.done.Failed++
	i.Failed(name, err)
	return nil
}

// album imports a folder.
func (i *importer) album(ctx context.Context, dir string, parent ID, depth int) error {
	record, err := readAlbumFile(filepath.Join(dir, albumFile))
	if err := i.failed(filepath.Join(dir, albumFile), err); err != nil {
		return err
	}
	if record == nil {
		record = &albumRecord{Title: filepath.Base(dir)}
	}
	id, err := i.albumID(ctx, record, parent)
	if err != nil {
		return err
	}
	if record.ID != 0 {
		i.known[record.ID] = id
		i.told = append(i.told, record)
	}
	return i.folder(ctx, dir, id, depth+1)
}

// albumID finds the album or makes it.
func (i *importer) albumID(ctx context.Context, r *albumRecord, parent ID) (ID, error) {
	key := albumKey{parent, oneLine(r.Title)}
	if id := i.albums[key]; id != 0 && (i.used[id] == 0 || i.used[id] == r.ID) {
		i.used[id] = r.ID
		return id, nil
	}
	t := &mediasock.Taxon{Title: r.Title, Caption: r.Caption, Note: r.Note, Attributes: attributeList(r.Attributes)}
	if parent != 0 {
		t.Parents = mediasock.List{parent.String()}
	}
	item, err := i.session.TaxaAppend(ctx, t)
	if err != nil {
		return 0, err
	}
	id, _ := ParseID(item.ID)
	i.albums[key], i.used[id] = id, r.ID
	i.done.Albums++
	if r.Visibility != "" && r.Visibility != Private {
		_, err = i.Library.SetTaxonVisibility(ctx, i.viewer, id, r.Visibility)
	}
	return id, err
}

// finishAlbums gives albums what had to be there first: the other albums that
// they are in, and their icons.
func (i *importer) finishAlbums(ctx context.Context) error {
	for _, r := range i.told {
		t := &mediasock.Taxon{ID: i.known[r.ID].String()}
		for _, parent := range r.Parents {
			if id := i.known[parent]; id != 0 {
				t.Parents = append(t.Parents, id.String())
			}
		}
		t.Icon = i.items[r.Icon].String()
		if len(t.Parents) < 2 && t.Icon == "" {
			continue
		}
		if err := mediasock.UpdateTaxon(ctx, i.session, t); err != nil {
			return err
		}
	}
	return nil
}

// file imports a file with the words beside it.
func (i *importer) file(ctx context.Context, name string, album ID) error {
	words, err := wordsOf(name)
	if err := i.failed(name+xmpEnding, err); err != nil {
		return err
	}
	if words == nil {
		words = &importedWords{}
	}
	m, d := words.media, &importedFile{path: name, name: words.name}
	if album != 0 {
		m.Parents = mediasock.List{album.String()}
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	d.size = info.Size()
	item, err := i.session.MediaAppend(ctx, &m, d)
	if err != nil && !errors.Is(err, mediasock.ErrExists) {
		return err
	}
	id, _ := ParseID(item.ID)
	if exported, ok := ParseID(words.item); ok {
		i.items[exported] = id
	}
	if err != nil {
		i.done.Known++
		return nil
	}
	i.done.Items++
	return i.exact(ctx, id, words)
}

// wordsOf reads the XMP file beside a file: pier.jpg.xmp, or pier.xmp.
func wordsOf(name string) (*importedWords, error) {
	w, err := readXMPFile(name + xmpEnding)
	if w == nil && err == nil && filepath.Ext(name) != xmpEnding {
		w, err = readXMPFile(strings.TrimSuffix(name, filepath.Ext(name)) + xmpEnding)
	}
	return w, err
}

// exact makes the words of a new item those of the export, without what the
// file says where its owner had taken that away.
func (i *importer) exact(ctx context.Context, id ID, w *importedWords) error {
	if !w.own {
		return nil
	}
	m := w.media
	m.ID, m.Parents = id.String(), nil
	for field, empty := range map[mediasock.Fields]bool{
		mediasock.FieldTitle: m.Title == "", mediasock.FieldCaption: m.Caption == "", mediasock.FieldNote: m.Note == "",
		mediasock.FieldKeywords: len(m.Keywords) == 0, mediasock.FieldAttributes: len(m.Attributes) == 0,
	} {
		if empty {
			m.Clear |= field
		}
	}
	_, err := mediasock.UpdateMedia(ctx, i.session, &m, nil)
	if err == nil && w.visibility != "" && w.visibility != Private {
		_, err = i.Library.SetVisibility(ctx, i.viewer, id, w.visibility)
	}
	return err
}

// An importedFile is a file on the disk, under its name in the library.
type importedFile struct {
	path, name string
	size       int64
}

var _ mediasock.Data = (*importedFile)(nil)

// Open implements mediasock.Data.
func (f *importedFile) Open() (io.ReadCloser, error) { return os.Open(f.path) }

// Size implements mediasock.Data.
func (f *importedFile) Size() int64 { return f.size }

// Name implements mediasock.Data.
func (f *importedFile) Name() string {
	if f.name != "" {
		return f.name
	}
	return filepath.Base(f.path)
}

// Type implements mediasock.Data; the library finds it by the content.
func (f *importedFile) Type() string { return "" }
