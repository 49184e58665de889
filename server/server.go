package server

import (
	"context"
	"io"

	"github.com/mediasock/mediasock"
)

// A Backend is what a [Handler] serves.
type Backend interface {
	// Session opens the session of a user whom a mechanism has verified, or of
	// a stranger if u is nil. It is opened for one call and must be cheap.
	Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error)
}

// A Stager is a Backend that takes uploads into its own keeping while they
// arrive, so that bytes are written once.
type Stager interface {
	// Stage opens a place for a file whose size is as announced, -1 if unknown.
	// name and mediaType are what the sender calls it. No user is known yet.
	Stage(ctx context.Context, name, mediaType string, size int64) (Staged, error)
}

// A Staged is a file that is still arriving. Given to MediaAppend of a session
// of the same Backend it is adopted, not copied.
type Staged interface {
	mediasock.Data
	io.Writer
	// Offset is how many bytes are known to be on disk, synced.
	Offset() int64
	// Abort drops the file unless it has been adopted. It may be called twice.
	Abort() error
}
