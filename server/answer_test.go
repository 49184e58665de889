package server_test

import (
	"bufio"
	"context"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
)

// held is a backend whose list of albums does not go on after some until it is
// told.
type held struct {
	server.Backend
	more chan struct{}
}

func (h held) Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error) {
	s, err := h.Backend.Session(ctx, u)
	return heldSession{s, h.more}, err
}

type heldSession struct {
	mediasock.Session
	more chan struct{}
}

func (h heldSession) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		for n := 1; n <= 40; n++ {
			if n == 30 {
				select {
				case <-h.more:
				case <-ctx.Done():
				}
			}
			if !yield(mediasock.Taxon{ID: strconv.Itoa(n), Title: "an album of a long list"}, nil) {
				return
			}
		}
	}
}

// The first albums of a long list are at the client before the last are read.
func TestTaxaListPrompt(t *testing.T) {
	more := make(chan struct{})
	s := start(t, fakeservice.Options{Configure: func(h *server.Handler) { h.Backend = held{h.Backend, more} }})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"?method=mediasock.taxa.list", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = s.ann()
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	told := false
	items := 0
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "<item") {
			items++
		}
		if items > 0 && !told {
			told = true
			close(more)
		}
	}
	if items != 40 {
		t.Errorf("the list has %d albums, want 40", items)
	}
}
