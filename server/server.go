package server

import (
	"context"

	"github.com/mediasock/mediasock"
)

// A Backend is what a [Handler] serves. One that is a [mediasock.Stager] too
// takes uploads into its own keeping while they arrive.
type Backend interface {
	// Session opens the session of a user whom a mechanism has verified, or of
	// a stranger if u is nil. It is opened for one call and must be cheap. The
	// URL under which the service was called is mediasock.Base of ctx.
	Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error)
}
