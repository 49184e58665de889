package mediasock

import (
	"context"
	"errors"
	"strconv"
)

// A Code is the value of a stat element (MS-60 to MS-76).
type Code int

// The general states, and the one of media.append.
const (
	CodeSuccess     Code = 0  // continue
	CodeAuth        Code = 1  // authentication required: handshake, then retry
	CodeCredentials Code = 2  // invalid authentication: stop, warn the user
	CodeRenegotiate Code = 3  // handshake, then retry
	CodeReserved    Code = 4  // never sent
	CodeInterrupted Code = 5  // retry immediately
	CodeTemporary   Code = 6  // stop, or retry later
	CodeUnsupported Code = 7  // continue, warn the user
	CodePermanent   Code = 8  // stop, warn the user
	CodeService     Code = 9  // a state of the service's own; so is every code that starts with 9
	CodeExists      Code = 20 // the item exists; its id and URL are returned
)

// A Stat is the stat element that every method answers (MS-60 to MS-62).
type Stat struct {
	Code     Code
	Message  string // further explanation, plain text
	Resource string // URL of further details, for the user to open
	Serial   string // of a handshake only: differs when apis or sock differ
}

// An Error is a Stat as an error: what crosses the wire is the error. Two
// errors are the same to errors.Is if their codes are.
type Error Stat

// The states as errors, to compare with errors.Is.
var (
	ErrAuthRequired = &Error{Code: CodeAuth}
	ErrCredentials  = &Error{Code: CodeCredentials}
	ErrRenegotiate  = &Error{Code: CodeRenegotiate}
	ErrInterrupted  = &Error{Code: CodeInterrupted}
	ErrTemporary    = &Error{Code: CodeTemporary}
	ErrUnsupported  = &Error{Code: CodeUnsupported}
	ErrPermanent    = &Error{Code: CodePermanent}
	ErrService      = &Error{Code: CodeService}
	ErrExists       = &Error{Code: CodeExists}
)

// Errors with a message of their own. Their code is 7, as for everything that
// concerns one item and lets the client go on with the next.
var (
	ErrUnknownItem   error = &Error{Code: CodeUnsupported, Message: "no such item"}
	ErrUnknownTaxon  error = &Error{Code: CodeUnsupported, Message: "no such album"}
	ErrUnknownMethod error = &Error{Code: CodeUnsupported, Message: "unknown method"}
	ErrNoNesting     error = &Error{Code: CodeUnsupported, Message: "there are no albums in albums here"}
	ErrForbidden     error = &Error{Code: CodePermanent, Message: "this sign-in does not allow that"}
)

// Error returns the message, or words for the code.
func (e *Error) Error() string {
	if e.Message != "" {
		return "mediasock: " + e.Message
	}
	return "mediasock: " + e.Code.String()
}

// Is reports whether target is an *Error of the same code, or, where target
// has a message, of the same code and message. ErrService is every error of a
// service's own or unknown code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	if !ok {
		return false
	}
	same := t.Code == e.Code || t.Code == CodeService && e.Code.Family() == CodeService
	return same && (t.Message == "" || t.Message == e.Message)
}

// Family returns the code that c is treated as: c itself where the
// specification defines it, CodeService for a service's own codes (9, 90 to 99,
// 900 to 999) and for those that nobody knows (A-35, MS-74).
func (c Code) Family() Code {
	switch c {
	case CodeSuccess, CodeAuth, CodeCredentials, CodeRenegotiate, CodeInterrupted,
		CodeTemporary, CodeUnsupported, CodePermanent, CodeExists:
		return c
	}
	return CodeService
}

// Custom reports whether c is one of the codes that a service may define for
// itself (MS-73, A-35).
func (c Code) Custom() bool {
	return c == 9 || 90 <= c && c <= 99 || 900 <= c && c <= 999
}

// Err returns nil for success and s as an [*Error] otherwise.
func (s Stat) Err() error {
	if s.Code == CodeSuccess {
		return nil
	}
	e := Error(s)
	return &e
}

// StatOf returns the stat that err is answered with: the one place where errors
// become stats. An error that is no [*Error] is a temporary fault whose cause
// is not told; one of a cancelled or overdue context is an interruption.
func StatOf(err error) Stat {
	var e *Error
	switch {
	case err == nil:
		return Stat{}
	case errors.As(err, &e):
		return Stat(*e)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Stat{Code: CodeInterrupted, Message: "interrupted"}
	}
	return Stat{Code: CodeTemporary, Message: "temporary fault"}
}

// String returns words for the code.
func (c Code) String() string {
	switch c {
	case CodeSuccess:
		return "success"
	case CodeAuth:
		return "sign-in required"
	case CodeCredentials:
		return "wrong user name or password"
	case CodeRenegotiate:
		return "renegotiate"
	case CodeInterrupted:
		return "interrupted"
	case CodeTemporary:
		return "temporary fault"
	case CodeUnsupported:
		return "unsupported"
	case CodePermanent:
		return "permanent failure"
	case CodeExists:
		return "exists already"
	}
	return "service error " + strconv.Itoa(int(c))
}
