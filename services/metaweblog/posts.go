package metaweblog

import (
	"cmp"
	"context"
	"iter"
	"mime"
	"net/url"
	"path"
	"slices"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// steps are how many posts are asked for, one after the other, as long as there
// are more: metaWeblog has no pages.
var steps = []int{100, 1000, 10_000}

// MediaList implements mediasock.MediaLister. Posts without a file are none of it.
func (v *Session) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		if err := v.list(ctx, q, func(m mediasock.Media) bool { return yield(m, nil) }); err != nil {
			yield(mediasock.Media{}, err)
		}
	}
}

// list gives the items that q asks for to yield, until that is false.
func (v *Session) list(ctx context.Context, q mediasock.MediaQuery, yield func(mediasock.Media) bool) error {
	all, err := v.categories(ctx)
	if err != nil {
		return err
	}
	if q.Taxon != "" && !slices.ContainsFunc(all, func(t mediasock.Taxon) bool { return t.ID == q.Taxon }) {
		return mediasock.ErrUnknownTaxon
	}
	seen, told, found := map[string]bool{}, 0, q.Cursor == ""
	for _, n := range steps {
		answer, err := v.call(ctx, "metaWeblog.getRecentPosts", v.blog, n)
		if err != nil {
			return err
		}
		posts, _ := answer.([]any)
		for _, one := range posts {
			m, err := v.media(ctx, structOf(one), all)
			switch {
			case err != nil:
				return err
			case m == nil || seen[m.ID]:
				continue
			}
			seen[m.ID] = true
			if !found {
				found = m.ID == q.Cursor
				continue
			}
			if q.Taxon != "" && !m.Parents.Has(q.Taxon) {
				continue
			}
			if told++; !yield(*m) || told == q.Limit {
				return nil
			}
		}
		if len(posts) < n {
			return nil
		}
	}
	return nil
}

// media returns what a post tells of its file; nil for a post without one.
func (v *Session) media(ctx context.Context, p members, all []mediasock.Taxon) (*mediasock.Media, error) {
	id, address := p.text("postid"), fileOf(p)
	if id == "" || address == "" {
		return nil, nil
	}
	parents, err := v.parents(ctx, p, all)
	if err != nil {
		return nil, err
	}
	file := structOf(p["enclosure"])
	size, _ := strconv.ParseInt(file.text("length"), 10, 64) // 0: unknown
	added := weblogwire.ParseDate(cmp.Or(p.text("date_created_gmt"), p.text("dateCreated")))
	m := &mediasock.Media{
		ID: id, Title: p.text("title"), Caption: weblogwire.Plain(p.text("description")),
		Keywords: weblogwire.Keywords(p.text("mt_keywords")), Parents: parents,
		File: mediasock.File{Size: size, Resource: cmp.Or(p.text("permaLink"), p.text("link")), Added: added, Updated: added, Cursor: id},
	}
	if t := weblogwire.ParseDate(p.text("date_modified_gmt")); !t.IsZero() {
		m.File.Updated = t
	}
	if u, err := url.Parse(address); err == nil {
		m.File.Name = path.Base(u.Path)
	}
	m.File.Type = cmp.Or(file.text("type"), mediaTypeOf(m.File.Name))
	return m, nil
}

// fileOf returns the address of the file of a post, "" if there is none.
func fileOf(p members) string {
	if address := structOf(p["enclosure"]).text("url"); address != "" {
		return address
	}
	for _, address := range weblogwire.Addresses(p.text("description")) {
		if u, err := url.Parse(address); err == nil && mediaTypeOf(u.Path) != "" {
			return address
		}
	}
	return ""
}

// mediaTypeOf returns the media type of a file by its name, "" if it is none.
func mediaTypeOf(name string) string {
	return mime.TypeByExtension(path.Ext(name))
}

// parents returns the ids of a post's categories, which it names by title. Where
// two have the same the post is asked for their ids.
func (v *Session) parents(ctx context.Context, p members, all []mediasock.Taxon) (ids mediasock.List, err error) {
	for _, one := range p.list("categories") {
		title, _ := one.(string)
		var same mediasock.List
		for _, t := range all {
			if t.Title == title {
				same = append(same, t.ID)
			}
		}
		if len(same) > 1 {
			return v.filed(ctx, p.text("postid"))
		}
		ids = append(ids, same...)
	}
	return ids, nil
}

// filed returns the ids of the categories that a post is in.
func (v *Session) filed(ctx context.Context, id string) (ids mediasock.List, err error) {
	answer, err := v.call(ctx, "mt.getPostCategories", id)
	if err != nil {
		return nil, absent(err, mediasock.ErrUnknownItem)
	}
	list, _ := answer.([]any)
	for _, one := range list {
		if id := structOf(one).text("categoryId"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// post returns the post of an item.
func (v *Session) post(ctx context.Context, id string) (members, error) {
	if id == "" {
		return nil, mediasock.ErrUnknownItem
	}
	answer, err := v.call(ctx, "metaWeblog.getPost", id)
	if err != nil {
		return nil, absent(err, mediasock.ErrUnknownItem)
	}
	p := structOf(answer)
	if p.text("post_status") == "trash" { // WordPress tells of those too
		return nil, mediasock.ErrUnknownItem
	}
	return p, nil
}

// MediaGet implements mediasock.MediaGetter.
func (v *Session) MediaGet(ctx context.Context, id string) (*mediasock.Media, error) {
	p, err := v.post(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := v.categories(ctx)
	if err != nil {
		return nil, err
	}
	m, err := v.media(ctx, p, all)
	if m == nil && err == nil {
		return nil, mediasock.ErrUnknownItem
	}
	return m, err
}

// MediaDelete implements mediasock.MediaDeleter.
func (v *Session) MediaDelete(ctx context.Context, id string) error {
	_, err := v.web.call(ctx, "blogger.deletePost", "", id, v.name, v.password, true)
	return absent(err, mediasock.ErrUnknownItem)
}
