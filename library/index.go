package library

import (
	"context"
	"io"
)

// An Index is what is known of media, taxa and users. Each method is one
// transaction, durable when it returns (but for what a ReservingIndex says); each read takes a viewer. Methods may be
// called from several goroutines, and from the body of a loop over one of its
// sequences (a change function may call none). Rows that it is given and rows
// that it returns are the caller's: neither side sees later changes of the
// other. A cancelled context makes a method fail with its error and change
// nothing; a sequence yields that error and ends. Index implementations know
// nothing of bytes and hold no rules but those written here: rules are
// Library's.
//
// Times are kept to the microsecond at least, and the zone of Media.Taken as an
// offset; the other times may come back in any zone. Empty lists may come back
// as nil.
type Index interface {
	MediaIndex
	TaxaIndex
	UserIndex
	KeyIndex
	JobIndex
	SettingIndex
	io.Closer
}

// An ID names an item, a taxon, a user: a random positive integer below 2^53,
// never used twice among its kind, in decimal where it is text. IDs of keys and
// jobs are positive, and need not be random.
type ID int64

// A Visibility says who may see an item or an album.
type Visibility string

// The visibilities, each including those before it. An item is seen where it,
// or an album that holds it, or an album above that, allows it; an album where
// it, or one above it, does. The owner sees everything of her own. What is in
// the trash allows nothing and is seen by its owner alone; what lies below an
// album in the trash is judged without it.
const (
	Private Visibility = "private" // the owner; "" is the same
	Members Visibility = "members" // and everyone who has an account
	Link    Visibility = "link"    // and whoever presents the row's Link; not while that is ""
	Public  Visibility = "public"  // everyone; only these are found in a stranger's search
)

// Details says whether others than its owner are told where and with what an
// item was made, by pages, feeds, searches and in the file itself.
type Details string

// What may be said of Details; "" is what the owner's account says.
const (
	DetailsShown  Details = "shown"
	DetailsHidden Details = "hidden"
)

// Valid reports whether v is one of the visibilities.
func (v Visibility) Valid() bool {
	return v == Private || v == Members || v == Link || v == Public
}

// A Viewer is who asks. The zero value is a stranger.
type Viewer struct {
	User  ID       // 0: no account
	Links []string // secret link tokens that the viewer presented
	All   bool     // the library itself: fsck, export, workers; it sees everything, trash included

	// Outward has Library tell no more of an item than others are told, though it
	// is User's own: for what User passes on, such as the secret address of a feed.
	Outward bool
}

// SettingIndex keeps what the library knows of itself.
type SettingIndex interface {
	// Setting returns "" for what was never set.
	Setting(ctx context.Context, name string) (string, error)
	// SetSetting sets name to value; with once, only if it was never set, and returns what now stands.
	SetSetting(ctx context.Context, name, value string, once bool) (string, error)
	// Changed returns the latest number of the change sequence, which grows
	// with every row of media or taxa that is added, changed or purged.
	Changed(ctx context.Context) (int64, error)
}
