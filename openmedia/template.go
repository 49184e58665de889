package openmedia

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/mediasock/mediasock/opensearch"
)

// parameters are those of every template of ours, in the order in which they
// stand in addresses (OS-13, OS-27, OS-28, OA-7).
const parameters = "&count={count?}&startIndex={startIndex?}&startPage={startPage?}" +
	"&lang={language?}&ie={inputEncoding?}&oe={outputEncoding?}" +
	"&place={geo:name?}&lat={geo:lat?}&lon={geo:lon?}&radius={geo:radius?}&box={geo:box?}" +
	"&start={time:start?}&end={time:end?}&after={ms:after?}"

// template returns the address of results in a format: the family that is
// published, linked to and read back. Search terms are left out for the list of
// everything; kind "" means any.
func (h *Handler) template(base, format string, kind Kind, terms bool) opensearch.Template {
	var b strings.Builder
	b.WriteString(base + "/search?")
	if terms {
		b.WriteString("q={searchTerms}&")
	}
	b.WriteString("format=" + format + parameters)
	for _, name := range h.Parameters {
		b.WriteString("&" + name + "={ms:" + name + "?}")
	}
	if kind == "" {
		b.WriteString("&kind={ms:kind?}")
	} else {
		b.WriteString("&kind=" + string(kind))
	}
	return opensearch.MustTemplate(b.String())
}

// parse reads the query of a request by the published template.
func (h *Handler) parse(r *http.Request) (opensearch.Query, error) {
	u := *r.URL
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return opensearch.Query{}, fmt.Errorf("%w: malformed query string", ErrInvalidQuery)
	}
	for alias, name := range aliases {
		if !values.Has(name) && values.Has(alias) {
			values.Set(name, values.Get(alias))
		}
	}
	u.Path, u.RawQuery = "/search", values.Encode()
	q, err := h.template("", "atom", "", true).Parse(&u)
	if err != nil {
		return q, err
	}
	if kind := q.Extra[KindParameter]; kind != "" && Kind(kind).Medium() == "" {
		return q, fmt.Errorf("%w: kind %q", ErrInvalidQuery, kind)
	}
	return q, decodeTerms(&q)
}

// aliases are the names that clients of GData use for ours (GD-2, GD-4).
var aliases = map[string]string{
	"start-index": "startIndex", "max-results": "count",
	"published-min": "start", "published-max": "end",
}

// decodeTerms makes UTF-8 of search terms in the encoding that the request
// names, and checks those that name none.
func decodeTerms(q *opensearch.Query) error {
	if q.InputEncoding != "" && !strings.EqualFold(q.InputEncoding, "utf-8") {
		e, name := charset.Lookup(q.InputEncoding)
		if e == nil {
			return fmt.Errorf("%w: unknown encoding %q", ErrInvalidQuery, q.InputEncoding)
		}
		terms, err := e.NewDecoder().String(q.SearchTerms)
		if err != nil {
			return fmt.Errorf("%w: search terms are not %s", ErrInvalidQuery, name)
		}
		q.SearchTerms = terms
	}
	q.InputEncoding = ""
	q.SearchTerms = strings.ToValidUTF8(q.SearchTerms, "\uFFFD")
	return nil
}

// address expands a template and leaves out the parameters that are empty, the
// search terms excepted: one search has one address (OA-15).
func address(t opensearch.Template, q opensearch.Query) string {
	s, err := t.Expand(q)
	if err != nil { // the terms alone are required, and may be empty here (OA-14)
		q.SearchTerms = " "
		s, _ = t.Expand(q)
		s = strings.Replace(s, "?q=%20&", "?q=&", 1)
	}
	path, query, _ := strings.Cut(s, "?")
	kept := make([]string, 0, 8)
	for pair := range strings.SplitSeq(query, "&") {
		if !strings.HasSuffix(pair, "=") || pair == "q=" {
			kept = append(kept, pair)
		}
	}
	return path + "?" + strings.Join(kept, "&")
}

// base returns the address that links are built from: what the operator says,
// else the request's Host where it is one.
func (h *Handler) base(r *http.Request) (string, error) {
	if h.Base != nil {
		base := strings.TrimRight(h.Base(r), "/")
		if strings.ContainsAny(base, "{}?#") {
			return "", fmt.Errorf("openmedia: base address %q cannot begin a template", base)
		}
		return base, nil
	}
	if r.Host == "" || strings.ContainsFunc(r.Host, notInHost) {
		return "", fmt.Errorf("%w: no valid Host", ErrInvalidQuery)
	}
	if r.TLS != nil {
		return "https://" + r.Host, nil
	}
	return "http://" + r.Host, nil
}

func notInHost(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-.:[]_", r))
}
