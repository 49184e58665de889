// Package metaweblog makes whatever weblog is written to by metaWeblog a
// [mediasock.Service].
//
// A file is uploaded by metaWeblog.newMediaObject, and becomes a post that shows
// it: its title is the item's, the rest of its text the caption, its categories
// the albums, mt_keywords the keywords. So an item's id is that of its post. A
// service that says that what it took is a post already ("postid") is told all in
// the first call, and none follows.
//
// There are no notes and attributes, a keyword holds no comma, and the bytes of
// what is there stay. Albums are made, changed and deleted by methods of
// WordPress's. Uploading takes a call or two; when the second fails, the file is
// there without a post, which nothing lists or deletes.
package metaweblog

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
	"github.com/mediasock/mediasock/services"
)

// Driver returns the driver as a registry has it.
func Driver() services.Driver {
	return services.Driver{
		Name: "metaweblog", Title: "metaWeblog", Detect: detect,
		Service:  func(address string, o *services.Options) (mediasock.Service, error) { return New(address, o) },
		Parallel: 2,
	}
}

// names are what RSD documents call the protocols that metaWeblog comes with.
var names = []string{"metaweblog", "wordpress", "movable type", "movabletype", "moveabletype"}

// detect reads the RSD document that the page links to, else that of the usual
// place (M-8).
func detect(ctx context.Context, p *services.Probe) (*services.Site, error) {
	page, err := p.Get(ctx, "")
	if err != nil {
		return nil, err
	}
	ref := "/rsd.xml"
	if links := page.Links("edituri"); len(links) > 0 {
		ref = links[0].Href
	}
	answer, err := p.Get(ctx, ref)
	if err != nil || answer.Status != http.StatusOK {
		return nil, err
	}
	d, ok := weblogwire.ParseRSD(answer.Body)
	if !ok {
		return nil, nil
	}
	return siteOf(d, answer.URL, page.URL), nil
}

// siteOf returns the site that a document tells of, nil for none. The protocol
// must be spoken at the page's own host: credentials stay there.
func siteOf(d *weblogwire.RSD, from, page *url.URL) *services.Site {
	for _, a := range d.APIs {
		address, err := from.Parse(strings.TrimSpace(a.Link))
		if err != nil || !slices.Contains(names, strings.ToLower(a.Name)) || address.Host != page.Host || address.Scheme != page.Scheme || address.User != nil {
			continue
		}
		address.Fragment = ""
		return &services.Site{
			Title: d.Engine, Address: address.String(),
			Can:    []string{"upload", "update", "delete", "list", "download", "albums"},
			SignIn: []string{"password", "app password"},
		}
	}
	return nil
}

// A Service is a weblog's XML-RPC endpoint.
type Service struct {
	endpoint *url.URL
	options  services.Options
}

var _ mediasock.Service = (*Service)(nil)

// New returns the service at address, such as https://weblog.example/xmlrpc.php,
// without a request.
func New(address string, o *services.Options) (*Service, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("metaweblog: %q is no address", address)
	}
	s := &Service{endpoint: u}
	if o != nil {
		s.options = *o
	}
	return s, nil
}
