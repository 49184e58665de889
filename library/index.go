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
// called from several goroutines. Index implementations know nothing of bytes
// and hold no rules but those written here: rules are Library's.
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
// never used twice, in decimal where it is text.
type ID int64

// A Visibility says who may see an item or an album.
type Visibility string

// The visibilities. An item is seen where it, or an album that holds it, or an
// album above that, allows it.
const (
	Private Visibility = "private" // the owner
	Members Visibility = "members" // and everyone who has an account
	Link    Visibility = "link"    // and whoever has its link
	Public  Visibility = "public"  // everyone; only these are found in a stranger's search
)

// A Viewer is who asks. The zero value is a stranger.
type Viewer struct {
	User  ID       // 0: no account
	Links []string // secret link tokens that the viewer presented
	All   bool     // the library itself: fsck, export, workers
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
	Taxa       []ID // albums that hold it
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
	Parents    []ID
	Visibility Visibility
	Link       string
	Added      time.Time
	Updated    time.Time
	Trashed    time.Time
	Change     int64
	Count      int // items in it that the viewer sees; filled by Taxa and Taxon
}

// MediaIndex keeps items.
type MediaIndex interface {
	// AddMedia adds m, whose ID, Added, Updated and Change it sets (an ID that
	// is already set is kept if free), with jobs to be done for it. If the same
	// owner has the same digest, in the trash too, it adds m's taxa that are
	// new to that item, takes it out of the trash, copies it into m and returns
	// ErrExists. Taxa must be the owner's, or it returns
	// mediasock.ErrUnknownTaxon and nothing changes.
	AddMedia(ctx context.Context, m *Media, jobs ...Job) error
	// Media returns the item if v may see it, else mediasock.ErrUnknownItem;
	// ErrGone if it was deleted and v could have seen it. Items in the trash
	// are seen by their owner alone.
	Media(ctx context.Context, v Viewer, id ID) (*Media, error)
	// UpdateMedia reads the item, calls change, and writes what changed, in one
	// transaction; it sets Updated if significant, and Change. change sees
	// only items that owner owns (owner 0: any). If change returns an error, nothing is written.
	UpdateMedia(ctx context.Context, owner, id ID, significant bool, change func(*Media) error, jobs ...Job) (*Media, error)
	// PurgeMedia removes the row for ever, leaving a tombstone, so that its id
	// is not used again and answers ErrGone.
	PurgeMedia(ctx context.Context, id ID) error
	// ListMedia streams items that v may see and q asks for.
	ListMedia(ctx context.Context, v Viewer, q Query) iter.Seq2[*Media, error]
	// Search returns a page of items that v may see and q asks for.
	Search(ctx context.Context, v Viewer, q Query) (*Page, error)
	// FindMedia returns the owner's item by a sum of its bytes ("sha256",
	// "sha1", "md5"), or mediasock.ErrUnknownItem. The trash is left out.
	FindMedia(ctx context.Context, owner ID, algorithm string, sum []byte) (*Media, error)
	// References counts the rows, trash and kept older bytes included, that
	// need the blob.
	References(ctx context.Context, d Digest) (int, error)
	// Usage returns the bytes that the owner's items take.
	Usage(ctx context.Context, owner ID) (int64, error)
}

// An Order says what comes first.
type Order string

// The orders of a Query.
const (
	Newest Order = ""       // date taken (date added if unknown), newest first
	Recent Order = "recent" // date added, newest first
	Change Order = "change" // change sequence, oldest change first
)

// A Query says which items are wanted.
type Query struct {
	Terms    string    // full text: words are ANDed, "a phrase", -without; matched by prefix-free, case- and accent-insensitive words
	Owner    ID        // 0: any
	Taxon    ID        // 0: any; items of albums below it are not included
	Keyword  string    //
	Kind     string    // image, video, audio, document; "" for any
	From, To time.Time // date taken, From inclusive, To exclusive; zero: open
	Box      *Box      // place
	Trash    bool      // the owner's trash instead
	Order    Order     //
	After    string    // cursor: go on after it; "" for the start
	Since    int64     // order Change: changes after it
	Offset   int       // items to pass over, where no cursor is given
	Limit    int       // 0: the implementation's default (50) in Search, all in ListMedia
}

// A Box is an area in degrees; West may be greater than East across the date line.
type Box struct{ West, South, East, North float64 }

// A Page is what Search answers.
type Page struct {
	Media []*Media
	Total int    // of items that match; exact up to 10,000, an estimate beyond
	Next  string // cursor of the next page; "" at the end
}

// TaxaIndex keeps albums.
type TaxaIndex interface {
	// AddTaxon adds t, whose ID, Added, Updated and Change it sets. Parents must be the
	// owner's, or it returns mediasock.ErrUnknownTaxon.
	AddTaxon(ctx context.Context, t *Taxon) error
	// Taxon returns the album if v may see it, else mediasock.ErrUnknownTaxon, or ErrGone.
	Taxon(ctx context.Context, v Viewer, id ID) (*Taxon, error)
	// UpdateTaxon works as UpdateMedia. Parents that would close a cycle are refused with state 7.
	UpdateTaxon(ctx context.Context, owner, id ID, change func(*Taxon) error) (*Taxon, error)
	// PurgeTaxon removes the row for ever, leaving a tombstone; its items and children stay.
	PurgeTaxon(ctx context.Context, id ID) error
	// Taxa streams the albums that v may see; owner 0: anyone's. Trash: the owner's trash instead.
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
	// AddUser adds u, whose ID it sets. A name that is taken is ErrNameTaken.
	AddUser(ctx context.Context, u *User) error
	// User finds an account by its ID, or else Name (folded), or else MD5, or else Crypt, whichever of u is set; ErrUnknownUser.
	User(ctx context.Context, u User) (*User, error)
	UpdateUser(ctx context.Context, id ID, change func(*User) error) (*User, error)
	// DeleteUser removes the account, its keys and app passwords. It is refused while it owns items.
	DeleteUser(ctx context.Context, id ID) error
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

// KeyIndex keeps keys, nonces and counts of failures.
type KeyIndex interface {
	AddKey(ctx context.Context, k *Key) error // sets ID and Added
	// Key finds a live key by its lookup; ErrUnknownKey.
	Key(ctx context.Context, kind string, lookup []byte, now time.Time) (*Key, error)
	// Keys yields the live keys of a kind: the user's, or if user is 0 those of apikey.
	Keys(ctx context.Context, kind string, user ID, apikey string, now time.Time) iter.Seq2[*Key, error]
	TouchKey(ctx context.Context, id ID, used time.Time) error // need not be durable
	DeleteKey(ctx context.Context, id ID) error
	// DeleteKeys removes the user's keys of the kinds; a changed password ends all.
	DeleteKeys(ctx context.Context, user ID, kinds ...string) error
	// UseNonce reports whether nonce is new to name and keeps it until expires. It
	// refuses (ErrFull) beyond perName a name and a million in all, after dropping the expired.
	UseNonce(ctx context.Context, name, nonce string, expires, now time.Time, perName int) (bool, error)
	// Failures returns how many failures key has had in the window that ends now; AddFailure adds one
	// (n = 1) or forgets all (n = 0).
	Failures(ctx context.Context, key string, now time.Time, window time.Duration) (int, error)
	AddFailure(ctx context.Context, key string, n int, now time.Time) error
}

// A Job is work to be done later, written in the transaction that makes it necessary.
type Job struct {
	ID    ID
	Kind  string // "facts", "sums", "preview" …
	Media ID
	Due   time.Time
	Tries int
	Error string
}

// JobIndex is a leased table of jobs.
type JobIndex interface {
	AddJob(ctx context.Context, j Job) error
	// LeaseJob takes the first job of one of the kinds that is due and not leased, for so long; nil if none.
	LeaseJob(ctx context.Context, now time.Time, lease time.Duration, kinds ...string) (*Job, error)
	// FinishJob removes a job. FailJob keeps it for a later try, at due, with the reason; a zero due gives it up but keeps the reason.
	FinishJob(ctx context.Context, id ID) error
	FailJob(ctx context.Context, id ID, reason string, due time.Time) error
	// CountJobs returns how many wait and how many were given up, by kind.
	CountJobs(ctx context.Context) (waiting, failed map[string]int, err error)
}

// SettingIndex keeps what the library knows of itself.
type SettingIndex interface {
	// Setting returns "" for what was never set.
	Setting(ctx context.Context, name string) (string, error)
	// SetSetting sets name to value; with once, only if it was never set, and returns what now stands.
	SetSetting(ctx context.Context, name, value string, once bool) (string, error)
	// Changed returns the latest number of the change sequence.
	Changed(ctx context.Context) (int64, error)
}
