package check

import (
	"context"
	"net/http"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
)

// A Checker tests services. The zero value works.
type Checker struct {
	HTTP       *http.Client     // how HTTP is spoken; http.DefaultClient if nil. Its Jar is not used
	Mechanisms []auth.Mechanism // the ways to sign in; auth.All if nil
	Policy     client.Policy    // what the user allows a sign-in to do
	APIKey     string           // how the checker calls itself; "mediasock-check" if empty
}

// Options say what is tested. The zero value tests as a stranger.
type Options struct {
	// Login are the credentials of an account; nil tests no sign-in. They go
	// nowhere but where a client would send them.
	Login *mediasock.Credentials
	// Write uploads a picture into an album of its own. It needs Login.
	Write bool
}

// Run tests the service behind a domain or URL: its MediaSock and the Open Media
// Profile of its search, whichever it has. The error is client.ErrNoService where
// it has neither; what is wrong with one that is there is in the report.
func (c *Checker) Run(ctx context.Context, typed string, o Options) (*Report, error) {
	e := newExam(ctx, c, o)
	description, err := e.halves(typed)
	if err != nil && (description == nil || o.Login != nil) {
		return nil, err
	}
	if e.first != nil {
		e.stranger()
	}
	if o.Login != nil {
		if err := e.login(); err != nil {
			return nil, err
		}
	}
	if description != nil {
		e.profile(description)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e.report.sort()
	return e.report, nil
}

// halves finds the halves of a service: MediaSock, whose absence is the error, and
// the description of its search, which may be nil.
func (e *exam) halves(typed string) (description *answer, err error) {
	for _, place := range attempts(typed) {
		err = e.find(place.sock)
		description = e.findDescription(place.profile)
		if err == nil || description != nil {
			break
		}
	}
	return description, err
}

// stranger tests what needs no account.
func (e *exam) stranger() {
	e.part(partAnswers, e.steady)
	e.part(partHTTP, e.reached, e.standing, e.heads, e.missing)
	if e.page() || !e.listed(mediasock.MethodHandshake) {
		e.refusals() // a page that exists for another purpose knows its own method alone
		return
	}
	e.part(partMethods, e.query, e.badLogin, e.unknownMethod, e.mechanism, e.methods)
	e.part(partFormats, e.json, e.protocols, e.combined)
}

// refusals tests a login page as far as it can be.
func (e *exam) refusals() {
	if e.listed(mediasock.MethodHandshake) {
		e.part(partMethods, e.query, e.badLogin)
	}
}

// part runs tests and marks their rules as tested.
func (e *exam) part(name string, tests ...func()) {
	for _, test := range tests {
		if e.ctx.Err() == nil {
			test()
		}
	}
	for _, r := range rules {
		if r.part == name && !slices.Contains(e.report.Checked, r.id) {
			e.report.Checked = append(e.report.Checked, r.id)
		}
	}
}
