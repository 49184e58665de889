package immich

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// MediaUpdate implements mediasock.MediaUpdater. The albums are looked for first;
// what then fails between its calls leaves what was changed before.
func (v *Session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if err := v.may(mediasock.ScopeManage); err != nil {
		return nil, err
	}
	a, err := v.asset(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	if d != nil {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "Immich takes no new bytes for an asset"}
	}
	if err := v.known(ctx, m.Parents); err != nil {
		return nil, err
	}
	for _, change := range []func(context.Context, *immichwire.Asset, *mediasock.Media) error{v.describe, v.retag, v.keepWords, v.refile} {
		if err := change(ctx, a, m); err != nil {
			return nil, err
		}
	}
	return v.item(a.ID), nil
}

// describe changes the description, the date and the place.
func (v *Session) describe(ctx context.Context, a *immichwire.Asset, m *mediasock.Media) error {
	var c immichwire.Change
	if m.Caption != "" || m.Clear.Has(mediasock.FieldCaption) {
		c.Description = &m.Caption
	}
	if said, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated); ok {
		if date, err := mediasock.ParseDate(said); err == nil {
			at := date.Local().Format(time.RFC3339)
			c.DateTimeOriginal = &at
		}
	}
	if said, ok := m.Attributes.Get(mediasock.DomainGeo, mediasock.AttributeLocation); ok {
		if g, err := mediasock.ParseGeo(said); err == nil {
			c.Latitude, c.Longitude = &g.Lat, &g.Long
		}
	}
	if c.Description == nil && c.DateTimeOriginal == nil && c.Latitude == nil {
		return nil
	}
	return v.web.call(ctx, http.MethodPut, "/assets/"+a.ID, c, nil)
}

// retag changes the tags.
func (v *Session) retag(ctx context.Context, a *immichwire.Asset, m *mediasock.Media) error {
	if len(m.Keywords) == 0 && !m.Clear.Has(mediasock.FieldKeywords) {
		return nil
	}
	var wanted []immichwire.Tag
	if len(m.Keywords) > 0 {
		if err := v.web.call(ctx, http.MethodPut, "/tags", immichwire.Tags{Tags: m.Keywords}, &wanted); err != nil {
			return err
		}
	}
	same := func(t immichwire.Tag) func(immichwire.Tag) bool {
		return func(o immichwire.Tag) bool { return o.ID == t.ID }
	}
	for _, t := range a.Tags {
		if !slices.ContainsFunc(wanted, same(t)) {
			if err := v.tag(ctx, http.MethodDelete, t, a); err != nil {
				return err
			}
		}
	}
	for _, t := range wanted {
		if !slices.ContainsFunc(a.Tags, same(t)) {
			if err := v.tag(ctx, http.MethodPut, t, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// tag gives a tag to an asset, or takes it.
func (v *Session) tag(ctx context.Context, method string, t immichwire.Tag, a *immichwire.Asset) error {
	if !isID(t.ID) {
		return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the server names no tag"}
	}
	return v.outcome(ctx, method, "/tags/"+t.ID+"/assets", a.ID, mediasock.ErrUnknownItem)
}

// outcome does something to one asset and returns how it went. What was so
// before is no error.
func (v *Session) outcome(ctx context.Context, method, path, id string, unknown error) error {
	var outcomes []immichwire.Outcome
	if err := v.web.call(ctx, method, path, immichwire.IDs{IDs: []string{id}}, &outcomes); err != nil {
		return err
	}
	for _, o := range outcomes {
		switch {
		case o.Success, o.Error == immichwire.Duplicate, method == http.MethodDelete && o.Error == immichwire.NotFound:
		case o.Error == immichwire.NotFound:
			return unknown
		case o.Error == immichwire.NoPermission:
			return mediasock.ErrForbidden
		default:
			return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the server does not change the asset"}
		}
	}
	return nil
}

// keepWords changes what Immich has no place for.
func (v *Session) keepWords(ctx context.Context, a *immichwire.Asset, m *mediasock.Media) error {
	fields := mediasock.FieldTitle | mediasock.FieldNote | mediasock.FieldAttributes
	if m.Title == "" && m.Note == "" && len(m.Attributes) == 0 && m.Clear&fields == 0 {
		return nil
	}
	said, err := v.words(ctx, a.ID)
	if err != nil {
		return err
	}
	set := func(to *string, value string, field mediasock.Fields) {
		if value != "" || m.Clear.Has(field) {
			*to = value
		}
	}
	set(&said.Title, m.Title, mediasock.FieldTitle)
	set(&said.Note, m.Note, mediasock.FieldNote)
	set(&said.Attributes, m.Attributes.String(), mediasock.FieldAttributes)
	items := immichwire.MetadataItems{Items: []immichwire.Metadata{{Key: immichwire.SaidKey, Value: said}}}
	return v.web.call(ctx, http.MethodPut, "/assets/"+a.ID+"/metadata", items, nil)
}

// words returns what is kept in an asset's metadata.
func (v *Session) words(ctx context.Context, id string) (said immichwire.Said, err error) {
	var items []struct {
		Key   string
		Value json.RawMessage
	}
	if err := v.web.call(ctx, http.MethodGet, "/assets/"+id+"/metadata", nil, &items); err != nil {
		return said, err
	}
	for _, item := range items {
		if item.Key == immichwire.SaidKey {
			return said, json.Unmarshal(item.Value, &said)
		}
	}
	return said, nil
}

// refile changes the albums.
func (v *Session) refile(ctx context.Context, a *immichwire.Asset, m *mediasock.Media) error {
	if len(m.Parents) == 0 && !m.Clear.Has(mediasock.FieldParents) {
		return nil
	}
	var holds []immichwire.Album
	if err := v.web.call(ctx, http.MethodGet, "/albums?assetId="+a.ID, nil, &holds); err != nil {
		return err
	}
	var out mediasock.List
	for _, album := range holds {
		if !slices.Contains(m.Parents, album.ID) && isID(album.ID) {
			out = append(out, album.ID)
		}
	}
	return v.file(ctx, a.ID, m.Parents, out)
}
