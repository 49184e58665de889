package mediasock

import (
	"net/url"
	"slices"
	"strings"
)

// An API is an item of an apis list: a method, or a wildcard such as
// "flickr.*" for all methods of a namespace, and where it is (MS-30, MS-31).
type API struct {
	Name      string
	URL       string // "" for the current endpoint
	Inherited bool   // read: the URL is that of a wildcard before it
}

// APIs is an apis list, in the service's order of preference (MS-32).
type APIs []API

// ParseAPIs reads an apis list that came from endpoint, the URL of the response
// after redirects, by the algorithm of requirements section 2: pieces that are
// no item belong to the URL before them; relative URLs are resolved; an item
// without a URL has that of the last wildcard before it that has one, else
// endpoint (MS-33). Items with a URL that cannot be called over HTTP are left
// out. Names of mediasock.* are made lower-case.
func ParseAPIs(s, endpoint string) APIs {
	var a APIs
	base, _ := url.Parse(endpoint)
	inherited := ""
	for _, raw := range splitAPIs(s) {
		item := API{Name: canonicalAPI(raw.Name)}
		switch {
		case raw.URL != "":
			if item.URL = resolveURL(base, raw.URL); item.URL == "" {
				continue
			}
		case inherited != "":
			item.URL, item.Inherited = inherited, true
		default:
			item.URL = endpoint
		}
		if isWildcard(item.Name) && (raw.URL != "" || inherited != "") {
			inherited = item.URL
		}
		a = append(a, item)
	}
	return a
}

// splitAPIs cuts a list into names and URLs as they are written.
func splitAPIs(s string) []API {
	var raw []API
	for piece := range strings.SplitSeq(s, ";") {
		piece = strings.TrimSpace(piece)
		name, address, _ := strings.Cut(piece, ":")
		switch last := len(raw) - 1; {
		case piece == "":
		case isAPIName(name):
			raw = append(raw, API{Name: name, URL: strings.TrimSpace(address)})
		case last >= 0 && raw[last].URL != "":
			raw[last].URL += ";" + piece // a raw semicolon in a URL
		}
		if len(raw) == maxItems {
			break
		}
	}
	return raw
}

// resolveURL returns the absolute form of ref, or "" if it is none that can be
// called: of another scheme than http and https, or with a password in it.
func resolveURL(base *url.URL, ref string) string {
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if base != nil && base.Host != "" {
		u = base.ResolveReference(u)
	}
	if u.Scheme == "" && u.Host == "" {
		return ref // relative, and nothing to resolve it against
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	address := u.String()
	if _, err := url.Parse(encodeURL(address)); err != nil {
		return "" // a host that cannot be written
	}
	return address
}

// Find returns the items that offer method, best first: those of its exact name
// in their order, or else those of the longest wildcard that covers it.
// Of Flickr's wildcard the address of uploads is derived.
func (a APIs) Find(method string) []API {
	method = CanonicalMethod(method)
	var found []API
	longest := 0
	for _, item := range a {
		size := matchAPI(item.Name, method)
		if size > longest {
			found, longest = nil, size
		}
		if size > 0 && size == longest {
			found = append(found, item)
		}
	}
	if method == MethodFlickrUpload {
		return uploads(found)
	}
	return found
}

// Lookup returns the URL at which method is offered; "" stands for the current
// endpoint. It reports false if the method is not offered (MS-41).
func (a APIs) Lookup(method string) (url string, ok bool) {
	found := a.Find(method)
	if len(found) == 0 {
		return "", false
	}
	return found[0].URL, true
}

// LookupAll returns the URLs at which method is offered, each once: the first
// is Lookup's, the others are to be tried in order where it fails.
func (a APIs) LookupAll(method string) []string {
	var urls []string
	for _, item := range a.Find(method) {
		if !slices.Contains(urls, item.URL) {
			urls = append(urls, item.URL)
		}
	}
	return urls
}

// matchAPI returns how well an item's name covers method: 0 if not at all, more
// for a longer wildcard, most for the name itself.
func matchAPI(name, method string) int {
	if name == method {
		return len(name) + 1
	}
	if prefix, ok := strings.CutSuffix(name, "*"); ok && strings.HasPrefix(method, prefix) {
		return len(prefix)
	}
	return 0
}

// At returns the list with endpoint for every URL that is "".
func (a APIs) At(endpoint string) APIs {
	at := slices.Clone(a)
	for i := range at {
		if at[i].URL == "" {
			at[i].URL = endpoint
		}
	}
	return at
}

// String writes the list as it is sent. Items at the current endpoint (those
// without a URL) that stand after a wildcard with a URL would inherit it; they
// are written before the first such wildcard (A-18). In URLs ":", ";" and `"`
// after the host are percent-encoded (MS-35). Items whose name is none are left
// out.
func (a APIs) String() string {
	head := make([]string, 0, len(a))
	var tail []string
	wild := false
	for _, item := range a {
		if !isAPIName(item.Name) {
			continue
		}
		name := canonicalAPI(item.Name)
		switch {
		case item.URL == "":
			head = append(head, name)
			continue
		case isWildcard(name):
			wild = true
		}
		if text := name + ":" + encodeURL(item.URL); wild {
			tail = append(tail, text)
		} else {
			head = append(head, text)
		}
	}
	return strings.Join(append(head, tail...), ";")
}
