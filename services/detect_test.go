package services_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock/services"
)

func TestDetectAsksOnce(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.NotFound(w, r)
	}))
	defer server.Close()
	detect := func(title string) func(context.Context, *services.Probe) (*services.Site, error) {
		return func(ctx context.Context, p *services.Probe) (*services.Site, error) {
			answer, err := p.Get(ctx, "/")
			if err != nil || answer.Status != http.StatusNotFound {
				return nil, err
			}
			return &services.Site{Title: title}, nil
		}
	}
	r := services.Registry{{Name: "a", Detect: detect("A")}, {Name: "none"}, {Name: "b", Detect: detect("B")}}
	p, err := services.NewProbe(server.URL, &services.Options{HTTP: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	sites, err := r.Detect(t.Context(), p)
	if err != nil || len(sites) != 2 || sites[0].Driver != "a" || sites[1].Title != "B" {
		t.Errorf("Detect = %+v, %v", sites, err)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the page was asked for %d times, want 1", n)
	}
}

func TestProbeHasABudget(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	p, err := services.NewProbe(server.URL, &services.Options{HTTP: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 41 {
		_, err = p.Get(t.Context(), "/"+strconv.Itoa(i))
	}
	if err == nil {
		t.Error("a probe asked without end")
	}
}
