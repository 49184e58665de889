package sqlite

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/mediasock/mediasock/library"
)

// What the search index holds of an item is one text. Its words are those of
// library.Words for everyone who sees the item, with a mark before them those for
// whom its place, people and camera are told and those that its owner alone may search
// by, and tags: so each has a list of its own in the index, and no filter by
// columns is needed. No user's word has a mark, because Words yields only
// letters, digits and private characters.
const (
	toldMark = "†"
	ownMark  = "¶"
	tagMark  = "§"
	// between separates texts, so that no phrase reaches from one into the next.
	between = " ¶ "
)

// document returns what the index shall hold of m. It reads the albums' titles.
func (t *tx) document(m *mediaRow) (string, error) {
	shared := append([]string{m.Title, m.Caption, m.Name}, m.Keywords...)
	told, own := m.DetailTexts(), []string{m.Note}
	err := query(t.Conn, `SELECT t.title, t.visibility FROM media_taxon x JOIN taxon t ON t.id = x.taxon
		WHERE x.media = ? AND t.trashed IS NULL ORDER BY x.position`, func(r *row) error {
		title, visibility := r.text(), library.Visibility(r.text())
		if visibility == library.Public {
			shared = append(shared, title)
		} else {
			own = append(own, title)
		}
		return nil
	}, m.ID)
	var b strings.Builder
	writeTexts(&b, "", shared)
	writeTexts(&b, toldMark, told)
	writeTexts(&b, ownMark, own)
	writeWords(&b, tagMark, mediaTags(m))
	return b.String(), err
}

// writeTexts writes the words of texts with a mark before each.
func writeTexts(b *strings.Builder, mark string, texts []string) {
	for _, text := range texts {
		if words := library.Words(text); len(words) > 0 {
			writeWords(b, mark, words)
			b.WriteString(between)
		}
	}
}

func writeWords(b *strings.Builder, mark string, words []string) {
	for _, word := range words {
		b.WriteString(" " + mark + word)
	}
}

func (t *tx) insertDocument(m *mediaRow, text string) error {
	t.touch(touch{sort: m.sort, text: text, place: m.Place})
	return exec(t.Conn, "INSERT INTO search (rowid, text) VALUES (?, ?)", m.sort, text)
}

func (t *tx) deleteDocument(sort int64) error {
	t.touch(touch{sort: sort, gone: true})
	return exec(t.Conn, "DELETE FROM search WHERE rowid = ?", sort)
}

// touch notes a change of what searches find.
func (t *tx) touch(what touch) {
	t.visible = true
	t.touched = append(t.touched, what)
}

// The tags of the index. Each is one word: a letter and what it stands for. Only
// what is not in the trash has the tags that open it to viewers.
const (
	tagLive    = "live"
	tagTrash   = "trash"
	tagPublic  = "public"
	tagMembers = "members"
	tagDated   = "dated"
	tagShown   = "shown"   // place and camera are told to others
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
	switch m.Told {
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
