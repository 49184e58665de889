package gallery

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

type itemPage struct {
	frame
	ID, Name, Kind  string
	Original, Large string
	Play            string // what a player plays
	Across, Down    int    // pixels of Large
	Caption, Note   string
	Keywords        []string
	KeywordText     string
	Details         []detail
	Above           []albumEntry
	Own             bool
	DetailChoices   []visibilityOption
	Adult           bool
	By, ByURL       string
	Walk            walk
	choice
	licensing
}

// A detail is a line of what is known of an item.
type detail struct{ Name, Value string }

// item shows one item.
func (g *Gallery) item(w http.ResponseWriter, r *http.Request) error {
	id, ok := library.ParseID(r.PathValue("id"))
	if !ok {
		return mediasock.ErrUnknownItem
	}
	v := g.viewer(r)
	m, err := g.Library.Media(r.Context(), v, id)
	if err != nil {
		return err
	}
	page := g.itemPage(r, v, m)
	if page.Walk.Back != "" {
		page.runs(w, "walk")
	}
	return g.write(w, http.StatusOK, "item", page)
}

func (g *Gallery) itemPage(r *http.Request, v library.Viewer, m *library.Media) itemPage {
	page := itemPage{
		frame: g.frame(r, m.Title, ""), ID: m.ID.String(), Name: m.Name, Kind: m.Kind,
		Original: "/media/" + m.ID.String() + linkQuery(r),
		Caption:  m.Caption, Keywords: m.Keywords, KeywordText: m.Keywords.String(),
		Details: details(m), Above: g.above(r, m.Taxa), Own: m.Owner == v.User,
		choice: newChoice(r, m.Visibility, "/i/"+m.ID.String(), m.Link),
	}
	page.Granted = g.termsOf(r.Context(), m)
	page.Adult = attribute(m.Attributes, library.AudienceAttribute) == library.AdultAudience
	if about, err := g.Library.Collection(r.Context(), v, library.Query{Owner: m.Owner}); err == nil {
		page.By, page.ByURL = strings.TrimPrefix(about.Title, "By "), "/search?"+url.Values{"q": {""}, library.ByParameter: {m.Owner.String()}}.Encode()
	}
	if page.Own {
		page.Note, page.Opened = m.Note, g.opened(r, m.Taxa)
		page.DetailChoices = detailChoices(m.Details, "as its albums or my account say")
		page.Licenses = licenseOptions(attribute(m.Attributes, library.LicenseAttribute), "As its file, album or your account says", true)
	}
	page.Play = page.Original
	if m.Kind == "video" && g.Streamed(r.Context(), m) {
		page.Play = "/play/" + m.ID.String() + linkQuery(r)
	}
	if g.Previewable(m.Type) {
		page.Large = thumbURL(r, m.ID, 1600)
		page.Across, page.Down = within(m.Width, m.Height, 1600)
	}
	page.Walk = g.walk(r, m)
	page.Feeds = []feedLink{{Href: "/atom/" + m.ID.String() + linkQuery(r), Title: m.Title}}
	return page
}

// details lists what is known of m, what is not known left out.
func details(m *library.Media) []detail {
	all := []detail{
		{"Taken", takenText(m)},
		{"Place", m.PlaceName},
		{"Coordinates", ""},
		{"Size", ""},
		{"Length", ""},
		{"File", fileText(m)},
		{"Added", dayText(m.Added)},
	}
	for _, said := range m.Said() {
		all = append(all, detail{said.Name, said.Value})
	}
	if m.Place != nil {
		all[2].Value = m.Place.String()
	}
	if m.Width > 0 {
		all[3].Value = fmt.Sprintf("%d × %d pixels", m.Width, m.Height)
	}
	if m.Duration > 0 {
		all[4].Value = durationText(m.Duration)
	}
	known := all[:0]
	for _, d := range all {
		if d.Value != "" {
			known = append(known, d)
		}
	}
	return known
}

// fileText tells of the file; not its size to whom it is given without all that
// is in it.
func fileText(m *library.Media) string {
	if m.Concealed() {
		return fmt.Sprintf("%s, %s", m.Name, m.Type)
	}
	return fmt.Sprintf("%s, %s, %s", m.Name, m.Type, sizeText(m.Size))
}

// detailChoices are what an owner may say of telling others where and with what
// an item was made, or what is in an album; usual is what holds if she says nothing.
func detailChoices(chosen library.Details, usual string) []visibilityOption {
	all := []visibilityOption{
		{Value: "", Label: usual},
		{Value: string(library.DetailsHidden), Label: "not shown to others"},
		{Value: string(library.DetailsShown), Label: "shown to whoever may see it"},
	}
	for i := range all {
		all[i].Chosen = all[i].Value == string(chosen)
	}
	return all
}

// editItem changes what is said of an item.
func (g *Gallery) editItem(w http.ResponseWriter, r *http.Request) error {
	session, err := g.Library.Session(r.Context(), g.User(r))
	if err != nil {
		return err
	}
	m := formMedia(r)
	visibility, chosen := visibilityOf(r)
	if chosen && !visibility.Valid() {
		return badVisibility() // before anything is changed
	}
	if _, err := mediasock.UpdateMedia(r.Context(), session, m, nil); err != nil {
		return err
	}
	id, _ := library.ParseID(m.ID)
	if chosen {
		if _, err := g.Library.SetVisibility(r.Context(), g.viewer(r), id, visibility); err != nil {
			return err
		}
	}
	if r.PostForm.Has("details") {
		if _, err := g.Library.SetDetails(r.Context(), g.viewer(r), id, library.Details(r.PostForm.Get("details"))); err != nil {
			return err
		}
	}
	if r.PostForm.Has("license") { // the form has the box beside it
		if err := g.Library.SetAdult(r.Context(), g.viewer(r), id, r.PostForm.Get("adult") != ""); err != nil {
			return err
		}
	}
	if err := setLicense(r, func(a string) error { return g.Library.SetLicense(r.Context(), g.viewer(r), id, a) }); err != nil {
		return err
	}
	http.Redirect(w, r, "/i/"+m.ID+walkQuery(r), http.StatusSeeOther)
	return nil
}

// formMedia reads the form of an item; a field that is there and empty is
// cleared, one that is missing is left alone.
func formMedia(r *http.Request) *mediasock.Media {
	m := &mediasock.Media{
		ID: r.PathValue("id"), Title: strings.TrimSpace(r.PostFormValue("title")),
		Caption: lines(r.PostFormValue("caption")), Note: lines(r.PostFormValue("note")),
		Keywords: mediasock.ParseList(r.PostFormValue("keywords")),
	}
	for _, f := range []struct {
		name  string
		field mediasock.Fields
		empty bool
	}{
		{"title", mediasock.FieldTitle, m.Title == ""},
		{"caption", mediasock.FieldCaption, m.Caption == ""},
		{"note", mediasock.FieldNote, m.Note == ""},
		{"keywords", mediasock.FieldKeywords, len(m.Keywords) == 0},
	} {
		if f.empty && r.PostForm.Has(f.name) {
			m.Clear |= f.field
		}
	}
	return m
}

// trashItem moves an item to the trash.
func (g *Gallery) trashItem(w http.ResponseWriter, r *http.Request) error {
	session, err := g.Library.Session(r.Context(), g.User(r))
	if err != nil {
		return err
	}
	if err := mediasock.DeleteMedia(r.Context(), session, r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r, "/trash?moved=i"+r.PathValue("id"), http.StatusSeeOther)
	return nil
}
