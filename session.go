package mediasock

import (
	"context"
	"io"
	"iter"
)

// A Service is a place that keeps media and can be signed in to.
type Service interface {
	// Handshake signs in with c and returns the user's session. Without a
	// username it opens what the service offers to strangers, which may be
	// nothing but its [Handshake]. The error is an [*Error] where the service
	// answered: ErrCredentials for a wrong password, ErrAuthRequired where a
	// sign-in is needed, ErrRenegotiate where the mechanism is not offered.
	Handshake(ctx context.Context, c Credentials) (Session, error)
}

// Credentials are what a user signs in with. The zero value is a stranger.
type Credentials struct {
	Username string
	Password string
	APIKey   string // a client identifier or the product's name (MS-98)
}

// A Session is one user's use of a service. Its methods may be called from
// several goroutines at once. Errors that a service answered are [*Error];
// [StatOf] turns every error into a stat.
type Session interface {
	// Offer returns what the service offers this user: the latest handshake.
	// The caller must not change it. It is never nil.
	Offer() *Handshake

	// MediaAppend adds d to the service as a new item and returns the item's id
	// and page (MS-154, MS-166). Where the same user has already added the same
	// bytes it returns the existing item together with [ErrExists], after
	// adding m's parents that are new to it. MediaAppend reads d at
	// least once and may read it again.
	MediaAppend(ctx context.Context, m *Media, d Data) (*Item, error)

	// TaxaList streams the taxa (albums, sets, categories) that the user may
	// see, parents and children alike, in no promised order (MS-171, MS-172).
	// After an error nothing more is yielded.
	TaxaList(ctx context.Context) iter.Seq2[Taxon, error]

	// TaxaAppend makes a taxon with t's title and properties and returns its
	// id (MS-180, MS-188). A second one of the same title is another taxon
	//
	TaxaAppend(ctx context.Context, t *Taxon) (*Item, error)

	// Signout ends the session; the Session must not be used afterwards
	// (MS-151). Signing out twice is no error.
	Signout(ctx context.Context) error
}

// Data is the content of a file. It can be read again, because a call is sent
// again after state 1, 3 or 5, a stale digest nonce or a broken connection.
type Data interface {
	Open() (io.ReadCloser, error) // a new reader from the first byte; the caller closes it
	Size() int64                  // in bytes; -1 if unknown
	Name() string                 // the file's name without folders; "" if it has none
	Type() string                 // the media type as its sender labels it; "" if unknown
}

// A MediaUpdater can change items (MS-154, MS-170).
type MediaUpdater interface {
	// MediaUpdate changes the item m.ID: its bytes to d unless d is nil, each
	// field of m that is not empty to that value, and each field named in
	// m.Clear to nothing; all else stays. It returns the item.
	MediaUpdate(ctx context.Context, m *Media, d Data) (*Item, error)
}

// A MediaLister can list items.
type MediaLister interface {
	// MediaList streams the items that q asks for, newest change first unless
	// q says otherwise. After an error nothing more is yielded.
	MediaList(ctx context.Context, q MediaQuery) iter.Seq2[Media, error]
}

// A MediaGetter can tell of one item.
type MediaGetter interface {
	// MediaGet returns what MediaList tells of the item, or ErrUnknownItem where
	// there is none that the user may see. What is in the trash is not there.
	MediaGet(ctx context.Context, id string) (*Media, error)
}

// A MediaFiler can put an item into taxa and take it out of others, whatever
// else is said of it meanwhile.
type MediaFiler interface {
	// MediaFile adds the item to the taxa of add and takes it out of those of
	// remove; it is no error that it was there already, or was not. Nothing
	// changes where one of add is ErrUnknownTaxon. Whoever may upload may add,
	// as by MediaAppend; to remove is to change the item.
	MediaFile(ctx context.Context, id string, add, remove List) (*Item, error)
}

// A MediaOpener can read an item's bytes back.
type MediaOpener interface {
	// MediaOpen returns the original bytes of the item. The error is ErrUnknownItem
	// where there is none that the user may see.
	MediaOpen(ctx context.Context, id string) (Data, error)
}

// A MediaFinder can find the user's own item by a hash of its bytes.
type MediaFinder interface {
	// MediaFind returns the item whose bytes have the given sum under algorithm
	// ("sha256", "sha1" or "md5"), or ErrUnknownItem.
	MediaFind(ctx context.Context, algorithm string, sum []byte) (*Item, error)
}

// A MediaDeleter can remove items.
type MediaDeleter interface {
	// MediaDelete moves the item to the trash where the service has one.
	MediaDelete(ctx context.Context, id string) error
}

// A TaxaUpdater can change and remove taxa.
type TaxaUpdater interface {
	// TaxaUpdate changes the taxon t.ID as MediaUpdate changes an item.
	TaxaUpdate(ctx context.Context, t *Taxon) error
	// TaxaDelete removes the taxon; the items in it stay.
	TaxaDelete(ctx context.Context, id string) error
}

// A Reporter can say in a line how the account stands, such as how much room is
// left. A server tells it in the message of a handshake (MS-124).
type Reporter interface {
	// Report returns the line, "" if there is nothing to tell.
	Report(ctx context.Context) (string, error)
}

// A MediaQuery says which items a [MediaLister] lists. The zero value lists all
// of the user's own.
type MediaQuery struct {
	Taxon  string // only items in this taxon, by id; "" for all
	Cursor string // where an earlier listing stopped: the Cursor of its last item; "" for the start
	Limit  int    // at most so many items; 0 for all
}

// UpdateMedia calls s's MediaUpdate, or returns ErrUnsupported.
func UpdateMedia(ctx context.Context, s Session, m *Media, d Data) (*Item, error) {
	if u, ok := s.(MediaUpdater); ok {
		return u.MediaUpdate(ctx, m, d)
	}
	return nil, ErrUnsupported
}

// ListMedia calls s's MediaList, or yields ErrUnsupported.
func ListMedia(ctx context.Context, s Session, q MediaQuery) iter.Seq2[Media, error] {
	if l, ok := s.(MediaLister); ok {
		return l.MediaList(ctx, q)
	}
	return func(yield func(Media, error) bool) { yield(Media{}, ErrUnsupported) }
}

// GetMedia calls s's MediaGet, or looks for the item in all of ListMedia.
func GetMedia(ctx context.Context, s Session, id string) (*Media, error) {
	if g, ok := s.(MediaGetter); ok {
		return g.MediaGet(ctx, id)
	}
	for m, err := range ListMedia(ctx, s, MediaQuery{}) {
		if err != nil {
			return nil, err
		}
		if m.ID == id {
			return &m, nil
		}
	}
	return nil, ErrUnknownItem
}

// FileMedia calls s's MediaFile, or returns ErrUnsupported.
func FileMedia(ctx context.Context, s Session, id string, add, remove List) (*Item, error) {
	if f, ok := s.(MediaFiler); ok {
		return f.MediaFile(ctx, id, add, remove)
	}
	return nil, ErrUnsupported
}

// OpenMedia calls s's MediaOpen, or returns ErrUnsupported.
func OpenMedia(ctx context.Context, s Session, id string) (Data, error) {
	if o, ok := s.(MediaOpener); ok {
		return o.MediaOpen(ctx, id)
	}
	return nil, ErrUnsupported
}

// FindMedia calls s's MediaFind, or returns ErrUnsupported.
func FindMedia(ctx context.Context, s Session, algorithm string, sum []byte) (*Item, error) {
	if f, ok := s.(MediaFinder); ok {
		return f.MediaFind(ctx, algorithm, sum)
	}
	return nil, ErrUnsupported
}

// DeleteMedia calls s's MediaDelete, or returns ErrUnsupported.
func DeleteMedia(ctx context.Context, s Session, id string) error {
	if d, ok := s.(MediaDeleter); ok {
		return d.MediaDelete(ctx, id)
	}
	return ErrUnsupported
}

// UpdateTaxon calls s's TaxaUpdate, or returns ErrUnsupported.
func UpdateTaxon(ctx context.Context, s Session, t *Taxon) error {
	if u, ok := s.(TaxaUpdater); ok {
		return u.TaxaUpdate(ctx, t)
	}
	return ErrUnsupported
}

// DeleteTaxon calls s's TaxaDelete, or returns ErrUnsupported.
func DeleteTaxon(ctx context.Context, s Session, id string) error {
	if u, ok := s.(TaxaUpdater); ok {
		return u.TaxaDelete(ctx, id)
	}
	return ErrUnsupported
}

// A RoomTeller can say before a file is read whether there is room for it.
type RoomTeller interface {
	// MediaRoom returns an error of state 6 if a file of that many bytes does
	// not fit into the user's quota; size is -1 and sum, its SHA-256, nil where
	// they are not known. That there is room now is no promise.
	MediaRoom(ctx context.Context, size int64, sum []byte) error
}

// CheckRoom calls s's MediaRoom; where there is none, nothing is known and it
// returns nil.
func CheckRoom(ctx context.Context, s Session, size int64, sum []byte) error {
	if r, ok := s.(RoomTeller); ok {
		return r.MediaRoom(ctx, size, sum)
	}
	return nil
}

// A Stager takes uploads into its own keeping while they arrive, so that bytes
// are written once. A library is one; a server asks its backend for it.
type Stager interface {
	// Stage opens a place for a file of the announced size, -1 if unknown.
	// name and mediaType are what its sender calls it. No user need be known
	// yet. The error has state 6 where there is no room for it.
	Stage(ctx context.Context, name, mediaType string, size int64) (Staged, error)
}

// A Staged is a file that is still arriving. Given to MediaAppend or MediaUpdate
// of a session of the place where it was staged it is adopted, not copied.
type Staged interface {
	Data
	io.Writer
	// Offset is how many bytes are known to be on disk, synced.
	Offset() int64
	// Abort drops the file unless it has been adopted. It may be called twice.
	Abort() error
}

// WithBase returns a context that carries the URL, without a slash at its end,
// under which the service was called; sessions build their resource URLs on it.
func WithBase(ctx context.Context, base string) context.Context {
	return context.WithValue(ctx, baseKey{}, base)
}

// Base returns the URL that WithBase put into ctx, or "".
func Base(ctx context.Context) string {
	base, _ := ctx.Value(baseKey{}).(string)
	return base
}

type baseKey struct{}
