package facadetest

import (
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// searched looks for what was uploaded, by its file name, and for what was not; it
// is another user's search that finds nothing.
func searched(h *House) {
	s := h.session(h.T, "ada", mediasock.ScopeManage)
	searcher, ok := s.(openmedia.Itemizer)
	if !ok {
		h.T.Skip("the driver cannot search")
	}
	item, err := s.MediaAppend(h.T.Context(), &mediasock.Media{Title: "Zanzibar"}, data{"zanzibar.jpg", h.file(1000).bytes})
	must(h.T, err)
	finds(h.T, searcher, "zanzibar", item.ID)
	finds(h.T, searcher, "timbuktu")
	if other, ok := h.session(h.T, "bob", mediasock.ScopeManage).(openmedia.Itemizer); ok {
		finds(h.T, other, "zanzibar")
	}
}

// finds checks which items a search finds, and that each entry leads to its item.
func finds(t *testing.T, s openmedia.Itemizer, terms string, want ...string) {
	t.Helper()
	f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: terms})
	must(t, err)
	if len(f.Entries) != len(want) {
		t.Errorf("Search(%q) finds %d items, want %d", terms, len(f.Entries), len(want))
		return
	}
	for i, e := range f.Entries {
		if id, ok := s.ItemID(e.ID); !ok || id != want[i] {
			t.Errorf("Search(%q): the entry %q is of the item %q, want %q", terms, e.ID, id, want[i])
		}
		again, err := s.Entry(t.Context(), e.ID)
		if err != nil || again.ID != e.ID || again.Title.String() != e.Title.String() {
			t.Errorf("Entry(%q) = %+v, %v", e.ID, again, err)
		}
	}
}
