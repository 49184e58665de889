package site_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// Everything that a service does is done at the same time for a while, on the
// real index and store, by several users on the same items: uploads, uploads in
// parts, changes, moves, searches, pages, feeds, originals, the trash, sign-ins,
// jobs, sidecars, sweeps. The race detector looks on; nothing panics, nothing
// answers that it has a fault, and what is left is sound.
func TestMixedLoad(t *testing.T) {
	dir := t.TempDir()
	store, err := disk.Open(t.Context(), dir, disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	index, err := sqlite.Open(t.Context(), filepath.Join(dir, "index.sqlite"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	h := houseOn(t, index, store, nil)
	for _, name := range []string{"ada", "bob"} {
		h.user(name)
	}
	m := &mixed{house: h, end: time.Now().Add(3 * time.Second)}
	var all sync.WaitGroup
	for worker := range 8 {
		name := []string{"ada", "bob"}[worker%2]
		b := h.signedIn(name)
		all.Go(func() { m.use(b, h.find(name), rand.New(rand.NewPCG(1, uint64(worker)))) })
	}
	all.Go(m.tend)
	all.Wait()
	if t.Logf("%d changes", m.done.Load()); m.done.Load() < 50 {
		t.Errorf("%d changes at once: the load was none", m.done.Load())
	}
	if _, err := h.library.WriteSidecars(t.Context()); err != nil {
		t.Error(err)
	}
	done, err := library.Check(t.Context(), library.CheckOptions{Index: index, Store: store, ReadData: true}, func(f library.Finding) error {
		t.Errorf("found %+v", f)
		return nil
	})
	if err != nil || done.Items == 0 {
		t.Errorf("Check = %+v, %v, want items and no fault", done, err)
	}
	if log := h.said(); strings.Contains(log, "panic") || strings.Contains(log, "level=ERROR") {
		t.Errorf("the service has logged faults: %s", log)
	}
}

// said returns what has been logged so far.
func (h *house) said() string {
	h.out.mu.Lock()
	defer h.out.mu.Unlock()
	return h.log.String()
}

// A mixed load ends at a time. The items are everybody's to try.
type mixed struct {
	*house
	end  time.Time
	done atomic.Int64 // writes that were not refused

	mu    sync.Mutex
	items []string
}

// on reports whether the load goes on: for its time, and on a slow machine until
// there was some.
func (m *mixed) on() bool {
	now := time.Now()
	return now.Before(m.end) || m.done.Load() < 50 && now.Before(m.end.Add(time.Minute))
}

// use does one thing after the other as one user.
func (m *mixed) use(b *browser, u *mediasock.User, random *rand.Rand) {
	session, err := m.library.Session(m.t.Context(), u)
	if err != nil {
		m.t.Error(err)
		return
	}
	for n := 0; m.on(); n++ {
		if err := m.write(b, session, random); err != nil {
			m.t.Errorf("%s: %v", u.Name, err)
			return
		}
		m.read(b, random)
	}
}

// write changes something. An item of somebody else, or one that was purged, is
// refused with state 7.
func (m *mixed) write(b *browser, s mediasock.Session, random *rand.Rand) error {
	ctx, id := m.t.Context(), m.some(random)
	var err error
	switch random.IntN(8) {
	case 0, 1:
		data := []byte(fmt.Sprint(random.IntN(40), " bytes that come often"))
		item, failed := s.MediaAppend(ctx, &mediasock.Media{Title: "mixed " + strconv.Itoa(random.IntN(9)), Keywords: mediasock.List{"pier"}}, file{"a.txt", data})
		if item != nil {
			m.note(item.ID)
		}
		err = failed
	case 2:
		_, err = mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: id, Title: "changed"}, nil)
	case 3:
		_, err = mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: id}, file{"b.jpg", photo()})
	case 4:
		err = mediasock.DeleteMedia(ctx, s, id)
	case 5:
		item, failed := s.TaxaAppend(ctx, &mediasock.Taxon{Title: "album"})
		if err = failed; err == nil {
			_, err = mediasock.UpdateMedia(ctx, s, &mediasock.Media{ID: id, Parents: mediasock.List{item.ID}}, nil)
		}
	case 6:
		m.fine(b.post("/trash", url.Values{"action": {"restore"}, "row": {"i" + id}}))
	case 7:
		header := http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Length": {"6"}, "Content-Type": {"application/offset+octet-stream"}}
		m.fine(b.do("POST", "/tus/", header, strings.NewReader(fmt.Sprintf("%06d", random.IntN(50)))))
	}
	if err == nil {
		m.done.Add(1)
	}
	if errors.Is(err, mediasock.ErrExists) || errors.Is(err, mediasock.ErrUnsupported) {
		return nil
	}
	return err
}

// read asks for pages, feeds and bytes.
func (m *mixed) read(b *browser, random *rand.Rand) {
	id := m.some(random)
	paths := []string{"/", "/albums", "/search?q=pier", "/search?q=mixed&format=atom", "/i/" + id, "/atom/" + id, "/media/" + id, "/thumb/" + id, "/trash", "/account", "/mediasock/", "/opensearch.xml"}
	m.fine(b.get(paths[random.IntN(len(paths))]))
	if random.IntN(20) == 0 {
		m.fine(m.browser().post("/signin", url.Values{"username": {"ada"}, "password": {password}}))
	}
}

// fine reports an answer that says that something is wrong with the service.
func (m *mixed) fine(r result) {
	if r.status >= 500 {
		m.t.Errorf("the service answers %d: %.300s", r.status, r.body)
	}
}

func (m *mixed) note(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items = append(m.items, id)
}

func (m *mixed) some(random *rand.Rand) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.items) == 0 {
		return "1"
	}
	return m.items[random.IntN(len(m.items))]
}

// tend does what a service does by itself.
func (m *mixed) tend() {
	for m.on() {
		for {
			did, err := m.library.WorkOnce(m.t.Context())
			if err != nil {
				m.t.Error(err)
			}
			if !did {
				break
			}
		}
		if _, err := m.library.WriteSidecars(m.t.Context()); err != nil {
			m.t.Error(err)
		}
		if _, err := m.library.EmptyTrash(m.t.Context(), library.Viewer{All: true}, time.Now()); err != nil {
			m.t.Error(err)
		}
		if _, err := m.library.Sweep(m.t.Context()); err != nil {
			m.t.Error(err)
		}
	}
}
