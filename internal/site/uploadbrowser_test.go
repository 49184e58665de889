package site_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// The upload page sends file after file in parts, tells of each, and leads to
// what became of it; the same again is known.
func TestUploadInABrowser(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	album := h.album(ada, "Wales")
	dir := t.TempDir()
	films := filepath.Join(dir, "film.bin")
	h.must(os.WriteFile(films, make([]byte, 40<<20), 0o644)) // of two parts
	paths := []string{films}
	for i := range 5 {
		path := filepath.Join(dir, "<b>"+strconv.Itoa(i)+".txt")
		h.must(os.WriteFile(path, []byte{'a', byte(i)}, 0o644))
		paths = append(paths, path)
	}
	empty := filepath.Join(dir, "empty.txt")
	h.must(os.WriteFile(empty, nil, 0o644))
	tab, seen := h.chromium(800), new(witness)
	tab.as(h.signedIn("ada"))
	tab.listen(seen.see)
	tab.open("/upload?album=" + album)
	for _, wanted := range []string{"6 of 7 uploaded, 1 not", "12 of 14 uploaded, 2 not"} {
		tab.do(chromedp.SetUploadFiles("#files", append(paths, empty)), chromedp.Click("#upload button.main"))
		tab.waitFor(`document.getElementById("summary").textContent === ` + strconv.Quote(wanted))
	}
	if !tab.eval(`[...document.querySelectorAll(".sent li")].slice(7, 13).every(li => li.textContent.includes("was here already") && li.querySelector("a"))`) {
		t.Error("what was sent twice is not known")
	}
	if !tab.eval(`document.querySelectorAll(".sent b").length === 0`) {
		t.Error("a file name is read as HTML")
	}
	n, _ := library.ParseID(album)
	taxon, err := h.library.Taxon(t.Context(), library.ViewerOf(ada), n)
	h.must(err)
	if taxon.Count != 6 {
		t.Errorf("%d items are in the album, want 6", taxon.Count)
	}
	seen.quiet(t)
}

// waitFor waits until a page's script says that it is done.
func (t *tab) waitFor(condition string) {
	t.t.Helper()
	for start := time.Now(); !t.eval(`document.readyState === "complete" && ` + condition); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > time.Minute {
			t.t.Fatalf("in a minute it was not so: %s", condition)
		}
	}
}

// The arrow keys lead through the list that an item was opened from.
func TestArrowKeysInABrowser(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	for _, name := range []string{"one", "two"} {
		h.add(ada, name+".txt", []byte(name), mediasock.Media{Title: name})
	}
	tab := h.chromium(800)
	tab.as(h.signedIn("ada"))
	tab.open("/")
	tab.do(chromedp.Click(".photos li a"))
	tab.waitFor(`document.querySelector("h1")?.textContent === "two"`)
	tab.do(chromedp.KeyEvent(kb.ArrowRight))
	tab.waitFor(`document.querySelector("h1")?.textContent === "one"`)
	tab.do(chromedp.KeyEvent(kb.ArrowLeft))
	tab.waitFor(`document.querySelector("h1")?.textContent === "two"`)
}
