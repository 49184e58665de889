package compose

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/embed"
	"github.com/mediasock/mediasock/services"
)

// textsPage is what was picked, ready to be copied.
type textsPage struct {
	Again string // address of the search
	Lost  int    // picks that are not kept any more
	Texts []text
	Picks []picked
	Files int // copies that the text needs beside it
	Sell  bool
}

// A text is all picks in one language.
type text struct{ ID, Name, Body string }

// A picked is one of them.
type picked struct {
	card
	File string // name of the copy, "" where the text needs none
	Copy string // its address
}

// maxPicks bounds how many are put into a text at once.
const maxPicks = 50

// texts shows what was picked as texts.
func (d *Desk) texts(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the form could not be read"}
	}
	f := d.read(r)
	page := textsPage{Again: again(r.PostForm), Sell: f.Sell}
	var pieces []embed.Piece
	names := map[string]int{}
	picks := r.PostForm["pick"]
	for _, token := range picks[:min(len(picks), maxPicks)] {
		found, ok := d.table.get(d.User(r).ID, token)
		if !ok || refusal(f, embed.TermsOf(&found.Entry, found.Feed), d.mine(r, &found)) != "" {
			page.Lost++
			continue
		}
		piece, pick := d.pick(r, f, token, &found, names)
		pieces, page.Picks = append(pieces, piece), append(page.Picks, pick)
		if pick.File != "" {
			page.Files++
		}
	}
	var err error
	if page.Texts, err = written(pieces); err != nil {
		return err
	}
	var b bytes.Buffer
	if err = d.Page.Head(&b, r, "Compose", "compose"); err == nil {
		err = d.pages.ExecuteTemplate(&b, "texts", page)
	}
	if err == nil {
		err = d.Page.Foot(&b, r)
	}
	if err != nil {
		return err
	}
	allow(w)
	w.Write(b.Bytes()) //nolint:errcheck // a client that went away is no fault of ours
	return nil
}

// pick returns a result as a piece of text. A picture of this library that everyone
// sees is shown from here, if it is the writer's own or its licence allows a copy;
// one from elsewhere is a copy that goes with the text.
func (d *Desk) pick(r *http.Request, f form, token string, found *services.Found, names map[string]int) (embed.Piece, picked) {
	p := picked{card: d.card(r, f, *found)}
	o := embed.Options{Edge: f.Edge, Own: p.Own}
	switch {
	case p.Own || found.Source == ownName && p.Terms.Copy:
		o.Src = d.Shown(r, found.Entry.ID, f.Edge)
		if p.Own && o.Src == "" {
			p.Note = "Only you see it here: the text has a link in words until you let everyone see it."
		}
	case copyable(found):
		p.File = unique(fileName(found.Entry.Title.String()), names)
		p.Copy = "/compose/copy/" + token + "?edge=" + strconv.Itoa(f.Edge)
		o.Src = p.File
	}
	return embed.Of(&found.Entry, found.Feed, o), p
}

// unique returns a name that was not given yet.
func unique(name string, given map[string]int) string {
	given[name]++
	if n := given[name]; n > 1 {
		return strings.TrimSuffix(name, ".jpg") + "-" + strconv.Itoa(n) + ".jpg"
	}
	return name
}

// written returns the pieces in every language.
func written(pieces []embed.Piece) ([]text, error) {
	names := map[embed.Format]string{embed.HTML: "HTML", embed.Markdown: "Markdown", embed.BBCode: "BBCode"}
	var all []text
	for _, format := range embed.Formats() {
		var parts []string
		for _, p := range pieces {
			s, err := p.Format(format)
			if err != nil {
				return nil, err
			}
			parts = append(parts, s)
		}
		all = append(all, text{string(format), names[format], strings.Join(parts, "\n\n")})
	}
	return all, nil
}

// again returns the address of the search that was picked from.
func again(form url.Values) string {
	v := url.Values{}
	for _, name := range []string{"q", "in", "domain", "sell", "change"} {
		if form.Has(name) {
			v[name] = form[name]
		}
	}
	return "/compose?" + v.Encode()
}
