package atom

import (
	"fmt"
	"strings"
	"time"
)

// Minter makes permanent ids as tag URIs (RFC 4151): who owned the name
// Authority on the day Date gives names to things. Both are fixed when a service
// starts for the first time and never change, whatever address it is reached by
// (TG-2).
type Minter struct {
	Authority string // a lower-case domain name or e-mail address
	Date      string // YYYY, YYYY-MM or YYYY-MM-DD
}

// Check reports whether authority and date are what RFC 4151 wants (TG-1).
func (m Minter) Check() error {
	if m.Authority == "" || m.Authority != strings.ToLower(m.Authority) || strings.ContainsFunc(m.Authority, notInAuthority) {
		return fmt.Errorf("atom: %q is no authority of tag URIs", m.Authority)
	}
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(layout, m.Date); err == nil {
			return nil
		}
	}
	return fmt.Errorf("atom: %q is no date of tag URIs", m.Date)
}

func notInAuthority(r rune) bool {
	return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || strings.ContainsRune("-._@", r))
}

// Media returns the id of an item (TG-3).
func (m Minter) Media(id string) string { return m.mint("media-" + id) }

// Taxon returns the id of an album's feed (TG-3).
func (m Minter) Taxon(id string) string { return m.mint("taxon-" + id) }

// Search returns the id of a search's feed; key names the query whatever the
// page, as opensearch.Query.Key does (TG-3, OA-15).
func (m Minter) Search(key string) string { return m.mint("search:" + key) }

// Keyword returns the id of a tag's feed; word is one in the characters of an
// address.
func (m Minter) Keyword(word string) string { return m.mint("keyword-" + word) }

// User returns the id of the feed of what a user shows.
func (m Minter) User(id string) string { return m.mint("user-" + id) }

func (m Minter) mint(specific string) string {
	return "tag:" + m.Authority + "," + m.Date + ":" + specific
}

// MediaID returns what [Minter.Media] made an id of. ok is false for ids of
// others and of other things.
func (m Minter) MediaID(id string) (local string, ok bool) {
	return strings.CutPrefix(id, m.Media(""))
}

// TaxonID returns what [Minter.Taxon] made an id of.
func (m Minter) TaxonID(id string) (local string, ok bool) {
	return strings.CutPrefix(id, m.Taxon(""))
}
