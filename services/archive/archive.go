// Package archive searches the Internet Archive by its advanced search and its
// metadata API (https://archive.org/developers/).
//
// What is found is an item, which may be one photograph or a shelf of them. A
// search tells of the item; Entry tells of its files, with sizes and hashes.
package archive

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
	home     = "https://archive.org/"
	pageSize = 20
	reach    = 10_000 // results of a search that can be paged through
)

// Driver returns the driver of the Internet Archive.
func Driver() services.Driver {
	return services.Driver{Name: "archive", Title: "Internet Archive",
		Open: func(_ string, o *services.Options) (openmedia.Searcher, error) { return New(o), nil }}
}

// A Searcher searches the Internet Archive.
type Searcher struct{ caller *services.Caller }

var _ openmedia.Searcher = (*Searcher)(nil)

// New returns a Searcher.
func New(o *services.Options) *Searcher {
	return &Searcher{caller: services.NewCaller(time.Second, o)}
}

// listing is a page of results.
type listing struct {
	Response struct {
		Found int    `json:"numFound"`
		Docs  []item `json:"docs"`
	} `json:"response"`
	Error string `json:"error"`
}

// Search returns items, the best match first.
func (s *Searcher) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	terms, err := services.Terms(q)
	if err != nil {
		return nil, err
	}
	start, _ := services.Start(q, pageSize, pageSize)
	out := services.Page{Title: "Internet Archive", Home: home + "search?" + url.Values{"query": {terms}}.Encode(), Start: start, Size: pageSize}
	page, skip := services.Numbered(start, pageSize)
	if start > reach {
		return out.Feed(), nil
	}
	v := url.Values{
		"q": {lucene(terms) + " AND " + mediaTypes(q)}, "rows": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}, "output": {"json"},
		"fl[]": {"identifier", "title", "creator", "description", "date", "publicdate", "licenseurl", "mediatype", "subject"},
	}
	var got listing
	if err := s.caller.JSON(ctx, home+"advancedsearch.php?"+v.Encode(), &got); err != nil {
		return nil, err
	}
	if got.Error != "" {
		return nil, fmt.Errorf("%w: archive.org says %q", openmedia.ErrInvalidQuery, got.Error)
	}
	items := services.Skip(got.Response.Docs, skip)
	for i := range items {
		if e, ok := items[i].entry(); ok {
			out.Entries = append(out.Entries, e)
		}
	}
	out.Total = min(got.Response.Found, reach)
	if next := start + len(items); len(items) > 0 && next <= out.Total {
		out.Next = next
	}
	return out.Feed(), nil
}

// mediaTypes returns the clause that limits a search to media.
func mediaTypes(q opensearch.Query) string {
	var types []string
	for _, k := range openmedia.Kinds() {
		if services.Wants(q, k) {
			types = append(types, typeOf(k))
		}
	}
	return "mediatype:(" + strings.Join(types, " OR ") + ")"
}

// typeOf returns what the Archive calls a kind of media.
func typeOf(k openmedia.Kind) string {
	return map[openmedia.Kind]string{openmedia.Photo: "image", openmedia.Video: "movies", openmedia.Audio: "audio", openmedia.Book: "texts"}[k]
}

// word matches a word or a quoted phrase, with a minus where it must not occur.
var word = regexp.MustCompile(`-?"[^"]*"|\S+`)

// lucene writes terms in the Archive's language: every word quoted, so that
// nothing in it is taken for an operator or a field.
func lucene(terms string) string {
	var clauses []string
	for _, w := range word.FindAllString(terms, -1) {
		bare, not := strings.CutPrefix(w, "-")
		bare = strings.Trim(strings.ReplaceAll(bare, `\`, " "), `"`)
		bare = strings.ReplaceAll(bare, `"`, " ")
		if strings.TrimSpace(bare) == "" {
			continue
		}
		clause := `"` + bare + `"`
		if not {
			clause = "NOT " + clause
		}
		clauses = append(clauses, clause)
	}
	if len(clauses) == 0 {
		return `""`
	}
	return "(" + strings.Join(clauses, " AND ") + ")"
}

// details is the address of an item's page, and its id.
const details = home + "details/"

// identifier matches the name of an item.
var identifier = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$`)

// Entry returns the item of that id with its files.
func (s *Searcher) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	name, ours := strings.CutPrefix(id, details)
	if !ours || !identifier.MatchString(name) {
		return nil, fmt.Errorf("%w: %q", openmedia.ErrNotFound, id)
	}
	var got whole
	if err := s.caller.JSON(ctx, home+"metadata/"+name, &got); err != nil {
		return nil, err
	}
	switch e, ok := got.entry(); {
	case got.Dark:
		return nil, fmt.Errorf("%w: %q", openmedia.ErrGone, id)
	case !ok || e.ID != id:
		return nil, fmt.Errorf("%w: %q", openmedia.ErrNotFound, id)
	default:
		return &e, nil
	}
}
