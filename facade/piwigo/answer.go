package piwigo

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// An object is a struct of an answer, in order. In XML its fields are elements,
// those of an element are attributes where attributes names them.
type object []field

// A field is one of an object.
type field struct {
	name  string
	value any // object, list, attributes, string, int, int64, bool or nil
}

// A list is an array of an answer.
type list struct {
	item       string   // what its elements are called in XML
	attributes []string // which of their fields are attributes there
	values     []any
}

// attributes are an object whose fields are all attributes in XML.
type attributes object

// write writes the answer in the format that the query asks for (P-2).
func (c *call) write(result any, err error) {
	h := c.w.Header()
	h.Set("Cache-Control", "no-store")
	format := c.r.URL.Query().Get("format")
	var f *fault
	if err != nil {
		c.note(err)
		f = faultOf(err)
	}
	var body []byte
	switch format {
	case "", "rest":
		h.Set("Content-Type", "text/xml; charset=utf-8")
		body = restAnswer(result, f)
	case "json":
		h.Set("Content-Type", "text/plain; charset=utf-8") // P-3
		body = jsonAnswer(result, f)
	default:
		h.Set("Content-Type", "text/plain; charset=utf-8")
		f, body = &fault{http.StatusBadRequest, ""}, []byte("Cannot process your request. Unknown response format.\n")
	}
	if f != nil && f.code == codeBusy {
		h.Set("Retry-After", "60")
	}
	if f != nil && f.code >= 400 && f.code < 600 {
		c.w.WriteHeader(f.code)
	}
	_, _ = c.w.Write(body) // the client may be gone
}

func jsonAnswer(result any, f *fault) []byte {
	if f != nil {
		return appendJSON(nil, object{{"stat", "fail"}, {"err", f.code}, {"message", f.text}})
	}
	return appendJSON(nil, object{{"stat", "ok"}, {"result", result}})
}

// appendJSON writes a value. An empty object is an empty array, as PHP writes it.
func appendJSON(b []byte, value any) []byte {
	switch v := value.(type) {
	case attributes:
		return appendJSON(b, object(v))
	case object:
		if len(v) == 0 {
			return append(b, "[]"...)
		}
		b = append(b, '{')
		for i, f := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendJSON(b, f.name), ':')
			b = appendJSON(b, f.value)
		}
		return append(b, '}')
	case list:
		b = append(b, '[')
		for i, item := range v.values {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	}
	text, err := json.Marshal(value)
	if err != nil {
		panic("piwigo: an answer holds " + err.Error())
	}
	return append(b, text...)
}

func restAnswer(result any, f *fault) []byte {
	if f != nil {
		b := append([]byte("<?xml version=\"1.0\"?>\n<rsp stat=\"fail\">\n\t<err"), xmlio.AppendAttr(nil, "code", strconv.Itoa(f.code))...)
		return append(xmlio.AppendAttr(b, "msg", f.text), " />\n</rsp>"...)
	}
	b := []byte("<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n<rsp stat=\"ok\">\n")
	return append(appendREST(b, result, nil), "\n</rsp>"...)
}

// appendREST writes what is inside an element.
func appendREST(b []byte, value any, attrs []string) []byte {
	switch v := value.(type) {
	case object:
		for _, f := range v {
			if f.value != nil && !contains(attrs, f.name) {
				b = appendElement(b, f.name, f.value, nil)
			}
		}
		return b
	case list:
		for _, item := range v.values {
			b = appendElement(b, v.item, item, v.attributes)
		}
		return b
	case attributes:
		return b
	}
	return xmlio.AppendText(b, text(value))
}

// appendElement writes an element. A name that begins with a digit gets a low
// line before it.
func appendElement(b []byte, name string, value any, attrs []string) []byte {
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		name = "_" + name
	}
	b = append(append(b, '<'), name...)
	fields, _ := value.(object)
	if all, ok := value.(attributes); ok {
		fields = object(all)
		attrs = names(fields)
	}
	for _, f := range fields {
		if f.value != nil && contains(attrs, f.name) {
			b = xmlio.AppendAttr(b, f.name, text(f.value))
		}
	}
	b = append(b, '>')
	b = appendREST(b, value, attrs)
	return append(append(append(b, "</"...), name...), '>')
}

// text returns a scalar as XML and PHP write it.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		if v {
			return "1"
		}
		return "0"
	}
	return ""
}

func names(o object) []string {
	all := make([]string, len(o))
	for i, f := range o {
		all[i] = f.name
	}
	return all
}

func contains(all []string, name string) bool {
	for _, s := range all {
		if strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}
