package client_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
)

// ownAddresses is a service whose apis depend on who asks: each method is somewhere,
// and a user's are at addresses of her own.
func ownAddresses() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/mediasock/{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, block("mediasock.handshake:/door;mediasock.taxa.list:/all/list", "auth.hst"), 1)
	})
	mux.HandleFunc("/door", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1 << 16)
		name := r.FormValue("username")
		answer := fmt.Sprintf(block("mediasock.handshake:/door;mediasock.taxa.list:/"+name+"/list;mediasock.taxa.append:/"+name+"/add", "auth.hst"), 0)
		fmt.Fprint(w, strings.Replace(answer, "</handshake>", "<akey value=\""+name+"\" expiry=\"25\"/>\n</handshake>", 1))
	})
	mux.HandleFunc("/{who}/{what}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("what") == "add" {
			fmt.Fprintf(w, "<mediasock value='v' title='' version='1.4'><taxa.append><stat value='0'/><item value='added at %s'/></taxa.append></mediasock>", r.URL.Path)
			return
		}
		fmt.Fprintf(w, "<mediasock value='v' title='' version='1.4'><taxa.list><stat value='0'/><item value='1' title='%s'/></taxa.list></mediasock>", r.URL.Path)
	})
	return mux
}

// TestOwnAddresses: methods have addresses of their own, which are read again
// after the sign-in, and are forgotten with the session.
func TestOwnAddresses_MS4_MS131_MS132(t *testing.T) {
	server, c := listen(t, ownAddresses(), false)
	site := discover(t, c, server.URL)
	before := site.Offer().APIs.String()
	sessions := map[string]*client.Session{"ann": signIn(t, site, "ann", "pw"), "bob": signIn(t, site, "bob", "pw")}
	for name, s := range sessions {
		if taxa := taxaOf(t, s); len(taxa) != 1 || taxa[0].Title != "/"+name+"/list" {
			t.Errorf("%s's list is of %+v, want her own (MS-131)", name, taxa)
		}
		item, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "x"})
		if err != nil || item.ID != "added at /"+name+"/add" {
			t.Errorf("%s's TaxaAppend = %+v, %v, want it at its own address (MS-4)", name, item, err)
		}
	}
	if got := site.Offer().APIs.String(); got != before {
		t.Errorf("the site's apis are %q after sign-ins, want %q (MS-132)", got, before)
	}
	if err := sessions["ann"].Signout(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := sessions["ann"].Offer().APIs.String(); got != before {
		t.Errorf("after Signout apis are %q, want %q (MS-132)", got, before)
	}
}

// TestRedirectedDiscovery_MS13: redirects are followed, and nobody is told.
func TestRedirectedDiscovery_MS13(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/mediasock/", http.RedirectHandler("/one", http.StatusMovedPermanently))
	mux.Handle("/one", http.RedirectHandler("/two", http.StatusTemporaryRedirect))
	mux.Handle("/two", http.RedirectHandler("/three/", http.StatusSeeOther))
	mux.Handle("/three/", pages(map[string]string{"/three/": staticBlock}))
	server, c := listen(t, mux, false)
	site := discover(t, c, server.URL)
	if got, want := site.Endpoint(), server.URL+"/three/"; got != want || site.Offer().Service.Value != "com.example" {
		t.Errorf("Endpoint() = %q of %q, want %q", got, site.Offer().Service.Value, want)
	}
}

// TestSupports_MS17: to ask only whether there is a service takes a HEAD; where
// that is answered by 404 it is all that is sent.
func TestSupports_MS17_A15(t *testing.T) {
	for status, want := range map[int]string{http.StatusNotFound: "HEAD", http.StatusOK: "HEAD GET"} {
		var asked []string
		server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.Method)
			w.WriteHeader(status)
			fmt.Fprint(w, staticBlock)
		}), false)
		ok, err := c.Supports(t.Context(), server.URL)
		if ok != (status == http.StatusOK) || err != nil || strings.Join(asked, " ") != want {
			t.Errorf("%d: Supports = %t, %v after %q, want %q", status, ok, err, asked, want)
		}
	}
}

// TestBareAnswers: an upload page may name no item, and a login page no methods:
// what was known of them before stays.
func TestBareAnswers_MS167_A26(t *testing.T) {
	server, c := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet:
			fmt.Fprintf(w, block("mediasock.handshake;mediasock.media.append", "auth.hpo;feat.amp"), 1)
		case r.FormValue("method") == mediasock.MethodHandshake:
			fmt.Fprint(w, "<mediasock value='com.example' title='' version='1.4'><handshake><stat value='0'/></handshake></mediasock>")
		default:
			fmt.Fprint(w, "<mediasock value='com.example' title='' version='1.4'><media.append><stat value='0'/><item value=''/></media.append></mediasock>")
		}
	}), false)
	site := discover(t, c, server.URL)
	s := signIn(t, site, "ann", "pw")
	if got, want := s.Offer().APIs.String(), site.Offer().APIs.String(); got != want || !s.Offer().Sock.Has("feat.amp") {
		t.Errorf("after a sign-in that names none apis are %q, want %q (A-26)", got, want)
	}
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{}, text("x"))
	if err != nil || item == nil || item.ID != "" {
		t.Errorf("MediaAppend() = %+v, %v, want an item without an id (MS-167)", item, err)
	}
}

// TestForeign_MS28: a method of another API is called with nothing that proves
// the user to MediaSock, be it on the site's own origin.
func TestForeign_MS28(t *testing.T) {
	for _, m := range auth.Default(auth.Options{}) {
		t.Run(m.Sock, func(t *testing.T) {
			evil := &thief{}
			service := fakeservice.New(fakeservice.Options{Mechanisms: []auth.Mechanism{m}, Configure: func(h *server.Handler) {
				h.Extra = func(base string) mediasock.APIs {
					return mediasock.APIs{{Name: "flickr.*", URL: base + "/services/rest/"}}
				}
			}})
			app := service.AddUser("ann", "pw")
			mux := http.NewServeMux()
			mux.Handle("/mediasock/", service)
			mux.Handle("/services/", evil)
			server, c := listen(t, mux, true)
			site := discover(t, c, server.URL)
			signIn(t, site, "ann", app)
			for method, path := range map[string]string{"flickr.photos.search": "/services/rest/", mediasock.MethodFlickrUpload: "/services/upload/"} {
				u, web, err := site.Foreign(method)
				if err != nil || u != server.URL+path {
					t.Fatalf("Foreign(%s) = %q, %v, want %q", method, u, err, server.URL+path)
				}
				fetch(t, web, u+"?method="+method)
			}
			if len(evil.seen) != 2 {
				t.Errorf("%d calls arrived, want 2", len(evil.seen))
			}
			evil.secrets(t, app, "sock.key", "username")
			for _, method := range []string{"media.append", mediasock.MethodTaxaList, "piwigo.x"} {
				if u, _, err := site.Foreign(method); err == nil {
					t.Errorf("Foreign(%s) = %q, want an error", method, u)
				}
			}
		})
	}
}

// TestPrefers_MS27: what is offered is read from apis, and of equivalents the
// client's own liking decides.
func TestPrefers_MS27(t *testing.T) {
	server, c := listen(t, pages(map[string]string{"/mediasock/": staticBlock}), false)
	apis := discover(t, c, server.URL).Offer().APIs
	if _, ok := apis.Lookup(mediasock.MethodMediaAppend); ok {
		t.Error("a method that apis does not name is offered")
	}
	got, ok := apis.Choose(append([]string{mediasock.MethodMediaAppend}, mediasock.Equivalents(mediasock.MethodMediaAppend)...)...)
	if !ok || got.Name != mediasock.MethodFlickrUpload || got.URL != "http://example.com/services/upload/" {
		t.Errorf("Choose = %+v, %t, want Flickr's upload", got, ok)
	}
}

// TestWords: keywords that were agreed on arrive letter for letter, and the taxa
// are one flat list for who knows no hierarchy.
func TestWords_MS226_MS179(t *testing.T) {
	p := newPair(t, fakeservice.Options{}, false)
	s := p.remote(t, "ann", p.ann)
	keywords := mediasock.List{"Print:20x30", "x-private", "site:option=1"}
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{Keywords: keywords}, text("x"))
	if err != nil {
		t.Fatal(err)
	}
	for m, err := range mediasock.ListMedia(t.Context(), p.local(t, "ann", mediasock.ScopeManage), mediasock.MediaQuery{}) {
		if err != nil || m.ID != item.ID || !slices.Equal(m.Keywords, keywords) {
			t.Errorf("the service has %q, %v, want %q (MS-226)", m.Keywords, err, keywords)
		}
	}
	parent, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "outer"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "inner", Parents: mediasock.List{parent.ID}}); err != nil {
		t.Fatal(err)
	}
	var titles []string
	for taxon, err := range s.TaxaList(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		titles = append(titles, taxon.Title)
	}
	if slices.Sort(titles); !slices.Equal(titles, []string{"inner", "outer"}) {
		t.Errorf("TaxaList has %q, want parents and children alike (MS-179)", titles)
	}
}
