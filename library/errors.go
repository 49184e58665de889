package library

import (
	"errors"

	"github.com/mediasock/mediasock"
)

// The errors of an Index, beside those of package mediasock.
var (
	ErrGone        error = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "deleted"}
	ErrUnknownUser       = errors.New("library: unknown user")
	ErrUnknownKey        = errors.New("library: unknown key")
	ErrNameTaken         = errors.New("library: the name is taken")
	ErrFull              = errors.New("library: full")
)
