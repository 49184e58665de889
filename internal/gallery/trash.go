package gallery

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// maxTrash is how many items the trash shows at a time, the latest first. After
// these are restored or purged, the next are shown.
const maxTrash = 500

type trashPage struct {
	frame
	Rows  []trashRow
	More  bool     // there is more than is shown
	Moved []string // what the undo of the latest deletion takes back: values of trashRows
	Kept  int      // days
}

// A trashRow is an item or album in the trash.
type trashRow struct {
	Value   string // of the form: i and the id of an item, a and that of an album
	Title   string
	What    string
	Thumb   string // "" if there is none
	Deleted string
	at      time.Time
}

// trash shows what the user has deleted, and can take back.
func (g *Gallery) trash(w http.ResponseWriter, r *http.Request) error {
	page := trashPage{frame: g.frame(r, "Trash", "trash"), Kept: int(library.TrashTime.Hours() / 24)}
	page.Width = "middle"
	if err := g.trashRows(r, &page); err != nil {
		return err
	}
	moved := r.URL.Query()["moved"]
	for _, row := range page.Rows {
		if slices.Contains(moved, row.Value) {
			page.Moved = append(page.Moved, row.Value)
		}
	}
	if restored := r.URL.Query().Get("restored"); restored == "1" {
		page.Done = "Restored, with everything that was said of it."
	}
	return g.write(w, http.StatusOK, "trash", page)
}

// trashRows fills in the rows, the latest deletion first.
func (g *Gallery) trashRows(r *http.Request, page *trashPage) error {
	v := g.viewer(r)
	found, err := g.Library.Search(r.Context(), v, library.Query{Trash: true, Owner: v.User, Order: library.Latest, Limit: maxTrash})
	if err != nil {
		return err
	}
	for _, m := range found.Media {
		row := trashRow{Value: "i" + m.ID.String(), Title: m.Title, What: m.Type, Deleted: dayText(m.Trashed), at: m.Trashed}
		if g.Previewable(m.Type) {
			row.Thumb = thumbURL(r, m.ID, 320)
		}
		page.Rows = append(page.Rows, row)
	}
	albums, err := g.Library.TrashedTaxa(r.Context(), v)
	if err != nil {
		return err
	}
	for _, t := range albums {
		page.Rows = append(page.Rows, trashRow{Value: "a" + t.ID.String(), Title: t.Title, What: "album", Deleted: dayText(t.Trashed), at: t.Trashed})
	}
	slices.SortStableFunc(page.Rows, func(a, b trashRow) int { return b.at.Compare(a.at) })
	page.More = found.Next != ""
	return nil
}

// changeTrash restores what was chosen, or empties the trash.
func (g *Gallery) changeTrash(w http.ResponseWriter, r *http.Request) error {
	if g.User(r).Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	v, to := g.viewer(r), "/trash"
	switch r.PostFormValue("action") {
	case "restore":
		if err := g.restore(r.Context(), v, r.PostForm["row"]); err != nil {
			return err
		}
		to += "?restored=1"
	case "empty":
		if r.PostFormValue("sure") != "yes" {
			return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "Tick the box to say that it shall be deleted for ever."}
		}
		if _, err := g.Library.EmptyTrash(r.Context(), v, time.Now()); err != nil {
			return err
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// restore takes rows out of the trash: albums first, so that nothing that is in
// one is shown without it.
func (g *Gallery) restore(ctx context.Context, v library.Viewer, rows []string) error {
	slices.Sort(rows)
	for _, row := range rows {
		if len(row) < 2 {
			return mediasock.ErrUnknownItem
		}
		id, ok := library.ParseID(row[1:])
		if !ok {
			return mediasock.ErrUnknownItem
		}
		restore := g.Library.RestoreMedia
		if row[0] == 'a' {
			restore = g.Library.RestoreTaxon
		}
		if err := restore(ctx, v, id); err != nil {
			return fmt.Errorf("restore %s: %w", row, err)
		}
	}
	return nil
}

// trashAlbum moves an album to the trash. What is in it stays.
func (g *Gallery) trashAlbum(w http.ResponseWriter, r *http.Request) error {
	session, err := g.Library.Session(r.Context(), g.User(r))
	if err != nil {
		return err
	}
	if err := mediasock.DeleteTaxon(r.Context(), session, r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r, "/trash?moved=a"+r.PathValue("id"), http.StatusSeeOther)
	return nil
}
