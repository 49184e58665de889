package piwigo

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
)

// imageAddSimple adds the file of the field image, or gives it to the image of
// image_id (P-10).
func imageAddSimple(c *call) (any, error) {
	if err := c.trusted(false); err != nil {
		return nil, err
	}
	if c.file == nil {
		return nil, &fault{codePost, "The image (file) is missing"}
	}
	m, err := c.said()
	if err != nil {
		return nil, err
	}
	m.Keywords = tagTexts(c.args)
	item, err := c.keep(m, c.file)
	if err != nil {
		return nil, err
	}
	return added(item), nil
}

// added tells of an image that was added.
func added(item *mediasock.Item) object {
	return object{{"image_id", number(item.ID)}, {"url", item.Resource}}
}

// number returns an id as clients want it.
func number(id string) any {
	if n, err := strconv.ParseInt(id, 10, 64); err == nil {
		return n
	}
	return id
}

// said returns what the parameters say of an image; category and tags by name are
// those of addSimple.
func (c *call) said() (*mediasock.Media, error) {
	m := &mediasock.Media{ID: c.id("image_id"), Title: c.args.get("name"), Caption: c.args.get("comment")}
	if author := c.args.get("author"); author != "" {
		m.Attributes = append(m.Attributes, mediasock.Attribute{Name: mediasock.AttributeAuthor, Value: author})
	}
	if v := dateOf(c.args.get("date_creation")); v != "" {
		m.Attributes = append(m.Attributes, mediasock.Attribute{Domain: mediasock.DomainDate, Name: mediasock.AttributeCreated, Value: v})
	}
	var err error
	m.Parents, err = c.albumIDs(c.ids("category"))
	return m, err
}

// dateOf returns a date of Piwigo's as an attribute has it; "" for none.
func dateOf(s string) string {
	if t := dayOf(s); !t.IsZero() {
		return mediasock.DateOf(t).String()
	}
	return ""
}

// dayOf reads a date of Piwigo's, the zero time for none.
func dayOf(s string) time.Time {
	for _, layout := range []string{time.DateTime, "2006-01-02 15:04", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t
		}
	}
	return time.Time{}
}

// tagTexts reads tags by name: an array, or one text divided by commas in which a
// backslash keeps a comma.
func tagTexts(a *arguments) mediasock.List {
	if a.arrays["tags"] {
		return mediasock.List(a.values["tags"])
	}
	var all mediasock.List
	var b strings.Builder
	text := a.get("tags")
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && text[i+1] == ',':
			b.WriteByte(',')
			i++
		case text[i] == ',':
			all = append(all, strings.TrimSpace(b.String()))
			b.Reset()
		default:
			b.WriteByte(text[i])
		}
	}
	if last := strings.TrimSpace(b.String()); last != "" {
		all = append(all, last)
	}
	return all
}

// keep gives a file to the session. The same bytes again are the item that has
// them: Piwigo would add them a second time.
func (c *call) keep(m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	if spooled, ok := d.(*spool); ok {
		d = spooled.Data
	}
	var item *mediasock.Item
	if m.ID != "" {
		item, err = mediasock.UpdateMedia(c.r.Context(), s, m, d)
	} else {
		item, err = s.MediaAppend(c.r.Context(), m, d)
	}
	if errors.Is(err, mediasock.ErrExists) && item != nil {
		err = nil
	}
	return item, err
}

// imageUpload adds the file of the field file, whole or as the next chunk (P-11).
func imageUpload(c *call) (any, error) {
	if err := c.trusted(true); err != nil {
		return nil, err
	}
	switch {
	case c.args.said("format_of"):
		return nil, &fault{codeDenied, "formats are disabled"}
	case c.file == nil:
		return nil, &fault{codePost, "The image (file) is missing"}
	}
	parents, err := c.albumIDs(c.ids("category"))
	if err != nil {
		return nil, err
	}
	m := &mediasock.Media{Parents: parents}
	name := cmp.Or(c.args.get("name"), c.file.Name())
	if c.number("chunks", 0) <= 1 {
		item, err := c.keep(m, c.file.as(name))
		if err != nil {
			return nil, err
		}
		return c.uploaded(item, name)
	}
	item, err := c.nextChunk(m, name)
	if item == nil || err != nil {
		return nil, err
	}
	return c.uploaded(item, name)
}

// uploaded tells of an image and of the album that it went to.
func (c *call) uploaded(item *mediasock.Item, name string) (any, error) {
	result := object{{"image_id", number(item.ID)}, {"src", c.thumb(item.ID)}, {"square_src", c.picture(item.ID, "square")}, {"name", name}}
	if ids := c.ids("category"); len(ids) > 0 {
		album, err := c.told(ids[0])
		if err != nil {
			return nil, err
		}
		result = append(result, field{"category", album})
	}
	return append(result, field{"add_status", "add"}), nil
}
