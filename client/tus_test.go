package client_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

// A tusHouse is a whole service, and what it was asked for.
type tusHouse struct {
	*testing.T
	library  *library.Library
	store    *mem.Store
	password string
	url      string

	mu       sync.Mutex
	requests map[string]int // by method and first part of the path
	refuse   int            // status that /tus/ answers, 0 for none
}

func newTusHouse(t *testing.T, mechanisms string) *tusHouse {
	t.Helper()
	h := &tusHouse{T: t, store: mem.NewStore(), requests: map[string]int{}}
	index := mem.NewIndex()
	var err error
	h.library, err = library.Open(t.Context(), index, h.store, library.Options{})
	h.ok(err)
	cheap := &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	accounts, err := library.NewAccounts(index, bytes.Repeat([]byte{7}, 32), library.AccountOptions{Hash: cheap})
	h.ok(err)
	user, err := accounts.AddUser(t.Context(), "ann", "correct horse battery")
	h.ok(err)
	h.password, err = accounts.NewAppPassword(t.Context(), user.ID, "test", mediasock.ScopeManage)
	h.ok(err)
	ways, err := auth.Parse(mechanisms, auth.Options{})
	h.ok(err)
	service := site.New(site.Options{Library: h.library, Accounts: accounts, Mechanisms: ways})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status := h.note(r); status != 0 {
			http.Error(w, "refused", status)
			return
		}
		service.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *tusHouse) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// note counts a request and returns the status to refuse it with.
func (h *tusHouse) note(r *http.Request) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	h.requests[r.Method+" "+first]++
	if first == "tus" {
		return h.refuse
	}
	return 0
}

func (h *tusHouse) count(what string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.requests[what]
}

// session signs in at url.
func (h *tusHouse) session(url string) *client.Session {
	h.Helper()
	c := &client.Client{Mechanisms: auth.All(), Parts: 1000, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	site, err := c.Discover(h.Context(), url)
	h.ok(err)
	s, err := site.SignIn(h.Context(), mediasock.Credentials{Username: "ann", Password: h.password})
	h.ok(err)
	return s
}

// stored checks that the item has these bytes.
func (h *tusHouse) stored(item *mediasock.Item, data []byte) *library.Media {
	h.Helper()
	n, _ := library.ParseID(item.ID)
	m, err := h.library.Media(h.Context(), library.Viewer{All: true}, n)
	h.ok(err)
	r, err := h.store.Open(h.Context(), m.Digest)
	h.ok(err)
	got, err := io.ReadAll(r)
	h.ok(err)
	if !bytes.Equal(got, data) {
		h.Errorf("item %s has other bytes than were sent", item.ID)
	}
	return m
}

func large(seed byte, n int) *bytesData {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{seed}).Read(b)
	return &bytesData{name: "film.bin", content: b}
}

// Large files go in parts, whatever proves the user in headers; small ones, and
// those of other mechanisms, by media.append.
func TestParts_EveryMechanism(t *testing.T) {
	for mechanism, parts := range map[string]bool{"hsc": true, "hba": true, "hdi": true, "hws": true, "hst": false, "hpo": false, "hsk": false} {
		t.Run(mechanism, func(t *testing.T) {
			h := newTusHouse(t, mechanism)
			s := h.session(h.url)
			d := large(1, 200_000)
			sum := sha256.Sum256(d.content)
			item, err := s.MediaAppend(t.Context(), &mediasock.Media{Title: "Pier; \"dusk\"", Keywords: mediasock.List{"sea"}, SHA256: sum[:]}, d)
			h.ok(err)
			m := h.stored(item, d.content)
			if m.Title != "Pier; \"dusk\"" || m.Keywords.String() != "sea" || m.Name != "film.bin" || item.Resource != h.url+"/i/"+item.ID {
				t.Errorf("item %+v is %q, %q, %q", item, m.Title, m.Keywords, m.Name)
			}
			if sent := h.count("PATCH tus") > 0; sent != parts {
				t.Errorf("sent in parts: %v, want %v", sent, parts)
			}
			again, err := s.MediaAppend(t.Context(), &mediasock.Media{SHA256: sum[:]}, d)
			if !errors.Is(err, mediasock.ErrExists) || again.ID != item.ID {
				t.Errorf("MediaAppend of the same bytes = %+v, %v, want %s and ErrExists", again, err, item.ID)
			}
			patches := h.count("PATCH tus")
			_, err = s.MediaAppend(t.Context(), &mediasock.Media{}, large(2, 999))
			h.ok(err)
			if h.count("PATCH tus") != patches {
				t.Error("a small file was sent in parts")
			}
		})
	}
}

// Where the service refuses parts, the file goes by media.append.
func TestParts_FallBack(t *testing.T) {
	for _, status := range []int{400, 403, 404, 405, 412, 413, 429, 500, 501} {
		h := newTusHouse(t, "hba")
		h.refuse = status
		d := large(3, 5000)
		item, err := h.session(h.url).MediaAppend(t.Context(), &mediasock.Media{}, d)
		if err != nil {
			t.Errorf("MediaAppend where /tus/ answers %d: %v", status, err)
			continue
		}
		h.stored(item, d.content)
	}
	h := newTusHouse(t, "hba")
	h.refuse = 503
	if _, err := h.session(h.url).MediaAppend(t.Context(), &mediasock.Media{}, large(3, 5000)); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("MediaAppend where /tus/ answers 503: %v, want state 6", err)
	}
}

// A wire stands before the service and cuts connections that send much.
type cuttingWire struct {
	net.Listener
	to    string
	cuts  atomic.Int64 // connections that are still to be cut
	after int64        // bytes
	sent  atomic.Int64 // bytes that went to the service
}

func newCuttingWire(h *tusHouse, cuts, after int64) *cuttingWire {
	h.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	h.ok(err)
	h.Cleanup(func() { l.Close() })
	w := &cuttingWire{Listener: l, to: strings.TrimPrefix(h.url, "http://"), after: after}
	w.cuts.Store(cuts)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(conn)
		}
	}()
	return w
}

func (w *cuttingWire) url() string { return "http://" + w.Addr().String() }

func (w *cuttingWire) carry(conn net.Conn) {
	defer conn.Close()
	up, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer up.Close()
	go func() {
		io.Copy(conn, up)
		conn.Close()
	}()
	n, _ := io.CopyN(up, conn, w.after)
	w.sent.Add(n)
	if n < w.after || w.cuts.Add(-1) >= 0 {
		return
	}
	n, _ = io.Copy(up, conn)
	w.sent.Add(n)
}

// A connection that breaks again and again costs what was on its way.
func TestParts_CutConnections(t *testing.T) {
	h := newTusHouse(t, "hba")
	w := newCuttingWire(h, 12, 300_000)
	d := large(4, 4_000_000)
	item, err := h.session(w.url()).MediaAppend(t.Context(), &mediasock.Media{}, d)
	h.ok(err)
	h.stored(item, d.content)
	if heads := h.count("HEAD tus"); heads < 10 {
		t.Errorf("%d HEADs, want one after each cut", heads)
	}
	if sent := w.sent.Load(); sent > 8_000_000 {
		t.Errorf("%d bytes were sent of a file of 4,000,000", sent)
	}
}

// Another run goes on where the first was stopped, and remembers nothing for it.
func TestParts_AnotherRun_X5(t *testing.T) {
	h := newTusHouse(t, "hba")
	d := large(5, 3_000_000)
	sum := sha256.Sum256(d.content)
	ctx, cancel := context.WithCancel(t.Context())
	first := &countingData{bytesData: d, after: 1_500_000, stop: cancel}
	if _, err := h.session(h.url).MediaAppend(ctx, &mediasock.Media{SHA256: sum[:]}, first); err == nil {
		t.Fatal("MediaAppend that was cancelled succeeded")
	}
	offset := h.arrived()
	second := &countingData{bytesData: d, after: 1 << 40, stop: cancel}
	item, err := h.session(h.url).MediaAppend(t.Context(), &mediasock.Media{SHA256: sum[:]}, second)
	h.ok(err)
	h.stored(item, d.content)
	if read := second.read.Load(); offset == 0 || read != d.Size()-offset {
		t.Errorf("the second run sent %d bytes of a file of 3,000,000 of which %d were there", read, offset)
	}
}

// arrived waits until the service has let go of the only upload, and returns its
// offset.
func (h *tusHouse) arrived() int64 {
	h.Helper()
	for {
		for u, err := range h.library.Uploads(h.Context()) {
			h.ok(err)
			g, err := h.library.Resume(h.Context(), u.ID)
			if err != nil {
				continue // in use
			}
			offset := g.Offset()
			h.ok(g.Abort())
			if offset > 0 {
				return offset
			}
		}
		time.Sleep(time.Millisecond)
	}
}

// countingData counts what is read of it, and stops the call after so much.
type countingData struct {
	*bytesData
	after int64
	stop  func()
	read  atomic.Int64
}

func (d *countingData) Open() (io.ReadCloser, error) {
	return &countingReader{bytes.NewReader(d.content), d}, nil
}

type countingReader struct {
	*bytes.Reader
	data *countingData
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if r.data.read.Add(int64(n)) >= r.data.after {
		r.data.stop()
	}
	return n, err
}

func (r *countingReader) Close() error { return nil }
