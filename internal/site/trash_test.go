package site_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/mediasock/mediasock"
)

// Undo for one item, for an album, and for many at once.
func TestTrashPage_Undo(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.user("bob")
	album := h.album(ada, "Wales")
	pier := h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "Pier at dusk", Parents: mediasock.List{album}})
	note := h.add(ada, "note.txt", []byte("note"), mediasock.Media{Title: "A note"})
	b := h.signedIn("ada")
	b.get("/trash").want(t, "the empty trash", http.StatusOK, "The trash is empty", "30 days")

	r := b.post("/i/"+pier+"/trash", nil)
	r.want(t, "the deletion", http.StatusSeeOther)
	b.get(r.header.Get("Location")).want(t, "what follows", http.StatusOK, "It was moved to the trash", "Undo", "Pier at dusk")
	r = b.post("/trash", url.Values{"row": {"i" + pier}, "action": {"restore"}})
	r.want(t, "the undo", http.StatusSeeOther)
	b.get(r.header.Get("Location")).want(t, "what follows", http.StatusOK, "Restored", "The trash is empty")
	b.get("/a/"+album).want(t, "the album", http.StatusOK, "Pier at dusk")

	for _, path := range []string{"/a/" + album, "/i/" + pier, "/i/" + note} {
		b.post(path+"/trash", nil).want(t, "the deletion of "+path, http.StatusSeeOther)
	}
	b.get("/albums").want(t, "the albums", http.StatusOK, "There are no albums yet")
	rows := url.Values{"row": {"i" + pier, "a" + album, "i" + note}, "action": {"restore"}}
	h.signedIn("bob").post("/trash", rows).want(t, "another's undo", http.StatusNotFound)
	h.signedIn("bob").get("/trash").want(t, "another's trash", http.StatusOK, "The trash is empty")
	b.post("/trash", rows).want(t, "the undo of all", http.StatusSeeOther)
	b.get("/a/"+album).want(t, "the album", http.StatusOK, "Pier at dusk")
	b.get("/").want(t, "newest", http.StatusOK, "/i/"+note)
	b.post("/trash", url.Values{"row": {"x1"}, "action": {"restore"}}).want(t, "nonsense", http.StatusNotFound)
	b.post("/trash", url.Values{"row": {"i"}, "action": {"restore"}}).want(t, "nonsense", http.StatusNotFound)
}

// The trash is emptied for ever, by its owner alone, and only if she is sure.
func TestTrashPage_Empty(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.user("bob")
	note := h.add(ada, "note.txt", []byte("note"), mediasock.Media{Title: "A note"})
	b := h.signedIn("ada")
	b.post("/i/"+note+"/trash", nil).want(t, "the deletion", http.StatusSeeOther)
	empty := url.Values{"action": {"empty"}, "sure": {"yes"}}
	h.signedIn("bob").post("/trash", empty).want(t, "another empties his", http.StatusSeeOther)
	b.post("/trash", url.Values{"action": {"empty"}}).want(t, "without the box", http.StatusBadRequest, "Tick the box")
	b.get("/trash").want(t, "the trash", http.StatusOK, "A note")
	b.post("/trash", empty).want(t, "with it", http.StatusSeeOther)
	b.get("/trash").want(t, "the trash", http.StatusOK, "The trash is empty")
	b.get("/i/"+note).want(t, "the item", http.StatusGone)
}
