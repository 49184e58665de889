package library

import (
	"context"
	"iter"
	"math"
	"time"

	"github.com/mediasock/mediasock"
)

// Media is the row of an item.
type Media struct {
	ID         ID
	Owner      ID
	Digest     Digest
	Size       int64
	SHA1, MD5  []byte // nil until computed
	Name       string // file name
	Type       string // media type, by content
	Kind       string // image, video, audio, document
	Title      string
	Caption    string
	Note       string
	Keywords   mediasock.List
	Attributes mediasock.AttributeList
	Taxa       []ID // albums that hold it; read for a viewer: those out of the trash that the viewer sees (Viewer.All: every one)
	Visibility Visibility
	Link       string  // secret token under which a link shows it; "" if none
	Details    Details // whether others are told where and with what it was made
	Told       Details // Details, or what its albums say; set by the index

	Width, Height int // pixels, as displayed
	Orientation   int // EXIF, 1 to 8
	Duration      time.Duration
	Taken         time.Time // zero if unknown; its location is the original zone where known
	TakenZone     bool      // whether the zone was known
	Place         *mediasock.Geo
	PlaceName     string // city, country …, for search
	Facts         []byte // all that was read of the file, JSON

	Added   time.Time
	Updated time.Time // last significant change
	Trashed time.Time // zero unless in the trash
	Change  int64     // of the library's change sequence
	Cursor  string    // set by ListMedia and Search: Query.After to go on after it in that order

	concealed bool // Facts are not to be told
}

// Older is what an item was before an update replaced its bytes.
type Older struct {
	Media    ID
	Owner    ID
	Digest   Digest
	Size     int64
	Name     string
	Type     string
	Replaced time.Time
}

// MediaIndex keeps items.
type MediaIndex interface {
	// AddMedia adds m, whose ID, Added, Updated and Change it sets, with jobs to
	// be done for it (their Media is filled in). An ID, Added and Updated that
	// are set are kept (a restored library has the same ids); an ID that is or
	// was used by another item is ErrIDTaken; an Owner that is no account
	// ErrUnknownUser. If the same owner has the same
	// digest, in the trash too, it adds m's taxa that are new to that item,
	// takes it out of the trash, copies it into m and returns
	// mediasock.ErrExists; nothing else of it changes and no job is added. Taxa
	// must be the owner's and not in the trash, or it returns
	// mediasock.ErrUnknownTaxon and nothing changes. A taxon named twice counts
	// once.
	AddMedia(ctx context.Context, m *Media, jobs ...Job) error
	// Media returns the item if v may see it, else mediasock.ErrUnknownItem;
	// ErrGone if it was purged and v is its owner, or its own visibility (not
	// that of albums) allowed v to see it. Items in the trash are seen by their
	// owner alone.
	Media(ctx context.Context, v Viewer, id ID) (*Media, error)
	// UpdateMedia reads the item, in the trash too, calls change with all of it,
	// and writes what changed, in one transaction; it sets Updated to now if
	// significant, and Change. If change changed nothing, neither is set, but
	// the jobs are added all the same. ID, Owner, Added, Updated and Change are
	// not change's to set. It is ErrUnknownItem unless owner owns the item
	// (owner 0: any), ErrGone after a purge as Media says. If change returns an
	// error, nothing is written and that error returned. Taxa that are new to
	// the item must be the owner's and not in the trash, else
	// mediasock.ErrUnknownTaxon. If change sets another Digest the older one is
	// kept as an Older; ErrSameBytes if another item of the owner has it.
	UpdateMedia(ctx context.Context, owner, id ID, significant bool, change func(*Media) error, jobs ...Job) (*Media, error)
	// PurgeMedia removes the row for ever, with its jobs and its Older, leaving
	// a tombstone, so that its id is not used again and answers ErrGone. Albums
	// whose icon it was have none then. Where there is no row it returns
	// ErrUnknownItem, or ErrGone the second time.
	PurgeMedia(ctx context.Context, id ID) error
	// ListMedia streams items that v may see and q asks for. Items that are
	// added or changed meanwhile may be missing, but none comes twice.
	ListMedia(ctx context.Context, v Viewer, q Query) iter.Seq2[*Media, error]
	// Search returns a page of items that v may see and q asks for.
	Search(ctx context.Context, v Viewer, q Query) (*Page, error)
	// FindMedia returns the owner's item by a sum of its bytes ("sha256",
	// "sha1", "md5"), or mediasock.ErrUnknownItem. The trash is left out.
	FindMedia(ctx context.Context, owner ID, algorithm string, sum []byte) (*Media, error)
	// CountMedia counts the items out of the trash that v sees: those of owner (0:
	// anyone's), and in each album that v is told of, by anyone; albums that hold
	// none are left out.
	CountMedia(ctx context.Context, v Viewer, owner ID) (items int, taxa map[ID]int, err error)
	// CountKeywords counts of each keyword the items that CountMedia counts as
	// owner's and that have it; of more than most keywords the most frequent.
	CountKeywords(ctx context.Context, v Viewer, owner ID, most int) (map[string]int, error)
	// Words returns the words of all texts that begin with prefix, "" for any,
	// and no more than most: the most frequent first. They may be those of
	// anybody's note, or of what is gone: nobody is shown one without a Search
	// for it as that viewer.
	Words(ctx context.Context, prefix string, most int) ([]string, error)
	// References counts the rows, trash and Older included, that need the blob.
	References(ctx context.Context, d Digest) (int, error)
	// Usage returns the bytes that the owner's items take, trash and Older
	// included.
	Usage(ctx context.Context, owner ID) (int64, error)
	// OlderMedia yields the bytes that updates have replaced, the longest ago
	// first; owner 0: anyone's.
	OlderMedia(ctx context.Context, owner ID) iter.Seq2[*Older, error]
	// DropOlder forgets that the item had these bytes, if they were replaced
	// before a time; if not, or if it never had them, it is no error, and
	// dropped is false.
	DropOlder(ctx context.Context, id ID, d Digest, before time.Time) (dropped bool, err error)
}

// An Order says what comes first.
type Order string

// The orders of a Query. Items that are equal in it stand in an order of the
// implementation's own, the same in every call, so that pages neither repeat
// nor leave out an item.
const (
	Newest Order = ""       // date taken (date added if unknown), newest first
	Recent Order = "recent" // date added, newest first
	Change Order = "change" // change sequence, oldest change first
	Latest Order = "latest" // change sequence, latest change first
)

// A Query says which items are wanted. Its conditions are ANDed.
type Query struct {
	Terms    string    // full text, as ParseTerms reads it; names of places count where v is told of them (Details)
	Owner    ID        // 0: any
	Taxon    ID        // 0: any; items of albums below it are not included; of an album that v does not see: none
	Keyword  string    // a whole keyword, equal after Fold; "" for any
	Kind     string    // image, video, audio, document; "" for any
	From, To time.Time // date taken, From inclusive, To exclusive; zero: open; an unknown date is in no range
	Box      *Box      // place, edges included; nil: any; no place is in no box, nor is one that v is not told of (Details)
	Circle   *Circle   // narrows Box, which holds it; nil: no further
	// Published says that an unknown date taken counts as when the item was added, as
	// Media.Date does.
	Published bool
	// Media.Updated, UpdatedFrom inclusive, UpdatedTo exclusive; zero: open.
	UpdatedFrom, UpdatedTo time.Time
	Categories             string // further conditions on keywords, as Categories reads them; "" for none
	Author                 string // of accounts that are called so (User.IsCalled); "" for any
	Item                   ID     // that item alone, if it is among them; 0: any
	Trash                  bool   // the trash instead: the viewer's own, for Viewer.All everyone's
	Order                  Order  //
	After                  string // cursor: go on after it; "" for the start; one that is no cursor of this order is an error of state 7
	Since                  int64  // changes after it, in any order; 0: all
	Offset                 int    // items to pass over, where no cursor is given
	Limit                  int    // 0: the implementation's default (50) in Search, all in ListMedia
	// Uncounted says that Page.Total is not wanted; it may be any number then.
	Uncounted bool
	// Untaxed says that Media.Taxa are not wanted; they may be missing then.
	Untaxed bool
}

// A Circle is what lies on the ground within a distance of a point.
type Circle struct {
	Lat, Long float64 // degrees
	Radius    float64 // metres
}

// Cosine returns the cosine of the angle of the radius, as seen from the centre of
// the Earth: that between the circle's point and one in it is not less.
func (c Circle) Cosine() float64 { return math.Cos(min(c.Radius/earthRadius, math.Pi)) }

// Has reports whether the circle has a point.
func (c Circle) Has(lat, long float64) bool {
	const radian = math.Pi / 180
	across := math.Cos(lat*radian) * math.Cos(c.Lat*radian) * math.Cos((long-c.Long)*radian)
	return math.Sin(lat*radian)*math.Sin(c.Lat*radian)+across >= c.Cosine()
}

const earthRadius = 6_371_000 // metres

// A Box is an area in degrees; West may be greater than East across the date line.
type Box struct{ West, South, East, North float64 }

// A Page is what Search answers.
type Page struct {
	Media []*Media
	Total int    // of items that match on all pages; exact up to 10,000, an estimate beyond
	Next  string // cursor of the next page: that of the last item; "" at the end
}
