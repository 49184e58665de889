package mediasock

import (
	"context"
	"iter"
	"maps"
	"time"
)

// A Resumer is a place that takes uploads in parts, over days and restarts. Its
// methods may be called from several goroutines.
type Resumer interface {
	// Begin opens a place for what u announces and records it durably, under an
	// ID of its own that nobody can guess. The error has state 6 where there is
	// no room for it.
	Begin(ctx context.Context, u Upload) (Resumable, error)
	// Resume opens an upload at the last offset that was told. The error is
	// ErrUnknownItem where there is none, and has state 6 while it is open
	// already: an upload has one user at a time.
	Resume(ctx context.Context, id string) (Resumable, error)
	// Uploads yields what is recorded of every upload, in no promised order,
	// without reading any. The body of the loop may call the other methods.
	Uploads(ctx context.Context) iter.Seq2[Upload, error]
}

// A Resumable is an upload that is open. It is used by one goroutine at a time.
//
// Offset makes what was written durable and records it; Offset never tells, not
// even after a power cut, of a byte that is not on disk. Abort only lets go of
// the upload: what was told by Offset stays and can be resumed, later bytes are
// forgotten. After MediaAppend of a session the upload is still to be recorded
// as done, and let go of.
type Resumable interface {
	Staged
	// Upload returns what is recorded.
	Upload() Upload
	// Record replaces what is recorded, durably. ID, Owner and Created stay.
	// Where u has an Item the upload is done: bytes that were not adopted go.
	Record(u Upload) error
	// Drop forgets the upload, its bytes and its record, unless they have been
	// adopted. It may be called twice.
	Drop() error
}

// An Upload is what is recorded of a file that arrives in parts.
type Upload struct {
	ID      string            // made by Begin
	Owner   string            // id of the user to whom it belongs
	Name    string            // of the file
	Type    string            // media type as its sender labels it
	Size    int64             // -1 while it is not known
	Said    map[string]string // what its protocol wants to know of it later
	Life    time.Duration     // how long it is kept after its last byte
	Created time.Time
	Changed time.Time // when the last byte was recorded, or the record
	Item    *Item     // what it has become; nil until it is done
}

// Expires returns when the upload may be forgotten.
func (u Upload) Expires() time.Time { return u.Changed.Add(u.Life) }

// Clone returns a copy that shares nothing with u.
func (u Upload) Clone() Upload {
	u.Said = maps.Clone(u.Said)
	if u.Item != nil {
		item := *u.Item
		u.Item = &item
	}
	return u
}
