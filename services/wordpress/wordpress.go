// Package wordpress makes a WordPress site a [mediasock.Service], by its REST API
// (wp/v2). Where that is switched off, package metaweblog speaks XML-RPC to it.
//
// A user signs in by name and application password. An item is what WordPress
// calls a media item, one that the user uploaded. An album is a post of the
// user's, which shows what is attached to it: a new one is a draft that holds a
// gallery, for the user to publish. Categories were rejected: WordPress gives
// media none. So an item is in one album at most, and an album in none.
//
// Title and caption are kept, also as the alternative text for who does not see.
// There are no notes, keywords and attributes, bytes are not known again and do
// not change, and files are only of the types that the site allows. What is
// deleted is gone: there is no trash for media.
package wordpress

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// Driver returns the driver as a registry has it.
func Driver() services.Driver {
	return services.Driver{
		Name: "wordpress", Title: "WordPress", Detect: detect,
		Service:  func(address string, o *services.Options) (mediasock.Service, error) { return New(address, o) },
		Parallel: 2,
	}
}

// relation is the relation of links to the API.
const relation = "https://api.w.org/"

// An index is what the root of the API tells.
type index struct {
	Name, Description string
	Namespaces        []string
	Authentication    json.RawMessage // an empty list where there is none
}

// passwords reports whether application passwords are taken.
func (i *index) passwords() bool {
	var ways struct {
		Passwords json.RawMessage `json:"application-passwords"`
	}
	return json.Unmarshal(i.Authentication, &ways) == nil && ways.Passwords != nil
}

// detect asks the API that the page links to, else that of the usual place.
func detect(ctx context.Context, p *services.Probe) (*services.Site, error) {
	page, err := p.Get(ctx, "")
	if err != nil {
		return nil, err
	}
	ref := "wp-json/"
	if links := page.Links(relation); len(links) > 0 {
		ref = links[0].Href
	}
	answer, err := p.Get(ctx, ref)
	if err != nil || answer.Status != http.StatusOK {
		return nil, err
	}
	var root index
	if json.Unmarshal(answer.Body, &root) != nil || !slices.Contains(root.Namespaces, "wp/v2") || !root.passwords() {
		return nil, nil
	}
	if answer.URL.Host != page.URL.Host || answer.URL.Scheme != page.URL.Scheme {
		return nil, nil // credentials stay at the origin that the user named
	}
	return &services.Site{
		Title: root.Name, Address: answer.URL.String(),
		Can:    []string{"upload", "update", "delete", "list", "download", "albums", "search"},
		SignIn: []string{"app password"},
	}, nil
}

// A Service is a WordPress site.
type Service struct {
	root    *url.URL // of the API
	options services.Options
}

var _ mediasock.Service = (*Service)(nil)

// New returns the service whose API begins at address, such as
// https://weblog.example/wp-json/, without a request.
func New(address string, o *services.Options) (*Service, error) {
	root, err := url.Parse(address)
	if err != nil || root.Host == "" || root.Scheme != "https" && root.Scheme != "http" {
		return nil, fmt.Errorf("wordpress: %q is no address", address)
	}
	s := &Service{root: root}
	if o != nil {
		s.options = *o
	}
	return s, nil
}

// address returns where a path of the API is. A site without pretty addresses has
// the path in a parameter.
func (s *Service) address(path string, query url.Values) string {
	u := *s.root
	all := u.Query()
	if route := all.Get("rest_route"); route != "" {
		all.Set("rest_route", strings.TrimSuffix(route, "/")+path)
	} else {
		u.Path = strings.TrimSuffix(u.Path, "/") + path
	}
	for name, values := range query {
		all[name] = values
	}
	u.RawQuery = all.Encode()
	return u.String()
}
