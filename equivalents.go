package mediasock

import (
	"net/url"
	"strings"
)

// The pseudo-methods with which an apis list says where a service's other doors
// are: documents and endpoints that have an address and no method's name (A-59,
//
const (
	MethodFlickrUpload = "flickr.upload"
	MethodAtomPub      = "atompub.service"
	MethodOpenSearch   = "opensearch.description"
	MethodRSD          = "rsd.xml"
)

// Equivalents returns the methods of other APIs that do what one of MediaSock's
// own does, in no order of preference. The specification names one,
// metaWeblog.getCategories, and leaves the other lists blank (MS-229).
func Equivalents(method string) []string {
	switch CanonicalMethod(method) {
	case MethodHandshake:
		return []string{"flickr.auth.checkToken", "pwg.session.login", "blogger.getUsersBlogs"}
	case MethodMediaAppend:
		return []string{MethodFlickrUpload, "pwg.images.addSimple", "metaWeblog.newMediaObject", MethodAtomPub}
	case MethodMediaUpdate:
		return []string{"flickr.photos.setMeta", "pwg.images.setInfo", "metaWeblog.editPost", MethodAtomPub}
	case MethodTaxaList:
		return []string{"flickr.photosets.getList", "pwg.categories.getList", "metaWeblog.getCategories", MethodAtomPub}
	case MethodTaxaAppend:
		return []string{"flickr.photosets.create", "pwg.categories.add"}
	}
	return nil
}

// Choose returns the first of methods that the list offers, and where. The order
// is the caller's: which equivalent it likes best is its own to say (MS-27).
func (a APIs) Choose(methods ...string) (API, bool) {
	for _, method := range methods {
		if u, ok := a.Lookup(method); ok {
			return API{Name: CanonicalMethod(method), URL: u}, true
		}
	}
	return API{}, false
}

// Door returns the URL behind a pseudo-method: what apis names, else what the
// custom element that says the same does.
func (h *Handshake) Door(method string) (address string, ok bool) {
	if u, ok := h.APIs.Lookup(method); ok {
		return u, true
	}
	element := map[string]string{MethodOpenSearch: "x-opensearch", MethodAtomPub: "x-atompub"}[method]
	base, _ := url.Parse(h.Endpoint)
	for _, e := range h.Elements {
		if e.Name == element && element != "" {
			address = resolveURL(base, strings.TrimSpace(e.Value))
			return address, address != ""
		}
	}
	return "", false
}

// uploads turns items of Flickr's wildcard, whose URL is that of its REST
// endpoint, into where it takes uploads. Where the URL does not end as
// Flickr's does nothing is known.
func uploads(items []API) []API {
	var found []API
	for _, item := range items {
		if item.Name != MethodFlickrUpload {
			root, ok := strings.CutSuffix(strings.TrimSuffix(item.URL, "/"), "/services/rest")
			if !ok {
				continue
			}
			item.URL = root + "/services/upload/"
		}
		found = append(found, item)
	}
	return found
}
