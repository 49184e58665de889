package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.once.Do(h.prepare)
	base := h.base(r)
	e := &exchange{
		Handler: h, w: w, r: r,
		ctx: auth.WithRequest(mediasock.WithBase(r.Context(), base)), base: base,
		conn: h.conn(r), start: time.Now(), status: http.StatusOK,
	}
	defer e.finish()
	e.serve()
}

// An exchange is one request and its answer.
type exchange struct {
	*Handler
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context
	base string
	conn Conn

	call   *wire.Call
	early  *proof // of the call whose file began last, if nothing after it matters
	begun  *wire.Call
	status int
	wrote  bool
	after  []func() // to be done at the end, last first

	start time.Time
	who   proof            // for the log
	codes []mediasock.Code // likewise
}

// serve reads the call, carries it out and answers it.
func (e *exchange) serve() {
	switch e.r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		e.w.Header().Set("Allow", "GET, HEAD, POST")
		e.fault(&wire.RequestError{
			Status: http.StatusMethodNotAllowed,
			Fault:  -32600,
			Err:    refusal(mediasock.CodePermanent, "use GET, HEAD or POST"),
		})
		return
	}
	var err error
	r, body := e.patient()
	e.call, err = wire.ReadCall(e.ctx, r, wire.ReadOptions{
		Limits: e.Limits.Call, Stage: e.stage,
		Peer: e.conn.Peer, Secure: e.conn.Secure, Loopback: e.conn.Loopback,
	})
	e.after = append(e.after, func() { abort(e.call) })
	var known *existsError
	if !errors.As(err, &known) { // who has sent known bytes need not send the rest
		body.settle()
	}
	switch {
	case known != nil:
		e.half(known.result)
	case err != nil:
		e.fault(err)
	case len(e.call.Batch) > 0:
		e.batch()
	default:
		e.single(e.call)
	}
}

// batch answers the calls of a batch, each for itself.
func (e *exchange) batch() {
	replies := make([]*wire.Reply, len(e.call.Batch))
	for i, c := range e.call.Batch {
		reply, err := e.run(c)
		if err != nil {
			reply = e.reply(wire.Result{Stat: mediasock.StatOf(err)})
		}
		replies[i] = reply
	}
	e.status = http.StatusOK
	options := wire.OptionsFor(e.call)
	e.header(options.ContentType())
	if err := wire.WriteBatch(e.w, e.call, replies); err != nil {
		e.log().Debug("answer cut off", "error", err)
	}
}

// single answers one call.
func (e *exchange) single(c *wire.Call) {
	reply, err := e.run(c)
	if err != nil {
		e.fault(err)
		return
	}
	e.answer(reply)
}

// run carries out the methods of a call in their order (MS-110) and returns what
// they answer. An error is a call that cannot be answered by a reply.
func (e *exchange) run(c *wire.Call) (*wire.Reply, error) {
	if len(c.Methods) == 0 {
		if c.HTTPMethod != http.MethodPost {
			return e.reply(e.discovery(c)), nil
		}
		c.Methods = []string{cmp.Or(e.Default, mediasock.MethodHandshake)}
	}
	if !slices.Contains(e.protocols(), c.Protocol) {
		return nil, refusal(mediasock.CodeRenegotiate, string(c.Protocol)+" is not offered here")
	}
	if len(c.Methods) == 1 && c.RPC != nil {
		if _, ok := e.method(c.Methods[0]); !ok {
			return nil, &wire.RequestError{Status: http.StatusOK, Fault: -32601, Err: mediasock.ErrUnknownMethod}
		}
	}
	s := e.begin(c)
	reply := e.reply()
	for _, name := range c.Methods {
		result := e.result(s, name)
		e.codes = append(e.codes, result.Stat.Code)
		reply.Results = append(reply.Results, result)
	}
	return reply, nil
}

func (e *exchange) reply(results ...wire.Result) *wire.Reply {
	r := &wire.Reply{Service: e.service(), Results: results, Endpoint: e.endpoint(e.base)}
	if e.Elements != nil {
		r.Elements = e.Elements(e.base)
	}
	return r
}

// abort drops the files of a call that were not adopted.
func abort(c *wire.Call) {
	if staged, ok := c.Data.(mediasock.Staged); ok {
		_ = staged.Abort() // what is left is found by the backend's own cleaning
	}
	for _, part := range c.Batch {
		abort(part)
	}
}
