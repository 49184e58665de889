// Package opensearch is OpenSearch 1.1: the description document by which a
// site says how it is searched, the templates in it, and what a page of results
// tells about the search.
//
// A [Description] holds one [URL] for each form of the results, and each URL a
// [Template]. A client expands the template with a [Query]; the server that
// published it reads the request back with the same template, so what is
// announced and what is understood cannot drift apart:
//
//	d, err := opensearch.ReadDescription(body)
//	u, ok := d.Results("application/atom+xml")
//	address, err := u.Expand(opensearch.Query{SearchTerms: "pier at dusk"})
//
//	q, err := u.Parse(request.URL) // the other end
//
// Reading takes what is found in the wild: OpenSearch 1.0, raw ampersands, markup
// of others (OS-1, OS-11, OA-1). Writing is exact.
package opensearch

import "errors"

// The namespaces of OpenSearch and of its extensions.
const (
	Namespace             = "http://a9.com/-/spec/opensearch/1.1/"
	NamespaceRSS10        = "http://a9.com/-/spec/opensearchrss/1.0/"
	NamespaceDescription1 = "http://a9.com/-/spec/opensearchdescription/1.0/"
	NamespaceParameters   = "http://a9.com/-/spec/opensearch/extensions/parameters/1.0/"
	NamespaceGeo          = "http://a9.com/-/opensearch/extensions/geo/1.0/"
	NamespaceTime         = "http://a9.com/-/opensearch/extensions/time/1.0/"

	// NamespaceOwn is that of this project's own parameters. The names without
	// a prefix are taken by the standard (OS-13), so ours carry one in a
	// template; a [Query] holds them in Extra under their local name.
	NamespaceOwn = "http://mediasock.org/ns/search/1.0/"
)

// Media types of OpenSearch.
const (
	DescriptionType = "application/opensearchdescription+xml"
	SuggestionsType = "application/x-suggestions+json"
)

// Errors of templates and requests.
var (
	// ErrTemplate is wrapped by errors of templates that cannot be read.
	ErrTemplate = errors.New("opensearch: malformed template")
	// ErrMissing is wrapped where a required parameter has no value (OS-12, OS-14).
	ErrMissing = errors.New("opensearch: required parameter has no value")
	// ErrInvalid is wrapped where a request's parameter has an impossible value.
	ErrInvalid = errors.New("opensearch: invalid parameter")
	// ErrNotDescription is wrapped where a document is something else.
	ErrNotDescription = errors.New("opensearch: not a description document")
)

// IsNamespace reports whether space is the OpenSearch namespace, in any of the
// forms in use: 1.1, 1.0 of responses (GData 1), 1.0 of descriptions (OS-1).
func IsNamespace(space string) bool {
	switch space {
	case Namespace, NamespaceRSS10, NamespaceDescription1,
		"http://a9.com/-/spec/opensearch/1.1", "http://a9.com/-/spec/opensearchrss/1.0", "opensearch", "openSearch":
		return true
	}
	return false
}
