package library

import (
	"errors"

	"github.com/mediasock/mediasock"
)

// The errors of an Index that a client is told, beside those of package
// mediasock.
var (
	// ErrGone is the answer for what was deleted for ever.
	ErrGone error = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "deleted"}
	// ErrSameBytes refuses an update to bytes that another item of the same
	// owner has (state 20 is for append only, MS-169).
	ErrSameBytes error = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "another item has these bytes"}
	// ErrCycle refuses parents that would put an album into itself.
	ErrCycle error = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an album cannot be inside itself"}
)

// The errors that stay inside.
var (
	ErrUnknownUser = errors.New("library: unknown user")
	ErrUnknownKey  = errors.New("library: unknown key")
	ErrNameTaken   = errors.New("library: the name is taken")      // of a user; the lookup of a key
	ErrIDTaken     = errors.New("library: the id is or was taken") // of a row that is added with an ID
	ErrLastAdmin   = errors.New("library: the only administrator cannot be removed while there are other accounts")
	ErrNotEmpty    = errors.New("library: the user owns items or albums")
	ErrFull        = errors.New("library: full") // of nonces
)
