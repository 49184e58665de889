package openmedia

import (
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

// Handler serves a [Searcher]: the description documents, results as Atom and
// RSS, suggestions, and every entry as a document of its own.
//
//	/opensearch.xml      description; ?kind=photo the one of that kind
//	/search              results; ?format=atom, rss, html
//	/suggest             suggestions, where Suggest is set
//	/atom/{id}           entry
//
// Only For and IDs must be set; a Handler must not be changed once it serves.
type Handler struct {
	// For returns the Searcher for who asks. Its error is answered like those of
	// the Searcher: [ErrUnauthorized] where a sign-in would help.
	For func(*http.Request) (Searcher, error)

	// IDs relates the id in /atom/{id} to an entry's atom:id, and names feeds.
	IDs atom.Minter

	// About holds what the description tells of the site: names, contact, tags,
	// images, languages, an example. Its URLs are the handler's.
	About opensearch.Description

	// Carry returns what the addresses of an answer must carry beside the query,
	// encoded, such as the secret of a link that the request presented; nil, and
	// "", carry nothing.
	Carry func(*http.Request) string

	// Parameters names those of our own that the Searcher takes in Query.Extra,
	// beside [KindParameter].
	Parameters []string

	// Base returns the site's address without a slash at its end, such as
	// https://example.com; nil takes it from the request.
	Base func(*http.Request) string

	// HTML shows results to people, where they are wanted; nil answers Atom. find
	// searches, for a page that has no other way to its results. An error that is
	// returned, before anything is written, is answered by the handler.
	HTML func(w http.ResponseWriter, r *http.Request, q opensearch.Query, find func() (*atom.Feed, error)) error

	// Suggest completes q.SearchTerms; nil offers no suggestions (OS-25).
	Suggest func(r *http.Request, q opensearch.Query) (opensearch.Suggestions, error)

	// Example returns terms by which a stranger finds something now, of that kind
	// where it is one, "" if there are none; nil leaves it to About (OS-7).
	Example func(r *http.Request, k Kind) string

	// Error may answer an error itself, say a 401 with a challenge, and reports
	// whether it did; nil, and false, leave it to the handler.
	Error func(w http.ResponseWriter, r *http.Request, err error) bool

	Count    int // results on a page unless asked for otherwise; 20
	MaxCount int // results on a page at most; 100

	Log *slog.Logger     // nil is silent
	Now func() time.Time // nil: time.Now

	once      sync.Once
	mux       *http.ServeMux
	gzip      sync.Pool
	templates sync.Map // templateKey to opensearch.Template
	lasting   lasting
}

var _ http.Handler = (*Handler)(nil)

// ServeHTTP answers the addresses above.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.once.Do(func() {
		h.mux = http.NewServeMux()
		h.Routes(h.mux)
	})
	h.mux.ServeHTTP(w, r)
}

// A Mux is what routes are added to, such as an http.ServeMux.
type Mux interface {
	Handle(pattern string, handler http.Handler)
}

// Routes adds the handler's addresses to a mux.
func (h *Handler) Routes(mux Mux) {
	mux.Handle("GET /opensearch.xml", h.answer(h.description))
	mux.Handle("GET /search", h.answer(h.search))
	mux.Handle("GET /atom/{id}", h.answer(h.entry))
	if h.Suggest != nil {
		mux.Handle("GET /suggest", h.answer(h.suggest))
	}
}

// answer makes a handler of a function that returns its error: this is the one
// place that writes errors.
func (h *Handler) answer(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := serve(w, r); err != nil {
			h.fail(w, r, err)
		}
	})
}

// fail tells an error by the table of [StatusOf]; inner faults are logged whole
// and told as no more than that.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	if h.Error != nil && h.Error(w, r, err) {
		return
	}
	status := StatusOf(err)
	if status >= 500 && r.Context().Err() == nil {
		h.log().ErrorContext(r.Context(), "search failed", "path", r.URL.Path, "status", status, "err", err)
	}
	if errors.Is(err, ErrTemporary) || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter(err))
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, messageOf(err, status), status)
}

func (h *Handler) log() *slog.Logger {
	if h.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.Log
}

func (h *Handler) now() time.Time {
	if h.Now == nil {
		return time.Now()
	}
	return h.Now()
}

func (h *Handler) count() int { return orElse(h.Count, 20) }

func (h *Handler) maxCount() int { return orElse(h.MaxCount, 100) }

func orElse(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}
