package client

import (
	"errors"
	"fmt"
	"slices"
)

// A Policy is what a user allows a client to do. The zero value is the careful
// one: discovery over http where https is not to be had, no password in clear
// text, no credentials to a second host.
type Policy struct {
	// ClearText lets passwords travel over http unhidden. Without
	// it http serves mechanisms that hide the password, and this machine.
	ClearText bool

	// HTTPSOnly forbids http altogether, except to this machine.
	HTTPSOnly bool

	// Private lets a site on the internet name URLs on private networks.
	Private bool

	// Origins are those that the user has confirmed: credentials may go there
	// although a site on another origin named them (XS-5). An origin is written
	// "https://upload.example.com".
	Origins []string

	// Consent asks the user whether credentials may go to an origin that the
	// site names beside its own. Without it the answer is no.
	Consent func(origin string) bool
}

// confirmed reports whether credentials may go to an origin that is not the
// site's own.
func (p *Policy) confirmed(origin string) bool {
	if origin == "" {
		return false
	}
	return slices.Contains(p.Origins, origin) || (p.Consent != nil && p.Consent(origin))
}

// ErrNoService is the error where a site speaks no MediaSock (MS-21, A-27).
var ErrNoService = errors.New("client: no MediaSock service")

// A RefusalError is what a [Policy] forbids. Nothing was sent.
type RefusalError struct {
	Reason string // what was refused and why
	Hint   string // what would allow it
}

// Error returns the reason and the hint.
func (e *RefusalError) Error() string {
	if e.Hint == "" {
		return "client: " + e.Reason
	}
	return fmt.Sprintf("client: %s; %s", e.Reason, e.Hint)
}
