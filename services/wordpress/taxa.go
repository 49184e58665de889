package wordpress

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// A post is one as far as it is an album.
type post struct {
	ID      int
	Link    string
	Status  string
	Title   text
	Excerpt text
}

// gallery is the text of a new album: what is attached to it.
const gallery = "[gallery]"

// states are those of posts that are listed.
const states = "publish,future,draft,pending,private"

func (p *post) taxon() mediasock.Taxon {
	return mediasock.Taxon{
		ID: strconv.Itoa(p.ID), Title: unescape(p.Title.Raw), Caption: unescape(p.Excerpt.Raw),
		Resource: p.Link, Append: mediasock.List{"media"},
	}
}

// TaxaList implements mediasock.Session.
func (v *Session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		query := v.query(pageSize)
		query.Set("_fields", "id,link,status,title,excerpt")
		query.Set("status", states)
		for page := 1; ; page++ {
			query.Set("page", strconv.Itoa(page))
			var all []post
			header, err := v.web.call(ctx, http.MethodGet, "/wp/v2/posts", query, nil, &all)
			if err != nil {
				yield(mediasock.Taxon{}, err)
				return
			}
			for i := range all {
				if !yield(all[i].taxon(), nil) {
					return
				}
			}
			if pages, err := strconv.Atoi(header.Get("X-WP-TotalPages")); err != nil || page >= pages {
				return
			}
		}
	}
}

// parent returns the number of the only album that an item is to be in, 0 for
// none.
func (v *Session) parent(ctx context.Context, albums mediasock.List) (int, error) {
	if len(albums) == 0 {
		return 0, nil
	}
	for _, id := range albums {
		if err := v.known(ctx, id); err != nil {
			return 0, err
		}
	}
	if len(albums) > 1 {
		return 0, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "WordPress keeps an item in one album"}
	}
	return number(albums[0]), nil
}

// known returns ErrUnknownTaxon unless there is such an album.
func (v *Session) known(ctx context.Context, id string) error {
	if number(id) == 0 {
		return mediasock.ErrUnknownTaxon
	}
	var p post
	query := edit()
	query.Set("_fields", "id,status")
	_, err := v.web.call(ctx, http.MethodGet, "/wp/v2/posts/"+id, query, nil, &p)
	if services.Answered(err, mediasock.CodeUnsupported) || err == nil && p.Status == "trash" {
		return mediasock.ErrUnknownTaxon
	}
	return err
}

// TaxaAppend implements mediasock.Session. The post is a draft: what is published
// is for the user to say.
func (v *Session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	if err := flat(t); err != nil {
		return nil, err
	}
	var p post
	said := map[string]any{"title": escape(t.Title), "excerpt": escape(t.Caption), "content": gallery, "status": "draft"}
	if _, err := v.web.call(ctx, http.MethodPost, "/wp/v2/posts", edit(), said, &p); err != nil {
		return nil, err
	}
	if p.ID == 0 {
		return nil, &mediasock.Error{Code: mediasock.CodeService, Message: "the site does not say what the album's id is"}
	}
	return &mediasock.Item{ID: strconv.Itoa(p.ID), Title: t.Title, Append: mediasock.List{"media"}}, nil
}

// flat refuses an album in another.
func flat(t *mediasock.Taxon) error {
	if len(t.Parents) > 0 {
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "WordPress has no albums in albums"}
	}
	return nil
}

// TaxaUpdate implements mediasock.TaxaUpdater.
func (v *Session) TaxaUpdate(ctx context.Context, t *mediasock.Taxon) error {
	if err := flat(t); err != nil {
		return err
	}
	if err := v.known(ctx, t.ID); err != nil {
		return err
	}
	said := map[string]any{}
	if t.Title != "" || t.Clear.Has(mediasock.FieldTitle) {
		said["title"] = escape(t.Title)
	}
	if t.Caption != "" || t.Clear.Has(mediasock.FieldCaption) {
		said["excerpt"] = escape(t.Caption)
	}
	_, err := v.web.call(ctx, http.MethodPost, "/wp/v2/posts/"+t.ID, edit(), said, nil)
	return err
}

// TaxaDelete implements mediasock.TaxaUpdater: the post goes to the trash.
func (v *Session) TaxaDelete(ctx context.Context, id string) error {
	if err := v.known(ctx, id); err != nil {
		return err
	}
	_, err := v.web.call(ctx, http.MethodDelete, "/wp/v2/posts/"+id, url.Values{}, nil, nil)
	return err
}
