package library

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/mediasock/mediasock"
)

// An Index is what is known of media, taxa and users. Each method is one
// transaction, durable when it returns; each read takes a viewer. Methods may be
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

// A Viewer is who asks. The zero value is a stranger.
type Viewer struct {
	User  ID       // 0: no account
	Links []string // secret link tokens that the viewer presented
	All   bool     // the library itself: fsck, export, workers; it sees everything, trash included
}

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
	Link       string // secret token under which a link shows it; "" if none

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
	Count      int // items in it that the viewer sees, trash left out; filled by Taxa and Taxon
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
	// References counts the rows, trash and Older included, that need the blob.
	References(ctx context.Context, d Digest) (int, error)
	// Usage returns the bytes that the owner's items take, trash and Older
	// included.
	Usage(ctx context.Context, owner ID) (int64, error)
	// OlderMedia yields the bytes that updates have replaced, the longest ago
	// first; owner 0: anyone's.
	OlderMedia(ctx context.Context, owner ID) iter.Seq2[*Older, error]
	// DropOlder forgets that the item had these bytes; if it had not, it is no
	// error.
	DropOlder(ctx context.Context, id ID, d Digest) error
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
	Terms    string    // full text, as ParseTerms reads it
	Owner    ID        // 0: any
	Taxon    ID        // 0: any; items of albums below it are not included; of an album that v does not see: none
	Keyword  string    // a whole keyword, equal after Fold; "" for any
	Kind     string    // image, video, audio, document; "" for any
	From, To time.Time // date taken, From inclusive, To exclusive; zero: open; an unknown date is in no range
	Box      *Box      // place, edges included; nil: any; no place is in no box
	Trash    bool      // the trash instead: the viewer's own, for Viewer.All everyone's
	Order    Order     //
	After    string    // cursor: go on after it; "" for the start; one that is no cursor of this order is an error of state 7
	Since    int64     // changes after it, in any order; 0: all
	Offset   int       // items to pass over, where no cursor is given
	Limit    int       // 0: the implementation's default (50) in Search, all in ListMedia
}

// A Box is an area in degrees; West may be greater than East across the date line.
type Box struct{ West, South, East, North float64 }

// A Page is what Search answers.
type Page struct {
	Media []*Media
	Total int    // of items that match on all pages; exact up to 10,000, an estimate beyond
	Next  string // cursor of the next page: that of the last item; "" at the end
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
}

// User is the row of an account.
type User struct {
	ID       ID
	Name     string // as signed in with; unique after folding
	Title    string // display name
	Password string // argon2id, PHC form; "" if none can be used
	Admin    bool
	Disabled bool
	Quota    int64  // bytes; 0: none
	MD5      []byte // HMAC of md5(name), for ciph.md5
	Crypt    []byte // HMAC of the name's crypt form, for ciph.cry
	Added    time.Time
}

// UserIndex keeps accounts.
type UserIndex interface {
	// AddUser adds u, whose ID and Added it sets where they are not set. A name
	// that is taken, after FoldName, is ErrNameTaken; an ID that was ever used
	// ErrIDTaken.
	AddUser(ctx context.Context, u *User) error
	// User finds an account by its ID, or else Name (after FoldName), or else
	// MD5, or else Crypt, the first of these that is set in u; ErrUnknownUser.
	User(ctx context.Context, u User) (*User, error)
	// UpdateUser works as UpdateMedia. A new name may be ErrNameTaken.
	UpdateUser(ctx context.Context, id ID, change func(*User) error) (*User, error)
	// DeleteUser removes the account, its keys and app passwords. While it owns
	// items or albums, in the trash too, it is ErrNotEmpty.
	DeleteUser(ctx context.Context, id ID) error
	// Users yields every account, by name.
	Users(ctx context.Context) iter.Seq2[*User, error]
}

// A Key is an app password, a web session, a token, a signing key.
type Key struct {
	ID       ID
	User     ID
	Kind     string // "app", "cookie", "token", "signing", "link", "setup"
	Label    string
	Scope    mediasock.Scope
	APIKey   string
	Lookup   []byte // HMAC of the value; unique
	MD5      []byte // HMAC of the value's hex MD5, of app passwords
	Sealed   []byte // the value, sealed with the key outside the database; nil where it need not be recovered
	Added    time.Time
	LastUsed time.Time
	Idle     time.Duration // dies so long after LastUsed; 0: no
	Expires  time.Time     // zero: never
}

// KeyIndex keeps keys, nonces and counts of failures. A key is live while now is
// before Expires (if set) and before LastUsed, or Added if it was never used,
// and Idle (if set).
type KeyIndex interface {
	// AddKey adds k; it sets ID, and Added if it is zero. A User that is not 0
	// must exist, else ErrUnknownUser. A lookup that is there is ErrNameTaken.
	AddKey(ctx context.Context, k *Key) error
	// Key finds a live key of the kind by its lookup; ErrUnknownKey.
	Key(ctx context.Context, kind string, lookup []byte, now time.Time) (*Key, error)
	// Keys yields the live keys of a kind, oldest first: the user's, or if user
	// is 0 those of apikey, or if that is "" too all.
	Keys(ctx context.Context, kind string, user ID, apikey string, now time.Time) iter.Seq2[*Key, error]
	// TouchKey sets LastUsed. It need not be durable.
	TouchKey(ctx context.Context, id ID, used time.Time) error
	// DeleteKey removes a key; if it is not there, it is no error.
	DeleteKey(ctx context.Context, id ID) error
	// DeleteKeys removes the user's keys of the kinds, without kinds all; a
	// changed password ends all.
	DeleteKeys(ctx context.Context, user ID, kinds ...string) error
	// UseNonce reports whether nonce is new to name and keeps it until expires.
	// It refuses (ErrFull) beyond perName a name and a million in all, after
	// dropping those that have expired at now.
	UseNonce(ctx context.Context, name, nonce string, expires, now time.Time, perName int) (bool, error)
	// Failures returns how many failures key has had in the window that ends
	// now (after now-window, until now).
	Failures(ctx context.Context, key string, now time.Time, window time.Duration) (int, error)
	// AddFailure adds n failures at now, or forgets all of key's if n is 0.
	// Failures of more than a day before now may be forgotten.
	AddFailure(ctx context.Context, key string, n int, now time.Time) error
}

// A Job is work to be done later, written in the transaction that makes it
// necessary.
type Job struct {
	ID    ID
	Kind  string    // "sums", "preview" …
	Media ID        // 0: of the whole library
	Due   time.Time // zero: at once
	Tries int       // how often it was leased, this time included
	Error string    // of the latest try
}

// JobIndex is a leased table of jobs.
type JobIndex interface {
	// AddJob adds j. It takes the place of a job of the same kind for the same
	// item, be it waiting, leased or given up, under a new ID: so work that is
	// asked for while it is being done is done once more.
	AddJob(ctx context.Context, j Job) error
	// LeaseJob takes the job of one of the kinds that is due at now, not leased
	// and not given up, the longest due first, for so long; nil, nil if none.
	// After the lease it can be taken again.
	LeaseJob(ctx context.Context, now time.Time, lease time.Duration, kinds ...string) (*Job, error)
	// FinishJob removes a job; if it is not there, it is no error.
	FinishJob(ctx context.Context, id ID) error
	// FailJob ends the lease and keeps the job for a later try, at due, with
	// the reason; a zero due gives it up but keeps the reason. If it is not
	// there, it is no error.
	FailJob(ctx context.Context, id ID, reason string, due time.Time) error
	// CountJobs returns how many wait (leased ones too) and how many were given
	// up, by kind; kinds without any are left out.
	CountJobs(ctx context.Context) (waiting, failed map[string]int, err error)
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
