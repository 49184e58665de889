package opensearch

import (
	"net/url"
	"slices"
	"strings"
)

// Description is an OpenSearch description document (OM-1 to OM-7).
type Description struct {
	ShortName        string // at most 16 characters (OS-2)
	Description      string // at most 1024
	Contact          string // an e-mail address
	Tags             []string
	LongName         string // at most 48
	Developer        string // at most 64
	Attribution      string // at most 256
	SyndicationRight SyndicationRight
	AdultContent     bool
	Languages        []string // none means every language
	InputEncodings   []string // none means UTF-8
	OutputEncodings  []string
	URLs             []URL
	Images           []Image
	Queries          []Echo // with [RoleExample], one that has results (OS-7)
}

// URL is one form in which the results can be asked for.
type URL struct {
	Template    Template
	Type        string   // media type of the answer
	Rels        []string // none means results (OS-3)
	IndexOffset int      // what the first result is counted as in the address; 1 unless stated
	PageOffset  int      // what the first page is counted as
	Method      string   // OS-26: "" means GET
	Enctype     string
	Parameters  []Parameter

	offsets bool // IndexOffset and PageOffset are stated, be they 0
}

// Parameter is a parameter beside the template (OS-26): it goes into the
// address's query where it has a value or Minimum is not 0.
type Parameter struct {
	Name             string
	Value            Template
	Minimum, Maximum int // how often it may come; 1 unless stated
}

// Image is a picture of the search engine.
type Image struct {
	URL, Type     string
	Width, Height int // 0 is unstated
}

// Relations of a [URL].
const (
	RelResults     = "results"
	RelSuggestions = "suggestions"
	RelSelf        = "self"
	RelCollection  = "collection"
)

// Is reports whether the URL has the relation. One with any relation that the
// standard does not know has none (OS-4).
func (u *URL) Is(rel string) bool {
	if len(u.Rels) == 0 {
		return rel == RelResults
	}
	for _, r := range u.Rels {
		switch r {
		case RelResults, RelSuggestions, RelSelf, RelCollection:
		default:
			return false
		}
	}
	return slices.Contains(u.Rels, rel)
}

// SetOffsets states what the first result and the first page are counted as.
func (u *URL) SetOffsets(index, page int) {
	u.IndexOffset, u.PageOffset, u.offsets = index, page, true
}

func (u *URL) effectiveOffsets() (index, page int) {
	if !u.offsets && u.IndexOffset == 0 && u.PageOffset == 0 {
		return 1, 1
	}
	return u.IndexOffset, u.PageOffset
}

// Expand returns the address for a query, the numbers counted as the URL wants
// them and its further parameters added to the address's query (OS-15, OS-26).
func (u *URL) Expand(q Query) (string, error) {
	index, page := u.effectiveOffsets()
	address, err := u.Template.expand(q, index, page)
	if err != nil {
		return "", err
	}
	fragment := ""
	if at := strings.IndexByte(address, '#'); at >= 0 && len(u.Parameters) > 0 {
		address, fragment = address[:at], address[at:]
	}
	for _, p := range u.Parameters {
		value, err := p.Value.expand(q, index, page)
		switch {
		case (err != nil || value == "") && p.Minimum == 0:
			continue
		case err != nil:
			return "", err
		}
		separator := "?"
		if strings.Contains(address, "?") {
			separator = "&"
		}
		address += separator + Escape(p.Name) + "=" + value
	}
	return address + fragment, nil
}

// Parse reads the query out of an address that the URL expands to, as
// [Template.Parse] does; the numbers of the query then count from 1.
func (u *URL) Parse(address *url.URL) (Query, error) {
	index, page := u.effectiveOffsets()
	return u.Template.parse(address, index, page)
}

// Results returns the description's first usable URL of results in that media
// type, parameters such as charset disregarded.
func (d *Description) Results(mediaType string) (*URL, bool) {
	return d.find(RelResults, mediaType)
}

// Suggestions returns the URL that suggests search terms (OS-25).
func (d *Description) Suggestions() (*URL, bool) {
	return d.find(RelSuggestions, SuggestionsType)
}

func (d *Description) find(rel, mediaType string) (*URL, bool) {
	if list := d.Find(rel, mediaType); len(list) > 0 {
		return list[0], true
	}
	return nil, false
}

// Find returns the description's URLs of that relation and media type that are
// asked by GET, parameters such as charset disregarded.
func (d *Description) Find(rel, mediaType string) []*URL {
	var list []*URL
	for i := range d.URLs {
		u := &d.URLs[i]
		if u.Is(rel) && u.isGet() && sameType(u.Type, mediaType) {
			list = append(list, u)
		}
	}
	return list
}

func (u *URL) isGet() bool { return u.Method == "" || strings.EqualFold(u.Method, "get") }

func sameType(a, b string) bool {
	a, _, _ = strings.Cut(a, ";")
	return strings.EqualFold(strings.TrimSpace(a), b)
}

// Example returns a query that the site says has results (OS-7).
func (d *Description) Example() (Query, bool) {
	for _, e := range d.Queries {
		if e.Role == RoleExample {
			return e.Query, true
		}
	}
	return Query{}, false
}

// SyndicationRight tells what may be done with results (OS-8).
type SyndicationRight int

// The rights, from the most to the least; open is the default.
const (
	Open    SyndicationRight = iota // may be searched, shown and passed on
	Limited                         // may be searched and shown
	Private                         // may be searched, but not shown to others
	Closed                          // must not be searched
)

var rights = [...]string{"open", "limited", "private", "closed"}

// String returns the word of the specification.
func (r SyndicationRight) String() string {
	if r < Open || r > Closed {
		return rights[Closed]
	}
	return rights[r]
}

func parseRight(s string) SyndicationRight {
	for i, word := range rights {
		if strings.EqualFold(strings.TrimSpace(s), word) {
			return SyndicationRight(i)
		}
	}
	return Open
}

// parseAdult reads AdultContent, where only five words mean no (OS-9).
func parseAdult(s string) bool {
	switch s {
	case "false", "FALSE", "0", "no", "NO", "":
		return false
	}
	return true
}
