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
	Stored time.Time
}

// A Store keeps bytes under their SHA-256. Its methods may be called from
// several goroutines. An error that wraps fs.ErrNotExist means that there is no
// such blob.
type Store interface {
	// Put stores all of r. When it returns the bytes are durable: file and
	// directories are synced. The same bytes again change nothing.
	Put(ctx context.Context, r io.Reader) (Blob, error)
	// Open opens a blob for reading; the caller closes it.
	Open(ctx context.Context, d Digest) (io.ReadSeekCloser, error)
	// Delete removes a blob. Removing one that is not there is no error.
	Delete(ctx context.Context, d Digest) error
	// List yields every blob, in no promised order.
	List(ctx context.Context) iter.Seq2[Blob, error]
}

// A StagingStore is a Store that takes bytes while they arrive.
type StagingStore interface {
	Store
	// Stage opens a staging file; size is -1 if unknown, and is refused with an
	// error of state 6 if there is no room for it.
	Stage(ctx context.Context, name, mediaType string, size int64) (Staged, error)
}

// A Staged is a file that is still arriving in a StagingStore. It hashes what is
// written to it, on the way. Data can be read (Open) before it is kept.
type Staged interface {
	mediasock.Staged
	// Keep makes the bytes durable under their digest, by rename, and returns
	// the blob. It is called once, after the last Write. A failed sync is never
	// retried: the file is dropped and the error has state 6.
	Keep(ctx context.Context) (Blob, error)
}
