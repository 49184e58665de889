package opensearch

import (
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// integer reads a number, or returns what an absent or broken one means.
func integer(s string, otherwise int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n > maxNumber || n < -maxNumber {
		return otherwise
	}
	return n
}

// Element takes a child element of a feed or channel that was just opened, if it
// is one of OpenSearch's. It reports whether it was, and has then consumed it.
func (r *Response) Element(d *xml.Decoder, start xml.StartElement) (bool, error) {
	if !IsNamespace(start.Name.Space) {
		return false, nil
	}
	if start.Name.Local == "Query" {
		if e, ok := parseEcho(start); ok && len(r.Queries) < maxList {
			r.Queries = append(r.Queries, e)
		}
		return true, d.Skip()
	}
	s, err := xmlio.Line(d)
	switch start.Name.Local {
	case "totalResults":
		r.TotalResults = count(s)
	case "startIndex":
		r.StartIndex = count(s)
	case "itemsPerPage":
		r.ItemsPerPage = count(s)
	}
	return true, err
}

// count reads a number of results, which some sites group by commas.
func count(s string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	if err != nil || n < 0 {
		return Unknown
	}
	return n
}

// parseEcho reads a Query element. One without a role that the standard knows is
// none (OS-19); values that make no sense are left out.
func parseEcho(start xml.StartElement) (Echo, bool) {
	e := Echo{Role: xmlio.Attr(start, "role"), Title: xmlio.Attr(start, "title")}
	e.TotalResults = max(0, integer(xmlio.Attr(start, "totalResults"), 0))
	for _, p := range standard {
		if s := xmlio.Attr(start, p.name.Local); s != "" {
			_ = p.set(&e.Query, s)
		}
	}
	e.SearchTerms = decodeTerms(e.SearchTerms)
	for _, a := range start.Attr {
		switch a.Name.Space {
		case NamespaceGeo, NamespaceTime, NamespaceOwn:
			_ = lookup(Name{a.Name.Space, a.Name.Local}).set(&e.Query, a.Value)
		}
	}
	if e.Geo.whole() != nil {
		e.Geo.Point = nil
	}
	e.Count, e.StartIndex, e.StartPage = max(0, e.Count), max(0, e.StartIndex), max(0, e.StartPage)
	return e, knownRole(e.Role)
}

// decodeTerms undoes percent-encoding; blanks are taken as they are, + stays a
// plus sign, and what is not encoded at all stays what it is (OA-8).
func decodeTerms(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}
