package upload

import (
	"context"

	"github.com/mediasock/mediasock"
)

// A PlaceError says that a service takes something new only inside an album
// (feat.amp for files, feat.atp for albums), and which albums there are for it.
type PlaceError struct {
	Album   bool              // it is an album that needs a place, else a file
	Places  []mediasock.Taxon // where it may go; none if the service names none
	CanMake bool              // the service lets albums be made
}

// Error says what to do.
func (e *PlaceError) Error() string {
	what := "files"
	if e.Album {
		what = "albums"
	}
	switch {
	case len(e.Places) > 0:
		return "upload: the service takes " + what + " only inside an album; choose one"
	case e.CanMake && !e.Album:
		return "upload: the service takes files only inside an album, and none of its albums takes any; make one first"
	}
	return "upload: the service takes " + what + " only inside an album, and none of its albums takes any"
}

// Unwrap returns state 7: what is passed over lets the rest go on.
func (e *PlaceError) Unwrap() error { return mediasock.ErrUnsupported }

// Places returns the albums that a session may put a new file into, or a new
// album if album is set: those whose append attribute says so where the service
// demands a parent (MS-165, MS-187), else all of them, and free is true, for then
// it may also be in none. Where the service demands one and no album takes it
// the error is a [*PlaceError].
func Places(ctx context.Context, s mediasock.Session, album bool) (places []mediasock.Taxon, free bool, err error) {
	feature, kind := "feat.amp", "media"
	if album {
		feature, kind = "feat.atp", "taxon"
	}
	free = !s.Offer().Sock.Has(feature)
	for t, err := range s.TaxaList(ctx) {
		if err != nil {
			return nil, free, err
		}
		if free || t.Append.Has(kind) {
			places = append(places, t)
		}
	}
	if free || len(places) > 0 {
		return places, free, nil
	}
	_, canMake := s.Offer().APIs.Lookup(mediasock.MethodTaxaAppend)
	return nil, false, &PlaceError{Album: album, CanMake: canMake || len(s.Offer().APIs) == 0}
}

// placeless returns the error of something new that names no parent, nil where
// the service demands none.
func placeless(ctx context.Context, s mediasock.Session, album bool) error {
	if feature := map[bool]string{false: "feat.amp", true: "feat.atp"}[album]; !s.Offer().Sock.Has(feature) {
		return nil
	}
	places, _, err := Places(ctx, s, album)
	if err != nil {
		return err
	}
	return &PlaceError{Album: album, Places: places}
}
