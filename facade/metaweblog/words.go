package metaweblog

import (
	"net/url"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// A post is the struct of one as it came (M-3).
type post map[string]any

// text returns a member that is a text, "" if it is absent or none.
func (p post) text(name string) string {
	s, _ := p[name].(string)
	return s
}

// texts returns the texts of a member that is a list.
func (p post) texts(name string) (all mediasock.List) {
	l, _ := p[name].([]any)
	for _, v := range l {
		if s, ok := v.(string); ok && s != "" {
			all = append(all, s)
		}
	}
	return all
}

// has reports whether the post says something by a member, be it nothing.
func (p post) has(name string) bool { return p[name] != nil }

// media returns what a post says of an item.
func (p post) media(c *call, s mediasock.Session) (*mediasock.Media, error) {
	m := &mediasock.Media{Title: p.text("title"), Caption: p.caption(), Keywords: weblogwire.Keywords(p.text("mt_keywords"))}
	titles := p.texts("categories")
	if len(titles) == 0 {
		return m, nil
	}
	all, err := listAlbums(c.r.Context(), s)
	if err != nil {
		return nil, err
	}
	m.Parents, err = all.byTitles(titles)
	return m, err
}

// cleared returns the fields that a post names and leaves empty.
func (p post) cleared(m *mediasock.Media) (f mediasock.Fields) {
	for _, one := range []struct {
		member string
		empty  bool
		field  mediasock.Fields
	}{
		{"title", m.Title == "", mediasock.FieldTitle},
		{"description", m.Caption == "", mediasock.FieldCaption},
		{"mt_keywords", len(m.Keywords) == 0, mediasock.FieldKeywords},
		{"categories", len(m.Parents) == 0, mediasock.FieldParents},
	} {
		if p.has(one.member) && one.empty {
			f |= one.field
		}
	}
	return f
}

// caption returns what a post says in words: its text and what stands after "more",
// else its excerpt.
func (p post) caption() string {
	text := weblogwire.Plain(p.text("description"))
	if more := weblogwire.Plain(p.text("mt_text_more")); more != "" {
		text = strings.TrimSpace(text + "\n\n" + more)
	}
	if text == "" {
		text = weblogwire.Plain(p.text("mt_excerpt"))
	}
	return text
}

// items returns the ids of the items whose addresses a post holds, in order.
func (p post) items() (ids []string) {
	addresses := weblogwire.Addresses(p.text("description") + p.text("mt_text_more"))
	if file, ok := p["enclosure"].(map[string]any); ok {
		addresses = append(addresses, post(file).text("url"))
	}
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		_, rest, ok := strings.Cut(u.EscapedPath(), mediaPath)
		escaped, _, named := strings.Cut(rest, "/")
		if id, err := url.PathUnescape(escaped); ok && named && err == nil && !slices.Contains(ids, id) && len(ids) < maxItems {
			ids = append(ids, id)
		}
	}
	return ids
}

// maxItems bounds the items of one post.
const maxItems = 200
