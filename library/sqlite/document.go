package sqlite

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/mediasock/mediasock/library"
)

// A document is an item's row in the search index.
type document struct {
	title, caption, keywords, place, name, albums, ownAlbums, note, tags string
}

// between separates texts of one column, so that no phrase reaches from one
// into the next. It is a word to the tokenizer, but to no user: Words yields only
// letters, digits and private characters.
const (
	between        = " " + trimmedBetween + " "
	trimmedBetween = "¶"
)

// document returns what the index shall hold of m. It reads the albums' titles.
func (t *tx) document(m *mediaRow) (document, error) {
	d := document{
		title:    joined(m.Title),
		caption:  joined(m.Caption),
		keywords: joined(m.Keywords...),
		place:    joined(m.PlaceName),
		name:     joined(m.Name),
		note:     joined(m.Note),
		tags:     strings.Join(mediaTags(m), " "),
	}
	var public, all []string
	err := query(t.Conn, `SELECT t.title, t.visibility FROM media_taxon x JOIN taxon t ON t.id = x.taxon
		WHERE x.media = ? AND t.trashed IS NULL ORDER BY x.position`, func(r *row) error {
		title, visibility := r.text(), library.Visibility(r.text())
		if all = append(all, title); visibility == library.Public {
			public = append(public, title)
		}
		return nil
	}, m.ID)
	d.albums, d.ownAlbums = joined(public...), joined(all...)
	return d, err
}

// joined returns the words of texts.
func joined(texts ...string) string {
	var b strings.Builder
	for i, text := range texts {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(strings.Join(library.Words(text), " "))
	}
	return b.String()
}

func (t *tx) insertDocument(sort int64, d document) error {
	t.visible = true
	return exec(t.Conn, `INSERT INTO search
		(rowid, title, caption, keywords, place, name, albums, own_albums, note, tags)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		sort, d.title, d.caption, d.keywords, d.place, d.name, d.albums, d.ownAlbums, d.note, d.tags)
}

func (t *tx) deleteDocument(sort int64) error {
	t.visible = true
	return exec(t.Conn, "DELETE FROM search WHERE rowid = ?", sort)
}

// The tags of the index. Each is one word: a letter and what it stands for. Only
// what is not in the trash has the tags that open it to viewers.
const (
	tagLive    = "live"
	tagTrash   = "trash"
	tagPublic  = "public"
	tagMembers = "members"
	tagDated   = "dated"
	tagShown   = "shown"   // places are told to others
	tagAccount = "account" // they are if the owner's account says so
)

func tagOwner(id library.ID) string      { return "o" + decimal(id) }
func tagTrashOwner(id library.ID) string { return "x" + decimal(id) }
func tagTaxon(id library.ID) string      { return "t" + decimal(id) }
func tagKind(kind string) string         { return "k" + digestTag(kind) }
func tagKeyword(word string) string      { return "w" + digestTag(library.Fold(word)) }
func tagLink(link string) string         { return "l" + digestTag(link) }

// digestTag makes a word of any text.
func digestTag(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

func mediaTags(m *mediaRow) []string {
	tags := audience(m)
	for _, id := range m.Taxa {
		tags = append(tags, tagTaxon(id))
	}
	for _, word := range m.Keywords {
		tags = append(tags, tagKeyword(word))
	}
	if m.Kind != "" {
		tags = append(tags, tagKind(m.Kind))
	}
	if !m.Taken.IsZero() {
		tags = append(tags, tagDated)
	}
	switch m.Details {
	case library.DetailsShown:
		tags = append(tags, tagShown)
	case "":
		tags = append(tags, tagAccount)
	}
	return append(tags, cellTags(m.Place)...)
}

// audience returns the tags that say who sees m.
func audience(m *mediaRow) []string {
	if !m.Trashed.IsZero() {
		return []string{tagTrash, tagTrashOwner(m.Owner)}
	}
	tags := []string{tagLive, tagOwner(m.Owner)}
	if m.access&accessMembers != 0 {
		tags = append(tags, tagMembers)
	}
	if m.access&accessPublic != 0 {
		tags = append(tags, tagPublic)
	}
	if m.Visibility == library.Link && m.Link != "" {
		tags = append(tags, tagLink(m.Link))
	}
	return tags
}
