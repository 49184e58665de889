// Package metaweblog serves the weblog protocols of XML-RPC over sessions:
// metaWeblog, Movable Type's and Blogger's, and those few methods of WordPress's
// that the others lack. What posts photographs to a weblog posts them here.
//
// Users sign in with their name and an app password, in every call. There is one
// weblog, "1": what the user has. What its words mean here:
//
//   - A post is an item, its id the item's. A media object is the bytes of one:
//     metaWeblog.newMediaObject adds it, and it is a post at once.
//   - metaWeblog.newPost makes nothing. It says of the item whose address its
//     text holds (as an image, a link, or its enclosure) what the post says: the
//     title, the text without markup as the caption, the categories as albums,
//     mt_keywords as keywords. Of further items in the text only albums and
//     keywords are set. Without the address of an item it is a fault.
//   - metaWeblog.editPost changes what its struct names, also to nothing.
//   - Categories are albums. In posts they stand by title, as everywhere; of
//     albums of one title the first is taken. mt.setPostCategories takes ids.
//   - Deleting a post moves the item to the trash.
//   - Drafts are published, dates of posts are those of the upload: what clients
//     say of either is read and changes nothing.
//
// newMediaObject takes the members of a post too, with the ids of albums in
// "categoryIds", and answers with "postid" and, of a file that was there,
// "exists": so our own client says all in one call.
//
// The numbers M-1 to M-8 and are of the requirements.
package metaweblog

import (
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// Kind returns the façade's kind.
func Kind() facade.Kind {
	return facade.Kind{Name: "metaweblog", Title: "metaWeblog", New: func(h *facade.Host) facade.Facade { return newWeblog(h) }}
}

// A weblog is the façade before a host.
type weblog struct {
	*facade.Host
	methods map[string]*method
}

var _ facade.Facade = (*weblog)(nil)

func newWeblog(h *facade.Host) *weblog {
	w := &weblog{Host: h, methods: map[string]*method{}}
	for _, m := range methods() {
		w.methods[m.name] = &m
	}
	return w
}

// Where the façade answers.
const (
	endpoint  = "/xmlrpc"
	rsdPath   = "/rsd.xml"
	mediaPath = endpoint + "/media/"
)

// Routes adds the façade's routes.
func (w *weblog) Routes(mux facade.Mux) {
	mux.Handle("POST "+endpoint, http.HandlerFunc(w.serve))
	mux.Handle("GET "+mediaPath+"{id}/{name}", http.HandlerFunc(w.media))
	mux.Handle("GET "+rsdPath, http.HandlerFunc(w.rsd))
}

// APIs announces the methods; that equivalents of MediaSock's are among them lets
// a client upload that knows these only.
func (w *weblog) APIs(base string) mediasock.APIs {
	var apis mediasock.APIs
	for _, name := range []string{"metaWeblog.*", "mt.*", "blogger.*"} {
		apis = append(apis, mediasock.API{Name: name, URL: base + endpoint})
	}
	return apis
}

// Links announces the RSD document (M-8).
func (w *weblog) Links(base string) []facade.Link {
	return []facade.Link{{Rel: "EditURI", Type: "application/rsd+xml", Href: base + rsdPath, Title: "RSD"}}
}
