package weblogwire

import (
	"html"
	"net/url"
	"path"
	"strings"

	tokens "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mediasock/mediasock"
)

// Plain returns the text of HTML: lines end where they end in the text and at
// breaks, paragraphs are an empty line apart. A link whose text is the name of the
// file that it leads to says nothing.
func Plain(s string) string {
	var b []byte
	z := tokens.NewTokenizer(strings.NewReader(strings.ReplaceAll(s, "\r\n", "\n")))
	fresh, linked, from := false, "", 0 // a break has just ended the line; the file of the open link, and where it began
	for kind := z.Next(); kind != tokens.ErrorToken; kind = z.Next() {
		t := z.Token()
		switch {
		case kind == tokens.TextToken && fresh:
			b = append(b, strings.TrimPrefix(t.Data, "\n")...)
		case kind == tokens.TextToken:
			b = append(b, t.Data...)
		case t.DataAtom == atom.Br:
			b = append(b, '\n')
		case kind == tokens.EndTagToken && (t.DataAtom == atom.P || t.DataAtom == atom.Div):
			b = append(b, "\n\n"...)
		case kind == tokens.StartTagToken && t.DataAtom == atom.A:
			linked, from = fileOf(attribute(t, "href")), len(b)
		case kind == tokens.EndTagToken && t.DataAtom == atom.A && linked != "" && string(b[from:]) == linked:
			b, linked = b[:from], ""
		}
		fresh = t.DataAtom == atom.Br
	}
	return strings.TrimSpace(string(b))
}

// fileOf returns the name of the file that an address leads to.
func fileOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" || strings.HasSuffix(u.Path, "/") {
		return ""
	}
	return path.Base(u.Path)
}

func attribute(t tokens.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// maxAddresses bounds what is taken of one post.
const maxAddresses = 1000

// Addresses returns where HTML shows something from, or links to, in order.
func Addresses(s string) (all []string) {
	z := tokens.NewTokenizer(strings.NewReader(s))
	for kind := z.Next(); kind != tokens.ErrorToken && len(all) < maxAddresses; kind = z.Next() {
		if kind != tokens.StartTagToken && kind != tokens.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		for _, name := range []string{"src", "href"} {
			if address := attribute(t, name); address != "" {
				all = append(all, address)
			}
		}
	}
	return all
}

// Description returns the text of a post of a file: the picture, or a link to the
// file, and the caption. [Plain] returns the caption.
func Description(m *mediasock.Media, address string) string {
	show := html.EscapeString(fileOf(address))
	if strings.HasPrefix(m.File.Type, "image/") {
		show = `<img src="` + html.EscapeString(address) + `" alt="` + html.EscapeString(m.Title) + `" />`
	}
	text := `<a href="` + html.EscapeString(address) + `">` + show + `</a>`
	if m.Caption == "" {
		return text
	}
	return text + "\n" + Paragraph(m.Caption)
}

// Paragraph returns a text as HTML.
func Paragraph(s string) string {
	return "<p>" + lines.Replace(html.EscapeString(s)) + "</p>"
}

// lines turns ends of lines into breaks.
var lines = strings.NewReplacer("\r\n", "<br />\n", "\r", "<br />\n", "\n", "<br />\n")

// Keywords reads a list of keywords, which commas divide.
func Keywords(s string) (all mediasock.List) {
	for word := range strings.SplitSeq(s, ",") {
		if word = strings.TrimSpace(word); word != "" && !all.Has(word) {
			all = append(all, word)
		}
	}
	return all
}

// KeywordText writes one. A comma in a word becomes a space, for there is no way
// to keep it.
func KeywordText(l mediasock.List) string {
	words := make([]string, len(l))
	for i, word := range l {
		words[i] = strings.ReplaceAll(word, ",", " ")
	}
	return strings.Join(words, ", ")
}
