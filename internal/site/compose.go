package site

import (
	"net/http"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/compose"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
)

// newDesk returns the page for writers.
func (s *Site) newDesk() *compose.Desk {
	return &compose.Desk{
		Options: s.Compose, Page: s.gallery, Title: s.Library.Identity().Title, Log: s.log,
		User: func(r *http.Request) *mediasock.User { return userOf(r.Context()) },
		Own: func(r *http.Request) openmedia.Searcher {
			return s.Library.Searcher(library.ViewerOf(userOf(r.Context())), connOf(r.Context()).Base)
		},
		Mine:  s.isMine,
		Shown: s.shownToAll,
	}
}

// isMine reports whether an item is its asker's, by the item's id in feeds.
func (s *Site) isMine(r *http.Request, entry string) bool {
	local, _ := s.Library.Identity().Minter().MediaID(entry)
	id, ok := library.ParseID(local)
	if !ok {
		return false
	}
	v := library.ViewerOf(userOf(r.Context()))
	m, err := s.Library.Media(r.Context(), v, id)
	return err == nil && m.Owner == v.User
}

// shownToAll returns the address of a preview of an item that everyone sees, by
// the item's id in feeds; "" if not everyone does.
func (s *Site) shownToAll(r *http.Request, entry string, edge int) string {
	local, _ := s.Library.Identity().Minter().MediaID(entry)
	id, ok := library.ParseID(local)
	if !ok {
		return ""
	}
	m, err := s.Library.Media(r.Context(), library.Viewer{}, id)
	if err != nil || !s.previews.Can(m.Type) {
		return ""
	}
	return connOf(r.Context()).Base + "/thumb/" + local + "?size=" + strconv.Itoa(edge)
}
