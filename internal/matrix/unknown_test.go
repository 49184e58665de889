package matrix

import (
	"context"
	"iter"
	"maps"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

// A ledger is an index that counts what it is asked.
type ledger struct {
	*mem.Index
	mu    sync.Mutex
	asked map[string]int
}

func (l *ledger) note(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[what]++
}

// take returns the counts and begins anew.
func (l *ledger) take() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked := l.asked
	l.asked = map[string]int{}
	return asked
}

func (l *ledger) User(ctx context.Context, u library.User) (*library.User, error) {
	l.note("User")
	return l.Index.User(ctx, u)
}

func (l *ledger) UpdateUser(ctx context.Context, id library.ID, change func(*library.User) error) (*library.User, error) {
	l.note("UpdateUser")
	return l.Index.UpdateUser(ctx, id, change)
}

func (l *ledger) Key(ctx context.Context, kind string, lookup []byte, now time.Time) (*library.Key, error) {
	l.note("Key")
	return l.Index.Key(ctx, kind, lookup, now)
}

func (l *ledger) Keys(ctx context.Context, kind string, user library.ID, apikey string, now time.Time) iter.Seq2[*library.Key, error] {
	l.note("Keys")
	return l.Index.Keys(ctx, kind, user, apikey, now)
}

func (l *ledger) TouchKey(ctx context.Context, id library.ID, used time.Time) error {
	l.note("TouchKey")
	return l.Index.TouchKey(ctx, id, used)
}

func (l *ledger) UseNonce(ctx context.Context, name, nonce string, expires, now time.Time, perName int) (bool, error) {
	l.note("UseNonce")
	return l.Index.UseNonce(ctx, name, nonce, expires, now, perName)
}

func (l *ledger) AddFailure(ctx context.Context, key string, n int, now time.Time) error {
	l.note("AddFailure")
	return l.Index.AddFailure(ctx, key, n, now)
}

const hashMemory = 4 << 20 // bytes that one hash of an account's password takes here

// hashes returns how many passwords do hashes: each takes its memory anew.
func hashes(do func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return int((after.TotalAlloc - before.TotalAlloc) / hashMemory)
}

// TestUnknownUser_XS2_A70: a name that nobody has costs the service what a wrong
// password costs: the same questions to the index, the same number of slow
// hashes. (Clocks are not asked: what is counted cannot waver.)
func TestUnknownUser_XS2_A70(t *testing.T) {
	books := &ledger{Index: mem.NewIndex(), asked: map[string]int{}}
	p := newPlace(t)
	var err error
	p.accounts, err = library.NewAccounts(books, make([]byte, 32), library.AccountOptions{
		Hash:   &argon2id.Params{Memory: hashMemory >> 10, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		Limits: library.SignInLimits{Pair: 1 << 20, Burst: 1 << 20, Address: 1 << 20, Account: 1 << 20},
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.library, err = library.Open(t.Context(), books.Index, mem.NewStore(), library.Options{Title: "Matrix"}); err != nil {
		t.Fatal(err)
	}
	for _, w := range []way{
		{"hpo", "", ""}, {"hpo", "", "md5"}, {"hpo", "", "cry"}, {"hsc", "", ""}, {"hsc", "", "md5"}, {"hst", "", ""}, {"hsk", "", ""},
		{"hst", "hdi", ""}, {"hst", "hws", ""}, {"hdi", "", ""}, {"hba", "", ""}, {"hws", "", ""},
	} {
		t.Run("XS-2 "+w.String(), func(t *testing.T) {
			c := cell{w, links[0], dialects[0]}
			g := p.welcome(t)
			site := p.visit(t, c, p.gate(t, c, g, nil, nil))
			cost := func(name string) (asked map[string]int, slow int) {
				books.take()
				slow = hashes(func() {
					password := strings.Repeat("wrong ", 4)
					if _, err := site.SignIn(t.Context(), mediasock.Credentials{Username: name, Password: password}); mediasock.StatOf(err).Code != mediasock.CodeCredentials {
						t.Errorf("SignIn(%q) = %v, want state 2", name, err)
					}
				})
				return books.take(), slow
			}
			cost(g.name) // connections and buffers are made
			known, slowKnown := cost(g.name)
			unknown, slowUnknown := cost("nobody-" + g.name)
			if !maps.Equal(known, unknown) {
				t.Errorf("a known name asks %v, an unknown one %v", known, unknown)
			}
			if slowKnown != slowUnknown {
				t.Errorf("a known name costs %d slow hashes, an unknown one %d", slowKnown, slowUnknown)
			}
			if len(known) == 0 {
				t.Error("the index was not asked at all")
			}
			if account := w.cipher == "" && (w.parameters() || w.mechanism == "hba"); account && slowKnown == 0 {
				t.Error("no slow hash was counted where the account's password is taken")
			}
		})
	}
}
