package site

import (
	"context"
	"net/http"
	"time"

	"github.com/mediasock/mediasock"
)

// alive answers that the process runs.
func alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// ready answers whether requests can be served: the index answers, and the
// service is not about to stop.
func (s *Site) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if s.draining.Load() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	if _, err := s.Library.Index().Changed(ctx); err != nil {
		s.log.ErrorContext(ctx, "not ready", "error", err)
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	alive(w, r)
}

// showMetrics answers programs on this machine and users who may manage.
func (s *Site) showMetrics(w http.ResponseWriter, r *http.Request) error {
	u := userOf(r.Context())
	if !connOf(r.Context()).Loopback && (u == nil || u.Scope < mediasock.ScopeManage) {
		return mediasock.ErrAuthRequired
	}
	s.metrics.handler().ServeHTTP(w, r)
	return nil
}

// robots keeps crawlers off: what is public here is found by MediaSock and
// OpenSearch.
func robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /media/\nDisallow: /thumb/\nDisallow: /play/\nDisallow: /search\n"))
}

// gauges adds the figures of the library to /metrics.
func (s *Site) gauges() {
	jobs := func(failed bool) func() float64 {
		return func() float64 {
			waiting, given, err := s.Library.Index().CountJobs(context.Background(), 0)
			if err != nil {
				return -1
			}
			if failed {
				waiting = given
			}
			n := 0
			for _, count := range waiting {
				n += count
			}
			return float64(n)
		}
	}
	s.metrics.gauge("mediasock_jobs_waiting", "Jobs that are waiting to be done.", jobs(false))
	s.metrics.gauge("mediasock_jobs_failed", "Jobs that were given up.", jobs(true))
}
