package webdav

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"strconv"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
)

// errBroken is a file that did not arrive whole.
var errBroken = errors.New("webdav: the file broke off")

// A writer takes a file that is put under a name. Nothing is there before Close.
type writer struct {
	tree   *tree
	ctx    context.Context
	folder *folder
	name   string
	old    *entry // what has the name now; nil if nothing has

	staged mediasock.Staged
	size   int64
	sum    hash.Hash // of a file that takes another's place
	broken bool
	copied *mediasock.Media // the item that is to have the name too, in the place of bytes
	done   entry            // what is there after Close
	item   string           // the item that the name stands for, where nothing else has changed
}

var (
	_ webdav.File   = (*writer)(nil)
	_ io.ReaderFrom = (*writer)(nil)
)

func (t *tree) newWriter(ctx context.Context, name string) (*writer, error) {
	f, base, err := t.parent(ctx, name)
	switch {
	case err != nil:
		return nil, err
	case isJunk(base):
		return nil, errJunk
	case cleanName(base, "") != base:
		return nil, errName
	}
	w := &writer{tree: t, ctx: ctx, folder: f, name: base, old: f.entries[base]}
	if w.old != nil && w.old.album != nil {
		return nil, fs.ErrExist
	}
	if err := condition(t.request, w.old); err != nil {
		return nil, err
	}
	if w.old != nil {
		w.sum = sha256.New()
	}
	t.writing = w
	return w, nil
}

// abort drops what was staged and not taken.
func (t *tree) abort() {
	if t.writing != nil && t.writing.staged != nil {
		_ = t.writing.staged.Abort() // of a file that was refused already
	}
}

// ReadFrom takes the file, or of a file of this tree the item.
func (w *writer) ReadFrom(r io.Reader) (int64, error) {
	if from, ok := r.(*reader); ok && from.entry.item != nil && from.at == 0 {
		w.copied = from.entry.item
		return w.copied.File.Size, nil
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{w}, r, make([]byte, 256<<10))
	if err != nil || w.tree.size >= 0 && n != w.tree.size {
		w.broken = true
		if w.tree.failure == nil {
			w.tree.failure = errBroken
		}
		err = errors.Join(errBroken, err)
	}
	return n, err
}

// Write takes a part of the file.
func (w *writer) Write(p []byte) (int, error) {
	if w.staged == nil {
		g, err := w.tree.host.Stage(w.ctx, w.name, w.tree.request.Get("Content-Type"), w.tree.size)
		if err != nil {
			return 0, w.tree.failed(err)
		}
		w.staged = g
	}
	n, err := w.staged.Write(p)
	if err != nil {
		w.tree.failed(err)
	}
	if w.sum != nil {
		w.sum.Write(p[:n])
	}
	w.size += int64(n)
	return n, err
}

// Close gives the file to the session.
func (w *writer) Close() error {
	var err error
	switch {
	case w.broken:
		return errBroken
	case w.copied != nil:
		err = w.link()
	case w.size == 0:
		err = w.empty()
	case w.old != nil && w.old.item.ID != "":
		err = w.replace()
	default:
		err = w.append()
	}
	if w.item == "" || err != nil {
		w.tree.changed()
	} else {
		w.tree.refresh(w.ctx, w.folder.id, w.name, w.item)
	}
	if err != nil {
		return w.tree.failed(err)
	}
	return w.settle()
}

// empty reserves the name: a file of no bytes is no media, but programs make one
// before they fill it.
func (w *writer) empty() error {
	if w.old != nil && w.old.item.ID != "" {
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an empty file takes no other's place"}
	}
	return w.tree.desk.reserve(w.folder.id, w.name, w.tree.host.Time())
}

// settle looks up what the name stands for now.
func (w *writer) settle() error {
	f, err := w.tree.list(w.ctx, w.folder.id)
	if err != nil {
		return w.tree.failed(err)
	}
	w.done = entry{name: w.name, in: w.folder.id, item: &mediasock.Media{}}
	if e := f.entries[w.name]; e != nil && e.item != nil {
		w.done = *e
	}
	return nil
}

// append makes an item of the file. Bytes that the user has already get another
// name.
func (w *writer) append() error {
	var m mediasock.Media
	if w.folder.id != "" {
		m.Parents = mediasock.List{w.folder.id}
	}
	item, err := w.tree.session.MediaAppend(w.ctx, &m, w.staged)
	if item != nil {
		w.tree.desk.free(w.folder.id, w.name)
		w.tell(item, err)
	}
	if errors.Is(err, mediasock.ErrExists) && item != nil {
		return w.tree.name(w.ctx, w.folder.id, item.ID, w.name, w.folder.named(item.ID))
	}
	if err == nil && item != nil {
		w.item = item.ID
	}
	return err
}

// tell names the item in the answer.
func (w *writer) tell(item *mediasock.Item, err error) {
	h := w.tree.header
	h.Set("X-Mediasock-Item", item.ID)
	h.Set("X-Mediasock-Resource", item.Resource)
	h.Set("X-Mediasock-Stat", strconv.Itoa(int(mediasock.StatOf(err).Code)))
}

// replace gives the item of the name new bytes, unless it has other names, or
// another item has those bytes: then the name goes to that one.
func (w *writer) replace() error {
	known, err := mediasock.FindMedia(w.ctx, w.tree.session, "sha256", w.sum.Sum(nil))
	if err == nil && known != nil && known.ID == w.old.item.ID {
		w.tell(known, nil)
		w.item = known.ID
		return nil // the same bytes
	}
	alone := err != nil && len(w.folder.named(w.old.item.ID)) == 1
	if alone {
		elsewhere, err := w.tree.elsewhere(w.ctx, w.old)
		if err != nil {
			return err
		}
		alone = !elsewhere
	}
	if alone {
		item, err := mediasock.UpdateMedia(w.ctx, w.tree.session, &mediasock.Media{ID: w.old.item.ID}, w.staged)
		if item != nil {
			w.tell(item, err)
			w.item = item.ID
		}
		return err
	}
	if err := w.tree.removeItem(w.ctx, w.old); err != nil {
		return err
	}
	err = w.appendAnew()
	w.item = "" // more has changed than the name
	return err
}

// appendAnew is append in a folder that has changed.
func (w *writer) appendAnew() error {
	w.tree.changed()
	f, err := w.tree.list(w.ctx, w.folder.id)
	if err != nil {
		return err
	}
	w.folder, w.old = f, nil
	return w.append()
}

// link gives an item that is there the name too.
func (w *writer) link() error {
	switch {
	case w.copied.ID == "":
		return w.empty()
	case w.old != nil && w.old.item.ID == w.copied.ID:
		return nil
	}
	if w.old != nil {
		if err := w.tree.removeItem(w.ctx, w.old); err != nil {
			return err
		}
		w.tree.changed()
	}
	f, err := w.tree.list(w.ctx, w.folder.id)
	if err != nil {
		return err
	}
	return w.tree.link(w.ctx, w.copied.ID, f, w.name)
}

// Stat tells of the file: what it has become, after Close.
func (w *writer) Stat() (os.FileInfo, error) {
	w.done = entry{name: w.name, item: &mediasock.Media{File: mediasock.File{Size: w.size}}}
	return &info{&w.done}, nil
}

// Read refuses: it was opened to be written.
func (w *writer) Read([]byte) (int, error) { return 0, fs.ErrPermission }

// Seek refuses.
func (w *writer) Seek(int64, int) (int64, error) { return 0, fs.ErrPermission }

// Readdir refuses.
func (w *writer) Readdir(int) ([]os.FileInfo, error) { return nil, fs.ErrInvalid }
