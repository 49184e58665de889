// Package wikimedia searches Wikimedia Commons, the free media of Wikipedia, by
// the action API of MediaWiki (https://commons.wikimedia.org/w/api.php).
//
// Its operators want requests one after the other, a name with a contact, and
// nothing while their databases lag behind (maxlag); all of that is done.
package wikimedia

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

const (
	api        = "https://commons.wikimedia.org/w/api.php?"
	home       = "https://commons.wikimedia.org/"
	usualSize  = 20
	maxSize    = 50
	thumbWidth = 640
)

// Driver returns the driver of Wikimedia Commons.
func Driver() services.Driver {
	return services.Driver{Name: "commons", Title: "Wikimedia Commons",
		Open: func(_ string, o *services.Options) (openmedia.Searcher, error) { return New(o), nil }}
}

// A Searcher searches Wikimedia Commons.
type Searcher struct{ caller *services.Caller }

var _ openmedia.Searcher = (*Searcher)(nil)

// New returns a Searcher.
func New(o *services.Options) *Searcher {
	return &Searcher{caller: services.NewCaller(500*time.Millisecond, o)}
}

// reply is an answer of the API in formatversion 2.
type reply struct {
	Error *struct {
		Code string `json:"code"`
		Info string `json:"info"`
	} `json:"error"`
	Continue *struct {
		Offset int `json:"gsroffset"`
	} `json:"continue"`
	Query struct {
		Pages []page `json:"pages"`
	} `json:"query"`
}

// fileTypes returns the words of a search that limit it to a kind of media.
func fileTypes(kind openmedia.Kind) string {
	return map[openmedia.Kind]string{
		openmedia.Photo: " filetype:bitmap|drawing", openmedia.Video: " filetype:video",
		openmedia.Audio: " filetype:audio", openmedia.Book: " filetype:office",
	}[kind]
}

// Search returns files of Commons, the best match first.
func (s *Searcher) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	terms, err := services.Terms(q)
	if err != nil {
		return nil, err
	}
	start, size := services.Start(q, usualSize, maxSize)
	kind := openmedia.Kind(q.Extra[openmedia.KindParameter])
	v := parameters()
	v.Set("generator", "search")
	v.Set("gsrsearch", terms+fileTypes(kind))
	v.Set("gsrnamespace", "6")
	v.Set("gsrlimit", strconv.Itoa(size))
	v.Set("gsroffset", strconv.Itoa(start-1))
	got, err := s.ask(ctx, v)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(got.Query.Pages, func(a, b page) int { return cmp.Compare(a.Index, b.Index) })
	out := services.Page{Title: "Wikimedia Commons", Home: home + "w/index.php?" + url.Values{"search": {terms}, "ns6": {"1"}}.Encode(),
		Start: start, Size: size, Total: opensearch.Unknown}
	for i := range got.Query.Pages {
		if e, ok := got.Query.Pages[i].entry(); ok {
			out.Entries = append(out.Entries, e)
		}
	}
	if got.Continue != nil && got.Continue.Offset >= start {
		out.Next = got.Continue.Offset + 1
	} else {
		out.Total = start - 1 + len(out.Entries)
	}
	return out.Feed(), nil
}

// concept is the address that stands for a file, whatever it is renamed to.
const concept = "https://commons.wikimedia.org/entity/M"

// Entry returns the file of that id.
func (s *Searcher) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	number, ours := strings.CutPrefix(id, concept)
	if n, err := strconv.ParseUint(number, 10, 53); !ours || err != nil || strconv.FormatUint(n, 10) != number {
		return nil, fmt.Errorf("%w: %q", openmedia.ErrNotFound, id)
	}
	v := parameters()
	v.Set("pageids", number)
	got, err := s.ask(ctx, v)
	if err != nil {
		return nil, err
	}
	for i := range got.Query.Pages {
		if e, ok := got.Query.Pages[i].entry(); ok && e.ID == id {
			return &e, nil
		}
	}
	return nil, fmt.Errorf("%w: %q", openmedia.ErrNotFound, id)
}

// parameters are those of every request.
func parameters() url.Values {
	return url.Values{
		"action": {"query"}, "format": {"json"}, "formatversion": {"2"}, "maxlag": {"5"},
		"prop": {"imageinfo"}, "iiprop": {"url|size|mime|sha1|timestamp|user|extmetadata"}, "iiurlwidth": {strconv.Itoa(thumbWidth)},
		"iiextmetadatafilter":   {"Artist|ImageDescription|LicenseShortName|LicenseUrl|License|ObjectName|DateTimeOriginal|Categories|GPSLatitude|GPSLongitude"},
		"iiextmetadatalanguage": {"en"},
	}
}

// ask asks the API. Errors come with status 200; that of a lagging database says
// to come back later.
func (s *Searcher) ask(ctx context.Context, v url.Values) (*reply, error) {
	var got reply
	if err := s.caller.JSON(ctx, api+v.Encode(), &got); err != nil {
		return nil, err
	}
	if got.Error == nil {
		return &got, nil
	}
	err := fmt.Errorf("wikimedia: %s: %s", got.Error.Code, got.Error.Info)
	switch got.Error.Code {
	case "maxlag", "ratelimited", "readonly":
		s.caller.Rest(10 * time.Second)
		return nil, &openmedia.TemporaryError{RetryAfter: 10 * time.Second, Err: err}
	}
	return nil, fmt.Errorf("%w: %w", openmedia.ErrInvalidQuery, err)
}
