package embed_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/embed"
	"github.com/mediasock/mediasock/mediarss"
)

var update = flag.Bool("update", false, "write the golden files anew")

func photo(title string, licenses ...string) *atom.Entry {
	e := &atom.Entry{
		ID: "tag:x.example,2024:media-1", Title: atom.Plain(title), Content: atom.Content{Body: "The pier of Bergen.\nLast light."},
		Authors: []atom.Person{{Name: "Åse Ødegård", URI: "https://x.example/ase"}},
		Links:   []atom.Link{{Type: "text/html", Href: "https://x.example/i/1?a=1&b=2"}},
		Media:   mediarss.Item{Contents: []mediarss.Content{{URL: "https://x.example/media/1", Medium: mediarss.Image, Width: 4000, Height: 3000}}},
	}
	for _, l := range licenses {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Href: l})
	}
	return e
}

const (
	by     = "https://creativecommons.org/licenses/by/4.0/"
	byNCND = "http://creativecommons.org/licenses/by-nc-nd/2.0/deed.de"
	bySA   = "https://creativecommons.org/licenses/by-sa/3.0/"
)

// hostile says in every language that it is more than a text.
const hostile = "\"><script>alert(1)</script> ](javascript:x) [url=//e.vil]x[/url] [/img] `code` *b* www.e.vil http://e.vil\n\n# Head &lt; a@e.vil \u202egnp.exe \\"

func hostileEntry() *atom.Entry {
	e := photo(hostile, by, "javascript:alert(1)", "https://terms.example/[url]\"><b>;&copy;")
	e.Authors = []atom.Person{{Name: hostile, URI: "javascript:alert(1)"}, {Name: "Bob [b]", URI: "https://x.example/\"onclick=\"x(1)"}}
	e.Links[0].Href = "https://x.example/i/1\"><script>](x) [/url]?<b>&copy;"
	e.Content.Body = hostile
	return e
}

func pieces() map[string]embed.Piece {
	film := photo("Waves", byNCND)
	film.Media.Contents[0].Medium = mediarss.Video
	film.Media.Player = &mediarss.Player{URL: "https://x.example/play/1?x=1&y=2", Width: 1280, Height: 720}
	nowhere := photo("Nowhere", by)
	nowhere.Links, nowhere.Authors = nowhere.Links[1:], nil
	copy := embed.Options{Src: "pictures/pier at dusk (1).jpg"}
	return map[string]embed.Piece{
		"photo":      embed.Of(photo("Bryggen ved kveld – blå time. 5", by), nil, copy),
		"restricted": embed.Of(photo("Pier", byNCND), nil, copy),
		"choice":     embed.Of(photo("Pier", byNCND, bySA), nil, copy),
		"no copy":    embed.Of(photo("Pier", by), nil, embed.Options{}),
		"unlicensed": embed.Of(photo("Pier"), nil, copy),
		"own":        embed.Of(photo("Pier"), nil, embed.Options{Src: copy.Src, Own: true, Edge: 320}),
		"unknown":    embed.Of(photo("Pier", "https://terms.example/house"), nil, copy),
		"film":       embed.Of(film, nil, embed.Options{}),
		"nowhere":    embed.Of(nowhere, nil, copy),
		"hostile":    embed.Of(hostileEntry(), nil, copy),
	}
}

func TestFormat_OM25_OM35_OM37_OM38(t *testing.T) {
	for name, p := range pieces() {
		for _, f := range embed.Formats() {
			got, err := p.Format(f)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, fmt.Sprintf("testdata/%s.%s", strings.ReplaceAll(name, " ", "-"), f), got)
		}
	}
	if _, err := (embed.Piece{}).Format("rtf"); err == nil {
		t.Error(`Format("rtf") = nil, want an error`)
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s (%v)", file, got, want, err)
	}
}

// A photograph is shown from our own copy alone, and that where a licence or its
// owner allows one.
func TestOf_OM37_LC2_LC3(t *testing.T) {
	free := &atom.Feed{Links: []atom.Link{{Rel: atom.RelLicense, Href: by}}}
	for _, c := range []struct {
		name  string
		entry *atom.Entry
		feed  *atom.Feed
		o     embed.Options
		src   bool
		note  string
	}{
		{"licensed", photo("x", by), nil, embed.Options{Src: "a.jpg"}, true, ""},
		{"licensed, without a copy", photo("x", by), nil, embed.Options{}, false, ""},
		{"no licence", photo("x"), nil, embed.Options{Src: "a.jpg"}, false, "no licence stated: ask before you use it"},
		{"its owner's", photo("x"), nil, embed.Options{Src: "a.jpg", Own: true}, true, "no licence stated: ask before you use it"},
		{"inherited (LC-2)", photo("x"), free, embed.Options{Src: "a.jpg"}, true, ""},
		{"inheritance stopped (LC-3)", photo("x", atom.Unspecified), free, embed.Options{Src: "a.jpg"}, false, "no licence stated: ask before you use it"},
		{"unknown terms", photo("x", "https://terms.example/"), nil, embed.Options{Src: "a.jpg"}, false, "see its terms before you use it"},
		{"no commerce, no changes", photo("x", byNCND), nil, embed.Options{Src: "a.jpg"}, true, "no commercial use, no changes"},
		{"a choice (LC-1)", photo("x", byNCND, bySA), nil, embed.Options{Src: "a.jpg"}, true, ""},
		{"another's address for a copy", photo("x", by), nil, embed.Options{Src: "javascript://x"}, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := embed.Of(c.entry, c.feed, c.o)
			if (p.Src != "") != c.src || p.Terms.Note() != c.note {
				t.Errorf("Of = picture %q, note %q; want a picture %v, note %q", p.Src, p.Terms.Note(), c.src, c.note)
			}
			for _, f := range embed.Formats() {
				if got, _ := p.Format(f); strings.Contains(got, "x.example/media/1") {
					t.Errorf("%s links to where the photograph lies: %s", f, got)
				}
			}
		})
	}
}

// What strangers wrote stays text in HTML: there is no element and no attribute
// but ours.
func TestHTML_Hostile_XS6(t *testing.T) {
	checkHTML(t, embed.Of(hostileEntry(), nil, embed.Options{Src: "a\"onerror=x .jpg"}).HTML())
}

func checkHTML(t *testing.T, text string) {
	t.Helper()
	allowed := map[string]string{"figure": "", "figcaption": "", "a": "href rel", "img": "src width height alt", "iframe": "src width height title sandbox loading allowfullscreen"}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("a comment in %s", text)
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			names, ok := allowed[token.Data]
			for _, a := range token.Attr {
				ok = ok && strings.Contains(" "+names+" ", " "+a.Key+" ")
				if a.Key == "href" && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") {
					t.Errorf("a link to %q in %s", a.Val, text)
				}
			}
			if !ok {
				t.Errorf("%s in %s", token, text)
			}
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("Pier", "Ada", "https://x.example/", by, "a.jpg")
	f.Add(hostile, hostile, "javascript:x", "https://terms.example/\">", "\"><b>")
	f.Add("]]]", "[/url]", "http://[::1]/", "", "//x")
	f.Fuzz(func(t *testing.T, title, author, page, licence, src string) {
		e := photo(title, licence, by)
		e.Authors = []atom.Person{{Name: author, URI: page}}
		e.Links[0].Href = page
		p := embed.Of(e, nil, embed.Options{Src: src})
		checkHTML(t, p.HTML())
		for _, f := range embed.Formats() {
			text, _ := p.Format(f)
			if strings.ContainsAny(text, "\r\x00\u202e") {
				t.Errorf("%s holds control characters: %q", f, text)
			}
		}
		if bb := p.BBCode(); strings.Count(bb, "[url=") != strings.Count(bb, "[/url]") || strings.Count(bb, "[img") > 1 {
			t.Errorf("unbalanced: %q", bb)
		}
	})
}

func ExamplePiece_Markdown() {
	e := &atom.Entry{
		Title:   atom.Plain("Pier at dusk"),
		Authors: []atom.Person{{Name: "Ada"}},
		Links: []atom.Link{
			{Type: "text/html", Href: "https://example.org/i/1"},
			{Rel: atom.RelLicense, Href: "https://creativecommons.org/licenses/by-nc/4.0/"},
		},
	}
	fmt.Print(embed.Of(e, nil, embed.Options{Src: "pier.jpg"}).Markdown())
	// Output:
	// [![Pier at dusk](<pier.jpg>)](<https://example.org/i/1>)
	//
	// [Pier at dusk](<https://example.org/i/1>) by Ada, [CC BY-NC 4.0](<https://creativecommons.org/licenses/by-nc/4.0/>) (no commercial use)
}
