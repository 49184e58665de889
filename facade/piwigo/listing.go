package piwigo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
