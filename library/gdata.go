package library

import (
	"fmt"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
)

// The names in [opensearch.Query.Extra] of the conditions that GData has beside
// those of OpenSearch (GD-4). Of a range the first moment is in it, the last is not.
const (
	AuthorParameter       = "author" // name of an account
	PublishedMinParameter = "published-min"
	PublishedMaxParameter = "published-max"
	UpdatedMinParameter   = "updated-min"
	UpdatedMaxParameter   = "updated-max"
)

// SearchParameters returns the names of all parameters of our own.
func SearchParameters() []string {
	return append(CollectionParameters(), CategoryParameter, AuthorParameter,
		PublishedMinParameter, PublishedMaxParameter, UpdatedMinParameter, UpdatedMaxParameter)
}

// narrow adds the conditions of GData to a query.
func (q *Query) narrow(extra map[string]string) error {
	var from, to time.Time
	for name, t := range map[string]*time.Time{
		PublishedMinParameter: &from, PublishedMaxParameter: &to,
		UpdatedMinParameter: &q.UpdatedFrom, UpdatedMaxParameter: &q.UpdatedTo,
	} {
		if extra[name] == "" {
			continue
		}
		if *t = atom.ParseTime(extra[name]); t.IsZero() {
			return fmt.Errorf("%w: %s %q is no date", openmedia.ErrInvalidQuery, name, extra[name])
		}
	}
	q.Categories = extra[CategoryParameter]
	q.Author = strings.TrimSpace(extra[AuthorParameter])
	q.published(from, to)
	return nil
}

// published adds a range of the dates that entries bear. Beside a range of dates
// taken it narrows that one, in which no unknown date is.
func (q *Query) published(from, to time.Time) {
	if from.IsZero() && to.IsZero() {
		return
	}
	q.Published = q.From.IsZero() && q.To.IsZero()
	if from.After(q.From) {
		q.From = from
	}
	if q.To.IsZero() || !to.IsZero() && to.Before(q.To) {
		q.To = to
	}
}

// IsCalled reports whether an author who is asked for is the account u.
func (u *User) IsCalled(author string) bool {
	return FoldName(u.Name) == FoldName(author) || u.Title != "" && Fold(u.Title) == Fold(author)
}
