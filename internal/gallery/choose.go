package gallery

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// choosing is a list in which several items can be chosen, to be changed at
// once.
type choosing struct {
	Choosing bool   // boxes are shown
	Choose   string // address of the list with boxes; "" if nothing can be chosen
	Back     string // address of the list without
	Album    string // id of the viewer's own album that the list is of; "" for none
	Choices  []albumEntry
	Sights   []visibilityOption
}

// chooseParameter asks for a list with boxes.
const chooseParameter = "choose"

// choosable adds to a page of a list the boxes of what is the viewer's own, if
// they are asked for, or else the address to ask for them.
func (g *Gallery) choosable(r *http.Request, q library.Query, page *listPage, media []*library.Media) error {
	v := g.viewer(r)
	own := func(m *library.Media) bool { return v.User != 0 && m.Owner == v.User }
	if g.User(r) == nil || g.User(r).Scope < mediasock.ScopeManage || !slices.ContainsFunc(media, own) {
		return nil
	}
	query := r.URL.Query()
	query.Del(chooseParameter)
	page.choosing.Back = withQuery(r.URL.Path, query)
	query.Set(chooseParameter, "1")
	page.Choose = withQuery(r.URL.Path, query)
	if page.Choosing = r.URL.Query().Has(chooseParameter); !page.Choosing {
		return nil
	}
	for i, m := range media {
		page.Photos[i].Choosable = own(m)
	}
	page.Sights = visibilityOptions()
	if q.Taxon != 0 {
		page.Album = q.Taxon.String()
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("changed")); err == nil && n > 0 {
		page.Done = countText(n, "item") + " changed."
	}
	var err error
	page.Choices, err = g.albumChoices(r, "")
	return err
}

// withQuery returns a local address.
func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// albumChoices returns the viewer's own albums to choose from.
func (g *Gallery) albumChoices(r *http.Request, chosen string) ([]albumEntry, error) {
	v := g.viewer(r)
	taxa, err := g.Library.Taxa(r.Context(), v, v.User)
	if err != nil {
		return nil, err
	}
	choices := make([]albumEntry, len(taxa))
	for i, t := range taxa {
		id := t.ID.String()
		choices[i] = albumEntry{ID: id, Title: t.Title, Chosen: id == chosen}
	}
	return choices, nil
}

// An action is what is done with each of the items that were chosen.
type action func(ctx context.Context, s mediasock.Session, id library.ID) error

// choose does with the chosen items what the form asks for.
func (g *Gallery) choose(w http.ResponseWriter, r *http.Request) error {
	if g.User(r).Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	act, err := g.actionOf(r)
	if err != nil {
		return err
	}
	ids, err := chosenItems(r)
	if err != nil {
		return err
	}
	session, err := g.Library.Session(r.Context(), g.User(r))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := act(r.Context(), session, id); err != nil {
			return err
		}
	}
	http.Redirect(w, r, afterChoice(r, ids), http.StatusSeeOther)
	return nil
}

// chosenItems returns the ids of the form, of which there are as many as a page
// shows.
func chosenItems(r *http.Request) ([]library.ID, error) {
	rows := r.PostForm["item"]
	if len(rows) == 0 {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "Nothing was chosen: go back and tick what you mean."}
	}
	if len(rows) > perPage {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "too many were chosen"}
	}
	ids := make([]library.ID, len(rows))
	for i, row := range rows {
		id, ok := library.ParseID(row)
		if !ok {
			return nil, mediasock.ErrUnknownItem
		}
		ids[i] = id
	}
	return ids, nil
}

// afterChoice returns the page to go to: the trash, where what was moved there
// can be taken back, or the list with its boxes.
func afterChoice(r *http.Request, ids []library.ID) string {
	if r.PostFormValue("action") == "trash" {
		v := url.Values{}
		for _, id := range ids {
			v.Add("moved", "i"+id.String())
		}
		return withQuery("/trash", v)
	}
	u, err := url.Parse(target(r))
	if err != nil {
		return "/"
	}
	query := u.Query()
	query.Set(chooseParameter, "1")
	query.Set("changed", strconv.Itoa(len(ids)))
	return withQuery(u.Path, query)
}

// actionOf returns what the button of the form does.
func (g *Gallery) actionOf(r *http.Request) (action, error) {
	album, isAlbum := library.ParseID(r.PostFormValue("album"))
	switch r.PostFormValue("action") {
	case "trash":
		return func(ctx context.Context, s mediasock.Session, id library.ID) error {
			return mediasock.DeleteMedia(ctx, s, id.String())
		}, nil
	case "into":
		if isAlbum {
			return g.placing(r, func(in []library.ID) []library.ID { return append(in, album) }), nil
		}
	case "out":
		if from, ok := library.ParseID(r.PostFormValue("out")); ok {
			return g.placing(r, func(in []library.ID) []library.ID {
				return slices.DeleteFunc(in, func(id library.ID) bool { return id == from })
			}), nil
		}
	case "visibility":
		if to, chosen := visibilityOf(r); chosen && to.Valid() {
			return func(ctx context.Context, _ mediasock.Session, id library.ID) error {
				_, err := g.Library.SetVisibility(ctx, g.viewer(r), id, to)
				return err
			}, nil
		}
	case "keywords":
		if words := mediasock.ParseList(r.PostFormValue("keywords")); len(words) > 0 {
			return g.naming(r, words), nil
		}
	}
	return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "It was not said what to do with them: go back and choose."}
}

// placing returns the action that puts an item into other albums than it is in.
func (g *Gallery) placing(r *http.Request, change func(in []library.ID) []library.ID) action {
	return func(ctx context.Context, s mediasock.Session, id library.ID) error {
		m, err := g.Library.Media(ctx, g.viewer(r), id)
		if err != nil {
			return err
		}
		said := &mediasock.Media{ID: id.String()}
		for _, t := range change(slices.Clone(m.Taxa)) {
			if album := t.String(); !slices.Contains(said.Parents, album) {
				said.Parents = append(said.Parents, album)
			}
		}
		if len(said.Parents) == 0 {
			said.Clear = mediasock.FieldParents
		}
		_, err = mediasock.UpdateMedia(ctx, s, said, nil)
		return err
	}
}

// naming returns the action that adds keywords to those of an item.
func (g *Gallery) naming(r *http.Request, words mediasock.List) action {
	return func(ctx context.Context, s mediasock.Session, id library.ID) error {
		m, err := g.Library.Media(ctx, g.viewer(r), id)
		if err != nil {
			return err
		}
		said := &mediasock.Media{ID: id.String(), Keywords: slices.Clone(mediasock.List(m.Keywords))}
		for _, word := range words {
			if !slices.Contains(said.Keywords, word) {
				said.Keywords = append(said.Keywords, word)
			}
		}
		_, err = mediasock.UpdateMedia(ctx, s, said, nil)
		return err
	}
}
