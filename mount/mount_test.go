package mount_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/check"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/mount"
)

// A program has users and a place for media already.
type program struct {
	mu     sync.Mutex
	files  map[string]string // id by user and bytes
	albums []mediasock.Taxon
	titles map[string]string
	now    time.Time
}

func (p *program) login(_ context.Context, name, password string) (string, error) {
	switch {
	case name == "broken":
		return "", errors.New("the database is away")
	case password == name+"'s":
		return "id-" + name, nil
	}
	return "", nil
}

func (p *program) upload(_ context.Context, user string, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	r, err := d.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := user + string(b)
	if id := p.files[key]; id != "" {
		return &mediasock.Item{ID: id}, mediasock.ErrExists
	}
	p.files[key] = fmt.Sprint(len(p.files) + 1)
	p.titles[p.files[key]] = m.Title
	return &mediasock.Item{ID: p.files[key]}, nil
}

func (p *program) update(_ context.Context, _ string, m *mediasock.Media, _ mediasock.Data) (*mediasock.Item, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.titles[m.ID] = m.Title
	return &mediasock.Item{ID: m.ID}, nil
}

func (p *program) list(context.Context, string) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		p.mu.Lock()
		albums := append([]mediasock.Taxon{}, p.albums...)
		p.mu.Unlock()
		for _, t := range albums {
			if !yield(t, nil) {
				return
			}
		}
	}
}

func (p *program) add(_ context.Context, _ string, t *mediasock.Taxon) (*mediasock.Item, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := fmt.Sprint(len(p.albums) + 1)
	p.albums = append(p.albums, mediasock.Taxon{ID: id, Title: t.Title, Append: mediasock.List{"media"}})
	return &mediasock.Item{ID: id, Title: t.Title, Append: mediasock.List{"media"}}, nil
}

// start runs a site; whole is one with every ability.
func start(t *testing.T, whole bool) (*program, *httptest.Server) {
	t.Helper()
	p := &program{files: map[string]string{}, titles: map[string]string{}, now: time.Now()}
	s := mount.Site{ID: "com.example", Title: "Example", Login: p.login, Upload: p.upload, Now: func() time.Time {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.now
	}}
	if whole {
		s.Albums, s.AddAlbum, s.Update, s.NeedsOne = p.list, p.add, p.update, true
	}
	server := httptest.NewTLSServer(mount.New(s))
	t.Cleanup(server.Close)
	return p, server
}

func discover(t *testing.T, server *httptest.Server, m ...auth.Mechanism) *client.Site {
	t.Helper()
	if m == nil {
		m = auth.All()
	}
	c := &client.Client{HTTP: server.Client(), Mechanisms: m, Sleep: func(context.Context, time.Duration) error { return nil }}
	site, err := c.Discover(t.Context(), server.URL+"/mediasock/")
	if err != nil {
		t.Fatal(err)
	}
	return site
}

var ann = mediasock.Credentials{Username: "ann", Password: "ann's"}

type text string

func (s text) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(s))), nil }
func (s text) Size() int64                  { return int64(len(s)) }
func (s text) Name() string                 { return "a.txt" }
func (s text) Type() string                 { return "text/plain" }

// TestChecked: a site passes the check, with what it must have and with all.
// The handler answers any path, so the one finding is about that.
func TestChecked_MS7(t *testing.T) {
	for _, whole := range []bool{false, true} {
		_, server := start(t, whole)
		report, err := (&check.Checker{HTTP: server.Client()}).Run(t.Context(), server.URL, check.Options{Login: &ann, Write: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			if f.Level != check.Note && f.Rule != "MS-20" {
				t.Errorf("whole %t: %+v", whole, f)
			}
		}
		if len(report.Left) == 0 {
			t.Errorf("whole %t: nothing was uploaded", whole)
		}
	}
}

func TestAbilities(t *testing.T) {
	p, server := start(t, true)
	s, err := discover(t, server).SignIn(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, text("a")); !errors.Is(err, mediasock.ErrUnsupported) {
		t.Errorf("MS-164 MediaAppend without an album = %v, want state 7", err)
	}
	album, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "Holiday"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{Parents: mediasock.List{album.ID, "99"}}, text("a")); !errors.Is(err, mediasock.ErrUnsupported) {
		t.Errorf("A-36 MediaAppend into no album = %v, want state 7", err)
	}
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{Title: "Pier", Parents: mediasock.List{album.ID}}, text("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.MediaUpdate(t.Context(), &mediasock.Media{ID: item.ID, Title: "Mole"}, nil); err != nil || p.titles[item.ID] != "Mole" {
		t.Errorf("MediaUpdate: %v, the title is %q", err, p.titles[item.ID])
	}
}

// TestLacking: what a site cannot do is not announced, and is refused.
func TestLacking_MS41(t *testing.T) {
	_, server := start(t, false)
	site := discover(t, server)
	for _, method := range []string{mediasock.MethodTaxaList, mediasock.MethodTaxaAppend, mediasock.MethodMediaUpdate} {
		if _, ok := site.Offer().APIs.Lookup(method); ok {
			t.Errorf("apis offers %s", method)
		}
	}
	if _, ok := site.Offer().APIs.Lookup(mediasock.MethodMediaAppend); !ok {
		t.Error("apis lacks mediasock.media.append")
	}
}

// TestSignIns_MS205: a sign-in lives a while, and ends; guesses are slowed down.
func TestSignIns_MS205_XS3(t *testing.T) {
	for _, m := range []auth.Mechanism{auth.HSC(auth.Options{}), auth.HST(auth.Options{})} {
		t.Run(m.Sock, func(t *testing.T) {
			p, server := start(t, false)
			site := discover(t, server, m, auth.HPO(auth.Options{}))
			s, err := site.SignIn(t.Context(), ann)
			if err != nil {
				t.Fatal(err)
			}
			saved, err := s.Save()
			if err != nil {
				t.Fatal(err)
			}
			later := func(wait time.Duration, name string) error {
				p.mu.Lock()
				p.now = p.now.Add(wait)
				p.mu.Unlock()
				back, err := site.Restore(t.Context(), mediasock.Credentials{}, saved)
				if err != nil {
					t.Fatal(err)
				}
				_, err = back.MediaAppend(t.Context(), &mediasock.Media{}, text(name))
				return err
			}
			if err := later(14*time.Minute, "early"); err != nil {
				t.Errorf("after 14 minutes: %v", err)
			}
			if err := later(1000*time.Hour, "late"); !errors.Is(err, mediasock.ErrAuthRequired) {
				t.Errorf("after six weeks: %v, want state 1", err)
			}
		})
	}
	p, server := start(t, false)
	site := discover(t, server)
	try := func(password string) error {
		_, err := site.SignIn(t.Context(), mediasock.Credentials{Username: "ann", Password: password})
		return err
	}
	for range 10 {
		if err := try("guess"); !errors.Is(err, mediasock.ErrCredentials) {
			t.Fatalf("a wrong password = %v, want state 2", err)
		}
	}
	if err := try("ann's"); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("the eleventh try = %v, want state 6", err)
	}
	p.mu.Lock()
	p.now = p.now.Add(16 * time.Minute)
	p.mu.Unlock()
	if err := try("ann's"); err != nil {
		t.Errorf("16 minutes later: %v", err)
	}
	if _, err := site.SignIn(t.Context(), mediasock.Credentials{Username: "broken", Password: "x"}); !errors.Is(err, mediasock.ErrTemporary) || strings.Contains(err.Error(), "database") {
		t.Errorf("an inner fault = %v, want state 6 without its cause", err)
	}
}

func TestNewPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("New of an empty site does not panic")
		}
	}()
	mount.New(mount.Site{})
}
