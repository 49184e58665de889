package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
)

// An album that others may see opens what is in it and below it; the owner
// reads so beside the choice that says "You alone".
func TestOwnerIsToldOfOpenAlbums(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	album := h.album(u, "Bergen")
	id := h.add(u, "pier.jpg", photo(), mediasock.Media{Parents: []string{album}})
	b := h.signedIn("ada")
	const told = "Seen through the album"
	if page := b.get("/i/" + id); strings.Contains(page.body, told) {
		t.Errorf("the item in a private album: %s, want no %q", page.body, told)
	}
	b.post("/a/"+album, url.Values{"title": {"Bergen"}, "visibility": {"public"}}).want(t, "the album's form", http.StatusSeeOther)
	b.get("/i/"+id).want(t, "the item in a public album", http.StatusOK, told, `<a href="/a/`+album+`">Bergen</a>, too: Everyone.`)
	stranger := h.browser().get("/i/" + id)
	stranger.want(t, "the item to a stranger", http.StatusOK)
	if strings.Contains(stranger.body, told) {
		t.Errorf("the item to a stranger: %s, want no %q", stranger.body, told)
	}
}

// A drawing has no preview: a photograph in the album covers it all the same.
func TestAlbumCoverHasAPreview(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	album := h.album(u, "Bergen")
	id := h.add(u, "pier.jpg", photo(), mediasock.Media{Parents: []string{album}})
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`)
	h.add(u, "plan.svg", svg, mediasock.Media{Parents: []string{album}})
	h.signedIn("ada").get("/albums").want(t, "the albums", http.StatusOK, "/thumb/"+id)
}

// The size of the preview is no class of the page.
func TestItemPageIsWide(t *testing.T) {
	h := newHouse(t, nil)
	id := h.add(h.user("ada"), "pier.jpg", photo(), mediasock.Media{})
	h.signedIn("ada").get("/i/"+id).want(t, "the item", http.StatusOK, `<main id="main" class="">`)
}

func TestStaticFoldersAreNotListed(t *testing.T) {
	h := newHouse(t, nil)
	h.browser().get("/static/").want(t, "the folder", http.StatusNotFound)
	h.browser().get("/static/style.css").want(t, "the style sheet", http.StatusOK, "main")
}

// A form that was changed by hand is told what is wrong; it is no fault of the
// service's.
func TestUnknownScopeIsNoFault(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	b := h.signedIn("ada")
	for _, scope := range []string{"", "everything"} {
		r := b.post("/account/app-password", url.Values{"label": {"phone"}, "scope": {scope}})
		r.want(t, "an app password for "+scope, http.StatusBadRequest, "no such choice")
	}
	b.get("/upload").want(t, "the form", http.StatusOK, "seen by whoever may see the album")
}
