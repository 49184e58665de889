package site

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// record is a ResponseWriter that remembers what was answered.
type record struct {
	http.ResponseWriter
	status int
	bytes  int64
	route  string // the pattern that matched
}

// WriteHeader notes the first status.
func (w *record) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *record) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *record) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observe gives each request an id, says how it came, and logs and counts it in
// one line; its query and headers are never logged, since secrets travel there
// (XS-4). A panic is logged whole and told as a fault.
func (s *Site) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.now()
		id := rand.Text()[:16]
		w.Header().Set("X-Request-Id", id)
		conn := s.front.Conn(r)
		rec := &record{ResponseWriter: w}
		defer func() {
			if fault := recover(); fault != nil {
				s.fault(rec, r, id, fault)
			}
			s.done(r, rec, conn, id, s.now().Sub(start))
		}()
		next.ServeHTTP(rec, r.WithContext(withConn(r.Context(), conn)))
	})
}

// fault answers a request whose handler panicked. http.ErrAbortHandler goes on,
// as it asks for the connection to be cut.
func (s *Site) fault(w *record, r *http.Request, id string, fault any) {
	if fault == http.ErrAbortHandler {
		panic(fault)
	}
	s.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("id", id), slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
	if w.status == 0 {
		http.Error(w, "temporary fault", http.StatusInternalServerError)
	}
}

func (s *Site) done(r *http.Request, w *record, conn Conn, id string, took time.Duration) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.route == "" { // it was refused before
		_, w.route = s.mux.mux.Handler(r)
	}
	s.metrics.count(w.route, w.status, w.bytes, took)
	level := slog.LevelInfo
	if quiet(r.URL.Path) && w.status < http.StatusInternalServerError {
		level = slog.LevelDebug
	}
	s.log.LogAttrs(r.Context(), level, "request",
		slog.String("id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", w.status), slog.Int64("bytes", w.bytes),
		slog.Duration("took", took.Round(time.Microsecond)), slog.String("peer", conn.Peer.String()))
}

// routed is the mux, and notes which route it found.
func (s *Site) routed(w http.ResponseWriter, r *http.Request) {
	if rec, ok := w.(*record); ok {
		defer func() { rec.route = r.Pattern }()
	}
	s.mux.mux.ServeHTTP(w, r)
}

// quiet reports whether a request is no line worth: those that are made all the
// time, and calls of the endpoint, which writes a line of its own.
func quiet(path string) bool {
	return path == "/mediasock/" || path == "/healthz" || path == "/readyz" || path == "/metrics"
}

// bodyTime is how long the body of a request may take. Handlers that take
// uploads set deadlines of their own.
const bodyTime = 30 * time.Second

// hurry bounds the time that a body takes to arrive, also where nobody reads it:
// net/http waits for its end before it takes the connection's next request.
func hurry(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
			if err != nil && !errors.Is(err, http.ErrNotSupported) {
				return // the connection is closed
			}
		}
		next.ServeHTTP(w, r)
	})
}

// protect sets the headers that hold on every answer: nothing is loaded from
// elsewhere, nothing runs, nothing frames the pages. Answers share the values,
// which nobody changes: who sets a header puts others in their place.
func protect(next http.Handler) http.Handler {
	policy := []string{"default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"}
	nosniff, sameOrigin := []string{"nosniff"}, []string{"same-origin"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Content-Security-Policy"] = policy
		h["X-Content-Type-Options"] = nosniff
		h["Referrer-Policy"] = sameOrigin
		h["Cross-Origin-Resource-Policy"] = sameOrigin
		if connOf(r.Context()).TLS {
			h.Set("Strict-Transport-Security", "max-age=31536000") // of this host alone: others beside it may have no TLS
		}
		next.ServeHTTP(w, r)
	})
}
