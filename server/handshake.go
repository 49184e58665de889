package server

import (
	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// discovery answers a call that names no method: what is offered, with state 1,
// whoever asks; 0 only where nobody need sign in.
func (e *exchange) discovery(c *wire.Call) wire.Result {
	user, _ := e.gate.Verify(e.ctx, stranger(c)) // who is not let in may sign in
	s, err := e.Backend.Session(e.ctx, user)
	if err != nil {
		s = nil
	}
	o := e.offer(c, s, e.base)
	if user == nil {
		o.Stat.Code, o.User = mediasock.CodeAuth, nil
	}
	e.gate.Challenge(c, e.w.Header())
	e.codes = append(e.codes, o.Stat.Code)
	return handshakeResult(o)
}

func handshakeResult(o *mediasock.Handshake) wire.Result {
	return wire.Result{Method: mediasock.MethodHandshake, Stat: o.Stat, Handshake: o}
}

// handshake signs in. One that fails says all the same what is offered (MS-135).
func (e *exchange) handshake(s *sitting) wire.Result {
	err := s.err
	var o *mediasock.Handshake
	if err == nil {
		o = e.offer(s.call, s.session, e.base)
		if told := s.session.Offer().Stat; told.Code == mediasock.CodePermanent {
			err = told.Err()
		}
	}
	if err == nil {
		err = e.gate.Grant(e.ctx, s.call, s.proof.user, o, e.w.Header())
	}
	if err == nil {
		o.Stat.Message, err = e.report(s.session, o.Stat.Message)
	}
	if err == nil {
		return handshakeResult(o)
	}
	s.failed = true
	stranger, strangerErr := e.Backend.Session(e.ctx, nil)
	if strangerErr != nil {
		stranger = nil
	}
	o = e.offer(s.call, stranger, e.base)
	stat := e.stat(err)
	stat.Serial = o.Stat.Serial
	o.Stat, o.User, o.Key = stat, nil, nil
	return handshakeResult(o)
}

// report returns the message of a handshake: what the session has to tell of the
// account (MS-124), else told.
func (e *exchange) report(session mediasock.Session, told string) (string, error) {
	r, ok := session.(mediasock.Reporter)
	if !ok || told != "" {
		return told, nil
	}
	return r.Report(e.ctx)
}
