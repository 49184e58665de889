package metaweblog

import (
	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// maxPosts bounds what one answer tells of, be it to several calls.
const maxPosts = 10_000

// newPost says what a post says of the items whose addresses it holds (M-2), and
// returns the first one's id.
func newPost(c *call) (any, error) {
	p := c.members(3)
	ids := p.items()
	if len(ids) == 0 {
		return nil, &weblogwire.Fault{Code: weblogwire.CodeParams,
			Text: "a post is of a file that was uploaded: its text must hold the address that metaWeblog.newMediaObject answered"}
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	m, err := p.media(c, s)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if err := c.say(s, m, id, i == 0); err != nil {
			return nil, err
		}
	}
	return ids[0], nil
}

// say says of an item what a new post says: all of it, or only where it belongs.
func (c *call) say(s mediasock.Session, m *mediasock.Media, id string, all bool) error {
	one := mediasock.Media{ID: id, Keywords: m.Keywords}
	if all {
		one.Title, one.Caption = m.Title, m.Caption
	}
	if one.Title != "" || one.Caption != "" || len(one.Keywords) > 0 {
		if _, err := mediasock.UpdateMedia(c.r.Context(), s, &one, nil); err != nil {
			return err
		}
	}
	_, err := mediasock.FileMedia(c.r.Context(), s, id, m.Parents, nil) // fails for an item that is not there
	return err
}

// editPost changes what its struct names, also to nothing.
func editPost(c *call) (any, error) {
	p := c.members(3)
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	m, err := p.media(c, s)
	if err != nil {
		return nil, err
	}
	m.ID, m.Clear = c.text(0), p.cleared(m)
	_, err = mediasock.UpdateMedia(c.r.Context(), s, m, nil)
	return err == nil, err
}

// deletePost moves an item to the trash.
func deletePost(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	err = mediasock.DeleteMedia(c.r.Context(), s, c.text(1))
	return err == nil, err
}

// publishPost publishes what is published already.
func publishPost(c *call) (any, error) {
	_, err := c.one(0)
	return err == nil, err
}

// one returns the item whose id is a parameter.
func (c *call) one(param int) (*mediasock.Media, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	return mediasock.GetMedia(c.r.Context(), s, c.text(param))
}

// getPost tells of an item.
func getPost(c *call) (any, error) {
	m, err := c.one(0)
	if err != nil {
		return nil, err
	}
	all, err := c.albums()
	if err != nil {
		return nil, err
	}
	return c.post(m, all), nil
}

// recentPosts lists items, the latest change first.
func recentPosts(c *call) (any, error) {
	all, err := c.albums()
	if err != nil {
		return nil, err
	}
	return c.recent(func(m *mediasock.Media) weblogwire.Struct { return c.post(m, all) })
}

// recentTitles is recentPosts without what takes room.
func recentTitles(c *call) (any, error) {
	return c.recent(func(m *mediasock.Media) weblogwire.Struct {
		return weblogwire.Struct{
			{Name: "postid", Value: m.ID}, {Name: "userid", Value: c.user.ID}, {Name: "title", Value: m.Title}, {Name: "dateCreated", Value: m.File.Added},
		}
	})
}

// recent lists as many items as the caller asks for, each as tell tells it.
func (c *call) recent(tell func(*mediasock.Media) weblogwire.Struct) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	posts, n := []any{}, min(c.number(3, 10, maxPosts), *c.room)
	if *c.room -= n; n == 0 {
		return posts, nil
	}
	for m, err := range mediasock.ListMedia(c.r.Context(), s, mediasock.MediaQuery{Limit: n}) {
		if err != nil {
			return nil, err
		}
		posts = append(posts, tell(&m))
	}
	return posts, nil
}

// post tells of an item (M-3).
func (c *call) post(m *mediasock.Media, all albums) weblogwire.Struct {
	titles := []any{}
	for _, id := range m.Parents {
		if t := all.byID(id); t != nil {
			titles = append(titles, t.Title)
		}
	}
	address := c.address(m.ID, m.File.Name)
	return weblogwire.Struct{
		{Name: "postid", Value: m.ID}, {Name: "userid", Value: c.user.ID}, {Name: "title", Value: m.Title},
		{Name: "description", Value: weblogwire.Description(m, address)}, {Name: "link", Value: m.File.Resource}, {Name: "permaLink", Value: m.File.Resource},
		{Name: "categories", Value: titles}, {Name: "mt_keywords", Value: weblogwire.KeywordText(m.Keywords)},
		{Name: "mt_excerpt", Value: ""}, {Name: "mt_text_more", Value: ""}, {Name: "mt_allow_comments", Value: 0}, {Name: "mt_allow_pings", Value: 0},
		{Name: "dateCreated", Value: m.File.Added}, {Name: "date_created_gmt", Value: m.File.Added}, {Name: "date_modified_gmt", Value: m.File.Updated},
		{Name: "post_status", Value: "publish"},
		{Name: "enclosure", Value: weblogwire.Struct{{Name: "url", Value: address}, {Name: "length", Value: int(m.File.Size)}, {Name: "type", Value: m.File.Type}}},
	}
}
