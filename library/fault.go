package library

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/mediasock/mediasock"
)

// fault returns what a caller is told of err. What is meant for callers passes;
// any other fault is logged whole and told as a temporary one.
func (l *Library) fault(ctx context.Context, doing string, err error) error {
	var told *mediasock.Error
	switch {
	case err == nil, errors.As(err, &told), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, ErrFull):
		l.log.ErrorContext(ctx, "library: no room", "doing", doing, "err", err)
		return temporary("there is no room left where the media are kept")
	case errors.Is(err, syscall.EROFS):
		l.log.ErrorContext(ctx, "library: read-only", "doing", doing, "err", err)
		return temporary("the disk where the media are kept is read-only")
	case errors.Is(err, fs.ErrNotExist):
		l.log.ErrorContext(ctx, "library: bytes are missing", "doing", doing, "err", err)
		return temporary("the file cannot be read at the moment")
	}
	l.log.ErrorContext(ctx, "library: fault", "doing", doing, "err", err)
	return temporary("the library has a fault; nothing was changed")
}

func temporary(message string) error {
	return &mediasock.Error{Code: mediasock.CodeTemporary, Message: message}
}

// refused is an error that concerns one item.
func refused(message string) error {
	return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: message}
}

// interrupted is an error that the same call may not meet again.
func interrupted(message string) error {
	return &mediasock.Error{Code: mediasock.CodeInterrupted, Message: message}
}
