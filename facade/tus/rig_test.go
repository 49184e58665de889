package tus_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/tus"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/mem"
)

// A rig is a service over a store on disk, for the users ann and bob.
type rig struct {
	*testing.T
	dir     string
	url     string
	index   *mem.Index
	store   *disk.Store
	library *library.Library
	limits  tus.Limits
	users   map[string]*mediasock.User
	clock   atomic.Int64 // seconds that it is ahead
	handler atomic.Pointer[tus.Handler]
}

func newRig(t *testing.T, limits tus.Limits) *rig {
	t.Helper()
	r := &rig{T: t, dir: t.TempDir(), index: mem.NewIndex(), limits: limits, users: map[string]*mediasock.User{}}
	for _, name := range []string{"ann", "bob"} {
		row := &library.User{Name: name}
		r.ok(r.index.AddUser(t.Context(), row))
		r.users[name] = &mediasock.User{ID: row.ID.String(), Name: name, Scope: mediasock.ScopeUpload}
	}
	r.users["reader"] = &mediasock.User{ID: r.users["ann"].ID, Name: "ann", Scope: mediasock.ScopeRead}
	r.start()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.handler.Load().ServeHTTP(w, q.WithContext(mediasock.WithBase(q.Context(), "http://"+q.Host)))
	}))
	t.Cleanup(func() { server.Close(); r.store.Close() })
	r.url = server.URL + "/tus/"
	return r
}

func (r *rig) now() time.Time { return time.Now().Add(time.Duration(r.clock.Load()) * time.Second) }

// start opens the store as a new process does.
func (r *rig) start() {
	r.Helper()
	var err error
	r.store, err = disk.Open(r.Context(), r.dir, disk.Options{Clock: r.now})
	r.ok(err)
	r.library, err = library.Open(r.Context(), r.index, r.store, library.Options{Clock: r.now})
	r.ok(err)
	r.handler.Store(&tus.Handler{
		Backend: r.library, Uploads: r.library, Limits: r.limits, Now: r.now,
		User:      func(q *http.Request) *mediasock.User { return r.users[q.Header.Get("X-User")] },
		Challenge: func(_ *http.Request, h http.Header) { h.Set("WWW-Authenticate", `Basic realm="x"`) },
	})
}

// restart gives the directory to a new store; what was open is as after a kill.
func (r *rig) restart() {
	r.Helper()
	r.ok(r.store.Close())
	r.start()
}

func (r *rig) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// An answer is a response, read whole.
type answer struct {
	status int
	header http.Header
	text   string
}

// number returns a number of the header, -1 if there is none.
func (a answer) number(name string) int64 {
	n, err := strconv.ParseInt(a.header.Get(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// send sends a request as ann unless header says otherwise: pairs of name and
// value.
func (r *rig) send(method, url string, body io.Reader, header ...string) answer {
	r.Helper()
	q, err := http.NewRequestWithContext(r.Context(), method, url, body)
	r.ok(err)
	q.Header.Set("Tus-Resumable", "1.0.0")
	q.Header.Set("X-User", "ann")
	for i := 0; i < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(q)
	r.ok(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	r.ok(err)
	return answer{resp.StatusCode, resp.Header, string(text)}
}

// create begins an upload of size bytes and returns its URL.
func (r *rig) create(size int, header ...string) string {
	r.Helper()
	a := r.send("POST", r.url, nil, append([]string{"Upload-Length", strconv.Itoa(size)}, header...)...)
	if a.status != http.StatusCreated {
		r.Fatalf("POST answers %d: %s", a.status, a.text)
	}
	return a.header.Get("Location")
}

// patch sends a part.
func (r *rig) patch(url string, offset int, part []byte, header ...string) answer {
	r.Helper()
	return r.send("PATCH", url, bytes.NewReader(part), append([]string{
		"Content-Type", "application/offset+octet-stream", "Upload-Offset", strconv.Itoa(offset)}, header...)...)
}

func (r *rig) want(what string, a answer, status int, offset int64) {
	r.Helper()
	if a.status != status || a.number("Upload-Offset") != offset {
		r.Errorf("%s answers %d, offset %q, want %d, %d: %s", what, a.status, a.header.Get("Upload-Offset"), status, offset, a.text)
	}
	if a.header.Get("Tus-Resumable") != "1.0.0" {
		r.Errorf("%s: the answer lacks Tus-Resumable", what)
	}
}

// stored checks that an item has these bytes.
func (r *rig) stored(id string, data []byte) *library.Media {
	r.Helper()
	n, ok := library.ParseID(id)
	if !ok {
		r.Fatalf("item %q is none", id)
	}
	m, err := r.library.Media(r.Context(), library.Viewer{All: true}, n)
	r.ok(err)
	content, err := r.store.Open(r.Context(), m.Digest)
	r.ok(err)
	defer content.Close()
	got, err := io.ReadAll(content)
	r.ok(err)
	if !bytes.Equal(got, data) || m.Digest != sha256.Sum256(data) {
		r.Errorf("item %s has %d bytes, and not the %d that were sent", id, len(got), len(data))
	}
	return m
}

// count counts the items.
func (r *rig) count(want int) {
	r.Helper()
	page, err := r.library.Search(r.Context(), library.Viewer{All: true}, library.Query{Limit: 1000})
	r.ok(err)
	if page.Total != want {
		r.Errorf("the library has %d items, want %d", page.Total, want)
	}
}

// quota sets how much ann may keep.
func (r *rig) quota(bytes int64) {
	r.Helper()
	id, _ := library.ParseID(r.users["ann"].ID)
	_, err := r.index.UpdateUser(r.Context(), id, func(u *library.User) error { u.Quota = bytes; return nil })
	r.ok(err)
}

func noise(seed uint64, n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(b)
	return b
}

// meta writes Upload-Metadata: pairs of key and value.
func meta(pairs ...string) string {
	var all []string
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(all, ",")
}
