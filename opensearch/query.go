package opensearch

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"
)

// Query is a search: what is asked, from a client's wish to a server's reading
// of the request, and the Query element of descriptions and responses.
//
// Numbers count from 1 whatever the template says (a [URL] adds its offsets),
// and a zero field is unstated.
type Query struct {
	SearchTerms    string
	Count          int // a wish (OS-16)
	StartIndex     int // wins over StartPage where both are stated (OA-7)
	StartPage      int
	Language       string
	InputEncoding  string
	OutputEncoding string

	Geo   Geo       // OS-27
	Start time.Time // OS-28: not before
	End   time.Time // OS-28: not after

	// Extra holds further parameters: those of [NamespaceOwn] and those without
	// a namespace by their name, others as "{namespace}name".
	Extra map[string]string
}

// Geo is the place that a search is limited to.
type Geo struct {
	Name   string // a place name
	Point  *Point
	Radius float64 // metres around Point
	Box    *Box
}

// Point is a place on Earth in degrees, WGS 84.
type Point struct{ Lat, Lon float64 }

// Box is an area on Earth in degrees, in the order that the wire has them.
type Box struct{ West, South, East, North float64 }

// IsZero reports whether no place is stated.
func (g Geo) IsZero() bool {
	return g.Name == "" && g.Point == nil && g.Radius == 0 && g.Box == nil
}

// Set states an extra parameter.
func (q *Query) Set(name, value string) {
	if q.Extra == nil {
		q.Extra = make(map[string]string)
	}
	q.Extra[name] = value
}

// Page returns the index of the first result asked for, counted from 1, and
// how many results: Count within 1 and most, or usual where none is stated.
func (q Query) Page(usual, most int) (start, count int) {
	count = q.Count
	if count <= 0 {
		count = usual
	}
	count = min(count, most)
	switch {
	case q.StartIndex > 0:
		return q.StartIndex, count
	case q.StartPage > maxNumber/count:
		return maxNumber, count
	case q.StartPage > 0:
		return (q.StartPage-1)*count + 1, count
	}
	return 1, count
}

// maxNumber bounds the counts and indexes that are taken from a request: no
// sum or product of two of them with a page size overflows.
const maxNumber = 1 << 31

// Key names the query whatever the page, its blanks and its letter case: equal
// keys are the same search (TG-3). It is 32 hexadecimal digits.
func (q Query) Key() string {
	parts := []string{strings.ToLower(strings.Join(strings.Fields(q.SearchTerms), " "))}
	if q.Language != "" && q.Language != "*" {
		parts = append(parts, "language="+strings.ToLower(q.Language))
	}
	for _, p := range extensions {
		if s := p.get(&q); s != "" {
			parts = append(parts, p.name.Local+"="+s)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(q.Extra)) {
		if q.Extra[name] != "" {
			parts = append(parts, name+"="+q.Extra[name])
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}
