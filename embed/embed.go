// Package embed puts what a search found into a text: as HTML, Markdown or
// BBCode, with title, author, licence and the link back to where it comes from.
//
//	p := embed.Of(entry, nil, embed.Options{Src: "/pictures/pier.jpg", Width: 640, Height: 480})
//	fmt.Println(p.HTML())
//
// A photograph is never linked to where it lies: consumers fetch the original and
// make their own picture of it (OM-37), whose address is Options.Src. Without
// one, and where no licence lets it be copied, a photograph is embedded as a link
// in words. Films and sounds have players that are made to be embedded (OM-38).
//
// Everything in an entry was written by strangers. Each language has its own
// escapes, and addresses are those of the web or are left out.
package embed

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/license"
	"github.com/mediasock/mediasock/mediarss"
)

// Options say how an entry is shown.
type Options struct {
	Src           string // our own copy of the picture: an address, or a path with slashes
	Width, Height int    // of that copy; the entry's own if 0
	Edge          int    // the longer edge is shown at most so long, in pixels; 640
	Own           bool   // the media is the user's own: no licence is needed
}

// A Person is an author.
type Person struct{ Name, URI string }

// A Piece is an entry that is ready to be embedded. Its addresses are clean, its
// texts are not yet escaped.
type Piece struct {
	Title   string
	Alt     string // what the picture shows, for those who do not see it
	Page    string // link back (OM-25)
	Authors []Person
	Terms   Terms

	Src           string // picture; "" where there is none to show
	Player        string // page that plays a film or sound
	Width, Height int    // of either; 0 is unknown
}

// Of returns the entry as a piece. feed is what the entry stood in, for the
// licence that it may inherit (LC-2); nil where that is unknown.
func Of(e *atom.Entry, feed *atom.Feed, o Options) Piece {
	p := Piece{Title: cmp.Or(oneLine(e.Title.String()), "Untitled"), Page: webAddress(e.Page()), Terms: TermsOf(e, feed)}
	p.Alt = alt(e, p.Title)
	for _, a := range e.Authors {
		if name := oneLine(a.Name); name != "" {
			p.Authors = append(p.Authors, Person{name, webAddress(a.URI)})
		}
	}
	file, _ := e.Media.Default()
	medium := file.MediumOf()
	if player := playerOf(e, file); player != nil && medium != mediarss.Image {
		p.Player = webAddress(player.URL)
		p.Width, p.Height = fit(cmp.Or(player.Width, 640), cmp.Or(player.Height, 360), o.Edge)
		return p
	}
	if p.Terms.Copy || o.Own {
		p.Src = pictureAddress(o.Src)
		p.Width, p.Height = fit(cmp.Or(o.Width, file.Width), cmp.Or(o.Height, file.Height), o.Edge)
	}
	return p
}

// playerOf returns the entry's player, or that of its file.
func playerOf(e *atom.Entry, file mediarss.Content) *mediarss.Player {
	if file.Player != nil {
		return file.Player
	}
	return e.Media.Player
}

// alt returns what the entry says of the picture in a line.
func alt(e *atom.Entry, title string) string {
	const most = 250
	text := atom.Text{Type: e.Content.Type, Body: e.Content.Body}
	if text.Type != "" && text.Type != "html" {
		text = atom.Text{}
	}
	for _, s := range []string{e.Media.Description.Body, e.Summary.String(), text.String()} {
		if s = oneLine(s); s != "" && s != title {
			return shorten(title+": "+s, most)
		}
	}
	return shorten(title, most)
}

// Terms are what may be done with a work, by its licences.
type Terms struct {
	Licenses []license.License // those whose terms are known
	Others   []string          // addresses of the others
	Copy     bool              // it may be copied and shown, if its author is named
	Sell     bool              // commercially too
	Change   bool              // changed too
}

// TermsOf returns the terms of an entry. Of several licences the user may choose
// (LC-1), so what any of them allows is allowed; what no known licence allows is
// not (LC-3).
func TermsOf(e *atom.Entry, feed *atom.Feed) Terms {
	var t Terms
	for _, address := range e.Licenses(feed) {
		l, ok := license.Of(address)
		if !ok {
			if clean := webAddress(address); clean != "" {
				t.Others = append(t.Others, clean)
			}
			continue
		}
		t.Licenses = append(t.Licenses, l)
		t.Copy = true
		t.Sell = t.Sell || !l.NonCommercial
		t.Change = t.Change || !l.NoDerivatives
	}
	return t
}

// Note says in words what the terms forbid, "" where they forbid nothing.
func (t Terms) Note() string {
	switch {
	case !t.Copy && len(t.Others) > 0:
		return "see its terms before you use it"
	case !t.Copy:
		return "no licence stated: ask before you use it"
	case !t.Sell && !t.Change:
		return "no commercial use, no changes"
	case !t.Sell:
		return "no commercial use"
	case !t.Change:
		return "no changes"
	}
	return ""
}

// Format is a language to embed in.
type Format string

// The languages.
const (
	HTML     Format = "html"
	Markdown Format = "markdown"
	BBCode   Format = "bbcode"
)

// Formats returns all languages.
func Formats() []Format { return []Format{HTML, Markdown, BBCode} }

// Format returns the piece in a language.
func (p Piece) Format(f Format) (string, error) {
	switch f {
	case HTML:
		return p.HTML(), nil
	case Markdown:
		return p.Markdown(), nil
	case BBCode:
		return p.BBCode(), nil
	}
	return "", fmt.Errorf("embed: %q: want html, markdown or bbcode", f)
}

// webAddress returns an address of the web with everything encoded that means
// something in one of the languages, "" for any other.
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.ContainsAny(u.Host, "[]%") {
		return ""
	}
	return encode(u.String())
}

// pictureAddress returns the address of our own copy, or its path.
func pictureAddress(s string) string {
	if strings.Contains(s, "://") {
		return webAddress(s)
	}
	return encode((&url.URL{Path: s}).String())
}

// encode percent-encodes what is not plain in an address: brackets, quotes and
// semicolons, too, by which languages know its end or entities.
func encode(s string) string {
	const plain = "-._~:/?#@!$&+,=%"
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// oneLine returns text without line breaks, control characters and those that
// turn the direction of what stands around them.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == unicode.ReplacementChar, unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

// fit scales a size down so that its longer edge is at most edge.
func fit(w, h, edge int) (int, int) {
	edge = cmp.Or(edge, 640)
	longer := max(w, h)
	if w <= 0 || h <= 0 {
		return 0, 0
	}
	if longer <= edge {
		return w, h
	}
	scale := float64(edge) / float64(longer)
	return max(1, int(float64(w)*scale+0.5)), max(1, int(float64(h)*scale+0.5))
}
