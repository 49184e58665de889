package openmediatest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

var ids = atom.Minter{Authority: "memory.example", Date: "2006"}

func TestMemory(t *testing.T) {
	Test(t, func(t *testing.T, items []Item) openmedia.Searcher { return NewMemory(ids, items) })
}

// TestLoopback holds that handler and client lose nothing on the way.
func TestLoopback(t *testing.T) {
	for _, address := range []string{"/opensearch.xml", "/page", "/search"} {
		t.Run(address, func(t *testing.T) {
			Test(t, func(t *testing.T, items []Item) openmedia.Searcher { return overHTTP(t, items, address) })
		})
	}
}

// remote is a client that deletes at the other end.
type remote struct {
	*openmedia.Client
	memory *Memory
}

func (r remote) Delete(ctx context.Context, id string) error { return r.memory.Delete(ctx, id) }

// overHTTP serves a Memory and returns a client that was given an address: of
// the description, of a page that links to it, or of a feed that does.
func overHTTP(t *testing.T, items []Item, address string) openmedia.Searcher {
	t.Helper()
	memory := NewMemory(ids, items)
	h := &openmedia.Handler{
		For: func(*http.Request) (openmedia.Searcher, error) { return memory, nil },
		IDs: ids, About: opensearch.Description{ShortName: "Memory"},
	}
	mux := http.NewServeMux()
	h.Routes(mux)
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`<!doctype html><head><base href="/"><link rel="search" type="application/opensearchdescription+xml" href="opensearch.xml"></head>`))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	c, err := openmedia.Open(t.Context(), server.URL+address, &openmedia.Options{HTTP: server.Client()})
	if err != nil {
		t.Fatalf("Open(%q): %v", address, err)
	}
	return remote{c, memory}
}
