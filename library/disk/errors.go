package disk

import (
	"errors"
	"fmt"

	"github.com/mediasock/mediasock"
)

// The errors of Open, beside those of the system.
var (
	// ErrInUse is in the error for a data directory that a process uses.
	ErrInUse = errors.New("disk: the data directory is in use")
	// ErrNewer is in the error for a data directory of a newer version of the
	// program.
	ErrNewer = errors.New("disk: the data directory is of a newer version of the program")
)

var errClosed = errors.New("disk: the staged file is closed")

// fault turns a failed operation into what a client is told: a temporary state
// that says whether the disk is full or read-only, and nothing of paths. The cause stays in
// it for the log.
func fault(err error) error {
	var known *mediasock.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	message := "the file could not be stored"
	switch {
	case isFull(err):
		message = "the disk is full"
	case isReadOnly(err):
		message = "the disk is read-only"
	}
	return fmt.Errorf("%w: %w", &mediasock.Error{Code: mediasock.CodeTemporary, Message: message}, err)
}

// noRoom refuses a file before it has arrived.
func noRoom() error {
	return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "there is no room for the file"}
}
