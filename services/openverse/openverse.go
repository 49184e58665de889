// Package openverse searches Openverse, an index of photographs and sounds under
// open licences, by version 1 of its API (https://api.openverse.org/v1/).
//
// It is used without an account: at most 20 results a page, the first 240
// results of a search, one request a second. Films and books it has none.
package openverse

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
	home     = "https://openverse.org/"
	api      = "https://api.openverse.org/v1/"
	pageSize = 20
	reach    = 240 // results of a search that strangers may see
)

// Driver returns the driver of Openverse.
func Driver() services.Driver {
	return services.Driver{Name: "openverse", Title: "Openverse",
		Open: func(_ string, o *services.Options) (openmedia.Searcher, error) { return New(o), nil }}
}

// A Searcher searches Openverse.
type Searcher struct{ caller *services.Caller }

var _ openmedia.Searcher = (*Searcher)(nil)

// New returns a Searcher.
func New(o *services.Options) *Searcher {
	return &Searcher{caller: services.NewCaller(time.Second, o)}
}

// listing is a page of results.
type listing struct {
	Count   int    `json:"result_count"`
	Results []work `json:"results"`
}

// Search returns photographs, or sounds where the query asks for audio.
func (s *Searcher) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	terms, err := services.Terms(q)
	if err != nil {
		return nil, err
	}
	start, _ := services.Start(q, pageSize, pageSize)
	out := services.Page{Title: "Openverse", Home: home + "search/?" + url.Values{"q": {terms}}.Encode(), Start: start, Size: pageSize}
	kind, ok := collection(q)
	if !ok || start > reach {
		return out.Feed(), nil
	}
	page, skip := services.Numbered(start, pageSize)
	v := url.Values{"q": {terms}, "page": {strconv.Itoa(page)}, "page_size": {strconv.Itoa(pageSize)}}
	var got listing
	if err := s.caller.JSON(ctx, api+kind+"/?"+v.Encode(), &got); err != nil {
		return nil, err
	}
	works := services.Skip(got.Results, skip)
	for i := range works {
		if e, ok := works[i].entry(kind); ok {
			out.Entries = append(out.Entries, e)
		}
	}
	out.Total = min(got.Count, reach)
	if next := start + len(works); len(works) > 0 && next <= out.Total {
		out.Next = next
	}
	return out.Feed(), nil
}

// collection returns which half of the index has what the query asks for.
func collection(q opensearch.Query) (string, bool) {
	switch {
	case services.Wants(q, openmedia.Photo):
		return "images", true
	case services.Wants(q, openmedia.Audio):
		return "audio", true
	}
	return "", false
}

// local matches what is of ours in an entry's id.
var local = regexp.MustCompile(`^(images|audio)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/$`)

// Entry returns the work of that id.
func (s *Searcher) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	m := local.FindStringSubmatch(strings.TrimPrefix(id, api))
	if m == nil || !strings.HasPrefix(id, api) {
		return nil, fmt.Errorf("%w: %q", openmedia.ErrNotFound, id)
	}
	var w work
	if err := s.caller.JSON(ctx, api+m[1]+"/"+m[2]+"/", &w); err != nil {
		return nil, err
	}
	e, ok := w.entry(m[1])
	if !ok {
		return nil, fmt.Errorf("%w: openverse: a work without id", openmedia.ErrInternal)
	}
	return &e, nil
}
