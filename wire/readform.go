package wire

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// readQuery reads the URL's query into InQuery.
func (r *callReader) readQuery(c *Call, query string) error {
	if int64(len(query)) > r.limits.Value {
		return tooLarge("the query is longer than %d bytes", r.limits.Value)
	}
	return r.parseForm(&c.InQuery, query)
}

// readForm reads an urlencoded body.
func (r *callReader) readForm(c *Call, body io.Reader) error {
	limit := 3*r.limits.Text + int64(r.limits.Params*r.limits.Name)
	text, err := io.ReadAll(io.LimitReader(body, limit+1))
	switch {
	case err != nil:
		return readError(err)
	case int64(len(text)) > limit:
		return tooLarge("the parameters are longer than %d bytes", r.limits.Text)
	}
	if err := r.parseForm(&c.Params, strings.TrimRight(string(text), "\r\n")); err != nil {
		return err
	}
	return r.finishForm(c)
}

// parseForm reads name=value pairs in order. Unlike url.ParseQuery it takes a
// raw ";" as part of a value, for lists are full of them.
func (r *callReader) parseForm(p *Params, text string) error {
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return badRequest(http.StatusBadRequest, faultParse, "malformed parameter name")
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return badRequest(http.StatusBadRequest, faultParse, "malformed value of %.80q", name)
		}
		if err := r.add(p, name, value); err != nil {
			return err
		}
	}
	return nil
}

// toUTF8 returns s, which is read as ISO 8859-1 if it is no UTF-8: what is sent
// otherwise comes from clients of that time (MS-79).
func toUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return latin1(s)
}

// latin1 decodes ISO 8859-1.
func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}
