package site_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/npm"
	"github.com/mediasock/mediasock/library"
)

// axe is the auditor of accessibility that browsers' own tools use.
const axe = "axe-core@4.10.3"

// audit has the page that is open audited, and leaves the verdict in
// window.verdict: a line for each rule that is broken.
const audit = `window.verdict = "";
	axe.run().then((r) => { window.verdict = r.violations.map((v) => v.id + ": " + v.nodes[0].html).join("\n") || "none"; });
	true`

// People who do not see the pages, or have no mouse, can use them: nothing is
// broken of what axe knows, in light and in dark, on a phone and a wide screen.
func TestPagesAreAccessible(t *testing.T) {
	script, err := os.ReadFile(filepath.Join(npm.Install(t, axe), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, nil)
	ada := h.user("ada")
	album := h.album(ada, "Wales")
	id := h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "Pier", Caption: "At dusk", Parents: mediasock.List{album}, Keywords: mediasock.List{"sea"}})
	h.show(ada, id, library.Public)
	in := url.Values{"from": {"album=" + album}, "place": {"1"}}.Encode()
	pages := []string{"/", "/?choose=1", "/albums", "/a/" + album, "/i/" + id + "?" + in, "/account", "/upload", "/search?q=pier&format=html",
		"/search?q=nothing&format=html", "/compose", "/compose?q=pier&in=own", "/trash", "/no-such-page", "/signin"}
	for _, look := range []struct {
		width  int64
		scheme string
	}{{1280, "light"}, {390, "dark"}} {
		tab := h.chromium(look.width)
		tab.as(h.signedIn("ada"))
		tab.scheme(look.scheme)
		for _, path := range pages {
			tab.open(path)
			tab.eval(string(script) + ";true")
			tab.eval(audit)
			tab.waitFor(`window.verdict !== ""`)
			if verdict := tab.text(`window.verdict`); verdict != "none" {
				t.Errorf("%s, %d pixels, %s: %s", path, look.width, look.scheme, verdict)
			}
		}
	}
	tab := h.chromium(800) // and it does complain
	tab.do(chromedp.Navigate("data:text/html,<img src=x>"))
	tab.eval(string(script) + ";true")
	tab.eval(audit)
	tab.waitFor(`window.verdict !== ""`)
	if tab.text(`window.verdict`) == "none" {
		t.Error("a picture without words is not complained of")
	}
}
