package immich

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"iter"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/library"
)

// pageSize is how many assets are asked for at once.
const pageSize = 250

// MediaList implements mediasock.MediaLister. A cursor is how many came before:
// what is added meanwhile moves the rest.
func (v *Session) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		at, _ := strconv.Atoi(q.Cursor) // one that is none is the start
		at = max(0, at)
		for given := 0; q.Limit <= 0 || given < q.Limit; {
			page, more, err := v.assets(ctx, q.Taxon, at/pageSize+1)
			if err != nil {
				yield(mediasock.Media{}, err)
				return
			}
			page = page[min(at%pageSize, len(page)):]
			if q.Limit > 0 {
				page = page[:min(len(page), q.Limit-given)]
			}
			said, err := v.wordsOf(ctx, page)
			if err != nil {
				yield(mediasock.Media{}, err)
				return
			}
			for i := range page {
				at, given = at+1, given+1
				m := v.media(&page[i], at, q.Taxon)
				said[i].Tell(&m)
				if !yield(m, nil) {
					return
				}
			}
			if !more {
				return
			}
		}
	}
}

// assets returns a page of the user's assets, or of an album's, and whether there
// are more.
func (v *Session) assets(ctx context.Context, album string, page int) ([]immichwire.Asset, bool, error) {
	asked := immichwire.Search{Page: page, Size: pageSize, WithExif: true, Sort: "desc"}
	if album != "" {
		if err := v.known(ctx, mediasock.List{album}); err != nil {
			return nil, false, err
		}
		asked.AlbumIDs = []string{album}
	}
	var found immichwire.Found
	err := v.web.call(ctx, http.MethodPost, "/search/metadata", asked, &found)
	items, more := found.Assets.Items, found.Assets.NextPage != nil
	if err == nil && (len(items) > pageSize || more && len(items) < pageSize) {
		err = fmt.Errorf("immich: a page of %d assets where %d were asked for", len(items), pageSize)
	}
	return items, more, err
}

// media returns an asset as it is told in a list.
func (v *Session) media(a *immichwire.Asset, at int, album string) mediasock.Media {
	m := mediasock.Media{
		ID: a.ID, Title: strings.TrimSuffix(a.OriginalFileName, path.Ext(a.OriginalFileName)),
		File: mediasock.File{
			Name: a.OriginalFileName, Type: a.OriginalMimeType, Resource: v.page(a.ID),
			Added: timeOf(a.CreatedAt), Updated: timeOf(a.UpdatedAt), Cursor: strconv.Itoa(at),
		},
	}
	if sum, err := base64.StdEncoding.DecodeString(a.Checksum); err == nil && len(sum) == sha1.Size {
		m.File.SHA1 = sum
	}
	if album != "" {
		m.Parents = mediasock.List{album}
	}
	for _, t := range a.Tags {
		m.Keywords = append(m.Keywords, t.Value)
	}
	date := mediasock.Date{Time: timeOf(a.FileCreatedAt)}
	m.Attributes = append(m.Attributes, mediasock.Attribute{Domain: mediasock.DomainDate, Name: mediasock.AttributeCreated, Value: date.String()})
	if a.ExifInfo != nil {
		tell(&m, a.ExifInfo)
	}
	return m
}

// tell adds what is known of the file.
func tell(m *mediasock.Media, e *immichwire.Exif) {
	m.Caption, m.File.Size = value(e.Description), value(e.FileSizeInByte)
	m.File.Width, m.File.Height = value(e.ExifImageWidth), value(e.ExifImageHeight)
	if e.Latitude != nil && e.Longitude != nil {
		place := mediasock.Geo{Lat: *e.Latitude, Long: *e.Longitude}
		m.Attributes = append(m.Attributes, mediasock.Attribute{Domain: mediasock.DomainGeo, Name: mediasock.AttributeLocation, Value: place.String()})
	}
	if n := value(e.Rating); n != 0 {
		m.Attributes = append(m.Attributes, mediasock.Attribute{Name: library.RatingAttribute, Value: strconv.Itoa(n)})
	}
	for name, said := range map[string]*string{
		mediasock.AttributeCity: e.City, mediasock.AttributeState: e.State, mediasock.AttributeCountry: e.Country,
	} {
		if text := value(said); text != "" {
			m.Attributes = append(m.Attributes, mediasock.Attribute{Name: name, Value: text})
		}
	}
}

// value returns what p points to.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// timeOf reads a time, zero if it is none.
func timeOf(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return at
}

// MediaFind implements mediasock.MediaFinder, by SHA-1 alone: that is what Immich
// knows.
func (v *Session) MediaFind(ctx context.Context, algorithm string, sum []byte) (*mediasock.Item, error) {
	if err := v.may(mediasock.ScopeRead); err != nil {
		return nil, err
	}
	if algorithm != "sha1" {
		return nil, mediasock.ErrUnsupported
	}
	if len(sum) != sha1.Size {
		return nil, mediasock.ErrUnknownItem
	}
	asked := immichwire.Check{Assets: []immichwire.CheckItem{{ID: "1", Checksum: hex.EncodeToString(sum)}}}
	var answer immichwire.Checked
	if err := v.web.call(ctx, http.MethodPost, "/assets/bulk-upload-check", asked, &answer); err != nil {
		return nil, err
	}
	for _, r := range answer.Results {
		if r.Action == immichwire.Reject && r.Reason == immichwire.Duplicate && isID(r.AssetID) && !value(r.IsTrashed) {
			return v.item(r.AssetID), nil
		}
	}
	return nil, mediasock.ErrUnknownItem
}

// MediaDelete implements mediasock.MediaDeleter: the asset moves to the trash.
func (v *Session) MediaDelete(ctx context.Context, id string) error {
	if err := v.may(mediasock.ScopeManage); err != nil {
		return err
	}
	if _, err := v.asset(ctx, id); err != nil {
		return err
	}
	return v.web.call(ctx, http.MethodDelete, "/assets", immichwire.IDs{IDs: []string{id}}, nil)
}
