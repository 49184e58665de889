package opensearch

// Unknown stands for a number that a response does not tell.
const Unknown = -1

// Response is what a page of results tells about the search (OS-17). Each
// number may be [Unknown].
type Response struct {
	TotalResults int // an estimate (OM-17)
	StartIndex   int // of the page's first result, counted from 1
	ItemsPerPage int
	Queries      []Echo

	// Limits says in words what was not looked at, "" where nothing was left out. It
	// is not told on the wire.
	Limits string
}

// Resolve returns the response with what is unknown filled in for a page of so
// many entries: no total means that this is the last page, no index that it is
// the first, no page size that it is as large as it is (OS-17).
func (r Response) Resolve(entries int) Response {
	if r.StartIndex < 1 {
		r.StartIndex = 1
	}
	if r.ItemsPerPage < 0 {
		r.ItemsPerPage = entries
	}
	if r.TotalResults < 0 {
		r.TotalResults = r.StartIndex - 1 + entries
	}
	return r
}

// Query returns the response's first query of that role.
func (r *Response) Query(role string) (Query, bool) {
	for _, e := range r.Queries {
		if e.Role == role {
			return e.Query, true
		}
	}
	return Query{}, false
}

// Roles of an [Echo] (OS-19).
const (
	RoleRequest    = "request"
	RoleExample    = "example"
	RoleRelated    = "related"
	RoleCorrection = "correction"
	RoleSubset     = "subset"
	RoleSuperset   = "superset"
)

func knownRole(role string) bool {
	switch role {
	case RoleRequest, RoleExample, RoleRelated, RoleCorrection, RoleSubset, RoleSuperset:
		return true
	}
	return false
}

// Echo is a Query element: a query and what it is told for.
type Echo struct {
	Query
	Role         string
	Title        string // at most 256 characters
	TotalResults int    // 0 is unstated
}
