package opensearch

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// AppendDescription appends the description document, one element a line. The
// namespaces of a template are declared at its Url, under the prefixes that it
// was parsed with.
func AppendDescription(dst []byte, d *Description) []byte {
	dst = append(dst, xmlio.Header...)
	dst = append(dst, `<OpenSearchDescription xmlns="`+Namespace+`"`...)
	dst = append(dst, ">\n"...)
	dst = xmlio.AppendElement(dst, "ShortName", d.ShortName)
	dst = xmlio.AppendElement(dst, "Description", d.Description)
	dst = xmlio.AppendOptionalElement(dst, "Tags", strings.Join(d.Tags, " "))
	dst = xmlio.AppendOptionalElement(dst, "Contact", d.Contact)
	for i := range d.URLs {
		dst = appendURL(dst, &d.URLs[i])
	}
	dst = xmlio.AppendOptionalElement(dst, "LongName", d.LongName)
	for _, i := range d.Images {
		dst = appendImage(dst, i)
	}
	for i := range d.Queries {
		dst = appendEcho(dst, "Query", &d.Queries[i])
	}
	dst = xmlio.AppendOptionalElement(dst, "Developer", d.Developer)
	dst = xmlio.AppendOptionalElement(dst, "Attribution", d.Attribution)
	dst = xmlio.AppendElement(dst, "SyndicationRight", d.SyndicationRight.String())
	dst = xmlio.AppendElement(dst, "AdultContent", strconv.FormatBool(d.AdultContent))
	dst = appendWords(dst, "Language", d.Languages, "*")
	dst = appendWords(dst, "OutputEncoding", d.OutputEncodings, "UTF-8")
	dst = appendWords(dst, "InputEncoding", d.InputEncodings, "UTF-8")
	return append(dst, "</OpenSearchDescription>\n"...)
}

func appendURL(dst []byte, u *URL) []byte {
	dst = append(dst, "<Url"...)
	dst = u.Template.appendNamespaces(dst)
	dst = xmlio.AppendAttr(dst, "type", u.Type)
	dst = xmlio.AppendOptional(dst, "rel", strings.Join(u.Rels, " "))
	if index, page := u.effectiveOffsets(); index != 1 || page != 1 {
		dst = xmlio.AppendAttr(dst, "indexOffset", strconv.Itoa(index))
		dst = xmlio.AppendAttr(dst, "pageOffset", strconv.Itoa(page))
	}
	dst = xmlio.AppendAttr(dst, "template", u.Template.source)
	if u.Method == "" && u.Enctype == "" && len(u.Parameters) == 0 {
		return append(dst, "/>\n"...)
	}
	return appendParameters(dst, u)
}

// appendParameters ends the start tag of a Url with what OS-26 adds to it.
func appendParameters(dst []byte, u *URL) []byte {
	dst = append(dst, ` xmlns:parameters="`+NamespaceParameters+`"`...)
	dst = xmlio.AppendOptional(dst, "parameters:method", u.Method)
	dst = xmlio.AppendOptional(dst, "parameters:enctype", u.Enctype)
	dst = append(dst, ">\n"...)
	for _, p := range u.Parameters {
		dst = append(dst, "<parameters:Parameter"...)
		dst = p.Value.appendNamespaces(dst)
		dst = xmlio.AppendAttr(dst, "name", p.Name)
		dst = xmlio.AppendAttr(dst, "value", p.Value.source)
		dst = xmlio.AppendAttr(dst, "minimum", strconv.Itoa(p.Minimum))
		dst = xmlio.AppendAttr(dst, "maximum", strconv.Itoa(p.Maximum))
		dst = append(dst, "/>\n"...)
	}
	return xmlio.AppendEnd(dst, "Url")
}

// appendNamespaces declares each prefix of the template once.
func (t Template) appendNamespaces(dst []byte) []byte {
	for i, p := range t.parts {
		if p.prefix == "" || strings.HasPrefix(p.name.Space, undeclared) {
			continue
		}
		same := func(o part) bool { return o.prefix == p.prefix }
		if !slices.ContainsFunc(t.parts[:i], same) {
			dst = xmlio.AppendAttr(dst, "xmlns:"+p.prefix, spaceOf(p))
		}
	}
	return dst
}

// spaceOf undoes that {os:count} is read as {count}.
func spaceOf(p part) string {
	if p.name.Space == "" {
		return Namespace
	}
	return p.name.Space
}

func appendImage(dst []byte, i Image) []byte {
	dst = append(dst, "<Image"...)
	dst = xmlio.AppendInt(dst, "height", int64(i.Height))
	dst = xmlio.AppendInt(dst, "width", int64(i.Width))
	dst = xmlio.AppendOptional(dst, "type", i.Type)
	dst = append(dst, '>')
	dst = xmlio.AppendText(dst, i.URL)
	return xmlio.AppendEnd(dst, "Image")
}

func appendWords(dst []byte, name string, words []string, otherwise string) []byte {
	if len(words) == 0 {
		return xmlio.AppendElement(dst, name, otherwise)
	}
	for _, w := range words {
		dst = xmlio.AppendElement(dst, name, w)
	}
	return dst
}

// AppendResponse appends the response's elements, each on a line of its own
// with the prefix opensearch, which the document must declare (OM-16, OM-19).
func AppendResponse(dst []byte, r *Response) []byte {
	dst = appendCount(dst, "opensearch:totalResults", r.TotalResults)
	dst = appendCount(dst, "opensearch:startIndex", r.StartIndex)
	dst = appendCount(dst, "opensearch:itemsPerPage", r.ItemsPerPage)
	for i := range r.Queries {
		dst = appendEcho(dst, "opensearch:Query", &r.Queries[i])
	}
	return dst
}

func appendCount(dst []byte, name string, n int) []byte {
	if n < 0 {
		return dst
	}
	dst = append(dst, '<')
	dst = append(dst, name...)
	dst = append(dst, '>')
	dst = strconv.AppendInt(dst, int64(n), 10)
	return xmlio.AppendEnd(dst, name)
}

// appendEcho appends a Query element, its terms percent-encoded (OS-18, OA-8).
func appendEcho(dst []byte, name string, e *Echo) []byte {
	dst = append(dst, '<')
	dst = append(dst, name...)
	dst = xmlio.AppendAttr(dst, "role", e.Role)
	dst = xmlio.AppendOptional(dst, "title", e.Title)
	dst = xmlio.AppendInt(dst, "totalResults", int64(e.TotalResults))
	dst = append(dst, ` searchTerms="`...)
	dst = appendEscape(dst, e.SearchTerms)
	dst = append(dst, '"')
	dst = xmlio.AppendInt(dst, "count", int64(e.Count))
	dst = xmlio.AppendInt(dst, "startIndex", int64(e.StartIndex))
	dst = xmlio.AppendInt(dst, "startPage", int64(e.StartPage))
	dst = xmlio.AppendOptional(dst, "language", e.Language)
	dst = xmlio.AppendOptional(dst, "inputEncoding", e.InputEncoding)
	dst = xmlio.AppendOptional(dst, "outputEncoding", e.OutputEncoding)
	dst = appendExtensions(dst, &e.Query)
	return append(dst, "/>\n"...)
}

// appendExtensions appends the attributes of extensions with the declarations
// of their prefixes.
func appendExtensions(dst []byte, q *Query) []byte {
	if !q.Geo.IsZero() {
		dst = append(dst, ` xmlns:geo="`+NamespaceGeo+`"`...)
	}
	if !q.Start.IsZero() || !q.End.IsZero() {
		dst = append(dst, ` xmlns:time="`+NamespaceTime+`"`...)
	}
	for _, p := range extensions {
		prefix := "geo:"
		if p.name.Space == NamespaceTime {
			prefix = "time:"
		}
		if s := p.get(q); s != "" {
			dst = xmlio.AppendAttr(dst, prefix+p.name.Local, s)
		}
	}
	return appendExtra(dst, q.Extra)
}

// appendExtra appends our own parameters; those of others stay in addresses.
func appendExtra(dst []byte, extra map[string]string) []byte {
	if len(extra) == 0 {
		return dst
	}
	dst = append(dst, ` xmlns:ms="`+NamespaceOwn+`"`...)
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if isName(name) && extra[name] != "" {
			dst = xmlio.AppendAttr(dst, "ms:"+name, extra[name])
		}
	}
	return dst
}

// isName reports whether s can be the local name of an attribute.
func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || !unreserved(c) || c == '~' || i == 0 && !letter(c) {
			return false
		}
	}
	return s != ""
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }
