package webdav_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/webdav"
)

// whole is what the façade uses of a session.
type whole interface {
	mediasock.Session
	mediasock.MediaUpdater
	mediasock.MediaLister
	mediasock.MediaGetter
	mediasock.MediaFiler
	mediasock.MediaOpener
	mediasock.MediaFinder
	mediasock.MediaDeleter
	mediasock.TaxaUpdater
}

// A counter counts how often items are listed.
type counter struct {
	facade.Backend
	lists *atomic.Int32
	hold  chan struct{} // lists wait for it until their context ends; nil: they do not
}

func (c *counter) Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error) {
	s, err := c.Backend.Session(ctx, u)
	if err != nil {
		return nil, err
	}
	return &counted{s.(whole), c}, nil
}

func (c *counter) Stage(ctx context.Context, name, mediaType string, size int64) (mediasock.Staged, error) {
	return c.Backend.(mediasock.Stager).Stage(ctx, name, mediaType, size)
}

type counted struct {
	whole
	c *counter
}

func (s *counted) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	s.c.lists.Add(1)
	if s.c.hold != nil {
		select {
		case s.c.hold <- struct{}{}:
		case <-ctx.Done():
		}
		<-ctx.Done()
		return func(yield func(mediasock.Media, error) bool) { yield(mediasock.Media{}, ctx.Err()) }
	}
	return s.whole.MediaList(ctx, q)
}

// A desk sends requests to a house whose lists are counted, and whose clock stands.
type desk struct {
	*testing.T
	*facadetest.House
	c   *counter
	app string
	mu  sync.Mutex
	now time.Time
	log strings.Builder
}

func newDesk(t *testing.T, hold chan struct{}) *desk {
	d := &desk{T: t, c: &counter{lists: new(atomic.Int32), hold: hold}, now: time.Now()}
	kind := webdav.Kind()
	under := kind.New
	kind.New = func(h *facade.Host) facade.Facade {
		other := *h
		d.c.Backend = h.Backend
		other.Backend, other.Now = d.c, func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now }
		other.Log = slogTo(&d.mu, &d.log)
		return under(&other)
	}
	d.House = facadetest.Open(t, facadetest.Options{Kind: kind})
	d.app = d.App("ada", mediasock.ScopeManage)
	return d
}

func (d *desk) send(ctx context.Context, method, path, body string, header ...string) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, method, d.URL+"/dav/"+path, strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	r.SetBasicAuth("ada", d.app)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := d.HTTP.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

func (d *desk) do(want int, method, path, body string, header ...string) string {
	d.Helper()
	status, text, err := d.send(d.Context(), method, path, body, header...)
	if err != nil || status != want {
		d.Fatalf("%s %s answers %d, %v, want %d: %s", method, path, status, err, want, text)
	}
	return text
}

// has checks which names a folder lists.
func (d *desk) has(folder string, names ...string) {
	d.Helper()
	text := d.do(http.StatusMultiStatus, "PROPFIND", folder, "", "Depth", "1")
	if n := strings.Count(text, "<D:response>") - 1; n != len(names) {
		d.Errorf("%s lists %d names, want %d", folder, n, len(names))
	}
	for _, name := range names {
		if !strings.Contains(text, "<D:displayname>"+name+"</D:displayname>") {
			d.Errorf("%s does not list %q: %.2000s", folder, name, text)
		}
	}
}

// A folder in which much is changed is listed once: what each change is, is known.
func TestChangesListNothing(t *testing.T) {
	d := newDesk(t, nil)
	d.do(http.StatusCreated, "MKCOL", "many/", "")
	d.do(http.StatusCreated, "MKCOL", "other/", "")
	d.has("many/")
	d.has("other/")
	before := d.c.lists.Load()
	for n := range 20 {
		d.do(http.StatusCreated, "PUT", fmt.Sprintf("many/%02d.txt", n), fmt.Sprintf("file %d", n))
	}
	d.do(http.StatusNoContent, "DELETE", "many/00.txt", "")
	d.do(http.StatusCreated, "PUT", "many/01.txt", "another file")
	d.do(http.StatusCreated, "POST", "many/", "added", "Slug", "02.txt")
	d.do(http.StatusCreated, "MOVE", "many/03.txt", "", "Destination", d.URL+"/dav/other/03.txt")
	d.do(http.StatusMultiStatus, "PROPPATCH", "many/04.txt", `<D:propertyupdate xmlns:D="DAV:" xmlns:m="urn:x-mediasock:dav:1:"><D:set><D:prop><m:caption>four</m:caption></D:prop></D:set></D:propertyupdate>`)
	names := []string{}
	for n := range 20 {
		if n != 0 && n != 3 {
			names = append(names, fmt.Sprintf("%02d.txt", n))
		}
	}
	added := ""
	for _, m := range d.Items() {
		if m.Name == "02.txt" && m.Size == 5 {
			added = "02 (" + m.ID.String() + ").txt"
		}
	}
	shown := append(names, added)
	d.has("many/", shown...)
	d.has("other/", "03.txt")
	if got := d.do(http.StatusOK, "GET", "many/01.txt", ""); got != "another file" {
		t.Errorf("the file that was put anew holds %q", got)
	}
	if text := d.do(http.StatusMultiStatus, "PROPFIND", "many/04.txt", "", "Depth", "0"); !strings.Contains(text, "four") {
		t.Errorf("the words that were set are not told: %s", text)
	}
	if n := d.c.lists.Load() - before; n > 1 {
		t.Errorf("items were listed %d times, want once at most", n)
	}

	// What is shown then is what a new listing shows.
	d.mu.Lock()
	d.now = d.now.Add(time.Minute)
	d.mu.Unlock()
	d.has("many/", shown...)
	d.has("other/", "03.txt")
}

// A listing that its client breaks off is no fault of the service's.
func TestListingBrokenOff(t *testing.T) {
	hold := make(chan struct{})
	d := newDesk(t, hold)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, _, err := d.send(ctx, "PROPFIND", "", "", "Depth", "1")
		done <- err
	}()
	<-hold
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the listing ends with %v", err)
	}
	d.Idle()
	d.mu.Lock()
	defer d.mu.Unlock()
	if log := d.log.String(); strings.Contains(log, "ERROR") || !strings.Contains(log, "webdav") {
		t.Errorf("the log says %q", log)
	}
}

// slogTo returns a log that writes to a text.
func slogTo(mu *sync.Mutex, b *strings.Builder) *slog.Logger {
	return slog.New(slog.NewTextHandler(locked{mu, b}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type locked struct {
	mu *sync.Mutex
	b  *strings.Builder
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}
