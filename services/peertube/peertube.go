// Package peertube searches a PeerTube instance for films by its REST API
// (https://docs.joinpeertube.org/api-rest-reference.html), without an account.
//
// Only films of the instance's own and those that it follows are asked for. A
// film's id is its address at the instance that it comes from, so a film found
// at two instances is one.
package peertube

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

const (
	usualSize = 20
	maxSize   = 100
)

// Driver returns the driver of PeerTube instances.
func Driver() services.Driver {
	return services.Driver{Name: "peertube", Title: "PeerTube", Hosted: true,
		Open: func(host string, o *services.Options) (openmedia.Searcher, error) { return New(host, o), nil }}
}

// A Searcher searches an instance.
type Searcher struct {
	base   string
	host   string
	caller *services.Caller
}

var _ openmedia.Searcher = (*Searcher)(nil)

// New returns a Searcher of the instance at host. An instance takes 50 requests
// in ten seconds unless it says otherwise.
func New(host string, o *services.Options) *Searcher {
	return &Searcher{base: "https://" + host, host: host, caller: services.NewCaller(250*time.Millisecond, o)}
}

// listing is a page of results.
type listing struct {
	Total int    `json:"total"`
	Data  []film `json:"data"`
}

// Search returns films, the best match first.
func (s *Searcher) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	terms, err := services.Terms(q)
	if err != nil {
		return nil, err
	}
	start, size := services.Start(q, usualSize, maxSize)
	out := services.Page{Title: s.host, Home: s.base + "/search?" + url.Values{"search": {terms}}.Encode(), Start: start, Size: size}
	if !services.Wants(q, openmedia.Video) {
		return out.Feed(), nil
	}
	v := url.Values{"search": {terms}, "start": {strconv.Itoa(start - 1)}, "count": {strconv.Itoa(size)}, "sort": {"-match"}, "searchTarget": {"local"}}
	var got listing
	if err := s.caller.JSON(ctx, s.base+"/api/v1/search/videos?"+v.Encode(), &got); err != nil {
		return nil, err
	}
	for i := range got.Data {
		if e, ok := got.Data[i].entry(s.base); ok {
			out.Entries = append(out.Entries, e)
		}
	}
	out.Total = got.Total
	if next := start + len(got.Data); len(got.Data) > 0 && next <= got.Total {
		out.Next = next
	}
	return out.Feed(), nil
}

// address matches the address of a film at its own instance.
var address = regexp.MustCompile(`^https://[^/?#]+/(?:videos/watch|w)/([0-9A-Za-z-]{22,36})$`)

// Entry returns the film of that id, with its files. The id is not fetched: the
// instance is asked whether it knows the film of that name (OA-16).
func (s *Searcher) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	m := address.FindStringSubmatch(id)
	if m == nil {
		return nil, fmt.Errorf("%w: %q", openmedia.ErrNotFound, id)
	}
	var f film
	if err := s.caller.JSON(ctx, s.base+"/api/v1/videos/"+m[1], &f); err != nil {
		return nil, err
	}
	e, ok := f.entry(s.base)
	if !ok || !strings.EqualFold(e.ID, id) {
		return nil, fmt.Errorf("%w: %q", openmedia.ErrNotFound, id)
	}
	return &e, nil
}
