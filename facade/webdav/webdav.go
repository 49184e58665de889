// Package webdav serves WebDAV (RFC 4918, classes 1 and 2) over sessions: albums
// are folders, items are files, so that every file manager and rclone can upload,
// sort and fetch.
//
//   - An item without an album is a file in the root folder; one in two albums is a
//     file in both. What is named twice in a folder gets its id behind its name.
//   - PUT appends; onto a name that is there it replaces the bytes of that item,
//     the old ones go to the trash. Bytes that the user has already become a second
//     name of the same item.
//   - COPY of a file puts the same item into another folder too. MOVE files it
//     anew, or renames it. DELETE takes a file out of its folder; that of its last
//     name moves the item to the trash, from which the gallery takes it back.
//   - A name that differs from the file name that the item has is remembered
//     ([facade.Memory]); without a memory files cannot be renamed.
//
// POST to a folder adds a file to it (RFC 5995, property add-member); the name is
// that of the Slug, with something behind it where another file has that.
//
// Words (title, caption, note, keywords, attributes) are properties of a name space
// of our own, see [Space]. An answer to PUT names the item as tus does: in
// X-Mediasock-Item, X-Mediasock-Resource, and X-Mediasock-Stat, which is 20 where
// the user had the bytes already.
//
// Refused on purpose: PROPFIND of infinite depth, for it would list everything
// (RFC 4918 section 9.1 allows that), other properties (PROPPATCH answers 403 for
// each), shared locks, and the droppings of file managers (".DS_Store", "._…",
// "Thumbs.db", "desktop.ini"), which are no media.
package webdav

import (
	"cmp"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/server"
)

// prefix is where the façade stands.
const prefix = "/dav"

// Limits of a request.
const (
	maxXML = 1 << 20         // bytes of a body that is no file
	stall  = 2 * time.Minute // without a byte of a file arriving
)

// Kind returns the façade.
func Kind() facade.Kind {
	return facade.Kind{Name: "webdav", Title: "WebDAV", New: func(h *facade.Host) facade.Facade {
		return &handler{host: h, users: map[string]*desk{}}
	}}
}

// A handler answers below prefix.
type handler struct {
	host *facade.Host

	mu    sync.Mutex
	users map[string]*desk
}

var _ facade.Facade = (*handler)(nil)

// Routes adds the one route: WebDAV tells its methods apart itself.
func (h *handler) Routes(mux facade.Mux) {
	mux.Handle(prefix+"/", h)
	mux.Handle(prefix, http.RedirectHandler(prefix+"/", http.StatusPermanentRedirect))
}

// APIs announces the root folder.
func (h *handler) APIs(base string) mediasock.APIs {
	return mediasock.APIs{{Name: "webdav.*", URL: base + prefix + "/"}}
}

// Links announces nothing: WebDAV has no link relation of its own.
func (h *handler) Links(string) []facade.Link { return nil }

// ServeHTTP answers a request. OPTIONS is answered to strangers too, for programs
// ask it before they sign in.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	u := h.host.Door.User(r)
	if u == nil {
		h.stranger(w, r)
		return
	}
	x, err := h.exchange(w, r, u)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	x.serve()
}

func (h *handler) stranger(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions {
		w.Header().Set("DAV", "1, 2")
		w.Header().Set("Allow", "OPTIONS, GET, HEAD, PUT, DELETE, MKCOL, COPY, MOVE, LOCK, UNLOCK, PROPFIND, PROPPATCH")
		w.Header().Set("MS-Author-Via", "DAV")
		w.WriteHeader(http.StatusOK)
		return
	}
	h.fail(w, r, mediasock.ErrAuthRequired)
}

// An exchange is one request of a user and its answer.
type exchange struct {
	*handler
	w    *answer
	r    *http.Request
	tree *tree
}

func (h *handler) exchange(w http.ResponseWriter, r *http.Request, u *mediasock.User) (*exchange, error) {
	s, err := h.host.Session(r.Context(), u, mediasock.ScopeRead)
	if err != nil {
		return nil, err
	}
	t := &tree{host: h.host, session: s, user: u, desk: h.deskOf(u.ID), header: w.Header()}
	return &exchange{handler: h, w: &answer{ResponseWriter: w, tree: t}, r: r, tree: t}, nil
}

// serve checks what the library of WebDAV leaves open, and gives it the rest.
func (x *exchange) serve() {
	if x.writes() && x.tree.user.Scope < mediasock.ScopeUpload {
		x.fail(x.w.ResponseWriter, x.r, mediasock.ErrForbidden)
		return
	}
	if x.r.Method == http.MethodPut && x.r.Header.Get("Content-Range") != "" { // RFC 9110, 14.5
		http.Error(x.w, "a part of a file cannot be put", http.StatusBadRequest)
		return
	}
	if x.r.Method == "PROPFIND" {
		if depth := x.r.Header.Get("Depth"); depth != "0" && depth != "1" {
			x.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
			http.Error(x.w, finiteDepth, http.StatusForbidden)
			return
		}
		if err := x.readable(); err != nil {
			x.tree.failure = err
			x.log(x.r, err)
			x.fail(x.w.ResponseWriter, x.r, err)
			return
		}
	}
	x.local()
	body := server.Patient(x.w.ResponseWriter, x.r, stall)
	if x.r.Method != http.MethodPut && x.r.Method != http.MethodPost {
		body.Body = http.MaxBytesReader(x.w.ResponseWriter, body.Body, maxXML)
	}
	if x.r.Method == "MKCOL" {
		x.tree.desk.making.Lock()
		defer x.tree.desk.making.Unlock()
		if _, err := x.tree.find(x.r.Context(), x.path()); err == nil {
			http.Error(x.w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
	}
	x.tree.size = x.r.ContentLength
	x.tree.request = x.r.Header
	if x.r.Method == http.MethodPost {
		x.member(body)
		return
	}
	dav := &webdav.Handler{Prefix: prefix, FileSystem: x.tree, LockSystem: x.tree.desk.locks, Logger: x.log}
	dav.ServeHTTP(x.w, body)
	x.tree.abort()
}

// writes reports whether the request changes anything.
func (x *exchange) writes() bool {
	switch x.r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, "PROPFIND":
		return false
	}
	return true
}

// finiteDepth is the body of RFC 4918 section 9.1 for a depth that is refused.
const finiteDepth = `<?xml version="1.0" encoding="utf-8"?><D:error xmlns:D="DAV:"><D:propfind-finite-depth/></D:error>`

// readable lists the folder that is asked for, and keeps it for the moment: the
// library of WebDAV would pass what cannot be read over without a word, and a
// program that keeps folders alike would take that for a deletion.
func (x *exchange) readable() error {
	e, err := x.tree.find(x.r.Context(), x.path())
	if err == nil && e.album != nil && x.r.Header.Get("Depth") == "1" {
		_, err = x.tree.list(x.r.Context(), e.album.ID)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the answer is not found
	}
	return err
}

// path returns the path that is asked for, below the root folder.
func (x *exchange) path() string { return strings.TrimPrefix(x.r.URL.Path, prefix) }

// condition checks If-Match and If-None-Match (RFC 9110 section 13) for the file
// that has the name now, nil if none has.
func condition(header http.Header, e *entry) error {
	tag := ""
	if e != nil && e.item != nil && e.item.ID != "" {
		tag = cmp.Or(etag(e.item), "unknown")
	}
	match, none := header.Get("If-Match"), header.Get("If-None-Match")
	if match != "" && !listsTag(match, tag) || none != "" && listsTag(none, tag) {
		return errChanged
	}
	return nil
}

// listsTag reports whether a list of entity tags has the tag; "*" has every one.
func listsTag(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); tag != "" && (one == "*" || one == tag) {
			return true
		}
	}
	return false
}

// local makes the Destination of COPY and MOVE a path where it names this service
// by any of its addresses: a proxy may have changed the host.
func (x *exchange) local() {
	to := x.r.Header.Get("Destination")
	for _, base := range []string{x.host.Base(x.r), "http://" + x.r.Host, "https://" + x.r.Host} {
		if path, ok := strings.CutPrefix(to, cmp.Or(base, "\x00")); ok && strings.HasPrefix(path, "/") {
			x.r.Header.Set("Destination", path)
			return
		}
	}
}
