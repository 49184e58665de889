package atom

import (
	"html"
	"strings"

	nethtml "golang.org/x/net/html"
)

// String returns the text without markup and without white space at its ends,
// for display where no HTML is wanted (OA-17).
func (t Text) String() string {
	return strings.TrimSpace(plainOf(t))
}

// plainOf returns the text as it is, or what a browser would show of its markup.
func plainOf(t Text) string {
	if t.Type != "html" {
		return t.Body
	}
	var b strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(t.Body))
	for hidden := false; ; {
		switch z.Next() {
		case nethtml.ErrorToken:
			return b.String()
		case nethtml.TextToken:
			if !hidden {
				b.Write(z.Text())
			}
		case nethtml.StartTagToken:
			name, _ := z.TagName()
			hidden = string(name) == "script" || string(name) == "style"
			if string(name) == "br" {
				b.WriteByte('\n')
			}
		case nethtml.SelfClosingTagToken:
			if name, _ := z.TagName(); string(name) == "br" {
				b.WriteByte('\n')
			}
		case nethtml.EndTagToken:
			hidden = false
		}
	}
}

// markupOf returns the text as HTML.
func markupOf(t Text) string {
	if t.Type == "html" {
		return t.Body
	}
	return html.EscapeString(t.Body)
}
