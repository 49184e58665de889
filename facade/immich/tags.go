package immich

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// errUnknownTag is that of a tag that nothing has.
var errUnknownTag error = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "no such tag"}

// tagOf returns the tag that a keyword is, and remembers it.
func (x *exchange) tagOf(keyword string) immichwire.Tag {
	id := tagID(x.user.ID, keyword)
	x.tags.put(id, keyword)
	name := keyword[strings.LastIndexByte(keyword, '/')+1:]
	return immichwire.Tag{ID: id, Name: name, Value: keyword, CreatedAt: epoch(), UpdatedAt: epoch()}
}

// keywords returns all that the user's items have.
func (x *exchange) keywords(ctx context.Context) ([]string, error) {
	all := make(map[string]bool)
	for m, err := range mediasock.ListMedia(ctx, x.session, mediasock.MediaQuery{}) {
		if err != nil {
			return nil, err
		}
		for _, k := range m.Keywords {
			all[k] = true
		}
	}
	return slices.Sorted(maps.Keys(all)), nil
}

// listTags lists the tags that something has.
func (x *exchange) listTags() (any, error) {
	all, err := x.keywords(x.r.Context())
	if err != nil {
		return nil, err
	}
	return x.tagsOf(all), nil
}

func (x *exchange) tagsOf(keywords []string) []immichwire.Tag {
	tags := make([]immichwire.Tag, len(keywords))
	for i, k := range keywords {
		tags[i] = x.tagOf(k)
	}
	return tags
}

// upsertTags tells the ids of tags. There is nothing to make: a tag is there as
// soon as something has it.
func (x *exchange) upsertTags() (any, error) {
	var asked immichwire.Tags
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	if err := few(len(asked.Tags)); err != nil {
		return nil, err
	}
	return x.tagsOf(asked.Tags), nil
}

// keyword returns the keyword that a tag is.
func (x *exchange) keyword(id string) (string, error) {
	id = strings.ToLower(id)
	if k, ok := x.tags.get(id); ok && tagID(x.user.ID, k) == id {
		return k, nil
	}
	all, err := x.keywords(x.r.Context())
	if err != nil {
		return "", err
	}
	for _, k := range all {
		if tagID(x.user.ID, k) == id {
			return k, nil
		}
	}
	return "", errUnknownTag
}

// tag gives a tag to assets.
func (x *exchange) tag() (any, error) { return x.tagIn(false) }

// untag takes a tag from assets.
func (x *exchange) untag() (any, error) { return x.tagIn(true) }

func (x *exchange) tagIn(remove bool) (any, error) {
	var asked immichwire.IDs
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	k, err := x.keyword(x.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	ids, err := idsOf(assetID, asked.IDs, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	outcomes := make([]immichwire.Outcome, len(ids))
	for i, id := range ids {
		outcomes[i] = x.outcome(id, x.retag(id, mediasock.List{k}, remove))
	}
	return outcomes, nil
}

// tagAll gives several tags to several assets.
func (x *exchange) tagAll() (any, error) {
	var asked immichwire.Tagging
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	var keywords mediasock.List
	for _, id := range asked.TagIDs {
		k, err := x.keyword(id)
		if err != nil {
			return nil, err
		}
		keywords = append(keywords, k)
	}
	ids, err := idsOf(assetID, asked.AssetIDs, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	var tagged immichwire.Count
	for _, id := range ids {
		if err := x.retag(id, keywords, false); err != nil {
			return nil, err
		}
		tagged.Count += len(keywords)
	}
	return tagged, nil
}

// retag gives keywords to an item, or takes them.
func (x *exchange) retag(id string, keywords mediasock.List, remove bool) error {
	return x.reword(x.r.Context(), id, func(m *mediasock.Media) error {
		rest := slices.DeleteFunc(slices.Clone(m.Keywords), func(k string) bool { return contains(keywords, k) })
		if !remove {
			rest = append(rest, keywords...)
		}
		m.Keywords = rest
		return nil
	})
}
