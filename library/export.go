package library

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// albumFile tells of an album in its folder of an export.
const albumFile = "album.json"

// An Exported says what an export wrote.
type Exported struct {
	Items   int      `json:"items"`
	Albums  int      `json:"albums"`
	Files   int      `json:"files"` // an item in two albums is two
	Damaged []string `json:"damaged,omitempty"`
}

// Export writes what an owner has, the trash left out, into an empty directory
// as a plain tree: a folder for each album, in it the originals under their own
// names (equal ones get a number), and beside each an XMP file with its words
// that other programs read. An item in no album lies at the top, one in several
// in the folder of each. The file album.json in a folder has what a folder's
// name cannot tell. [Importer] reads all of it back.
func Export(ctx context.Context, index Index, store Store, owner ID, dir string) (*Exported, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("library: export: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("library: export: %w", err)
	}
	e := &exporter{index: index, store: store, owner: owner, albums: map[ID]*Taxon{}, folders: map[ID]*folder{}, top: newFolder(dir)}
	if err := e.run(ctx); err != nil {
		return &e.done, fmt.Errorf("library: export: %w", err)
	}
	return &e.done, nil
}

type exporter struct {
	index   Index
	store   Store
	owner   ID
	albums  map[ID]*Taxon
	folders map[ID]*folder
	top     *folder
	done    Exported
}

func (e *exporter) run(ctx context.Context) error {
	var ids []ID
	for t, err := range e.index.Taxa(ctx, Viewer{All: true}, e.owner, false) {
		if err != nil {
			return err
		}
		e.albums[t.ID], ids = t, append(ids, t.ID)
	}
	// The oldest album of a title has the folder without a number, every time.
	slices.SortFunc(ids, func(a, b ID) int {
		return cmp.Or(e.albums[a].Added.Compare(e.albums[b].Added), cmp.Compare(a, b))
	})
	for _, id := range ids {
		if _, err := e.folder(id); err != nil {
			return err
		}
	}
	for m, err := range e.index.ListMedia(ctx, Viewer{All: true}, Query{Owner: e.owner, Order: Change}) {
		if err == nil {
			err = e.item(ctx, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// folder makes the folder of an album, in that of the first album that it is
// in. Albums cannot be inside themselves, so this ends.
func (e *exporter) folder(id ID) (*folder, error) {
	if f := e.folders[id]; f != nil {
		return f, nil
	}
	t, above := e.albums[id], e.top
	for _, parent := range t.Parents {
		if e.albums[parent] == nil {
			continue
		}
		var err error
		if above, err = e.folder(parent); err != nil {
			return nil, err
		}
		break
	}
	f := newFolder(filepath.Join(above.dir, above.take(plainName(t.Title, "album"))))
	e.folders[id] = f
	if err := os.Mkdir(f.dir, 0o700); err != nil {
		return nil, err
	}
	e.done.Albums++
	return f, writeAlbumFile(filepath.Join(f.dir, f.take(albumFile)), t)
}

func writeAlbumFile(name string, t *Taxon) error {
	r := t.record()
	r.Link, r.OwnerName = "", "" // a link's secret is for who has it
	d, err := document(SidecarName{SidecarAlbum, t.ID}, r)
	if err != nil {
		return err
	}
	return os.WriteFile(name, d.JSON, 0o600)
}

// readAlbumFile returns nil where there is none.
func readAlbumFile(name string) (*albumRecord, error) {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := new(albumRecord)
	if err := json.NewDecoder(io.LimitReader(f, maxWords)).Decode(r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// item writes an item into the folder of each of its albums.
func (e *exporter) item(ctx context.Context, m *Media) error {
	var folders []*folder
	for _, id := range m.Taxa {
		if f := e.folders[id]; f != nil {
			folders = append(folders, f)
		}
	}
	if len(folders) == 0 {
		folders = []*folder{e.top}
	}
	words, err := m.XMP()
	if err != nil {
		return err
	}
	e.done.Items++
	first := ""
	for _, f := range folders {
		name := filepath.Join(f.dir, f.takeWith(plainName(m.Name, "item"), xmpEnding))
		if first == "" || os.Link(first, name) != nil {
			sound, err := e.copy(ctx, m, name)
			if err != nil {
				return err
			}
			if !sound {
				e.done.Damaged = append(e.done.Damaged, fmt.Sprintf("%x", m.Digest))
				return nil
			}
			first = name
		}
		if err := os.WriteFile(name+xmpEnding, words, 0o600); err != nil {
			return err
		}
		e.done.Files++
	}
	return nil
}

// copy writes an item's bytes, if they are there and sound.
func (e *exporter) copy(ctx context.Context, m *Media, name string) (sound bool, err error) {
	r, err := e.store.Open(ctx, m.Digest)
	if gone(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer r.Close()
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, err
	}
	digest, err := copyHashed(ctx, f, r)
	if err := errors.Join(err, f.Close()); err != nil {
		return false, err
	}
	if digest != m.Digest {
		return false, os.Remove(name)
	}
	return true, os.Chtimes(name, m.Date(), m.Date())
}
