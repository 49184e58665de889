package openmedia

import (
	"fmt"

	"github.com/mediasock/mediasock/opensearch"
)

// fit puts the wished page into the terms of an address: as an index, as a page
// number, or as neither for the first page, which is asked for by number 1
// (OM-10). It fails with [ErrInvalidQuery] where the address cannot say it.
func fit(u *opensearch.URL, q opensearch.Query) (opensearch.Query, error) {
	takes := func(local string) bool { has, _ := u.Template.Has(opensearch.Name{Local: local}); return has }
	if _, required := u.Template.Has(opensearch.Name{Local: "count"}); required && q.Count == 0 {
		q.Count = defaultCount
	}
	if pageOnly := q.StartIndex == 0 && q.StartPage > 1; pageOnly && q.Count == 0 && !takes("startPage") && takes("count") {
		q.Count = defaultCount // makes an index of the page
	}
	start, byIndex := wished(q, takes("count"))
	switch {
	case start == 1:
		q.StartIndex, q.StartPage = 0, 1
	case start > 1 && takes("startIndex"):
		q.StartIndex, q.StartPage = start, 0
	case q.StartPage > 1 && !byIndex && takes("startPage"):
	case start > 1 && takes("startPage") && q.Count > 0 && (start-1)%q.Count == 0:
		q.StartIndex, q.StartPage = 0, (start-1)/q.Count+1
	default:
		return q, fmt.Errorf("%w: the site cannot be asked for that page", ErrInvalidQuery)
	}
	return q, nil
}

// defaultCount is how many results are asked for where a number must be.
const defaultCount = 20

// wished returns the index of the first wished result, 0 where only the page is
// known, and whether it was stated as an index, which wins (OA-7).
func wished(q opensearch.Query, counted bool) (start int, byIndex bool) {
	switch {
	case q.StartIndex > 0:
		return q.StartIndex, true
	case q.StartPage <= 1:
		return 1, false
	case q.Count > 0 && counted:
		return (q.StartPage-1)*q.Count + 1, false
	}
	return 0, false
}
