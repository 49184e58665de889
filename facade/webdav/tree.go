package webdav

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// errJunk refuses what file managers drop everywhere.
var errJunk = errors.New("that is no media: it is not kept")

// errName refuses a name that cannot be kept.
var errName = &mediasock.Error{Code: mediasock.CodePermanent, Message: "that is no name for a file or folder"}

// A tree is a user's media as folders, for one request.
type tree struct {
	host    *facade.Host
	session mediasock.Session
	user    *mediasock.User
	desk    *desk
	request http.Header
	header  http.Header // of the answer

	size int64 // of the request's body, -1 if unknown

	albums  []mediasock.Taxon
	known   map[string]bool
	writing *writer
	failure error // the last error that the library of WebDAV was given
}

var _ webdav.FileSystem = (*tree)(nil)

// failed notes an error for the answer, and gives it to the library of WebDAV.
func (t *tree) failed(err error) error {
	if err != nil {
		t.failure = err
	}
	return err
}

// find returns what stands at a path; fs.ErrNotExist if nothing does.
func (t *tree) find(ctx context.Context, name string) (*entry, error) {
	e := root()
	for part := range strings.SplitSeq(strings.Trim(path.Clean("/"+name), "/"), "/") {
		if part == "" {
			continue
		}
		if e.album == nil {
			return nil, fs.ErrNotExist
		}
		next, ok, err := t.member(ctx, e.album.ID, part)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fs.ErrNotExist
		}
		e = next
	}
	return e, nil
}

// member returns what has a name in a folder. Albums have their names before
// items: where one has it the items, in the root all of the library, are not read.
func (t *tree) member(ctx context.Context, id, name string) (*entry, bool, error) {
	albums := &folder{id: id, entries: map[string]*entry{}}
	if err := t.addAlbums(ctx, albums); err != nil {
		return nil, false, err
	}
	if e, ok := albums.entries[name]; ok {
		return e, true, nil
	}
	f, err := t.list(ctx, id)
	if err != nil {
		return nil, false, err
	}
	e, ok := f.entries[name]
	return e, ok, nil
}

// parent returns the folder that a path is in, and the last part of the path.
func (t *tree) parent(ctx context.Context, name string) (*folder, string, error) {
	dir, base := path.Split(strings.TrimSuffix(path.Clean("/"+name), "/"))
	if base == "" {
		return nil, "", fs.ErrPermission // the root itself
	}
	e, err := t.find(ctx, dir)
	if err != nil {
		return nil, "", err
	}
	if e.album == nil {
		return nil, "", fs.ErrNotExist
	}
	f, err := t.list(ctx, e.album.ID)
	return f, base, err
}

// Stat tells of what stands at a path.
func (t *tree) Stat(ctx context.Context, name string) (os.FileInfo, error) {
	e, err := t.find(ctx, name)
	if err != nil {
		return nil, t.failed(err)
	}
	return &info{e}, nil
}

// Mkdir makes an album.
func (t *tree) Mkdir(ctx context.Context, name string, _ os.FileMode) error {
	f, base, err := t.parent(ctx, name)
	if err != nil {
		return t.failed(err)
	}
	if _, taken := f.entries[base]; taken {
		return t.failed(fs.ErrExist)
	}
	if cleanName(base, "") != base {
		return t.failed(errName)
	}
	album := &mediasock.Taxon{Title: base}
	if f.id != "" {
		album.Parents = mediasock.List{f.id}
	}
	item, err := t.session.TaxaAppend(ctx, album)
	if item != nil {
		t.header.Set("X-Mediasock-Item", item.ID)
	}
	t.changed()
	return t.failed(err)
}

// changed forgets what was listed.
func (t *tree) changed() {
	t.albums = nil
	t.desk.forget()
}

// OpenFile opens a folder or a file to be read, or a file to be written whole.
func (t *tree) OpenFile(ctx context.Context, name string, flag int, _ os.FileMode) (webdav.File, error) {
	if flag&os.O_CREATE == 0 {
		e, err := t.find(ctx, name)
		if err != nil {
			return nil, t.failed(err)
		}
		return &reader{tree: t, ctx: ctx, entry: e}, nil
	}
	w, err := t.newWriter(ctx, name)
	if err != nil {
		return nil, t.failed(err)
	}
	return w, nil
}

// RemoveAll takes what stands at a path away: into the trash, in the end.
func (t *tree) RemoveAll(ctx context.Context, name string) error {
	e, err := t.find(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && e.id() == "" {
		err = fs.ErrPermission // the root
	}
	if err == nil {
		err = t.remove(ctx, e)
	}
	if err != nil || e.item == nil {
		t.changed()
		return t.failed(err)
	}
	t.desk.patch(e.in, func(f *folder) bool { return f.remove(e.name) })
	return nil
}

// remove takes an entry away; an album with all that is in it.
func (t *tree) remove(ctx context.Context, e *entry) error {
	if e.item != nil {
		return t.removeItem(ctx, e)
	}
	if others := slices.DeleteFunc(slices.Clone(e.album.Parents), func(p string) bool { return p == e.in }); e.in != "" && len(others) > 0 {
		return mediasock.UpdateTaxon(ctx, t.session, &mediasock.Taxon{ID: e.album.ID, Parents: others}) // it stays there
	}
	f, err := t.list(ctx, e.album.ID)
	if err != nil {
		return err
	}
	for _, name := range slices.Clone(f.order) {
		if err := t.remove(ctx, f.entries[name]); err != nil {
			return err
		}
	}
	return mediasock.DeleteTaxon(ctx, t.session, e.album.ID)
}

// removeItem takes a name away; the item stays while it has another one.
func (t *tree) removeItem(ctx context.Context, e *entry) error {
	if e.item.ID == "" {
		t.desk.free(e.in, e.name)
		return nil
	}
	f, err := t.list(ctx, e.in)
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(f.named(e.item.ID), func(n string) bool { return n == e.name })
	if len(kept) > 0 {
		return t.unname(ctx, e.in, e.item.ID, e.name, kept)
	}
	elsewhere, err := t.elsewhere(ctx, e)
	if err != nil {
		return err
	}
	switch {
	case elsewhere && e.in != "":
		_, err = mediasock.FileMedia(ctx, t.session, e.item.ID, nil, mediasock.List{e.in})
	case !elsewhere:
		err = mediasock.DeleteMedia(ctx, t.session, e.item.ID)
	}
	if err != nil {
		return err
	}
	return t.unname(ctx, e.in, e.item.ID, e.name, nil)
}

// elsewhere reports whether an item is in another folder than the entry's.
func (t *tree) elsewhere(ctx context.Context, e *entry) (bool, error) {
	m, err := mediasock.GetMedia(ctx, t.session, e.item.ID)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(m.Parents, func(p string) bool { return p != e.in }) {
		return true, nil
	}
	if e.in == "" {
		return false, nil
	}
	n, err := t.names(ctx, "")
	return len(n.of(m.ID)) > 0, err
}

// Rename moves an entry to another folder, gives it another name, or both. What
// stood there has been removed before.
func (t *tree) Rename(ctx context.Context, from, to string) error {
	e, err := t.find(ctx, from)
	if err != nil {
		return t.failed(err)
	}
	f, base, err := t.parent(ctx, to)
	switch {
	case err != nil:
	case e.id() == "":
		err = fs.ErrPermission
	case isJunk(base):
		err = errJunk
	case e.album != nil:
		err = t.moveAlbum(ctx, e, f, base)
	default:
		err = t.moveItem(ctx, e, f, base)
	}
	if err != nil || e.item == nil {
		t.changed()
		return t.failed(err)
	}
	t.desk.patch(e.in, func(f *folder) bool { return f.remove(e.name) })
	return nil
}

func (t *tree) moveAlbum(ctx context.Context, e *entry, to *folder, name string) error {
	a := &mediasock.Taxon{ID: e.album.ID, Title: name}
	a.Parents = slices.DeleteFunc(slices.Clone(e.album.Parents), func(p string) bool { return p == e.in })
	if to.id != "" && !a.Parents.Has(to.id) {
		a.Parents = append(a.Parents, to.id)
	}
	if len(a.Parents) == 0 {
		a.Clear = mediasock.FieldParents
	}
	return mediasock.UpdateTaxon(ctx, t.session, a)
}

// moveItem files an item anew: first where it comes to, then away from where it
// was, so that it is always somewhere.
func (t *tree) moveItem(ctx context.Context, e *entry, to *folder, name string) error {
	if e.item.ID == "" {
		t.desk.free(e.in, e.name)
		return t.desk.reserve(to.id, name, t.host.Time())
	}
	if err := t.link(ctx, e.item.ID, to, name); err != nil {
		return err
	}
	return t.removeItem(ctx, e)
}

// link puts an item into a folder under a name, beside where it is.
func (t *tree) link(ctx context.Context, item string, to *folder, name string) error {
	had := to.named(item)
	if to.id != "" && len(had) == 0 {
		if _, err := mediasock.FileMedia(ctx, t.session, item, mediasock.List{to.id}, nil); err != nil {
			return err
		}
	}
	return t.name(ctx, to.id, item, name, had)
}

// isJunk reports whether a name is that of what file managers drop.
func isJunk(name string) bool {
	return strings.HasPrefix(name, "._") || slices.Contains([]string{".ds_store", "thumbs.db", "desktop.ini"}, strings.ToLower(name))
}
