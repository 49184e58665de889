package library

import (
	"context"

	"github.com/mediasock/mediasock"
)

// DetailsAttribute is the attribute of an album that says of the items in it what
// Media.Details says of one. A client may send it.
const DetailsAttribute = "details"

// Details returns what an album says of the items in it.
func (t *Taxon) Details() Details { return detailsIn(t.Attributes) }

func detailsIn(l mediasock.AttributeList) Details {
	said, _ := l.Get(mediasock.DomainText, DetailsAttribute)
	if d := Details(said); d.check() == nil {
		return d
	}
	return ""
}

// TellsDetails returns what is to be told of an item that says own and lies in
// albums with attributes: of albums that differ the one that hides wins, whoever
// looks, so that no way to an item shows more than another.
func TellsDetails(own Details, albums []mediasock.AttributeList) Details {
	told := own
	for _, l := range albums {
		if d := detailsIn(l); own == "" && (told == "" || d == DetailsHidden) {
			told = d
		}
	}
	return told
}

// SetTaxonDetails says whether others are told where and with what the items in v's
// own album were made, unless an item says otherwise.
func (l *Library) SetTaxonDetails(ctx context.Context, v Viewer, id ID, d Details) error {
	if err := d.check(); err != nil {
		return err
	}
	_, err := l.changeTaxon(ctx, v, id, func(t *Taxon) error {
		t.Attributes = withAttribute(t.Attributes, DetailsAttribute, string(d))
		return nil
	})
	return err
}
