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
	if status, text := x.refused(); status != 0 {
		http.Error(x.w, text, status)
		return
	}
	x.local()
	body := server.Patient(x.w.ResponseWriter, x.r, stall)
	if x.r.Method != http.MethodPut {
		body.Body = http.MaxBytesReader(x.w.ResponseWriter, body.Body, maxXML)
	}
	x.tree.size = x.r.ContentLength
	x.tree.mediaType = x.r.Header.Get("Content-Type")
	dav := &webdav.Handler{Prefix: prefix, FileSystem: x.tree, LockSystem: x.tree.desk.locks, Logger: x.log}
	dav.ServeHTTP(x.w, body)
	x.tree.abort()
}

// refused returns why a request is not answered, 0 if it is.
func (x *exchange) refused() (status int, text string) {
	switch x.r.Method {
	case "PROPFIND":
		if depth := x.r.Header.Get("Depth"); depth != "0" && depth != "1" {
			x.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
			return http.StatusForbidden, `<?xml version="1.0" encoding="utf-8"?><D:error xmlns:D="DAV:"><D:propfind-finite-depth/></D:error>`
		}
	case http.MethodPut:
		return x.condition()
	}
	return 0, ""
}

// condition checks If-Match and If-None-Match of a PUT (RFC 9110 section 13).
func (x *exchange) condition() (status int, text string) {
	match, none := x.r.Header.Get("If-Match"), x.r.Header.Get("If-None-Match")
	if match == "" && none == "" {
		return 0, ""
	}
	e, err := x.tree.find(x.r.Context(), strings.TrimPrefix(x.r.URL.Path, prefix))
	tag := ""
	if err == nil && e.item != nil {
		tag = etag(e.item)
	}
	if match != "" && !listsTag(match, tag) || none != "" && listsTag(none, tag) {
		return http.StatusPreconditionFailed, "the file is another by now"
	}
	return 0, ""
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
