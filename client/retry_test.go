package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
)

// scripted answers uploads by a list of states; it repeats the last one.
func scripted(states ...int) http.Handler {
	var mu sync.Mutex
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1 << 20)
		if r.FormValue("method") != mediasock.MethodMediaAppend {
			code := 1
			if r.Method == http.MethodPost {
				code = 0
			}
			fmt.Fprintf(w, block("mediasock.*", "auth.hpo"), code)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		state := states[min(n, len(states)-1)]
		n++
		fmt.Fprintf(w, "<mediasock value='x' title='x' version='1.4'>\n<media.append>\n<stat value='%d' message='try %d'/>\n<item value='77'/>\n</media.append>\n</mediasock>", state, n)
	})
}

func TestRetries_A37(t *testing.T) {
	tests := []struct {
		name   string
		states []int
		want   error
		opened int
		waits  []time.Duration
	}{
		{"MS-68 interrupted, then success", []int{5, 0}, nil, 2, nil},
		{"interrupted three times", []int{5, 5, 5, 0}, nil, 4, []time.Duration{time.Second, 4 * time.Second}},
		{"interrupted for ever", []int{5}, mediasock.ErrInterrupted, 4, []time.Duration{time.Second, 4 * time.Second}},
		{"MS-69 a temporary fault is the caller's", []int{6, 0}, mediasock.ErrTemporary, 1, nil},
		{"MS-64 signs in again once", []int{1, 0}, nil, 2, nil},
		{"MS-66 renegotiates once", []int{3, 0}, nil, 2, nil},
		{"does not sign in for ever", []int{1}, mediasock.ErrAuthRequired, 2, nil},
		{"MS-70 unsupported", []int{7}, mediasock.ErrUnsupported, 1, nil},
		{"MS-71 permanent", []int{8}, mediasock.ErrPermanent, 1, nil},
		{"MS-65 wrong credentials", []int{2}, mediasock.ErrCredentials, 1, nil},
		{"MS-76 exists", []int{20}, mediasock.ErrExists, 1, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server, c := listen(t, scripted(test.states...), false)
			var waits []time.Duration
			c.Sleep = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
			d := text("x")
			item, err := signIn(t, discover(t, c, server.URL), "ann", "pw").MediaAppend(t.Context(), &mediasock.Media{}, d)
			if !errors.Is(err, test.want) {
				t.Errorf("MediaAppend = %v, want %v", err, test.want)
			}
			if (test.want == nil || test.want == mediasock.ErrExists) && (item == nil || item.ID != "77") {
				t.Errorf("MediaAppend = %+v, want item 77 (A-52)", item)
			}
			if d.opened != test.opened || !slices.Equal(waits, test.waits) {
				t.Errorf("%d tries with waits %v, want %d with %v", d.opened, waits, test.opened, test.waits)
			}
		})
	}
}

func TestServiceErrors_A35_MS74(t *testing.T) {
	for _, state := range []int{9, 91, 905, 42} {
		server, c := listen(t, scripted(state), false)
		_, err := signIn(t, discover(t, c, server.URL), "ann", "pw").MediaAppend(t.Context(), &mediasock.Media{}, text("x"))
		var e *mediasock.Error
		if !errors.As(err, &e) || int(e.Code) != state || e.Message != "try 1" {
			t.Errorf("state %d: %v, want it with its message", state, err)
		}
	}
}

// TestTruncatedUpload_A36_A37_A52: an upload that is cut off is sent again and
// gets one item; sent once more it is the same.
func TestTruncatedUpload_A36_A37_A52(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HPO(auth.Options{})}})
	app := service.AddUser("ann", "pw")
	var cut sync.Once
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > 1000 {
			cut.Do(func() { r.Body = &cutBody{r.Body, 800} })
		}
		service.ServeHTTP(w, r)
	}), true)
	s := signIn(t, discover(t, c, server.URL), "ann", app)
	d := text(string(bytes.Repeat([]byte("long "), 4000)))
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{}, d)
	if err != nil || d.opened < 2 {
		t.Fatalf("MediaAppend = %v with %d tries, want an item at the second", err, d.opened)
	}
	again, err := s.MediaAppend(t.Context(), &mediasock.Media{}, d)
	if !errors.Is(err, mediasock.ErrExists) || again.ID != item.ID {
		t.Errorf("the same again = %+v, %v, want %s and ErrExists", again, err, item.ID)
	}
}

// A cutBody ends after some bytes as a broken connection does.
type cutBody struct {
	io.ReadCloser
	left int
}

func (b *cutBody) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// TestBrokenConnection: an upload is sent again, an album is not made twice.
func TestBrokenConnection(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HBA(auth.Options{})}})
	app := service.AddUser("ann", "pw")
	broken := false
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if broken {
			broken = false
			panic(http.ErrAbortHandler)
		}
		service.ServeHTTP(w, r)
	}), false)
	s := signIn(t, discover(t, c, server.URL), "ann", app)
	broken = true
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, text("x")); err != nil {
		t.Errorf("MediaAppend over a connection that breaks: %v", err)
	}
	broken = true
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "x"}); err == nil {
		t.Error("TaxaAppend is sent again although it may have been carried out")
	}
}

func TestInheritedURL_A18(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{auth.HPO(auth.Options{})}})
	app := service.AddUser("ann", "pw")
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/services/rest":
			http.NotFound(w, r)
		case r.Method == http.MethodGet:
			fmt.Fprintf(w, block("flickr.*:/services/rest;mediasock.handshake;mediasock.media.append", "auth.hpo"), 1)
		default:
			service.ServeHTTP(w, r)
		}
	}), false)
	s := signIn(t, discover(t, c, server.URL), "ann", app)
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, text("x")); err != nil {
		t.Errorf("MediaAppend = %v, want the endpoint to be tried after the inherited URL", err)
	}
}

func TestUnsendableParent_A41(t *testing.T) {
	server, c := listen(t, scripted(0), false)
	d := text("x")
	_, err := signIn(t, discover(t, c, server.URL), "ann", "pw").
		MediaAppend(t.Context(), &mediasock.Media{Parents: mediasock.List{"a;b"}}, d)
	if !errors.Is(err, mediasock.ErrUnsupported) || d.opened > 0 {
		t.Errorf("MediaAppend = %v after %d tries, want ErrUnsupported and none", err, d.opened)
	}
}

// A memoryCache is a client.Cache.
type memoryCache map[string]client.Record

func (m memoryCache) Load(typed string) (client.Record, bool) { r, ok := m[typed]; return r, ok }
func (m memoryCache) Save(typed string, r client.Record)      { m[typed] = r }
func (m memoryCache) Delete(typed string)                     { delete(m, typed) }

func TestCache_A24_A25_MS130_MS134(t *testing.T) {
	gets := 0
	service := fakeservice.New(fakeservice.Options{})
	service.AddUser("ann", "pw")
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			gets++
		}
		service.ServeHTTP(w, r)
	}), false)
	cache := memoryCache{}
	c.Cache = cache
	discover(t, c, server.URL)
	kept, ok := cache[server.URL]
	if !ok || kept.Serial == "" || kept.Value != "com.example.fake" {
		t.Fatalf("the cache holds %+v, want what was discovered", kept)
	}
	gets = 0
	site, err := c.Open(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	signIn(t, site, "ann", "pw")
	if gets != 0 {
		t.Errorf("a known site is asked %d times before the sign-in, want 0 (MS-134)", gets)
	}
	kept.APIs = "mediasock.handshake:" + server.URL + "/moved"
	cache[server.URL] = kept
	if site, err = c.Open(t.Context(), server.URL); err != nil {
		t.Fatal(err)
	}
	signIn(t, site, "ann", "pw")
	if cache[server.URL].APIs == kept.APIs {
		t.Error("what has changed stays in the cache")
	}
}

func TestCacheWithoutSerial_A24(t *testing.T) {
	server, c := listen(t, pages(map[string]string{"/mediasock/": "<mediasock value='v' title='t' version='1.4'><handshake><stat value='1'/><apis value='mediasock.*'/></handshake></mediasock>"}), false)
	cache := memoryCache{}
	c.Cache = cache
	discover(t, c, server.URL)
	if len(cache) != 0 {
		t.Errorf("the cache holds %v, want nothing without a serial", cache)
	}
}
