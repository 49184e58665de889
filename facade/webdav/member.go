package webdav

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"path"

	"github.com/mediasock/mediasock"
)

// member adds the body to a folder as a new file, whatever else is in the folder
// (RFC 5995).
func (x *exchange) member(r *http.Request) {
	defer x.tree.abort()
	item, err := x.addMember(r)
	if item != nil {
		w := &writer{tree: x.tree}
		w.tell(item, err)
	}
	switch {
	case errors.Is(err, mediasock.ErrExists):
		x.w.WriteHeader(http.StatusOK)
	case errors.Is(err, fs.ErrNotExist):
		http.Error(x.w, "there is no such folder", http.StatusNotFound)
	case err != nil:
		x.tree.failure = err
		x.log(r, err)
		x.fail(x.w.ResponseWriter, r, err)
	default:
		x.w.WriteHeader(http.StatusCreated)
	}
}

func (x *exchange) addMember(r *http.Request) (*mediasock.Item, error) {
	e, err := x.tree.find(r.Context(), x.path())
	switch {
	case err != nil:
		return nil, err
	case e.album == nil:
		return nil, fs.ErrNotExist
	}
	w := &writer{tree: x.tree, ctx: r.Context(), folder: &folder{id: e.album.ID}, name: slug(r.Header)}
	x.tree.writing = w
	if _, err := w.ReadFrom(r.Body); err != nil {
		if x.tree.failure != nil {
			err = x.tree.failure
		}
		return nil, err
	}
	if w.size == 0 {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the file is empty"}
	}
	var m mediasock.Media
	if e.album.ID != "" {
		m.Parents = mediasock.List{e.album.ID}
	}
	item, err := x.tree.session.MediaAppend(r.Context(), &m, w.staged)
	if err == nil && item != nil {
		x.tree.came(r.Context(), e.album.ID, item.ID)
	} else {
		x.tree.changed()
	}
	if item != nil {
		x.locate(r, e, item.ID)
	}
	return item, err
}

// locate says where the new file is.
func (x *exchange) locate(r *http.Request, in *entry, id string) {
	f, err := x.tree.list(r.Context(), in.album.ID)
	if err != nil {
		return // it is there all the same
	}
	if names := f.named(id); len(names) > 0 {
		u := url.URL{Path: path.Join(prefix, x.path(), names[0])}
		x.w.Header().Set("Location", u.EscapedPath())
	}
}

// slug returns the name that a new file is to have (AP-5).
func slug(header http.Header) string {
	name := header.Get("Slug")
	if clear, err := url.PathUnescape(name); err == nil {
		name = clear
	}
	return cleanName(name, "file")
}
