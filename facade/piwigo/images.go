package piwigo

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/mediasock/mediasock"
)

// created returns when an image was made, as Piwigo writes it; "" if unknown.
func created(m *mediasock.Media) string {
	v, _ := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated)
	d, err := mediasock.ParseDate(v)
	if v == "" || err != nil {
		return ""
	}
	return d.Local().Format(time.DateTime)
}

func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.DateTime)
}

// image tells of an image what a list tells.
func (c *call) image(m *mediasock.Media) object {
	n, err := strconv.ParseInt(m.ID, 10, 64)
	var number any = n
	if err != nil {
		number = m.ID
	}
	var made any
	if s := created(m); s != "" {
		made = s
	}
	original := c.Base(c.r) + "/action.php?id=" + m.ID + "&part=e"
	return object{
		{"is_favorite", false}, {"id", number}, {"width", m.File.Width}, {"height", m.File.Height}, {"hit", 0},
		{"file", m.File.Name}, {"name", m.Title}, {"comment", m.Caption}, {"date_creation", made}, {"date_available", stamp(m.File.Added)},
		{"page_url", m.File.Resource}, {"element_url", original}, {"download_url", original + "&download"}, {"derivatives", c.derivatives(m)},
	}
}

// categoriesOf tells of the albums that an image is in.
func (c *call) categoriesOf(l albums, m *mediasock.Media) list {
	out := list{item: "category", attributes: []string{"id", "url", "page_url"}, values: []any{}}
	for _, p := range m.Parents {
		if a := l.byID(p); a != nil {
			out.values = append(out.values, object{
				{"id", a.number}, {"name", a.Title}, {"permalink", nil}, {"uppercats", a.path()}, {"global_rank", "1"},
				{"url", a.Resource}, {"page_url", m.File.Resource},
			})
		}
	}
	return out
}

// imageExist tells the ids of files by their MD5 sums (P-14).
func imageExist(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	found := object{}
	for _, text := range words(c.args.get("md5sum_list")) {
		if len(found) == maxIDs {
			return nil, &fault{codeInvalid, fmt.Sprintf("md5sum_list has more than %d sums", maxIDs)}
		}
		var id any
		if sum, err := hex.DecodeString(text); err == nil && len(sum) == 16 {
			item, err := mediasock.FindMedia(c.r.Context(), s, "md5", sum)
			if err != nil && !errors.Is(err, mediasock.ErrUnknownItem) {
				return nil, err
			}
			if item != nil {
				id = item.ID
			}
		}
		found = append(found, field{text, id})
	}
	return found, nil
}

// imageCheckUpload says that files can be uploaded.
func imageCheckUpload(*call) (any, error) {
	return object{{"message", nil}, {"ready_for_upload", true}}, nil
}

// imageUploadCompleted takes note of nothing: images are there at once.
func imageUploadCompleted(c *call) (any, error) {
	if err := c.trusted(true); err != nil {
		return nil, err
	}
	album, err := c.told(c.args.get("category_id"))
	if err != nil {
		return nil, err
	}
	return object{{"moved_from_lounge", list{item: "item", values: []any{}}}, {"category", album}}, nil
}

// imageEmptyLounge says how many waited.
func imageEmptyLounge(*call) (any, error) {
	return object{{"rows", list{item: "item", values: []any{}}}}, nil
}
