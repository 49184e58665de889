package client

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"

	"code.dny.dev/ssrf"

	"github.com/mediasock/mediasock"
)

// failures gathers what went wrong at the places where a service was looked for
// and picks what to tell.
type failures struct {
	absent  error // a site answered and speaks no MediaSock
	telling error // a site answered with a fault, or policy refused it
	silent  error // no site answered
}

func (f *failures) add(err error) {
	switch {
	case errors.Is(err, ErrNoService):
		f.absent = first(f.absent, err)
	case isTelling(err):
		f.telling = first(f.telling, err)
	default:
		f.silent = first(f.silent, err)
	}
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// firm reports whether c is not tried any more: where https answered with a
// fault or a bad certificate, http would be a way around it.
func (f *failures) firm(c candidate) bool {
	return f.telling != nil && c.url.Scheme == "http" && !c.insisted
}

func (f *failures) err(typed string) error {
	switch {
	case f.telling != nil:
		return f.telling
	case f.absent != nil && errors.Is(f.absent, ErrNoService) && f.absent != ErrNoService:
		return f.absent
	case f.absent != nil:
		return fmt.Errorf("%w at %s", ErrNoService, clip(typed))
	}
	return fmt.Errorf("client: %s cannot be reached: %w", clip(typed), f.silent)
}

// isTelling reports whether err is an answer, and not the lack of one.
func isTelling(err error) bool {
	var (
		refusal *RefusalError
		state   *mediasock.Error
		cert    *tls.CertificateVerificationError
		network *url.Error
	)
	switch {
	case errors.As(err, &cert), errors.Is(err, ssrf.ErrProhibitedIP):
		return true
	case errors.As(err, &network):
		return false
	case errors.As(err, &refusal), errors.As(err, &state):
		return true
	}
	return true
}
