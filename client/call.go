package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// call calls one method and returns its result, after the retries of A-37. The
// result's state is not 1, 3 or 5 unless those were in vain. The caller closes
// the reply.
func (s *Session) call(ctx context.Context, method string, fill func(*wire.Call)) (*wire.Result, *wire.Reply, error) {
	r := retrying{session: s, method: method}
	for {
		turn := s.handshakes()
		result, reply, err := s.try(ctx, method, fill)
		again, retryErr := r.worthwhile(ctx, turn, stateOf(result, err))
		if retryErr != nil {
			err = retryErr
		}
		if again {
			closeReply(reply)
			continue
		}
		if err != nil {
			closeReply(reply)
			return nil, nil, err
		}
		return result, reply, nil
	}
}

func closeReply(r *wire.Reply) {
	if r != nil {
		r.Close()
	}
}

// try sends a call to the URLs at which its method is offered, until one of them
// answers with a block.
func (s *Session) try(ctx context.Context, method string, fill func(*wire.Call)) (*wire.Result, *wire.Reply, error) {
	urls, err := s.targets(method)
	if err != nil {
		return nil, nil, err
	}
	for i, u := range urls {
		result, reply, err := s.ask(ctx, method, u, fill)
		var silent *noBlockError
		if err == nil || i == len(urls)-1 || !errors.As(err, &silent) || silent.status == http.StatusUnauthorized {
			return result, reply, err
		}
	}
	return nil, nil, mediasock.ErrUnsupported
}

func (s *Session) ask(ctx context.Context, method string, u *url.URL, fill func(*wire.Call)) (*wire.Result, *wire.Reply, error) {
	c := s.newCall(method, u)
	fill(c)
	reply, err := s.exchange(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	if result := reply.Result(method); result != nil {
		return result, reply, nil
	}
	// A page that shows its login form in place of the answer wants a sign-in.
	if h := reply.Result(mediasock.MethodHandshake); h != nil && h.Stat.Code != mediasock.CodeSuccess {
		return &wire.Result{Method: method, Stat: h.Stat}, reply, nil
	}
	reply.Close()
	return nil, nil, &noBlockError{status: http.StatusOK, host: u.Host, err: wire.ErrNoBlock}
}

// stateOf returns the state that a try ended with.
func stateOf(r *wire.Result, err error) mediasock.Code {
	var network *url.Error
	var file *fileError
	switch {
	case err == nil:
		return r.Stat.Code
	case errors.As(err, &file):
		return mediasock.CodeUnsupported
	case errors.As(err, &network):
		return codeBroken
	}
	return mediasock.StatOf(err).Code
}

// codeBroken is no state: the connection broke before there was an answer.
const codeBroken mediasock.Code = -1

// retrying counts what has been tried for one call.
type retrying struct {
	session     *Session
	method      string
	renewed     bool
	interrupted int
}

// worthwhile prepares another try where code asks for one.
func (r *retrying) worthwhile(ctx context.Context, turn int, code mediasock.Code) (bool, error) {
	switch code {
	case mediasock.CodeAuth, mediasock.CodeRenegotiate:
		return r.renew(ctx, turn)
	case codeBroken:
		if !repeatable(r.method) {
			return false, nil
		}
	case mediasock.CodeInterrupted:
	default:
		return false, nil
	}
	if r.interrupted == maxInterrupted || ctx.Err() != nil {
		return false, nil
	}
	r.interrupted++
	if err := r.session.site.client.pause(ctx, r.interrupted-1); err != nil {
		return false, err
	}
	return true, nil
}

// repeatable reports whether a call may be sent again although it may have been
// carried out: the same upload finds itself, a second album would stay.
func repeatable(method string) bool { return method != mediasock.MethodTaxaAppend }

// renew signs in again, once.
func (r *retrying) renew(ctx context.Context, turn int) (bool, error) {
	if r.renewed || r.session.stranger() {
		return false, nil
	}
	r.renewed = true
	if err := r.session.renew(ctx, turn); err != nil {
		return false, err
	}
	return true, nil
}

// handshakes returns how many there have been, so that of several calls that
// find the session expired only one signs in again.
func (s *Session) handshakes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.turn
}
