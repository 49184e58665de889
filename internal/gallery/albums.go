package gallery

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// An albumEntry is an album in a list.
type albumEntry struct {
	ID, Title, Count, Cover string
	Chosen                  bool
}

type albumsPage struct {
	frame
	Above          []albumEntry // the album that these are in
	Albums         []albumEntry
	Previous, Next string
}

// albums shows albums: those that stand in no other, or those in the album that
// the parameter in names.
func (g *Gallery) albums(w http.ResponseWriter, r *http.Request) error {
	parent, _ := library.ParseID(r.URL.Query().Get("in"))
	page := albumsPage{frame: g.frame(r, "Albums", "albums")}
	page.Width = "middle"
	if parent != 0 {
		page.Above = g.above(r, []library.ID{parent})
	}
	var err error
	if page.Albums, page.Next, err = g.albumsBelow(r, parent); err != nil {
		return err
	}
	return g.write(w, http.StatusOK, "albums", page)
}

// albumsBelow lists a page of the albums directly in parent, or of those in none
// if it is 0, by title; next is the address of the page after it.
func (g *Gallery) albumsBelow(r *http.Request, parent library.ID) (entries []albumEntry, next string, err error) {
	q := library.TaxaQuery{Parent: parent, After: r.URL.Query().Get("albums"), Limit: perPage}
	page, err := g.Library.TaxaPage(r.Context(), g.viewer(r), q)
	if err != nil {
		return nil, "", err
	}
	for _, t := range page.Taxa {
		entries = append(entries, g.albumEntry(r, t))
	}
	if page.Next == "" {
		return entries, "", nil
	}
	query := url.Values{"albums": {page.Next}}
	if parent != 0 {
		query.Set("in", parent.String())
	}
	if link := r.URL.Query().Get("link"); link != "" {
		query.Set("link", link)
	}
	return entries, "/albums?" + query.Encode(), nil
}

// coverChoice is how many of the newest pictures of an album are asked for one
// that has a preview.
const coverChoice = 12

// cover returns the preview of the album's newest picture that has one, "" if
// none of the newest has.
func (g *Gallery) cover(r *http.Request, album library.ID) string {
	found, err := g.Library.Search(r.Context(), g.viewer(r), library.Query{
		Taxon: album, Kind: "image", Limit: coverChoice,
		Uncounted: true, Untaxed: true,
	})
	if err != nil {
		return ""
	}
	for _, m := range found.Media {
		if g.Previewable(m.Type) {
			return thumbURL(r, m.ID, 640)
		}
	}
	return ""
}

// albumEntry returns what a list shows of t: its icon, else a picture in it, else
// one in an album in it.
func (g *Gallery) albumEntry(r *http.Request, t *library.Taxon) albumEntry {
	e := albumEntry{ID: t.ID.String() + linkQuery(r), Title: t.Title, Count: countText(t.Count, "item")}
	if t.Icon != 0 {
		e.Cover = thumbURL(r, t.Icon, 640)
	} else if t.Count > 0 {
		e.Cover = g.cover(r, t.ID)
	}
	if t.Count > 0 && e.Cover != "" {
		return e
	}
	below := g.below(r, t.ID)
	if t.Count == 0 && len(below) > 0 {
		e.Count = countText(len(below), "album")
	}
	for i := 0; i < len(below) && e.Cover == ""; i++ {
		e.Cover = g.cover(r, below[i].ID)
	}
	return e
}

// maxBelow bounds how many albums are counted in one that holds albums alone.
const maxBelow = 100

// below returns the albums in an album, as far as they are counted.
func (g *Gallery) below(r *http.Request, album library.ID) []*library.Taxon {
	page, err := g.Library.TaxaPage(r.Context(), g.viewer(r), library.TaxaQuery{Parent: album, Limit: maxBelow})
	if err != nil {
		return nil // the list tells less
	}
	return page.Taxa
}

// makeAlbum makes an album and shows it.
func (g *Gallery) makeAlbum(w http.ResponseWriter, r *http.Request) error {
	session, err := g.Library.Session(r.Context(), g.User(r))
	if err != nil {
		return err
	}
	item, err := session.TaxaAppend(r.Context(), &mediasock.Taxon{Title: r.PostFormValue("title")})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/a/"+item.ID, http.StatusSeeOther)
	return nil
}

type albumPage struct {
	listPage
	ID      string
	Caption string
	Above   []albumEntry
	Albums  []albumEntry
	More    string // address of the albums after these
	Own     bool
	choice
	licensing
	DetailChoices []visibilityOption
}

// album shows an album: the albums in it, and its items.
func (g *Gallery) album(w http.ResponseWriter, r *http.Request) error {
	id, ok := library.ParseID(r.PathValue("id"))
	if !ok {
		return mediasock.ErrUnknownTaxon
	}
	t, err := g.Library.Taxon(r.Context(), g.viewer(r), id)
	if err != nil {
		return err
	}
	page := albumPage{ID: t.ID.String(), Caption: t.Caption, Own: t.Owner == g.viewer(r).User}
	page.choice = newChoice(r, t.Visibility, "/a/"+page.ID, t.Link)
	f := g.frame(r, t.Title, "albums")
	f.feed(r, url.Values{library.AlbumParameter: {page.ID}})
	if page.listPage, err = g.list(r, library.Query{Taxon: id}, f); err != nil {
		return err
	}
	if page.Albums, page.More, err = g.albumsBelow(r, id); err != nil {
		return err
	}
	page.Above = g.above(r, t.Parents)
	if page.Own {
		page.Licenses = licenseOptions(attribute(t.Attributes, library.LicenseAttribute), "As your account says", true)
		page.Opened = g.opened(r, t.Parents)
		page.DetailChoices = detailChoices(t.Details(), "as my account says")
	}
	return g.write(w, http.StatusOK, "album", page)
}

// above returns the albums with the ids, as far as the viewer sees them.
func (g *Gallery) above(r *http.Request, ids []library.ID) []albumEntry {
	var entries []albumEntry
	for _, id := range ids {
		if t, err := g.Library.Taxon(r.Context(), g.viewer(r), id); err == nil {
			entries = append(entries, albumEntry{ID: t.ID.String() + linkQuery(r), Title: t.Title})
		}
	}
	return entries
}

// editAlbum changes title, caption and visibility.
func (g *Gallery) editAlbum(w http.ResponseWriter, r *http.Request) error {
	session, err := g.Library.Session(r.Context(), g.User(r))
	if err != nil {
		return err
	}
	t := &mediasock.Taxon{ID: r.PathValue("id"), Title: r.PostFormValue("title"), Caption: lines(r.PostFormValue("caption"))}
	if t.Caption == "" && r.PostForm.Has("caption") {
		t.Clear = mediasock.FieldCaption
	}
	if v, chosen := visibilityOf(r); chosen && !v.Valid() {
		return badVisibility()
	}
	if err := mediasock.UpdateTaxon(r.Context(), session, t); err != nil {
		return err
	}
	if err := g.shareAlbum(r); err != nil {
		return err
	}
	http.Redirect(w, r, "/a/"+t.ID, http.StatusSeeOther)
	return nil
}

// shareAlbum sets who sees an album, what they are told of the items in it, and what
// they may do with them, as far as the form says.
func (g *Gallery) shareAlbum(r *http.Request) error {
	id, _ := library.ParseID(r.PathValue("id"))
	if v, chosen := visibilityOf(r); chosen {
		if _, err := g.Library.SetTaxonVisibility(r.Context(), g.viewer(r), id, v); err != nil {
			return err
		}
	}
	if r.PostForm.Has("details") {
		if err := g.Library.SetTaxonDetails(r.Context(), g.viewer(r), id, library.Details(r.PostForm.Get("details"))); err != nil {
			return err
		}
	}
	return setLicense(r, func(a string) error { return g.Library.SetTaxonLicense(r.Context(), g.viewer(r), id, a) })
}

// badVisibility refuses a choice that the form does not offer.
func badVisibility() error {
	return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "there is no such choice of who may see it"}
}

// lines returns a text area's text with the line breaks of the specification
//
func lines(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

// choice is the choice of who may see something.
type choice struct {
	Visibilities []visibilityOption
	Link         string // URL with the secret; "" if it has none
	Opened       []opening
}

// visibilityOf returns the choice that a form holds, if it holds one.
func visibilityOf(r *http.Request) (v library.Visibility, ok bool) {
	return library.Visibility(r.PostForm.Get("visibility")), r.PostForm.Has("visibility")
}

type visibilityOption struct {
	Value, Label string
	Chosen       bool
}

func visibilityOptions() []visibilityOption {
	return []visibilityOption{
		{Value: string(library.Private), Label: "You alone"},
		{Value: string(library.Members), Label: "Everyone with an account here"},
		{Value: string(library.Link), Label: "Whoever has its link"},
		{Value: string(library.Public), Label: "Everyone"},
	}
}

func newChoice(r *http.Request, v library.Visibility, path, link string) choice {
	options := visibilityOptions()
	for i := range options {
		options[i].Chosen = options[i].Value == string(v) || v == "" && i == 0
	}
	c := choice{Visibilities: options}
	if link != "" && v == library.Link {
		c.Link = mediasock.Base(r.Context()) + path + "?link=" + link
	}
	return c
}
