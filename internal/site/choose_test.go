package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// Several items are changed at once, by their owner alone, and what went to the
// trash is taken back at once.
func TestChooseSeveral(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	album := h.album(ada, "Wales")
	pier := h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "Pier", Keywords: mediasock.List{"dusk"}})
	note := h.add(ada, "note.txt", []byte("note"), mediasock.Media{Title: "Note"})
	rest := h.add(ada, "rest.txt", []byte("rest"), mediasock.Media{Title: "Rest"})
	theirs := h.add(h.user("bob"), "bob.txt", []byte("bob"), mediasock.Media{Title: "Bob's"})
	b := h.signedIn("ada")
	b.get("/").want(t, "the list", http.StatusOK, "Choose several")
	b.get("/?choose=1").want(t, "the list with boxes", http.StatusOK, `name="item" value="`+pier+`"`, "Wales")
	do := func(what string, form url.Values) result {
		t.Helper()
		form["item"], form["next"] = []string{pier, note}, []string{"/?page=1"}
		r := b.post("/choose", form)
		r.want(t, what, http.StatusSeeOther)
		return r
	}
	r := do("an album", url.Values{"action": {"into"}, "album": {album}})
	b.get(r.header.Get("Location")).want(t, "the list after it", http.StatusOK, "2 items changed")
	b.get("/a/"+album).want(t, "the album", http.StatusOK, "2 items", pier, note)
	do("keywords", url.Values{"action": {"keywords"}, "keywords": {"sea; dusk"}})
	b.get("/i/"+pier).want(t, "the item", http.StatusOK, `;tag=dusk"`, `;tag=sea"`)
	do("a visibility", url.Values{"action": {"visibility"}, "visibility": {"public"}})
	h.browser().get("/i/"+note).want(t, "the item for a stranger", http.StatusOK, "Note")
	h.browser().get("/i/"+rest).want(t, "one that was not chosen", http.StatusSeeOther)
	do("out of the album", url.Values{"action": {"out"}, "out": {album}})
	b.get("/a/"+album).want(t, "the album", http.StatusOK, "This album is empty")

	moved := do("the trash", url.Values{"action": {"trash"}}).header.Get("Location")
	b.get(moved).want(t, "what follows", http.StatusOK, "2 were moved to the trash", "Undo")
	b.post("/trash", url.Values{"row": {"i" + pier, "i" + note}, "action": {"restore"}}).want(t, "the undo", http.StatusSeeOther)
	b.get("/").want(t, "the list", http.StatusOK, "3 items")

	for _, action := range []string{"trash", "visibility", "keywords", "into"} {
		form := url.Values{"action": {action}, "item": {theirs}, "visibility": {"public"}, "keywords": {"x"}, "album": {album}}
		b.post("/choose", form).want(t, action+" of another's item", http.StatusNotFound)
	}
	b.post("/choose", url.Values{"action": {"trash"}}).want(t, "nothing chosen", http.StatusBadRequest, "Nothing was chosen")
	b.post("/choose", url.Values{"item": {pier}}).want(t, "no action", http.StatusBadRequest)
	if r := b.post("/choose", url.Values{"action": {"visibility"}, "visibility": {"private"}, "item": {pier}, "next": {"//evil.example/"}}); strings.Contains(r.header.Get("Location"), "evil") {
		t.Errorf("it leads to %s", r.header.Get("Location"))
	}
	if page := h.browser().get("/"); strings.Contains(page.body, "Choose several") {
		t.Error("a stranger can choose")
	}
}

// An item that is opened from a list leads to those beside it there.
func TestItemLeadsThroughItsList(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	album := h.album(ada, "Wales")
	var ids []string
	for _, name := range []string{"one", "two", "three"} {
		ids = append(ids, h.add(ada, name+".txt", []byte(name), mediasock.Media{Title: name, Parents: mediasock.List{album}}))
	}
	h.add(ada, "other.txt", []byte("other"), mediasock.Media{Title: "elsewhere"})
	b := h.signedIn("ada")
	from := "/i/" + ids[1] + "?from=" + url.QueryEscape("album="+album) + "&place="
	for _, place := range []string{"2", "1", "3"} { // some were added or deleted since
		page := b.get(from + place)
		page.want(t, "the middle at "+place, http.StatusOK, `href="/a/`+album+`" rel="up">Wales`, "/i/"+ids[0], "/i/"+ids[2], `rel="prev"`, `rel="next"`)
		if strings.Contains(page.body, "elsewhere") {
			t.Error("what is in no album is beside it")
		}
	}
	first := b.get("/i/" + ids[2] + "?from=" + url.QueryEscape("album="+album) + "&place=1")
	if first.want(t, "the first", http.StatusOK, `rel="next"`); strings.Contains(first.body, `rel="prev"`) {
		t.Error("something is before the first")
	}
	edited := b.post(from+"2", url.Values{"title": {"two"}})
	if edited.want(t, "an edit on the way", http.StatusSeeOther); edited.header.Get("Location") != from+"2" {
		t.Errorf("after an edit the way goes on at %q", edited.header.Get("Location"))
	}
	b.get("/").want(t, "the newest", http.StatusOK, "/i/"+ids[1]+"?place=")
	b.get("/i/"+ids[0]+"?place=4").want(t, "one of the newest", http.StatusOK, `rel="up">Newest`)
	for _, odd := range []string{"", "?place=0", "?place=x", "?place=1&from=album%3D1", "?place=1&from=%25", "?place=99999999999", "?place=900"} {
		if page := b.get("/i/" + ids[0] + odd); page.status != http.StatusOK || strings.Contains(page.body, `rel="up"`) {
			t.Errorf("%q: %d, a list that does not hold it", odd, page.status)
		}
	}
	h.show(ada, ids[1], library.Public)
	if page := h.browser().get(from + "2"); page.status != http.StatusOK || strings.Contains(page.body, "Wales") {
		t.Errorf("a stranger is led to a private album: %d", page.status)
	}
}

// An album that holds albums alone tells how many, and shows a picture of one.
func TestAlbumOfAlbums(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	session, err := h.library.Session(t.Context(), ada)
	h.must(err)
	top := h.album(ada, "Trips")
	below, err := session.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "Wales", Parents: mediasock.List{top}})
	h.must(err)
	pier := h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "Pier", Parents: mediasock.List{below.ID}})
	h.signedIn("ada").get("/albums").want(t, "the albums", http.StatusOK, "1 album", "/thumb/"+pier)
}
