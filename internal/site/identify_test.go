package site_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

// lossy is an index whose keys cannot be read while lost is set.
type lossy struct {
	*mem.Index
	lost atomic.Bool
}

func (x *lossy) Key(ctx context.Context, kind string, lookup []byte, now time.Time) (*library.Key, error) {
	if x.lost.Load() {
		return nil, errors.New("disk of keys on fire")
	}
	return x.Index.Key(ctx, kind, lookup, now)
}

// Where sessions cannot be looked up, nobody is told that she is signed out, or
// has tried too often: the fault is ours, and it is logged.
func TestFaultIsNoSignOut(t *testing.T) {
	index := &lossy{Index: mem.NewIndex()}
	h := newHouse(t, func(o *site.Options) {
		cheap := &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
		accounts, err := library.NewAccounts(index, bytes.Repeat([]byte{7}, 32), library.AccountOptions{Hash: cheap})
		if err != nil {
			t.Fatal(err)
		}
		o.Accounts = accounts
	})
	h.accounts = h.site.Accounts
	h.user("ada")
	b := h.signedIn("ada")
	index.lost.Store(true)
	for what, header := range map[string]http.Header{"a cookie": {}, "Basic": basicAuth("ada", "0000-0000-0000-0000-0000-0000-0000")} {
		r := b.do("GET", "/upload", header, nil)
		r.want(t, what, http.StatusServiceUnavailable, "temporary fault")
		if strings.Contains(r.body, "on fire") {
			t.Errorf("%s: the answer tells of the fault: %s", what, r.body)
		}
	}
	index.lost.Store(false)
	b.get("/upload").want(t, "the cookie afterwards", http.StatusOK)
	if !strings.Contains(h.log.String(), "on fire") {
		t.Error("the fault is not logged")
	}
}
