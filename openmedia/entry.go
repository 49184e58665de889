package openmedia

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock/atom"
)

// entry serves an entry as a document of its own (OM-27, OA-4, OA-5).
func (h *Handler) entry(w http.ResponseWriter, r *http.Request) error {
	s, err := h.For(r)
	if err != nil {
		return err
	}
	return h.entryOf(w, r, s)
}

// Document serves the entries of s whose id is the path's {id}, as those of the
// handler's own Searcher are at /atom/{id}.
func (h *Handler) Document(s Searcher) http.Handler {
	return h.answer(func(w http.ResponseWriter, r *http.Request) error { return h.entryOf(w, r, s) })
}

func (h *Handler) entryOf(w http.ResponseWriter, r *http.Request, s Searcher) error {
	base, err := h.base(r)
	if err != nil {
		return err
	}
	e, err := s.Entry(r.Context(), h.IDs.Media(r.PathValue("id")))
	if err != nil {
		return err
	}
	if root, err := url.Parse(base + "/"); err == nil {
		e.Resolve(root)
	}
	h.document(e, base)
	e.SetLink(atom.Link{Rel: atom.RelSelf, Type: atom.Type, Href: e.Document()})
	if len(e.Authors) == 0 {
		e.Authors = []atom.Person{{Name: h.name()}}
	}
	private(w, r)
	h.write(w, r, document{mediaType: atom.TypeEntry + "; charset=utf-8", body: atom.AppendEntry(nil, e)})
	return nil
}

// document links the entry to its own document, where the Searcher did not
// (OM-26).
func (h *Handler) document(e *atom.Entry, base string) {
	local, ok := h.IDs.MediaID(e.ID)
	if _, linked := atom.FindLink(e.Links, atom.RelAlternate, atom.Type); linked || !ok {
		return
	}
	e.Links = append(e.Links, atom.Link{
		Rel: atom.RelAlternate, Type: atom.Type, Href: base + "/atom/" + url.PathEscape(local),
	})
}

// suggest serves completions of what was typed so far (OS-25).
func (h *Handler) suggest(w http.ResponseWriter, r *http.Request) error {
	q, err := h.parse(r)
	if err != nil {
		return err
	}
	list, err := h.Suggest(r, q)
	if err != nil {
		return err
	}
	list.Prefix = q.SearchTerms
	body, err := list.MarshalJSON()
	if err != nil {
		return fmt.Errorf("openmedia: writing suggestions: %w", err)
	}
	private(w, r)
	h.write(w, r, document{mediaType: "application/x-suggestions+json; charset=utf-8", body: body})
	return nil
}
