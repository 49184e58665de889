package site

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics shows, in a registry of the site's own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	bytes    prometheus.Counter
	seconds  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mediasock_requests_total", Help: "Requests answered, by route and HTTP status.",
		}, []string{"route", "status"}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "mediasock_response_bytes_total", Help: "Bytes of answers.",
		}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "mediasock_request_seconds", Help: "Time to answer a request, by route.",
			Buckets: prometheus.ExponentialBuckets(.0005, 4, 9),
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.bytes, m.seconds, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// count notes one answer. The route is the pattern that matched, so that there
// are as many series as there are routes.
func (m *metrics) count(route string, status int, bytes int64, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.bytes.Add(float64(bytes))
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// gauge adds a figure that is read when /metrics is asked for.
func (m *metrics) gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}
