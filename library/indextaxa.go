package library

import (
	"context"
	"iter"
	"time"

	"github.com/mediasock/mediasock"
)

// Taxon is the row of an album.
type Taxon struct {
	ID         ID
	Owner      ID
	Title      string
	Caption    string
	Note       string
	Icon       ID // an item; 0 for none
	Attributes mediasock.AttributeList
	Parents    []ID // albums that it is in; read for a viewer as Media.Taxa is
	Visibility Visibility
	Link       string
	Added      time.Time
	Updated    time.Time
	Trashed    time.Time
	Change     int64
	Count      int // items in it that the viewer sees, trash left out; filled by Taxon and TaxaPage
}

// TaxaIndex keeps albums.
type TaxaIndex interface {
	// AddTaxon adds t, whose ID, Added, Updated and Change it sets; what is set
	// is kept as AddMedia says. Parents must be the owner's and not in the
	// trash, or it returns mediasock.ErrUnknownTaxon.
	AddTaxon(ctx context.Context, t *Taxon) error
	// Taxon returns the album if v may see it, else mediasock.ErrUnknownTaxon,
	// or ErrGone as Media says.
	Taxon(ctx context.Context, v Viewer, id ID) (*Taxon, error)
	// UpdateTaxon works as UpdateMedia, always significant. Parents that would
	// close a cycle are ErrCycle. An Icon is not checked.
	UpdateTaxon(ctx context.Context, owner, id ID, change func(*Taxon) error) (*Taxon, error)
	// PurgeTaxon removes the row for ever, leaving a tombstone; its items and
	// children stay, out of it. Where there is no row it returns
	// mediasock.ErrUnknownTaxon, or ErrGone the second time.
	PurgeTaxon(ctx context.Context, id ID) error
	// Taxa streams the albums that v may see, in no promised order; owner 0:
	// anyone's. Trash: those in the trash instead, the viewer's own, for
	// Viewer.All everyone's.
	Taxa(ctx context.Context, v Viewer, owner ID, trash bool) iter.Seq2[*Taxon, error]
	// TaxaPage returns a page of albums that v may see and q asks for, by title
	// without regard to the case of ASCII letters. The trash is left out, and an
	// album that v does not see holds none. A Next that is none is an error of
	// state 7.
	TaxaPage(ctx context.Context, v Viewer, q TaxaQuery) (*TaxaPage, error)
}

// A TaxaQuery says which albums are wanted.
type TaxaQuery struct {
	Parent ID     // those directly in it; 0: those in none that the viewer sees
	After  string // TaxaPage.Next: go on after it; "" for the start
	Limit  int    // 0: 50
}

// A TaxaPage is what TaxaIndex.TaxaPage answers.
type TaxaPage struct {
	Taxa []*Taxon
	Next string // to go on with; "" at the end
}
