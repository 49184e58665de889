package piwigo

import (
	"encoding/hex"
	"strings"

	"github.com/mediasock/mediasock"
)

// one returns the image that a parameter names.
func (c *call) one(id string) (*mediasock.Media, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	return mediasock.GetMedia(c.r.Context(), s, id)
}

// imageInfo tells all of an image.
func imageInfo(c *call) (any, error) {
	m, err := c.one(c.args.get("image_id"))
	if err != nil {
		return nil, err
	}
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	author, _ := m.Attributes.Get(mediasock.DomainText, mediasock.AttributeAuthor)
	tags := list{item: "tag", attributes: tagAttributes(), values: []any{}}
	for _, name := range m.Keywords {
		tags.values = append(tags.values, tag(name, 1))
	}
	latitude, longitude := coordinates(m)
	info := append(c.image(m),
		field{"author", author}, field{"filesize", int((m.File.Size + 1023) / 1024)}, field{"md5sum", hex.EncodeToString(m.File.MD5)},
		field{"level", "8"}, field{"date_metadata_update", nil}, field{"lastmodified", stamp(m.File.Updated)},
		field{"latitude", latitude}, field{"longitude", longitude},
		field{"name_raw", m.Title}, field{"comment_raw", m.Caption},
		field{"rates", attributes{{"score", nil}, {"count", 0}, {"average", nil}}},
		field{"categories", c.categoriesOf(l, m)}, field{"tags", tags},
		field{"comments_paging", attributes{{"page", 0}, {"per_page", 0}, {"count", 0}, {"total_count", 0}}}, field{"comments", list{item: "comment", values: []any{}}})
	if c.json() {
		return info, nil
	}
	return list{item: "image", attributes: imageAttributes(), values: []any{info}}, nil
}

// coordinates returns where an image was made, as Piwigo writes it; nil if unknown.
func coordinates(m *mediasock.Media) (latitude, longitude any) {
	v, _ := m.Attributes.Get(mediasock.DomainGeo, mediasock.AttributeLocation)
	lat, long, ok := strings.Cut(v, ",")
	if !ok {
		return nil, nil
	}
	return lat, long
}

// json reports whether the answer is JSON.
func (c *call) json() bool { return c.r.URL.Query().Get("format") == "json" }

// imageAttributes are the attributes of an image in XML: all that is no text.
func imageAttributes() []string {
	return []string{"is_favorite", "id", "width", "height", "hit", "file", "author", "date_creation", "date_available", "page_url",
		"element_url", "download_url", "filesize", "md5sum", "level", "lastmodified", "latitude", "longitude"}
}
