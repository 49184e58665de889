package openmedia

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/mediasock/mediasock/opensearch"
)

// parameters are those of OpenSearch itself in every template of ours, in the
// order in which they stand in addresses (OS-13, OA-7).
const parameters = "&count={count?}&startIndex={startIndex?}&startPage={startPage?}" +
	"&lang={language?}&ie={inputEncoding?}&oe={outputEncoding?}"

// extensions returns the parameters with a prefix, in the order in which they
// stand in addresses: name, and what stands for the value (OS-27, OS-28).
func (h *Handler) extensions(kind Kind) [][2]string {
	list := [][2]string{
		{"place", "{geo:name?}"}, {"lat", "{geo:lat?}"}, {"lon", "{geo:lon?}"}, {"radius", "{geo:radius?}"}, {"box", "{geo:box?}"},
		{"start", "{time:start?}"}, {"end", "{time:end?}"}, {"after", "{ms:after?}"},
	}
	for _, name := range h.Parameters {
		list = append(list, [2]string{name, "{ms:" + name + "?}"})
	}
	if kind == "" {
		list = append(list, [2]string{"kind", "{ms:kind?}"})
	}
	return list
}

// A templateKey names one of the templates of which addresses are made.
type templateKey struct {
	format string // atom, rss or html
	terms  bool
}

// template returns the address of results of any kind in a format, without the
// site's own: the family that is published, linked to and read back. Search terms
// are left out for the list of everything. A page has half a dozen addresses, so
// each template is read once.
func (h *Handler) template(format string, terms bool) opensearch.Template {
	key := templateKey{format, terms}
	if t, ok := h.templates.Load(key); ok {
		return t.(opensearch.Template)
	}
	s := h.simple("", format, "", terms)
	for _, e := range h.extensions("") {
		s += "&" + e[0] + "=" + e[1]
	}
	t := opensearch.MustTemplate(s)
	h.templates.Store(key, t)
	return t
}

// simple returns the template without extensions.
func (h *Handler) simple(base, format string, kind Kind, terms bool) string {
	s := base + "/search?"
	if terms {
		s += "q={searchTerms}&"
	}
	s += "format=" + format
	if kind != "" {
		s += "&kind=" + string(kind)
	}
	return s + parameters
}

// published returns the address as the description has it: the extensions beside
// the template and not in it (OS-26). A name with a prefix in a template is more
// than some readers bear (WWW::OpenSearch 0.17 gives the whole document up).
func (h *Handler) published(base, format string, kind Kind, terms bool) opensearch.URL {
	u := opensearch.URL{Template: opensearch.MustTemplate(h.simple(base, format, kind, terms))}
	for _, e := range h.extensions(kind) {
		u.Parameters = append(u.Parameters, opensearch.Parameter{Name: e[0], Value: opensearch.MustTemplate(e[1]), Maximum: 1})
	}
	return u
}

// parse reads the query of a request by the published template.
func (h *Handler) parse(r *http.Request) (opensearch.Query, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return opensearch.Query{}, fmt.Errorf("%w: malformed query string", ErrInvalidQuery)
	}
	return h.Parse(values)
}

// known fails for a parameter that no template of ours has: who asks strictly would
// rather be told than be given what she did not ask for (GD-6).
func (h *Handler) known(r *http.Request) error {
	values := r.URL.Query()
	if values.Get("strict") != "true" {
		return nil
	}
	carried, _ := url.ParseQuery(h.carry(r)) // made by us
	for name := range values {
		_, alias := aliases[name]
		if !alias && !carried.Has(name) && !slices.Contains(h.names(), name) {
			return fmt.Errorf("%w: unknown parameter %q", ErrInvalidQuery, name)
		}
	}
	return nil
}

// names returns all parameters that the addresses of results may have.
func (h *Handler) names() []string {
	names := []string{"strict", "alt", "q", "format", "count", "startIndex", "startPage", "lang", "ie", "oe"}
	for _, e := range h.extensions("") {
		names = append(names, e[0])
	}
	return names
}

func (h *Handler) carry(r *http.Request) string {
	if h.Carry == nil {
		return ""
	}
	return h.Carry(r)
}

// Parse reads a query from the parameters of the published template.
func (h *Handler) Parse(values url.Values) (opensearch.Query, error) {
	for alias, name := range aliases {
		if !values.Has(name) && values.Has(alias) {
			values.Set(name, values.Get(alias))
		}
	}
	u := url.URL{Path: "/search", RawQuery: values.Encode()}
	q, err := h.template("atom", true).Parse(&u)
	if err != nil {
		return q, err
	}
	if kind := q.Extra[KindParameter]; kind != "" && Kind(kind).Medium() == "" {
		return q, fmt.Errorf("%w: kind %q", ErrInvalidQuery, kind)
	}
	return q, decodeTerms(&q)
}

// aliases are the names that clients of GData use for ours (GD-2).
var aliases = map[string]string{"start-index": "startIndex", "max-results": "count"}

// mostTerms bounds the search terms, in bytes: every address in an answer repeats them.
const mostTerms = 4096

// decodeTerms makes UTF-8 of search terms in the encoding that the request
// names, and checks those that name none.
func decodeTerms(q *opensearch.Query) error {
	if len(q.SearchTerms) > mostTerms {
		return fmt.Errorf("%w: search terms are longer than %d bytes", ErrInvalidQuery, mostTerms)
	}
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
