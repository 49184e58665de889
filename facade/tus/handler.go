package tus

import (
	"cmp"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/server"
)

const (
	version    = "1.0.0"
	extensions = "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination"
	partType   = "application/offset+octet-stream"
)

// A Handler serves tus under one path. Its fields are set before its first
// request.
type Handler struct {
	Backend server.Backend    // whose sessions take the files
	Uploads mediasock.Resumer // where they are until they are whole; a library is both

	// User returns who asks, or nil for a stranger.
	User func(*http.Request) *mediasock.User
	// Challenge adds to the answer how one may sign in; may be nil.
	Challenge func(*http.Request, http.Header)

	Path   string // where the handler stands, with a slash at its end; "/tus/" if empty
	Limits Limits
	Log    *slog.Logger     // may be nil
	Now    func() time.Time // nil: time.Now

	locks locks
}

var _ http.Handler = (*Handler)(nil)

// Limits bound what is taken. A field of zero has its default.
type Limits struct {
	Size  int64         // bytes of a file; none but the service's own
	Count int           // unfinished uploads of a user; 100
	Life  time.Duration // of an upload after its last byte; 24 hours
	Stall time.Duration // without a byte of a body arriving; 60 s
	Step  int64         // bytes after which a long body is made durable on the way; 32 MiB
	Wait  time.Duration // for a request that is being ended; 10 s
}

func (l Limits) orDefaults() Limits {
	return Limits{
		Size: l.Size, Count: cmp.Or(l.Count, 100), Life: cmp.Or(l.Life, 24*time.Hour),
		Stall: cmp.Or(l.Stall, time.Minute), Step: cmp.Or(l.Step, 32<<20), Wait: cmp.Or(l.Wait, 10*time.Second),
	}
}

// Routes adds the handler's routes to mux.
func (h *Handler) Routes(mux interface{ Handle(string, http.Handler) }) {
	for _, route := range []string{
		"OPTIONS " + h.path(), "POST " + h.path() + "{$}",
		"HEAD " + h.path() + "{id}", "PATCH " + h.path() + "{id}", "DELETE " + h.path() + "{id}", "POST " + h.path() + "{id}",
	} {
		mux.Handle(route, h)
	}
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Tus-Resumable", version)
	w.Header().Set("Cache-Control", "no-store")
	if err := h.serve(w, r); err != nil {
		h.fail(w, r, err)
	}
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request) error {
	method := methodOf(r)
	if method == http.MethodOptions {
		h.options(w)
		return nil
	}
	if r.Header.Get("Tus-Resumable") != version {
		w.Header().Set("Tus-Version", version)
		return errVersion
	}
	user := h.User(r)
	switch {
	case user == nil:
		return mediasock.ErrAuthRequired
	case user.Scope < mediasock.ScopeUpload:
		return mediasock.ErrForbidden
	}
	x := &exchange{Handler: h, limits: h.Limits.orDefaults(), w: w, r: r, user: user, id: strings.TrimPrefix(r.URL.Path, h.path())}
	return x.do(method)
}

// methodOf returns the request's method, or the one that it means where a client
// or proxy knows GET and POST alone. A GET means nothing else, since other sites
// can make a browser send it.
func methodOf(r *http.Request) string {
	if override := r.Header.Get("X-HTTP-Method-Override"); override != "" && r.Method == http.MethodPost {
		return strings.ToUpper(strings.TrimSpace(override))
	}
	return r.Method
}

// options tells what the handler can do. Nobody needs to be known for that.
func (h *Handler) options(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Tus-Version", version)
	header.Set("Tus-Extension", extensions)
	header.Set("Tus-Checksum-Algorithm", algorithms)
	if h.Limits.Size > 0 {
		header.Set("Tus-Max-Size", strconv.FormatInt(h.Limits.Size, 10))
	}
	w.WriteHeader(http.StatusOK)
}

func (h *Handler) path() string { return cmp.Or(h.Path, "/tus/") }

func (h *Handler) log() *slog.Logger {
	if h.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.Log
}

func (h *Handler) now() time.Time {
	if h.Now != nil {
		return h.Now()
	}
	return time.Now()
}
