package site_test

import (
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// hostile are texts that run, end a comment or fake an attribute where one is
// written without care.
var hostile = []string{
	`<script>window.pwned=1</script>`, `"><img src=x onerror="window.pwned=1">`, `' onmouseover='window.pwned=1`,
	`--><svg onload=window.pwned=1>`, `javascript:window.pwned=1`, `{{.User}}</title><script>window.pwned=1</script>`,
	"\u202egnp.exe\x00\x1b[31m", strings.Repeat("W", 300),
}

// chromium starts a headless browser, or skips where there is none.
func (h *house) chromium(width int64) *tab {
	h.t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		h.t.Skip("SKIPPED: the pages are not seen in a real browser: install the Debian package chromium")
	}
	allocator, stop := chromedp.NewExecAllocator(h.t.Context(), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Headless,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	h.t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	h.t.Cleanup(cancel)
	t := &tab{house: h, do: func(steps ...chromedp.Action[chromedp.Void]) { h.t.Helper(); h.must(chromedp.Do(ctx, steps...)) }}
	t.do(chromedp.EmulateViewport(width, 900))
	t.cookie = func(name, value string) {
		_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: h.url})
		h.must(err)
	}
	t.listen = func(see func(event any)) { h.must(chromedp.Listen(ctx, see)) }
	t.text = func(script string) string {
		value, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		h.must(err)
		return value
	}
	t.scheme = func(scheme string) {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
		h.must(err)
	}
	t.eval = func(script string) (value bool) {
		value, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		h.must(err)
		return value
	}
	return t
}

// A tab is a page in the browser.
type tab struct {
	*house
	do     func(...chromedp.Action[chromedp.Void])
	eval   func(script string) bool
	text   func(script string) string
	scheme func(scheme string) // light or dark
	cookie func(name, value string)
	listen func(see func(event any))
}

// open goes to a page as the user who is signed in with the browser b.
func (t *tab) open(path string) { t.do(chromedp.Navigate(t.url + path)) }

// as signs the tab in.
func (t *tab) as(b *browser) {
	u, err := url.Parse(t.url)
	t.must(err)
	for _, c := range b.http.Jar.Cookies(u) {
		t.cookie(c.Name, c.Value)
	}
}

// hostileHouse has hostile text in every field that a user can fill.
func hostileHouse(t *testing.T) (h *house, pages []string) {
	h = newHouse(t, nil)
	u := h.user("ada")
	session, err := h.library.Session(t.Context(), u)
	h.must(err)
	for _, text := range hostile {
		o := mediatest.Pier()
		o.Title, o.Keywords = text, []string{text}
		album, err := session.TaxaAppend(t.Context(), &mediasock.Taxon{Title: text, Caption: text, Note: text})
		h.must(err)
		id := h.add(u, text+".jpg", mediatest.Photo(o), mediasock.Media{
			Title: text, Caption: text, Note: text, Parents: mediasock.List{album.ID}, Keywords: mediasock.List{text},
			Attributes: mediasock.AttributeList{{Name: "city", Value: text}, {Name: "author", Value: text}},
		})
		h.show(u, id, library.Public)
		pages = append(pages, "/i/"+id, "/a/"+album.ID, "/search?format=html&q="+url.QueryEscape(text), "/signin?next="+url.QueryEscape(text))
	}
	account, err := h.accounts.Lookup(t.Context(), "ada")
	h.must(err)
	_, err = h.accounts.NewAppPassword(t.Context(), account.ID, `<script>window.pwned=1</script>`, mediasock.ScopeRead)
	h.must(err)
	return h, append(pages, "/", "/albums", "/upload", "/trash", "/account", "/no-such-page")
}

// Nothing that a user writes runs on a page, and no page is wider than a phone.
func TestPagesInABrowser_XS6(t *testing.T) {
	h, pages := hostileHouse(t)
	for _, width := range []int64{390, 1280} {
		tab := h.chromium(width)
		tab.as(h.signedIn("ada"))
		for _, path := range pages {
			tab.open(path)
			if tab.eval(`window.pwned === 1`) {
				t.Errorf("%s runs what a user wrote", path)
			}
			if !tab.eval(`document.documentElement.scrollWidth <= window.innerWidth`) {
				t.Errorf("%s is wider than %d pixels", path, width)
			}
			if !tab.eval(`document.styleSheets.length === 1 && [...document.images].every(i => i.alt !== null) && document.title !== ""`) {
				t.Errorf("%s lacks its style, a text for a picture, or a title", path)
			}
		}
	}
}

// The main path without script: sign in, make an album, edit an item.
func TestSignInInABrowser(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	tab := h.chromium(1280)
	tab.open("/upload") // leads to the sign-in and back
	tab.do(chromedp.SendKeys("#username", "ada"), chromedp.SendKeys("#password", password), chromedp.Submit("#password"),
		chromedp.WaitVisible("#files"))
	tab.open("/albums")
	tab.do(chromedp.SendKeys("#title", "Made by hand"), chromedp.Submit("#title"), chromedp.WaitVisible("#visibility"))
	if !tab.eval(`document.querySelector("h1").textContent === "Made by hand"`) {
		t.Error("the new album is not shown")
	}
	tab.do(chromedp.Click("form[action='/signout'] button"), chromedp.WaitVisible("a[href='/signin']"))
}
