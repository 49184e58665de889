package piwigo

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
)

// maxPage bounds how many images a page has.
const maxPage = 500

// paging returns which images of all are asked for.
func (c *call) paging() (page, size, from int) {
	size = min(max(c.number("per_page", 100), 0), maxPage)
	page = min(max(c.number("page", 0), 0), maxImages)
	return page, size, page * size
}

// shownPage tells of a page of images out of total.
func (c *call) shownPage(l albums, shown []mediasock.Media, total int) object {
	page, size, _ := c.paging()
	images := list{item: "image", attributes: []string{"id", "element_url", "page_url", "file", "width", "height", "hit", "date_available", "date_creation"}, values: []any{}}
	for i := range shown {
		images.values = append(images.values, append(c.image(&shown[i]), field{"categories", c.categoriesOf(l, &shown[i])}))
	}
	return object{{"paging", attributes{{"page", page}, {"per_page", size}, {"count", len(shown)}, {"total_count", total}}}, {"images", images}}
}

// cut returns the page that is asked for of all images, in the order that is.
func (c *call) cut(l albums, all []mediasock.Media) object {
	c.sort(all)
	_, size, from := c.paging()
	from = min(from, len(all))
	return c.shownPage(l, all[from:min(from+size, len(all))], len(all))
}

// categoryImages lists images: those of albums, or all.
func categoryImages(c *call) (any, error) {
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	wanted, err := c.wanted(l)
	if err != nil {
		return nil, err
	}
	if len(wanted) <= 1 && c.args.get("order") == "" {
		return c.newest(l, wanted)
	}
	all, err := c.in(wanted)
	if err != nil {
		return nil, err
	}
	return c.cut(l, all), nil
}

// wanted returns the albums that cat_id names, and those below them too if
// recursive is set; none for all.
func (c *call) wanted(l albums) (mediasock.List, error) {
	var wanted mediasock.List
	for _, n := range c.args.values["cat_id"] {
		if n == "" || n == "0" {
			continue
		}
		root, err := l.find(n)
		if err != nil {
			return nil, &fault{codeNotFound, fmt.Sprintf("cat_id {%.40s} not found", n)}
		}
		for _, a := range l {
			if (a == root || c.truth("recursive", false) && a.within(root)) && !wanted.Has(a.ID) {
				wanted = append(wanted, a.ID)
			}
		}
	}
	return wanted, nil
}

// newest tells of a page of one album's images, or of all, the newest change first:
// what is behind the page is counted and not read.
func (c *call) newest(l albums, wanted mediasock.List) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	counts, err := mediasock.CountMedia(c.r.Context(), s, wanted)
	if err != nil {
		return nil, err
	}
	q, total := mediasock.MediaQuery{}, counts.Items
	if len(wanted) > 0 {
		q.Taxon, total = wanted[0], counts.Taxa[wanted[0]]
	}
	_, size, from := c.paging()
	q.Limit = min(from+size, maxImages)
	var shown []mediasock.Media
	for m, err := range mediasock.ListMedia(c.r.Context(), s, q) {
		if err != nil {
			return nil, err
		}
		if from--; from < 0 && size > 0 {
			shown = append(shown, m)
		}
	}
	return c.shownPage(l, shown, total), nil
}

// in returns the images of albums, also those of others that the caller may see;
// of none, all of the caller's own. The newest change is first.
func (c *call) in(wanted mediasock.List) ([]mediasock.Media, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	if len(wanted) == 0 {
		wanted = mediasock.List{""}
	}
	seen := map[string]bool{}
	var all []mediasock.Media
	for _, id := range wanted {
		for m, err := range mediasock.ListMedia(c.r.Context(), s, mediasock.MediaQuery{Taxon: id, Limit: maxImages}) {
			if err != nil {
				return nil, err
			}
			if !seen[m.ID] {
				seen[m.ID] = true
				all = append(all, m)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b mediasock.Media) int { return b.File.Updated.Compare(a.File.Updated) })
	return all, nil
}

// sort sorts as the first field of order says; what it does not know stays newest
// change first.
func (c *call) sort(all []mediasock.Media) {
	field, rest, _ := strings.Cut(strings.TrimSpace(strings.SplitN(c.args.get("order"), ",", 2)[0]), " ")
	compare, ok := map[string]func(a, b mediasock.Media) int{
		"id": func(a, b mediasock.Media) int {
			return cmp.Compare(len(a.ID), len(b.ID))*2 + strings.Compare(a.ID, b.ID)
		},
		"file":           func(a, b mediasock.Media) int { return strings.Compare(a.File.Name, b.File.Name) },
		"name":           func(a, b mediasock.Media) int { return strings.Compare(a.Title, b.Title) },
		"date_available": func(a, b mediasock.Media) int { return a.File.Added.Compare(b.File.Added) },
		"date_posted":    func(a, b mediasock.Media) int { return a.File.Added.Compare(b.File.Added) },
		"date_creation":  func(a, b mediasock.Media) int { return strings.Compare(created(&a), created(&b)) },
		"date_created":   func(a, b mediasock.Media) int { return strings.Compare(created(&a), created(&b)) },
	}[strings.ToLower(field)]
	if !ok {
		return
	}
	sign := 1
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(rest)), "desc") {
		sign = -1
	}
	slices.SortStableFunc(all, func(a, b mediasock.Media) int { return sign * compare(a, b) })
}

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
