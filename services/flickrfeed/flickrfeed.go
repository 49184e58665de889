// Package flickrfeed searches the public feed of Flickr by tags
// (https://www.flickr.com/services/feeds/), which takes no account and no key.
//
// The feed tells of the 20 newest photographs that have all the tags, and of no
// more: there is one page, and no photograph can be asked for by its id.
package flickrfeed

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/license"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

const (
	feed = "https://www.flickr.com/services/feeds/photos_public.gne?"
	size = 20
)

// Driver returns the driver of Flickr's public feed.
func Driver() services.Driver {
	return services.Driver{Name: "flickr", Title: "Flickr",
		Open: func(_ string, o *services.Options) (openmedia.Searcher, error) { return New(o), nil }}
}

// A Searcher searches Flickr's public feed.
type Searcher struct{ caller *services.Caller }

var _ openmedia.Searcher = (*Searcher)(nil)

// New returns a Searcher.
func New(o *services.Options) *Searcher {
	return &Searcher{caller: services.NewCaller(time.Second, o)}
}

// Search returns the newest photographs that have all the words as tags.
func (s *Searcher) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	terms, err := services.Terms(q)
	if err != nil {
		return nil, err
	}
	tags := tagsOf(terms)
	start, _ := services.Start(q, size, size)
	out := services.Page{Title: "Flickr", Home: "https://www.flickr.com/search/?" + url.Values{"tags": {tags}}.Encode(), Start: start, Size: size}
	if start > size || tags == "" || !services.Wants(q, openmedia.Photo) {
		return out.Feed(), nil
	}
	v := url.Values{"tags": {tags}, "tagmode": {"all"}, "format": {"atom"}, "lang": {"en-us"}}
	body, from, err := s.caller.Get(ctx, feed+v.Encode(), atom.Type)
	if err != nil {
		return nil, err
	}
	got, err := atom.ReadFeed(bytes.NewReader(body), &atom.Options{Base: from, Entries: size})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", openmedia.ErrUnusable, err)
	}
	for i := range got.Entries {
		if e := &got.Entries[i]; complete(e) {
			out.Entries = append(out.Entries, *e)
		}
	}
	out.Total = len(out.Entries)
	out.Entries = services.Skip(out.Entries, start-1)
	return out.Feed(), nil
}

// Entry returns ErrNotFound: the feed shows no single photograph.
func (s *Searcher) Entry(_ context.Context, id string) (*atom.Entry, error) {
	return nil, fmt.Errorf("%w: Flickr's public feed shows no single photograph (%q)", openmedia.ErrNotFound, id)
}

// word matches a word or a quoted phrase.
var word = regexp.MustCompile(`"[^"]*"|[^\s,]+`)

// tagsOf returns the terms as tags between commas; the feed knows no exclusion.
func tagsOf(terms string) string {
	var tags []string
	for _, w := range word.FindAllString(terms, -1) {
		w = strings.TrimSpace(strings.ReplaceAll(strings.Trim(w, `"`), ",", " "))
		if w != "" && !strings.HasPrefix(w, "-") {
			tags = append(tags, w)
		}
	}
	return strings.Join(tags, ",")
}

// complete gives an entry what Flickr tells otherwise than by Media RSS, and
// reports whether it is one of a photograph.
func complete(e *atom.Entry) bool {
	file, ok := atom.FindLink(e.Links, atom.RelEnclosure, "")
	if !ok || e.ID == "" {
		return false
	}
	if len(e.Media.Contents) == 0 {
		c := mediarss.Content{URL: file.Href, Type: file.Type, FileSize: file.Length, IsDefault: true}
		c.Medium = c.MediumOf()
		e.Media.Contents = []mediarss.Content{c}
	}
	if small := smaller(file.Href); small != "" && len(e.Media.Thumbnails) == 0 {
		e.Media.Thumbnails = []mediarss.Thumbnail{{URL: small}}
	}
	licenses(e)
	return true
}

// licenses gives licences their usual addresses and leaves out the link that
// says that there is none.
func licenses(e *atom.Entry) {
	e.Links = slices.DeleteFunc(e.Links, func(l atom.Link) bool {
		return l.Is(atom.RelLicense) && strings.Contains(l.Href, "flickr.com/help/")
	})
	for i := range e.Links {
		if l, ok := license.Of(e.Links[i].Href); ok && e.Links[i].Is(atom.RelLicense) {
			e.Links[i] = atom.Link{Rel: atom.RelLicense, Href: l.URL}
		}
	}
}

// photo matches the address of a photograph and, within it, the letter of its
// size: b has 1024 pixels on the longer edge, m has 240.
var photo = regexp.MustCompile(`^(https://(?:live|farm\d+)\.static\.?flickr\.com/.+_[0-9a-f]+)_[a-z](\.(?:jpg|png|gif))$`)

// smaller returns the address of a small picture of the photograph, "" where it
// is not known.
func smaller(address string) string {
	m := photo.FindStringSubmatch(address)
	if m == nil {
		return ""
	}
	return m[1] + "_m" + m[2]
}
