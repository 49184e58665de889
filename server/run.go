package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A sitting is the carrying out of one call: who made it, and her session.
type sitting struct {
	call    *wire.Call
	proof   proof
	session mediasock.Session
	err     error // why there is no session
	filed   bool  // a method has taken its file, which another cannot take again
	failed  bool  // its handshake failed, so the later methods answer 1
}

// begin finds out who made a call and opens her session.
func (e *exchange) begin(c *wire.Call) *sitting {
	s := &sitting{call: c}
	if e.early != nil && e.begun == c {
		s.proof = *e.early
	} else {
		s.proof = e.verify(e.ctx, c)
	}
	s.proof = e.demand(c, s.proof)
	if guarded, ok := c.Data.(*limited); ok {
		c.Data = guarded.Staged
	}
	e.who = s.proof
	switch {
	case s.proof.err != nil:
		s.err = s.proof.err
		e.refused(c, s.err)
	case e.forged():
		s.err = refusal(mediasock.CodePermanent, "another site's page sent this")
		e.status = http.StatusForbidden
	default:
		s.session, s.err = e.Backend.Session(e.ctx, s.proof.user)
	}
	return s
}

// forged reports whether another site's page made a browser send the call. Not
// even one that bears more than the browser adds by itself is taken then: a key
// that means nothing could stand beside a cookie, and a sign-in could be to the
// other site's account.
func (e *exchange) forged() bool { return e.forgery.Check(e.r) != nil }

// result carries out one method.
func (e *exchange) result(s *sitting, name string) wire.Result {
	if name == mediasock.MethodHandshake {
		return e.handshake(s)
	}
	method, known := e.method(name)
	switch {
	case !known:
		return wire.Result{Stat: e.stat(mediasock.ErrUnknownMethod)}
	case s.failed:
		return wire.Result{Method: name, Stat: e.stat(refusal(mediasock.CodeAuth, "the handshake failed"))}
	case s.err != nil:
		return wire.Result{Method: name, Stat: e.stat(s.err)}
	case s.call.HTTPMethod != http.MethodPost && changes(name):
		e.status = http.StatusMethodNotAllowed
		e.w.Header().Set("Allow", "POST")
		return wire.Result{Method: name, Stat: e.stat(refusal(mediasock.CodePermanent, "use POST"))}
	case name == mediasock.MethodSignout:
		return wire.Result{Method: name, Stat: e.stat(e.signout(s))}
	}
	return e.carryOut(s, name, method)
}

// takesFile reports whether a method takes the file of its call.
func takesFile(name string) bool {
	return name == mediasock.MethodMediaAppend || name == mediasock.MethodMediaUpdate
}

// carryOut runs a method in the session.
func (e *exchange) carryOut(s *sitting, name string, method Method) wire.Result {
	if _, own := builtin(name); own && !can(s.session, name) {
		return wire.Result{Method: name, Stat: e.stat(mediasock.ErrUnsupported)}
	}
	err := e.fits(s, name)
	if err == nil && takesFile(name) {
		if s.filed && s.call.Data != nil {
			err = unsupported("two uploads cannot be combined in one call")
		}
		s.filed = true
	}
	var result wire.Result
	if err == nil {
		result, err = method(e.ctx, s.session, s.call)
	}
	if err == nil && result.Taxa != nil {
		var stop func()
		result.Taxa, stop, err = peek(result.Taxa)
		e.after = append(e.after, stop)
	}
	result.Method = name
	if err != nil {
		result.Stat = e.stat(err)
		result.Taxa = nil
		if result.Stat.Code != mediasock.CodeExists {
			result.Item = nil
		}
	}
	return result
}

// stat returns the stat of an error. A fault of our own is logged whole and told
// as a temporary one.
func (e *exchange) stat(err error) mediasock.Stat {
	var known *mediasock.Error
	if err != nil && !errors.As(err, &known) && !errors.Is(err, context.Canceled) {
		e.log().Error("call failed", "error", err)
		e.busy(http.StatusServiceUnavailable)
	}
	stat := mediasock.StatOf(err)
	if stat.Code == mediasock.CodeReserved {
		stat.Code = mediasock.CodePermanent // never sent (MS-67)
	}
	return stat
}

// signout ends what was granted, as far as the call bears it (MS-151).
func (e *exchange) signout(s *sitting) error {
	if err := e.gate.Revoke(e.ctx, s.call, e.w.Header()); err != nil {
		return err
	}
	return s.session.Signout(e.ctx)
}
