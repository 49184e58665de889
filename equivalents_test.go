package mediasock_test

import (
	"slices"
	"testing"

	"github.com/mediasock/mediasock"
)

func TestEquivalents_A58_MS229(t *testing.T) {
	for method, want := range map[string][]string{
		"mediasock.handshake":    {"flickr.auth.checkToken", "pwg.session.login", "blogger.getUsersBlogs"},
		"mediasock.media.append": {"flickr.upload", "pwg.images.addSimple", "metaWeblog.newMediaObject", "atompub.service"},
		"mediasock.media.update": {"flickr.photos.setMeta", "pwg.images.setInfo", "metaWeblog.editPost", "atompub.service"},
		"taxa.list":              {"flickr.photosets.getList", "pwg.categories.getList", "metaWeblog.getCategories", "atompub.service"},
		"Taxa.Append":            {"flickr.photosets.create", "pwg.categories.add"},
		"mediasock.auth.signout": nil,
		"flickr.photos.search":   nil,
	} {
		if got := mediasock.Equivalents(method); !slices.Equal(got, want) {
			t.Errorf("Equivalents(%q) = %q, want %q", method, got, want)
		}
	}
}

// TestAPIs_Choose_MS27: the client's liking decides, not the service's order.
func TestAPIs_Choose_MS27(t *testing.T) {
	apis := mediasock.ParseAPIs("flickr.*:http://f/services/rest/;mediasock.handshake:http://m/;mediasock.taxa.list:http://m/;metaWeblog.getCategories:http://w/", endpoint)
	for _, tt := range []struct {
		method, name, url string
		ok                bool
	}{
		{"mediasock.taxa.list", "mediasock.taxa.list", "http://m/", true},
		{"mediasock.taxa.append", "flickr.photosets.create", "http://f/services/rest/", true},
		{"mediasock.media.append", "flickr.upload", "http://f/services/upload/", true},
		{"mediasock.auth.signout", "", "", false},
	} {
		got, ok := apis.Choose(append([]string{tt.method}, mediasock.Equivalents(tt.method)...)...)
		if got.Name != tt.name || got.URL != tt.url || ok != tt.ok {
			t.Errorf("Choose(%s and its equivalents) = %+v, %v, want %s at %q, %v", tt.method, got, ok, tt.name, tt.url, tt.ok)
		}
	}
}

func TestHandshake_Door_X1_X4_A59(t *testing.T) {
	h := &mediasock.Handshake{
		Endpoint: endpoint,
		APIs:     mediasock.ParseAPIs("opensearch.description:/os.xml;flickr.upload:http://f/up;rsd.xml:/rsd.xml", endpoint),
		Elements: []mediasock.Element{{Name: "x-opensearch", Value: "http://other/"}, {Name: "x-atompub", Value: " ../app "}},
	}
	for method, want := range map[string]string{
		mediasock.MethodOpenSearch: "http://example.com/os.xml", mediasock.MethodAtomPub: "http://example.com/app",
		mediasock.MethodFlickrUpload: "http://f/up", mediasock.MethodRSD: "http://example.com/rsd.xml", "a.b": "",
	} {
		if got, ok := h.Door(method); got != want || ok != (want != "") {
			t.Errorf("Door(%q) = %q, %v, want %q", method, got, ok, want)
		}
	}
	h.Elements = []mediasock.Element{{Name: "x-atompub", Value: "javascript:x"}}
	if got, ok := h.Door(mediasock.MethodAtomPub); ok {
		t.Errorf("Door = %q, want none for an address that cannot be called", got)
	}
}
