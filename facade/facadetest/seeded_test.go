package facadetest

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mediasock/mediasock"
	feeds "github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/facade/piwigo"
	"github.com/mediasock/mediasock/facade/webdav"
	"github.com/mediasock/mediasock/services"
	piwigodriver "github.com/mediasock/mediasock/services/piwigo"
	webdavdriver "github.com/mediasock/mediasock/services/webdav"
)

const seededVariable = "MEDIASOCK_SEEDED_FAULTS"

// A seed is a fault of a pair, and the test of the suite that must notice it.
type seed struct {
	name    string
	noticed string
	webdav  bool // the pair is that of WebDAV, not Piwigo's
	fault   func(*Options)
}

// seeds are the faults.
func seeds() []seed {
	const found404, wrong = "Detect/the façade is found", "Access/wrong passwords are refused and throttled"
	return []seed{
		{"finds nothing", found404, false, found(func(*services.Site) *services.Site { return nil })},
		{"finds itself everywhere", "Detect/and nothing where it is not", false, found(func(*services.Site) *services.Site { return &services.Site{} })},
		{"says no way to sign in", found404, false, found(func(s *services.Site) *services.Site { s.SignIn = nil; return s })},
		{"looks at no password", wrong, false, users(func(u auth.Users) auth.Users {
			last := remembering[*auth.Secret](false)
			return &faultyUsers{Users: u, app: func(u auth.Users, ctx context.Context, name, password string) (*auth.Secret, error) {
				s, err := u.App(ctx, name, password)
				return last(name, s, err)
			}}
		})},
		{"looks at no name", wrong, false, users(func(u auth.Users) auth.Users {
			return &faultyUsers{Users: u, app: func(u auth.Users, ctx context.Context, _, password string) (*auth.Secret, error) {
				return u.App(ctx, "ada", password)
			}}
		})},
		{"lets guess", wrong, false, users(func(u auth.Users) auth.Users {
			return &faultyUsers{Users: u, allow: func(auth.Users, context.Context, string, netip.Addr) error { return nil }}
		})},
		{"locks out whom others guess at", wrong, false, users(lockingOut)},
		{"takes the account's password", "Access/the account's own password is refused", false, users(func(u auth.Users) auth.Users {
			return &faultyUsers{Users: u, app: func(u auth.Users, ctx context.Context, name, password string) (*auth.Secret, error) {
				s, err := u.App(ctx, name, password)
				if user, failed := u.Account(ctx, name, password); failed == nil {
					return &auth.Secret{User: user}, nil
				}
				return s, err
			}}
		})},
		{"takes passwords in clear", "Access/passwords in clear from elsewhere are refused", false, hosted(func(h *facade.Host) {
			h.Door.Open = func(*http.Request) bool { return true }
		})},
		{"keeps sessions of what was revoked", "Access/a revoked app password ends its sessions", false, users(func(u auth.Users) auth.Users {
			last := remembering[*mediasock.User](false)
			return &faultyUsers{Users: u, key: func(u auth.Users, ctx context.Context, kind auth.KeyKind, value string) (*mediasock.User, error) {
				user, err := u.Key(ctx, kind, value)
				return last(value, user, err)
			}}
		})},
		{"takes strangers for the last user", "Access/a stranger repeats what was sent", false, hosted(func(h *facade.Host) {
			var last atomic.Pointer[mediasock.User]
			h.Backend = &someUser{h.Backend, func(u *mediasock.User) *mediasock.User {
				if u == nil {
					return last.Load()
				}
				last.Store(u)
				return u
			}}
		})},
		{"takes everybody for the first user", "Access/another user repeats what was sent", true, hosted(func(h *facade.Host) {
			var first atomic.Pointer[mediasock.User]
			h.Backend = &someUser{h.Backend, func(u *mediasock.User) *mediasock.User {
				first.CompareAndSwap(nil, u)
				return first.Load()
			}}
		})},
		{"changes the files", "Access/a stranger repeats what was sent", true, served(func(_ *facade.Host, next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				r.Body = flipped{r.Body, new(bool)}
				if r.Method != http.MethodPut && r.Method != http.MethodPost {
					r.Body = r.Body.(flipped).ReadCloser
				}
				next.ServeHTTP(w, r)
			}
		})},
		{"finds nothing that is there", "Search/finds what was uploaded, for whoever did", false, searching(func(f *feeds.Feed) *feeds.Feed { f.Entries = nil; return f }, nil)},
		{"finds everything twice", "Search/finds what was uploaded, for whoever did", false, searching(func(f *feeds.Feed) *feeds.Feed { f.Entries = append(f.Entries, f.Entries...); return f }, nil)},
		{"leads from entries nowhere", "Search/finds what was uploaded, for whoever did", true, searching(nil, func(string, bool) (string, bool) { return "", false })},
		{"keeps files that were cut", "Hostile/a cut upload leaves nothing", true, served(func(_ *facade.Host, next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut || r.Method == http.MethodPost {
					r = r.WithContext(context.WithoutCancel(r.Context()))
					r.Body, r.ContentLength = endless{r.Body}, -1
				}
				next.ServeHTTP(w, r)
			}
		})},
		{"keeps the file of what it refuses", "Hostile/long words", false, driven(func(s mediasock.Session) mediasock.Session { return half{s} })},
		{"panics", "Hostile/requests that are changed", false, served(func(_ *facade.Host, next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && r.ContentLength == 0 {
					panic("an empty body")
				}
				next.ServeHTTP(w, r)
			}
		})},
		{"takes what others send for its own fault", "Hostile/requests that are changed", false, served(func(h *facade.Host, next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.RawQuery, "=-1") {
					h.Logger().ErrorContext(r.Context(), "strange parameters")
				}
				next.ServeHTTP(w, r)
			}
		})},
		{"tells of the inside", "Fault/nothing inner is told", false, served(func(_ *facade.Host, next http.Handler) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(told{w, "<!-- sqlite: disk full -->"}, r) }
		})},
		{"logs no fault", "Fault/nothing inner is told", false, hosted(func(h *facade.Host) { h.Log = slog.New(slog.DiscardHandler) })},
		{"says that all is well", "Fault/nothing inner is told", false, driven(func(s mediasock.Session) mediasock.Session { return hopeful{s} })},
		{"logs passwords", found404 + "|" + wrong, false, hosted(logged)},
	}
}

// lockingOut refuses a name after too many wrong passwords, also with the right one.
func lockingOut(u auth.Users) auth.Users {
	var wrong atomic.Int32
	return &faultyUsers{Users: u, app: func(u auth.Users, ctx context.Context, name, password string) (*auth.Secret, error) {
		s, err := u.App(ctx, name, password)
		if err != nil && wrong.Add(1) > 0 || wrong.Load() > 10 {
			return nil, mediasock.ErrCredentials
		}
		return s, err
	}}
}

// options are those of a pair with a fault, nil for none.
func (s seed) options() Options {
	o := Options{Kind: piwigo.Kind(), Driver: piwigodriver.Driver(), Size: 256 << 10, ID: func(id string, album bool) string {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			panic(err)
		}
		if album {
			n %= 1_000_000_000
		}
		return strconv.FormatInt(n, 10)
	}}
	if s.webdav {
		o = Options{Kind: webdav.Kind(), Driver: webdavdriver.Driver()}
	}
	if s.fault != nil {
		s.fault(&o)
	}
	return o
}

// run runs the tests that must notice the fault.
func (s seed) run(t *testing.T) {
	for _, test := range tests {
		if slices.Contains(strings.Split(s.noticed, "|"), test.name) {
			t.Run(test.name, func(t *testing.T) { test.run(Open(t, s.options())) })
		}
	}
}

// TestWithoutFault: what is noticed are the faults and not the pairs.
func TestWithoutFault(t *testing.T) {
	for _, s := range seeds() {
		s.fault = nil
		t.Run(s.name, func(t *testing.T) { s.run(t) })
	}
}

// TestFaultyPairs runs the tests on every faulty pair. It fails, and is meant to:
// TestSeededFaults runs it in a process of its own.
func TestFaultyPairs(t *testing.T) {
	if os.Getenv(seededVariable) == "" {
		t.Skip("run by TestSeededFaults")
	}
	for _, s := range seeds() {
		t.Run(s.name, func(t *testing.T) { s.run(t) })
	}
}

// TestSeededFaults: the suite notices every fault, by the test that is about it.
func TestSeededFaults(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFaultyPairs$", "-test.v")
	cmd.Env = append(os.Environ(), seededVariable+"=1")
	out, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); !failed {
		t.Fatalf("the suite on faulty pairs: %v, want it to fail", err)
	}
	for _, s := range seeds() {
		want := "--- FAIL: TestFaultyPairs/" + strings.ReplaceAll(s.name, " ", "_") + "/"
		if !strings.Contains(string(out), want) {
			t.Errorf("nothing notices the fault %q", s.name)
		}
	}
	if strings.Contains(string(out), "panic: test") || strings.Contains(string(out), "fatal error:") {
		t.Errorf("the suite breaks:\n%s", out)
	}
	if n := len(seeds()); n < 20 {
		t.Errorf("%d faults are seeded", n)
	}
}
