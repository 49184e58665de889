package site_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A witness notes what a tab asks for and complains about.
type witness struct {
	mu     sync.Mutex
	asked  []string
	faults []string
}

// see is called with every event of the tab.
func (w *witness) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.asked = append(w.asked, e.Request.URL)
	case *log.EventEntryAdded:
		w.faults = append(w.faults, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *runtime.EventConsoleAPICalled:
		w.faults = append(w.faults, fmt.Sprintf("console.%s", e.Type))
	case *runtime.EventExceptionThrown:
		w.faults = append(w.faults, e.ExceptionDetails.Text)
	}
}

// check complains of what was asked elsewhere, and of every complaint.
func (w *witness) check(t *testing.T, own string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	pictures := 0
	for _, address := range w.asked {
		if !strings.HasPrefix(address, own+"/") {
			t.Errorf("the page loads %s", address)
		}
		if strings.Contains(address, "/compose/picture/") {
			pictures++
		}
	}
	if pictures == 0 {
		t.Errorf("no picture of another place was loaded: %q", w.asked)
	}
	w.complaints(t)
}

// quiet complains of every complaint of the browser.
func (w *witness) quiet(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints(t)
}

func (w *witness) complaints(t *testing.T) {
	t.Helper()
	for _, fault := range w.faults {
		t.Errorf("the browser complains: %s", fault)
	}
}

// A writer searches, picks two and has three texts; the pages load nothing from
// elsewhere (OM-37) and run nothing of what others, or she, have written.
func TestComposeInABrowser_OM37_XS6(t *testing.T) {
	far := newElsewhere(t)
	for _, text := range hostile {
		far.titles[text] = "by"
	}
	h := newHouse(t, allowLoopback)
	ada := h.user("ada")
	for i, text := range hostile {
		id := h.add(ada, fmt.Sprint(i, ".jpg"), append(large(), byte(i)), mediasock.Media{Title: text, Caption: text, Keywords: []string{"pier"}})
		h.show(ada, id, library.Public)
	}
	tab, seen := h.chromium(1280), new(witness)
	tab.as(h.signedIn("ada"))
	tab.listen(seen.see)
	tab.open("/compose")
	tab.do(chromedp.SendKeys("#terms", "pier"), chromedp.SendKeys("#domain", far.server.URL+"/opensearch.xml"), chromedp.Submit("#terms"),
		chromedp.WaitVisible("#edge"))
	pick := func(group int) {
		tab.do(chromedp.Click(fmt.Sprintf(".group:nth-of-type(%d) input[name=pick]", group)))
	}
	if !tab.eval(`document.querySelectorAll(".group").length === 2 && document.querySelectorAll("input[name=pick]").length >= 16`) {
		t.Error("not everything that was found is offered")
	}
	pick(1)
	pick(2)
	tab.unharmed(t, "the results")
	tab.do(chromedp.Click(".bottom button.main"), chromedp.WaitVisible("#html"))
	if !tab.eval(`["html", "markdown", "bbcode"].every(id => document.getElementById(id).value.split(` + "`" + h.url + "/i/`" + `).length > 1)
		&& document.querySelectorAll("main .card").length === 2`) {
		t.Error("the three texts are not there with two works")
	}
	tab.unharmed(t, "the texts")
	seen.check(t, h.url)
}

// unharmed holds that nothing ran and that the page is as wide as the window.
func (t *tab) unharmed(test *testing.T, what string) {
	test.Helper()
	for _, script := range []string{
		`window.pwned === undefined && document.querySelectorAll("main svg, main script:not([src])").length === 0`,
		`document.documentElement.scrollWidth <= window.innerWidth`,
	} {
		if !t.eval(script) {
			test.Errorf("%s: not so: %s", what, script)
		}
	}
}
