package embed

import (
	"fmt"
	"html"
	"net/url"
	"strings"
)

// language writes the parts of a piece.
type language struct {
	text func(string) string          // escapes
	link func(to, text string) string // text is escaped already
	rel  func(to, text string) string // of a licence; nil is link
}

// linked returns escaped text, as a link where there is somewhere to go.
func (l language) linked(to, text string) string {
	if to == "" {
		return l.text(text)
	}
	return l.link(to, l.text(text))
}

// caption returns title, authors and licence in a line, each with its link.
func (l language) caption(p Piece) string {
	s := l.linked(p.Page, p.Title)
	for i, a := range p.Authors {
		sep := ", "
		if i == 0 {
			sep = " by "
		}
		s += sep + l.linked(a.URI, a.Name)
	}
	var terms []string
	for _, t := range p.Terms.Licenses {
		terms = append(terms, l.license(t.URL, t.Name))
	}
	for _, t := range p.Terms.Others {
		terms = append(terms, l.license(t, "terms at "+host(t)))
	}
	if len(terms) > 0 {
		s += ", " + strings.Join(terms, " or ")
	}
	if note := p.Terms.Note(); note != "" {
		s += " (" + l.text(note) + ")"
	}
	return s
}

func (l language) license(to, name string) string {
	if l.rel != nil {
		return l.rel(to, l.text(name))
	}
	return l.linked(to, name)
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

// HTML returns the piece as HTML: a figure with its caption.
func (p Piece) HTML() string {
	l := language{
		text: html.EscapeString,
		link: func(to, text string) string { return `<a href="` + html.EscapeString(to) + `">` + text + "</a>" },
		rel: func(to, text string) string {
			return `<a rel="license" href="` + html.EscapeString(to) + `">` + text + "</a>"
		},
	}
	var b strings.Builder
	b.WriteString("<figure>\n")
	switch {
	case p.Player != "":
		// The player runs its scripts, and keeps to its own origin.
		fmt.Fprintf(&b, `<iframe src="%s"%s title="%s" sandbox="allow-scripts allow-same-origin" loading="lazy" allowfullscreen></iframe>`+"\n",
			html.EscapeString(p.Player), p.size(), html.EscapeString(p.Title))
	case p.Src != "":
		img := fmt.Sprintf(`<img src="%s"%s alt="%s">`, html.EscapeString(p.Src), p.size(), html.EscapeString(p.Alt))
		if p.Page != "" {
			img = l.link(p.Page, img)
		}
		b.WriteString(img + "\n")
	}
	fmt.Fprintf(&b, "<figcaption>%s</figcaption>\n</figure>\n", l.caption(p))
	return b.String()
}

// size returns the attributes width and height, where both are known.
func (p Piece) size() string {
	if p.Width == 0 || p.Height == 0 {
		return ""
	}
	return fmt.Sprintf(` width="%d" height="%d"`, p.Width, p.Height)
}

// Markdown returns the piece as Markdown, in the part of it that every reader
// knows. That part has no sizes: the copy is shown as large as it is.
func (p Piece) Markdown() string {
	l := language{
		text: markdownText,
		link: func(to, text string) string { return "[" + text + "](<" + to + ">)" },
	}
	picture := ""
	switch {
	case p.Player != "":
		picture = l.link(p.Player, "▶ "+l.text(p.Title)) + "\n\n"
	case p.Src != "":
		picture = "![" + l.text(p.Alt) + "](<" + p.Src + ">)"
		if p.Page != "" {
			picture = l.link(p.Page, picture)
		}
		picture += "\n\n"
	}
	return picture + l.caption(p) + "\n"
}

// markdownText escapes what means something within a line; a colon and the full
// stop after www too, which would make an address a link.
func markdownText(s string) string {
	var b strings.Builder
	for i, r := range s {
		next := s[i+len(string(r)):]
		colon := r == ':' && next != "" && next[0] != ' '
		stop := r == '.' && strings.HasSuffix(strings.ToLower(s[:i]), "www")
		if strings.ContainsRune("\\`*_[]<>{}|~$&@^#", r) || colon || stop {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// BBCode returns the piece as BBCode.
func (p Piece) BBCode() string {
	l := language{
		text: bbcodeText,
		link: func(to, text string) string { return "[url=" + to + "]" + text + "[/url]" },
	}
	picture := ""
	switch {
	case p.Player != "":
		picture = l.link(p.Player, "▶ "+l.text(p.Title)) + "\n"
	case p.Src != "":
		size := ""
		if p.Width > 0 && p.Height > 0 {
			size = fmt.Sprintf(" width=%d height=%d", p.Width, p.Height)
		}
		picture = "[img" + size + ` alt="` + l.text(p.Alt) + `"]` + p.Src + "[/img]"
		if p.Page != "" {
			picture = l.link(p.Page, picture)
		}
		picture += "\n"
	}
	return picture + l.caption(p) + "\n"
}

// bbcodeText takes the brackets and quotes from a text: BBCode has no escapes
// that every board knows. Boards that pass HTML on get none of it, and what looks
// like an address is not made a link.
func bbcodeText(s string) string {
	return strings.NewReplacer("[", "(", `\`, "/", "]", ")", `"`, "'", "<", "‹", ">", "›", "&", "＆", "://", ": //", "www.", "www .").Replace(s)
}
