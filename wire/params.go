package wire

import (
	"net/url"
	"slices"
	"strings"
)

// A Param is one parameter of a call.
type Param struct{ Name, Value string }

// Params are parameters in the order in which they travel. Names are looked up
// without regard to case and with "_" and "-" for ".".
type Params []Param

// The names of the parameters of the specification.
const (
	ParamMethod   = "method"
	ParamSock     = "sock"
	ParamAPIKey   = "apikey"
	ParamSockKey  = "sock.key"
	ParamUsername = "username"
	ParamPassword = "password"

	ParamMediaData       = "media.data"
	ParamMediaID         = "media.iid"
	ParamMediaParents    = "media.parents"
	ParamMediaTitle      = "media.title"
	ParamMediaCaption    = "media.caption"
	ParamMediaNote       = "media.note"
	ParamMediaKeywords   = "media.keywords"
	ParamMediaAttributes = "media.attributes"

	ParamTaxonTitle      = "taxon.title"
	ParamTaxonCaption    = "taxon.caption"
	ParamTaxonNote       = "taxon.note"
	ParamTaxonParents    = "taxon.parents"
	ParamTaxonIcon       = "taxon.icon"
	ParamTaxonAttributes = "taxon.attributes"

	ParamSHA256 = "x.sha256"
	ParamNonce  = "x.nonce"

	// The companions of media.data where it is a value.
	ParamMediaFilename = "media.filename"
	ParamMediaType     = "media.type"
)

// Get returns the first value of name, or "".
func (p Params) Get(name string) string {
	value, _ := p.Lookup(name)
	return value
}

// Lookup returns the first value of name and whether there is one.
func (p Params) Lookup(name string) (value string, ok bool) {
	for i := range p {
		if sameName(p[i].Name, name) {
			return p[i].Value, true
		}
	}
	return "", false
}

// All returns every value of name, under any spelling, in order.
func (p Params) All(name string) []string {
	var values []string
	for i := range p {
		if sameName(p[i].Name, name) {
			values = append(values, p[i].Value)
		}
	}
	return values
}

// Set replaces the values of name by value, in the place of the first.
func (p *Params) Set(name, value string) {
	at := slices.IndexFunc(*p, func(have Param) bool { return sameName(have.Name, name) })
	if at < 0 {
		p.Add(name, value)
		return
	}
	rest := (*p)[at+1:]
	rest = slices.DeleteFunc(rest, func(have Param) bool { return sameName(have.Name, name) })
	*p = (*p)[:at+1+len(rest)]
	(*p)[at] = Param{name, value}
}

// Add appends a parameter.
func (p *Params) Add(name, value string) { *p = append(*p, Param{name, value}) }

// Del removes every spelling of name.
func (p *Params) Del(name string) {
	*p = slices.DeleteFunc(*p, func(have Param) bool { return sameName(have.Name, name) })
}

// Encode writes the parameters urlencoded, in order.
func (p Params) Encode() string {
	var b strings.Builder
	for i := range p {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p[i].Name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(p[i].Value))
	}
	return b.String()
}

// CanonicalName returns the form in which names are compared: lower-case, with
// "." for "_" and "-".
func CanonicalName(name string) string {
	canonical := []byte(name)
	for i, c := range canonical {
		canonical[i] = foldName(c)
	}
	return string(canonical)
}

func sameName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if foldName(a[i]) != foldName(b[i]) {
			return false
		}
	}
	return true
}

func foldName(c byte) byte {
	switch {
	case 'A' <= c && c <= 'Z':
		return c + 'a' - 'A'
	case c == '_', c == '-':
		return '.'
	}
	return c
}
