package immich

import (
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/library"
)

// attributes sets what a change says and attributes keep.
func attributes(m *mediasock.Media, c *immichwire.Change) error {
	if c.DateTimeOriginal != nil {
		at, ok := parseTime(*c.DateTimeOriginal)
		if !ok {
			return &refusal{http.StatusBadRequest, "dateTimeOriginal is no time"}
		}
		setAttribute(m, mediasock.DomainDate, mediasock.AttributeCreated, mediasock.DateOf(at).String())
	}
	if c.Latitude != nil && c.Longitude != nil {
		place := mediasock.Geo{Lat: *c.Latitude, Long: *c.Longitude}
		if _, err := mediasock.ParseGeo(place.String()); err != nil {
			return &refusal{http.StatusBadRequest, "latitude and longitude are no place"}
		}
		setAttribute(m, mediasock.DomainGeo, mediasock.AttributeLocation, place.String())
	}
	if c.Rating != nil {
		setAttribute(m, mediasock.DomainText, library.RatingAttribute, rated(*c.Rating))
	}
	if c.IsFavorite != nil {
		setAttribute(m, domain, favorite, map[bool]string{true: "true"}[*c.IsFavorite])
	}
	switch {
	case c.Visibility != nil && *c.Visibility != immichwire.Timeline:
		setAttribute(m, domain, visibility, *c.Visibility)
	case c.IsArchived != nil && *c.IsArchived:
		setAttribute(m, domain, visibility, immichwire.Archive)
	case c.Visibility != nil, c.IsArchived != nil:
		setAttribute(m, domain, visibility, "")
	}
	return nil
}
