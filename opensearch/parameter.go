package opensearch

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Name is the name of a template parameter: its namespace, not its prefix,
// tells whose it is (OS-12). The parameters of OpenSearch itself have none.
type Name struct{ Space, Local string }

// String returns the key of the parameter in [Query.Extra].
func (n Name) String() string {
	if n.Space == "" || n.Space == NamespaceOwn {
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// parameter is how one parameter is taken from a query and put into it. get
// returns "" for an unstated one; set returns an error for an impossible value.
type parameter struct {
	name Name
	get  func(*Query) string
	set  func(*Query, string) error
}

// standard holds the parameters of OS-13, in the order of the standard.
var standard = []parameter{
	text("", "searchTerms", func(q *Query) *string { return &q.SearchTerms }),
	number("count", func(q *Query) *int { return &q.Count }),
	number("startIndex", func(q *Query) *int { return &q.StartIndex }),
	number("startPage", func(q *Query) *int { return &q.StartPage }),
	text("", "language", func(q *Query) *string { return &q.Language }),
	text("", "inputEncoding", func(q *Query) *string { return &q.InputEncoding }),
	text("", "outputEncoding", func(q *Query) *string { return &q.OutputEncoding }),
}

// extensions holds the parameters of OS-27 and OS-28.
var extensions = []parameter{
	text(NamespaceGeo, "name", func(q *Query) *string { return &q.Geo.Name }),
	{Name{NamespaceGeo, "lat"}, getLat, setLat},
	{Name{NamespaceGeo, "lon"}, getLon, setLon},
	{Name{NamespaceGeo, "radius"}, getRadius, setRadius},
	{Name{NamespaceGeo, "box"}, getBox, setBox},
	date("start", func(q *Query) *time.Time { return &q.Start }),
	date("end", func(q *Query) *time.Time { return &q.End }),
}

// lookup returns the parameter of that name; one that is not of a standard
// lives in Extra.
func lookup(n Name) parameter {
	list := standard
	if n.Space != "" {
		list = extensions
	}
	for _, p := range list {
		if p.name == n {
			return p
		}
	}
	return extra(n)
}

func extra(n Name) parameter {
	key := n.String()
	return parameter{n,
		func(q *Query) string { return q.Extra[key] },
		func(q *Query, s string) error { q.Set(key, s); return nil },
	}
}

func text(space, local string, field func(*Query) *string) parameter {
	return parameter{Name{space, local},
		func(q *Query) string { return *field(q) },
		func(q *Query, s string) error { *field(q) = s; return nil },
	}
}

func number(local string, field func(*Query) *int) parameter {
	return parameter{Name{"", local},
		func(q *Query) string {
			if *field(q) == 0 {
				return ""
			}
			return strconv.Itoa(*field(q))
		},
		func(q *Query, s string) error {
			n, err := strconv.Atoi(strings.TrimSpace(s))
			if err != nil || n < -maxNumber || n > maxNumber {
				return invalid(local, s)
			}
			*field(q) = n
			return nil
		},
	}
}

func date(local string, field func(*Query) *time.Time) parameter {
	return parameter{Name{NamespaceTime, local},
		func(q *Query) string {
			if field(q).IsZero() {
				return ""
			}
			return field(q).UTC().Format(time.RFC3339Nano)
		},
		func(q *Query, s string) error {
			t, err := parseDate(s)
			if err != nil {
				return invalid(local, s)
			}
			*field(q) = t
			return nil
		},
	}
}

// parseDate takes RFC 3339 and a bare day, which means its first instant.
func parseDate(s string) (time.Time, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), nil
	}
	return time.Parse(time.DateOnly, s)
}

func invalid(local, value string) error {
	if len(value) > 40 {
		value = value[:40]
	}
	return fmt.Errorf("%w: %s %q", ErrInvalid, local, value)
}
