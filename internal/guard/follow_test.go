package guard_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// trap is a site that names the address to in one of the places where a consumer
// of the Profile follows what it is told, and is a good site otherwise.
func trap(base, place, to string) http.Handler {
	at := func(p, good string) string {
		if p == place {
			return to
		}
		return base + good
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		if place == "redirected page" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		fmt.Fprintf(w, `<head><link rel="search" type="application/opensearchdescription+xml" href="%s"></head>`, at("description", "/d"))
	})
	mux.HandleFunc("/d", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<OpenSearchDescription xmlns="%s"><ShortName>x</ShortName><Description>x</Description>`+
			`<Url type="application/atom+xml" template="%s?q={searchTerms}"/></OpenSearchDescription>`, opensearch.Namespace, at("template", "/s"))
	})
	mux.HandleFunc("/s", func(w http.ResponseWriter, r *http.Request) {
		if place == "redirected results" {
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
			return
		}
		fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom"><id>x:f</id><title>f</title><link rel="next" href="%s"/>`+
			`<entry><id>x:1</id><title>e</title><link rel="alternate" type="application/atom+xml" href="%s"/></entry></feed>`, at("next", "/s?2"), at("entry", "/e"))
	})
	return mux
}

// follow does what a consumer does: it finds the description, searches, turns the
// pages and gets an entry.
func follow(ctx context.Context, base string, web *http.Client) error {
	c, err := openmedia.Open(ctx, base+"/", &openmedia.Options{HTTP: web})
	if err != nil {
		return err
	}
	for _, err := range c.Pages(ctx, opensearch.Query{SearchTerms: "x"}) {
		if err != nil {
			return err
		}
	}
	_, err = c.Entry(ctx, "x:1")
	return err
}

// Wherever a site names an address of ours, it is not followed.
func TestGuard_FollowsNoTrap(t *testing.T) {
	c := newCanary(t)
	var site http.Handler
	base, g := outside(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { site.ServeHTTP(w, r) }))
	g.Resolver = (&names{answers: map[string][]string{"*": {"127.0.0.1"}}}).resolver()
	web := g.Client()
	for _, place := range []string{"redirected page", "description", "template", "redirected results", "next", "entry"} {
		for _, form := range []string{"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "localhost", "innocent.example", "169.254.169.254", "0x7f000001"} {
			site = trap(base, place, "http://"+form+":"+c.port+"/")
			if err := follow(t.Context(), base, web); !errors.Is(err, guard.ErrRefused) {
				t.Errorf("%s at %s: %v, want %v", place, form, err, guard.ErrRefused)
			}
			c.silent(t, place+" at "+form)
		}
	}
	site = trap(base, "", "")
	if err := follow(t.Context(), base, web); err == nil || strings.Contains(err.Error(), guard.ErrRefused.Error()) {
		t.Errorf("without a trap: %v, want that there is no entry at /e", err)
	}
}

// What drivers fetch goes through the same guard, redirects too.
func TestGuard_Drivers(t *testing.T) {
	c := newCanary(t)
	base, g := outside(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:"+c.port+"/", http.StatusFound)
	}))
	caller := services.NewCaller(0, &services.Options{HTTP: g.Client()})
	if _, _, err := caller.Get(t.Context(), base, "*/*"); !errors.Is(err, guard.ErrRefused) {
		t.Errorf("Get that is sent on to the canary: %v, want %v", err, guard.ErrRefused)
	}
	c.silent(t, "a driver")
}
