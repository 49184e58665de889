package gallery

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mediasock/mediasock/library"
)

// perPage is how many items a page of photographs shows.
const perPage = 60

// A photo is an item in a list of photographs.
type photo struct {
	ID            string
	Href          string // its page
	Title         string
	Type          string
	Thumb, Large  string // URLs of previews; "" if none can be made
	Width, Height int    // of Thumb
	LargeWidth    int
	Mark          string // what it is if it is no photograph
	Choosable     bool   // it can be chosen, to change several at once
}

// photo returns what a list shows of m, which stands at a place in it, from 1.
func (g *Gallery) photo(r *http.Request, m *library.Media, from string, place int) photo {
	p := photo{ID: m.ID.String(), Href: walkURL(r, m.ID, from, place), Title: m.Title, Type: m.Type, Mark: mark(m)}
	if g.Previewable(m.Type) {
		p.Thumb, p.Large = thumbURL(r, m.ID, 320), thumbURL(r, m.ID, 640)
		p.Width, p.Height = within(m.Width, m.Height, 320)
		p.LargeWidth, _ = within(m.Width, m.Height, 640)
	}
	return p
}

// photos returns what a list shows of media, the first of which stands at a
// place in what from finds.
func (g *Gallery) photos(r *http.Request, media []*library.Media, from string, place int) []photo {
	photos := make([]photo, len(media))
	for i, m := range media {
		photos[i] = g.photo(r, m, from, place+i)
	}
	return photos
}

// mark says in a word what an item is, if it is no photograph.
func mark(m *library.Media) string {
	switch {
	case m.Duration > 0:
		return durationText(m.Duration)
	case m.Kind == "image" && m.Type == "image/gif":
		return "GIF"
	case m.Kind == "image":
		return ""
	}
	return m.Kind
}

// within returns the size of a picture that is made to fit a square.
func within(width, height, edge int) (int, int) {
	switch {
	case width <= 0 || height <= 0:
		return edge, edge
	case width <= edge && height <= edge:
		return width, height
	case width >= height:
		return edge, max(1, (height*edge+width/2)/width)
	}
	return max(1, (width*edge+height/2)/height), edge
}

// thumbURL returns the URL of an item's preview within size pixels.
func thumbURL(r *http.Request, id library.ID, size int) string {
	u := "/thumb/" + id.String() + "?size=" + strconv.Itoa(size)
	if link := r.URL.Query().Get("link"); link != "" {
		u += "&link=" + url.QueryEscape(link)
	}
	return u
}

// linkQuery carries the secret of a link on to what the page shows.
func linkQuery(r *http.Request) string {
	if link := r.URL.Query().Get("link"); link != "" {
		return "?link=" + url.QueryEscape(link)
	}
	return ""
}

// viewer returns who looks.
func (g *Gallery) viewer(r *http.Request) library.Viewer {
	if link := r.URL.Query().Get("link"); link != "" {
		return library.ViewerOf(g.User(r), link)
	}
	return library.ViewerOf(g.User(r))
}

// listPage is a page of photographs.
type listPage struct {
	frame
	Photos         []photo
	Count          string
	Total          int // of all pages
	Previous, Next string
	choosing
}

// maxPage is the highest number of a page.
const maxPage = 1_000_000

// list searches and fills a page. Pages are numbered, the first is 1.
func (g *Gallery) list(r *http.Request, q library.Query, f frame) (listPage, error) {
	number := pageNumber(r)
	q.Limit, q.Offset = perPage, (number-1)*perPage
	found, err := g.Library.Search(r.Context(), g.viewer(r), q)
	if err != nil {
		return listPage{}, err
	}
	page := listPage{frame: f, Photos: g.photos(r, found.Media, f.Subscribe, q.Offset+1), Count: countText(found.Total, "item"), Total: found.Total}
	if number > 1 {
		page.Previous = pageURL(r, number-1)
	}
	if number*perPage < found.Total && len(found.Media) == perPage {
		page.Next = pageURL(r, number+1)
	}
	return page, g.choosable(r, q, &page, found.Media)
}

// pageNumber returns the page that is wished for: by our own links, or as
// OpenSearch asks, by the page's number or that of its first item.
func pageNumber(r *http.Request) int {
	query := r.URL.Query()
	n, err := strconv.Atoi(cmp.Or(query.Get("page"), query.Get("startPage")))
	if start, bad := strconv.Atoi(query.Get("startIndex")); bad == nil && !query.Has("page") {
		n, err = (start-1)/perPage+1, nil // wins over the page (OA-7)
	}
	if err != nil || n < 1 || n > maxPage {
		return 1
	}
	return n
}

// counts tells programs what they find on a page of results (OS-22).
func counts(r *http.Request, total int) []meta {
	return []meta{
		{"totalResults", strconv.Itoa(total)},
		{"startIndex", strconv.Itoa((pageNumber(r)-1)*perPage + 1)},
		{"itemsPerPage", strconv.Itoa(perPage)},
	}
}

func pageURL(r *http.Request, number int) string {
	query := r.URL.Query()
	query.Set("page", strconv.Itoa(number))
	return r.URL.Path + "?" + query.Encode()
}

// newest shows the items that were taken last.
func (g *Gallery) newest(w http.ResponseWriter, r *http.Request) error {
	f := g.frame(r, "Newest", "newest")
	f.feed(r, url.Values{})
	page, err := g.list(r, library.Query{}, f)
	if err != nil {
		return err
	}
	return g.write(w, http.StatusOK, "newest", page)
}
