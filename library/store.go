package library

import (
	"context"
	"crypto/sha256"
	"io"
	"iter"
	"time"

	"github.com/mediasock/mediasock"
)

// A Digest is the SHA-256 of some bytes, the name under which they are stored.
type Digest [sha256.Size]byte

// A Blob is what a Store keeps under a digest.
type Blob struct {
	Digest Digest
	Size   int64
	Stored time.Time // when it was last put
}

// A Store keeps bytes under their SHA-256. Its methods may be called from
// several goroutines. An error that wraps fs.ErrNotExist means that there is no
// such blob; one of state 6 that there is no room, or that a sync failed.
type Store interface {
	// Put stores all of r. When it returns the bytes are durable: file and
	// directories are synced. The same bytes again change nothing but Stored,
	// which is renewed so that a sweep leaves them alone. If r fails, nothing
	// is stored.
	Put(ctx context.Context, r io.Reader) (Blob, error)
	// Open opens a blob for reading; the caller closes it. One that is open
	// stays readable while it is deleted.
	Open(ctx context.Context, d Digest) (io.ReadSeekCloser, error)
	// Delete removes a blob. Removing one that is not there is no error.
	Delete(ctx context.Context, d Digest) error
	// List yields every blob, in no promised order. The body of the loop may
	// call the other methods.
	List(ctx context.Context) iter.Seq2[Blob, error]
}

// A StagingStore is a Store that takes bytes while they arrive.
type StagingStore interface {
	Store
	// Stage opens a staging file; size is -1 if unknown, and is refused with an
	// error of state 6 if there is no room for it.
	Stage(ctx context.Context, name, mediaType string, size int64) (Staged, error)
}

// A TidyStore is a Store in which files may be left that stopped arriving.
type TidyStore interface {
	Store
	// Tidy removes files that nothing was added to for longer than any upload
	// that is alive can pause.
	Tidy(ctx context.Context) error
}

// A Staged is a file that is still arriving in a StagingStore. It hashes what is
// written to it, on the way. Its Size is what has been written so far, whatever
// was announced; its Data can be read (Open) after each Write, and after Keep.
// It is used by one goroutine at a time. List does not show it before Keep.
type Staged interface {
	mediasock.Staged
	// Digest returns the hash of all that has been written.
	Digest() Digest
	// Keep makes the bytes durable under their digest, by rename, and returns
	// the blob. It is called once, after the last Write; afterwards Write
	// fails, and Abort does nothing. After Abort it fails. A failed sync is
	// never retried: the file is dropped and the error has state 6.
	Keep(ctx context.Context) (Blob, error)
}

// What Previews keep beside pictures, under sizes that no picture has.
const (
	PreviewFilm = 0 // a film as browsers play it, MP4
	PreviewNone = 1 // why there is no picture, so that it is not tried at each request
)

// A Resident is a Staged that may be whole in memory. While it is, what Open
// returned before Keep may be read by another goroutine while Keep runs.
type Resident interface {
	Staged
	// Resident reports whether it is, before Keep.
	Resident() bool
}

// Previews keeps small pictures that can be made again at any time. Its methods
// may be called from several goroutines.
type Previews interface {
	// OpenPreview opens the preview of the blob d whose longer edge has size
	// pixels; the caller closes it. The error wraps fs.ErrNotExist if there is
	// none.
	OpenPreview(ctx context.Context, d Digest, size int) (io.ReadSeekCloser, error)
	// PutPreview stores all of r as that preview, in place of an earlier one. A
	// reader sees the old or the new one, never a part. It need not be durable.
	PutPreview(ctx context.Context, d Digest, size int, r io.Reader) error
	// DropPreviews removes every preview of d; none is no error.
	DropPreviews(ctx context.Context, d Digest) error
}
