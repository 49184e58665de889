package immich

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/library"
)

// item returns the item that a UUID stands for.
func (x *exchange) item(uuid string) (*mediasock.Media, error) {
	id, ok := fromUUID(assetID, uuid)
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	return mediasock.GetMedia(x.r.Context(), x.session, id)
}

// asset tells of an item.
func (x *exchange) asset() (any, error) {
	m, err := x.item(x.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return x.assetOf(m), nil
}

// assetOf returns an item as an asset.
func (x *exchange) assetOf(m *mediasock.Media) immichwire.Asset {
	taken := x.taken(m)
	a := immichwire.Asset{
		ID: toUUID(assetID, m.ID), OwnerID: x.ownerOf(m.File.Owner).ID, Checksum: immichwire.Sum(m.File.SHA1),
		Type: typeOf(m.File.Type), OriginalFileName: m.File.Name, OriginalMimeType: m.File.Type, OriginalPath: m.File.Name,
		CreatedAt: immichwire.Time(m.File.Added), UpdatedAt: immichwire.Time(m.File.Updated),
		FileCreatedAt: immichwire.Time(taken), FileModifiedAt: immichwire.Time(m.File.Updated),
		LocalDateTime: localTime(taken), HasMetadata: true,
		Width: number(m.File.Width), Height: number(m.File.Height),
		Visibility: immichwire.Timeline, Duration: json.RawMessage("null"), ExifInfo: exifOf(m), Tags: []immichwire.Tag{},
	}
	if v, ok := m.Attributes.Get(domain, visibility); ok {
		a.Visibility, a.IsArchived = v, v == immichwire.Archive
	}
	_, a.IsFavorite = m.Attributes.Get(domain, favorite)
	for _, k := range m.Keywords {
		a.Tags = append(a.Tags, x.tagOf(k))
	}
	return a
}

// taken returns when an item was made, or when it came, in its own zone.
func (x *exchange) taken(m *mediasock.Media) time.Time {
	if said, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated); ok {
		if date, err := mediasock.ParseDate(said); err == nil {
			return date.Local()
		}
	}
	return m.File.Added
}

// localTime writes the reading of a clock where a picture was made, as if it were
// in UTC.
func localTime(t time.Time) string {
	_, offset := t.Zone()
	return immichwire.Time(t.Add(time.Duration(offset) * time.Second))
}

func typeOf(mediaType string) string {
	class, _, _ := strings.Cut(mediaType, "/")
	switch class {
	case "image":
		return immichwire.Image
	case "video":
		return immichwire.Video
	case "audio":
		return immichwire.Audio
	}
	return immichwire.Other
}

// number returns a number that is known.
func number(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// exifOf returns what is known of an item, and said of it.
func exifOf(m *mediasock.Media) *immichwire.Exif {
	e := &immichwire.Exif{
		Description: &m.Caption, FileSizeInByte: &m.File.Size,
		ExifImageWidth: number(m.File.Width), ExifImageHeight: number(m.File.Height),
		City: told(m, mediasock.AttributeCity), State: told(m, mediasock.AttributeState), Country: told(m, mediasock.AttributeCountry),
	}
	if said, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated); ok {
		if date, err := mediasock.ParseDate(said); err == nil {
			at := date.Time.Format("2006-01-02T15:04:05.000+00:00")
			e.DateTimeOriginal = &at
		}
	}
	if said, ok := m.Attributes.Get(mediasock.DomainGeo, mediasock.AttributeLocation); ok {
		if g, err := mediasock.ParseGeo(said); err == nil {
			e.Latitude, e.Longitude = &g.Lat, &g.Long
		}
	}
	if said, ok := m.Attributes.Get(mediasock.DomainText, library.RatingAttribute); ok {
		if n, err := strconv.Atoi(said); err == nil {
			e.Rating = &n
		}
	}
	return e
}

// told returns a text that is an attribute.
func told(m *mediasock.Media, name string) *string {
	if v, ok := m.Attributes.Get(mediasock.DomainText, name); ok {
		return &v
	}
	return nil
}

// statistics counts the user's items.
func (x *exchange) statistics() (any, error) {
	var s immichwire.Statistics
	for m, err := range mediasock.ListMedia(x.r.Context(), x.session, mediasock.MediaQuery{}) {
		if err != nil {
			return nil, err
		}
		switch typeOf(m.File.Type) {
		case immichwire.Image:
			s.Images++
		case immichwire.Video:
			s.Videos++
		}
		s.Total++
	}
	return s, nil
}

// remove moves items to the trash, all or none: what is not there is found out
// first.
func (x *exchange) remove() (any, error) {
	var asked immichwire.IDs
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	ids, err := idsOf(assetID, asked.IDs, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	return nil, x.each(ids, func(ctx context.Context, id string) error { return mediasock.DeleteMedia(ctx, x.session, id) })
}

// each does something to items, after it has looked that all are there.
func (x *exchange) each(ids mediasock.List, do func(context.Context, string) error) error {
	ctx := x.r.Context()
	for _, id := range ids {
		if _, err := mediasock.GetMedia(ctx, x.session, id); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if err := do(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
