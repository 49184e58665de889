package main

import (
	"context"
	"errors"
	"io/fs"

	"github.com/mediasock/mediasock"
)

// The exit codes (doc/design.md section 6).
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartly      = 3
	exitSignIn      = 4
	exitNoService   = 5
	exitFindings    = 6
	exitDamage      = 7
	exitInterrupted = 130
)

// An exitError is an error that chooses its exit code.
type exitError struct {
	code int
	err  error // nil: all has been said
}

// Error returns the message.
func (e *exitError) Error() string {
	if e.err == nil {
		return "failed"
	}
	return e.err.Error()
}

// Unwrap returns the cause.
func (e *exitError) Unwrap() error { return e.err }

func usageError(err error) error { return &exitError{exitUsage, err} }

// exitCode maps an error to the process's exit code: the one table of the
// command line.
func exitCode(ctx context.Context, err error) int {
	var chosen *exitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &chosen):
		return chosen.code
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, mediasock.ErrAuthRequired), errors.Is(err, mediasock.ErrCredentials):
		return exitSignIn
	case errors.Is(err, fs.ErrInvalid):
		return exitUsage
	}
	return exitFailed
}
