package mediasock_test

import (
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/webdav"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
	driver "github.com/mediasock/mediasock/services/mediasock"
	"github.com/mediasock/mediasock/servicetest"
)

// open returns the driver and a running service with the account ann.
func open(t *testing.T) (services.Driver, *fakeservice.Service, string) {
	t.Helper()
	fake := fakeservice.New(fakeservice.Options{})
	fake.AddUser("ann", "pw")
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return driver.Driver(&client.Client{Mechanisms: auth.All()}), fake, server.URL
}

func TestSession(t *testing.T) {
	d, fake, address := open(t)
	servicetest.Test(t, servicetest.Options{
		New: func(t *testing.T) mediasock.Session {
			service, err := d.Service(address, nil)
			if err != nil {
				t.Fatal(err)
			}
			s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Peek: func(t *testing.T, _ mediasock.Session) mediasock.Session {
			u, err := fake.Account(t.Context(), "ann", "pw")
			if err != nil {
				t.Fatal(err)
			}
			s, err := fake.Library.Session(mediasock.WithBase(t.Context(), address), u)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
	})
}

func TestDetect(t *testing.T) {
	d, _, address := open(t)
	p, err := services.NewProbe(address, &services.Options{HTTP: (&client.Client{}).Public()})
	if err != nil {
		t.Fatal(err)
	}
	site, err := d.Detect(t.Context(), p)
	if err != nil || site == nil || !slices.Contains(site.Can, "upload") || len(site.SignIn) == 0 {
		t.Errorf("Detect = %+v, %v", site, err)
	}
	nothing := httptest.NewServer(nil)
	defer nothing.Close()
	if p, err = services.NewProbe(nothing.URL, nil); err != nil {
		t.Fatal(err)
	}
	if site, err := d.Detect(t.Context(), p); site != nil || err != nil {
		t.Errorf("Detect where nothing is = %+v, %v", site, err)
	}
}

func TestSearch(t *testing.T) {
	cookies := slices.DeleteFunc(auth.All(), func(m auth.Mechanism) bool { return m.Sock != "auth.hsc" })
	h := facadetest.Open(t, facadetest.Options{Kind: webdav.Kind()})
	service, err := driver.Driver(&client.Client{Mechanisms: cookies, HTTP: h.HTTP}).Service(h.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: h.App("ada", mediasock.ScopeManage)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Own(t, "ada").MediaAppend(t.Context(), &mediasock.Media{Title: "The lighthouse"}, file("a.txt")); err != nil {
		t.Fatal(err)
	}
	feed, err := s.(openmedia.Searcher).Search(t.Context(), opensearch.Query{SearchTerms: "lighthouse"})
	if err != nil || len(feed.Entries) != 1 {
		t.Fatalf("Search = %+v, %v, want one entry", feed, err)
	}
	if e, err := s.(openmedia.Searcher).Entry(t.Context(), feed.Entries[0].ID); err != nil || e.Title.String() != "The lighthouse" {
		t.Errorf("Entry = %+v, %v", e, err)
	}
}

// file is a small file whose content is its name.
type file string

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(f))), nil }
func (f file) Size() int64                  { return int64(len(f)) }
func (f file) Name() string                 { return string(f) }
func (f file) Type() string                 { return "text/plain" }

func TestSearchNotOffered(t *testing.T) {
	d, _, address := open(t)
	service, err := d.Service(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ann", Password: "pw"})
	if err != nil {
		t.Fatal(err)
	}
	if _, offered := s.Offer().APIs.Lookup("opensearch.description"); offered {
		t.Fatal("the fake service has learned to search: search it")
	}
	if _, err := s.(openmedia.Searcher).Search(t.Context(), opensearch.Query{}); mediasock.StatOf(err).Code != mediasock.CodeUnsupported {
		t.Errorf("Search = %v, want state 7", err)
	}
}
