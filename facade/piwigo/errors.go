package piwigo

import (
	"cmp"
	"errors"
	"log/slog"

	"github.com/mediasock/mediasock"
)

// Piwigo's codes (P-4). Those from 400 to 599 are the HTTP status too.
const (
	codeDenied   = 401 // access denied
	codeToken    = 403 // wrong token, or forbidden
	codeNotFound = 404
	codePost     = 405 // POST is needed, or a file
	codeFailed   = 500
	codeMethod   = 501  // no such method
	codeBusy     = 503  // later; Piwigo has no code for it
	codeLogin    = 999  // wrong name or password
	codeMissing  = 1002 // a parameter is missing
	codeInvalid  = 1003 // a parameter is wrong
)

// A fault is an error as Piwigo tells it.
type fault struct {
	code int
	text string
}

// Error returns the text.
func (f *fault) Error() string { return "piwigo: " + f.text }

// errExists is what Piwigo says of a file that is there.
var errExists = &fault{codeFailed, "file already exists"}

// faultOf is the one table from errors to Piwigo's codes. The driver has the one
// back.
func faultOf(err error) *fault {
	var own *fault
	var told *mediasock.Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, mediasock.ErrUnknownItem):
		return &fault{codeNotFound, "image_id not found"}
	case errors.Is(err, mediasock.ErrUnknownTaxon):
		return &fault{codeNotFound, "category_id not found"}
	case !errors.As(err, &told):
		return &fault{codeFailed, "temporary fault"}
	}
	text := cmp.Or(told.Message, told.Code.String())
	switch told.Code.Family() {
	case mediasock.CodeAuth, mediasock.CodeRenegotiate:
		return &fault{codeDenied, "Access denied"}
	case mediasock.CodeCredentials:
		return &fault{codeLogin, "Invalid username/password"}
	case mediasock.CodeTemporary:
		return &fault{codeBusy, text}
	case mediasock.CodeUnsupported:
		if told.Message == "" {
			return &fault{codeMethod, "Method name is not valid"}
		}
		return &fault{codeInvalid, text}
	case mediasock.CodePermanent:
		return denied(told)
	case mediasock.CodeExists:
		return errExists
	}
	return &fault{codeFailed, text}
}

// denied tells what a sign-in does not allow from what nobody may.
func denied(e *mediasock.Error) *fault {
	if errors.Is(e, mediasock.ErrForbidden) {
		return &fault{codeDenied, "Access denied"}
	}
	return &fault{codeToken, cmp.Or(e.Message, "Forbidden")}
}

// note logs an inner fault whole.
func (c *call) note(err error) {
	var own *fault
	var told *mediasock.Error
	if errors.As(err, &own) || errors.As(err, &told) {
		return
	}
	c.Logger().LogAttrs(c.r.Context(), slog.LevelError, "a call failed", slog.String("method", c.method), slog.Any("error", err))
}
