package facadetest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/services"
)

// Password is that of the accounts themselves, which no façade takes.
const Password = "correct horse battery"

// A House is a whole site with one façade, over a library in memory, and the
// users ada and bob. At its end it looks through its log and all answers for what
// is in neither: secrets, and words of the inside.
type House struct {
	T        *testing.T
	URL      string // of the site, without a slash at its end
	HTTP     *http.Client
	Library  *library.Library
	Accounts *library.Accounts

	o       Options
	log     *journal
	tap     *tap
	mu      sync.Mutex
	idle    *sync.Cond
	working int
	secrets []string
	latest  map[string]mediasock.Credentials // what users signed in with last
}

// Open starts a house with the façade of o.
func Open(t *testing.T, o Options) *House {
	t.Helper()
	return open(t, o, o.Kind)
}

// open starts a house with these kinds.
func open(t *testing.T, o Options, kinds ...facade.Kind) *House {
	t.Helper()
	o.Name, o.Size = cmp.Or(o.Name, "photo.jpg"), cmp.Or(o.Size, 256<<10)
	h := &House{T: t, o: o, log: &journal{}, latest: map[string]mediasock.Credentials{}}
	h.idle = sync.NewCond(&h.mu)
	log := slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	index, store := mem.NewIndex(), mem.NewStore()
	var err error
	h.Library, err = library.Open(t.Context(), index, store, library.Options{Title: "Test house", Account: "/account", Previews: store, Limits: o.Limits, Log: log})
	must(t, err)
	cheap := &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	h.Accounts, err = library.NewAccounts(index, bytes.Repeat([]byte{7}, 32), library.AccountOptions{Hash: cheap})
	must(t, err)
	mechanisms, err := auth.Parse("", auth.Options{})
	must(t, err)
	s := site.New(site.Options{Library: h.Library, Accounts: h.Accounts, Mechanisms: mechanisms, Facades: kinds, Log: log})
	server := httptest.NewServer(h.watch(s))
	h.tap = &tap{under: http.DefaultTransport.(*http.Transport).Clone(), here: server.Listener.Addr().String()}
	h.URL, h.HTTP = server.URL, &http.Client{Transport: h.tap}
	t.Cleanup(func() { server.Close(); h.tap.under.CloseIdleConnections(); h.audit() })
	for _, name := range []string{"ada", "bob"} {
		_, err := h.Accounts.AddUser(t.Context(), name, Password)
		must(t, err)
	}
	h.secrets = append(h.secrets, Password)
	return h
}

// watch counts the requests that are being answered.
func (h *House) watch(next http.Handler) http.Handler {
	count := func(n int) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.working += n
		h.idle.Broadcast()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count(1)
		defer count(-1)
		next.ServeHTTP(w, r)
	})
}

// Idle waits until no request is being answered.
func (h *House) Idle() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.working > 0 {
		h.idle.Wait()
	}
}

// inner matches what only the inside of the service says.
var inner = regexp.MustCompile(`goroutine \d|\.go:\d|(?i:sqlite)|library: |` + innerWord)

// audit looks through what was logged and answered.
func (h *House) audit() {
	log := h.log.String()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, secret := range h.secrets {
		if strings.Contains(log, secret) {
			h.T.Errorf("a password is in the log (XS-4)")
		}
	}
	if strings.Contains(log, "msg=panic") {
		h.T.Errorf("a handler panicked: %s", log)
	}
	for _, a := range h.tap.answers() {
		if found := inner.FindString(a); found != "" {
			h.T.Errorf("an answer tells of the inside, %q: %.500s", found, a)
		}
	}
}

// App makes an app password for a user.
func (h *House) App(user string, scope mediasock.Scope) string {
	h.T.Helper()
	u, err := h.Accounts.Lookup(h.T.Context(), user)
	must(h.T, err)
	app, err := h.Accounts.NewAppPassword(context.Background(), u.ID, scope.String(), scope)
	must(h.T, err)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.secrets = append(h.secrets, app)
	return app
}

// Own returns a user's session of the library itself.
func (h *House) Own(t *testing.T, user string) mediasock.Session {
	t.Helper()
	u, err := h.Accounts.Lookup(t.Context(), user)
	must(t, err)
	s, err := h.Library.Session(t.Context(), &mediasock.User{ID: u.ID.String(), Name: user, Scope: mediasock.ScopeManage})
	must(t, err)
	return s
}

// Items returns the items of all users.
func (h *House) Items() []*library.Media {
	h.T.Helper()
	page, err := h.Library.Search(h.T.Context(), library.Viewer{All: true}, library.Query{Limit: 1000})
	must(h.T, err)
	return page.Media
}

// options equips the driver: it reaches the house, and waits for nothing.
func (h *House) options() *services.Options {
	return &services.Options{HTTP: h.HTTP, Clear: true, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
}

// detect returns what the driver finds; nil if nothing.
func (h *House) detect(t *testing.T) *services.Site {
	t.Helper()
	p, err := services.NewProbe(h.URL, h.options())
	must(t, err)
	found, err := h.o.Driver.Detect(t.Context(), p)
	must(t, err)
	return found
}

// service returns the service as the driver finds it.
func (h *House) service(t *testing.T) mediasock.Service {
	t.Helper()
	found := h.detect(t)
	if found == nil {
		t.Fatal("Detect does not find the façade")
	}
	s, err := h.o.Driver.Service(found.Address, h.options())
	must(t, err)
	return s
}

// session signs a user in through driver and façade.
func (h *House) session(t *testing.T, user string, scope mediasock.Scope) mediasock.Session {
	t.Helper()
	c := h.credentials(user, h.App(user, scope))
	s, err := h.service(t).Handshake(t.Context(), c)
	must(t, err)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.latest[user] = c
	return s
}

func (h *House) credentials(name, app string) mediasock.Credentials {
	if h.o.Credentials != nil {
		return h.o.Credentials(name, app)
	}
	return mediasock.Credentials{Username: name, Password: app}
}

// file returns a file that nobody has seen.
func (h *House) file(size int) data {
	if h.o.File != nil {
		return data{h.o.Name, h.o.File(h.T, size)}
	}
	b := make([]byte, size)
	rand.Read(b)
	return data{h.o.Name, b}
}

// data is a file in memory.
type data struct {
	name  string
	bytes []byte
}

// Open implements mediasock.Data.
func (d data) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d.bytes)), nil }

// Size implements mediasock.Data.
func (d data) Size() int64 { return int64(len(d.bytes)) }

// Name implements mediasock.Data.
func (d data) Name() string { return d.name }

// Type implements mediasock.Data.
func (d data) Type() string { return "" }

// A journal is a log that several goroutines write.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

// String returns what was written.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}
