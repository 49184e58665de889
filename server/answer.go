package server

import (
	"bytes"
	"errors"
	"html/template"
	"io"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// header writes the head of the answer.
func (e *exchange) header(contentType string) {
	header := e.w.Header()
	header.Set("Content-Type", contentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	header.Add("Vary", "Cookie, Authorization")
	e.wrote = true
	e.w.WriteHeader(e.status)
}

// answer writes a reply in the form that the call asks for. A reply without
// taxa has a Content-Length, for clients of HTTP/1.0.
func (e *exchange) answer(reply *wire.Reply) {
	options := wire.OptionsFor(e.call)
	if e.Embed && options.Protocol == wire.REST && options.Format == wire.XML {
		e.page(reply)
		return
	}
	if slices.ContainsFunc(reply.Results, func(r wire.Result) bool { return r.Taxa != nil }) {
		e.header(options.ContentType())
		e.note(wire.WriteReply(prompt{e.w, http.NewResponseController(e.w)}, reply, options))
		return
	}
	var body bytes.Buffer
	if err := wire.WriteReply(&body, reply, options); err != nil {
		e.fault(err)
		return
	}
	e.whole(options.ContentType(), body.Bytes())
}

// A prompt sends the begin of a long answer before the rest is read.
type prompt struct {
	io.Writer
	controller *http.ResponseController
}

// FlushError sends what is written, where the connection can.
func (p prompt) FlushError() error {
	if err := p.controller.Flush(); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// whole writes an answer of known length, of which HEAD gets the head (MS-18).
func (e *exchange) whole(contentType string, body []byte) {
	e.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	e.header(contentType)
	if e.r.Method != http.MethodHead {
		_, err := e.w.Write(body)
		e.note(err)
	}
}

// page writes a reply as an existing page would carry it.
func (e *exchange) page(reply *wire.Reply) {
	body := []byte("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" +
		template.HTMLEscapeString(e.Service.Title) + "</title>\n")
	body, err := wire.AppendComment(body, reply)
	if err != nil {
		e.fault(err)
		return
	}
	body = append(body, "\n</head>\n<body></body>\n</html>\n"...)
	e.whole("text/html; charset=utf-8", body)
}

// fault answers a call that could not be read or carried out.
func (e *exchange) fault(err error) {
	var request *wire.RequestError
	var state *mediasock.Error
	switch {
	case errors.As(err, &request):
		e.status = request.Status
	case errors.As(err, &state) && e.call != nil && e.call.RPC != nil:
		e.half(wire.Result{Stat: e.stat(err)}) // a state is no fault
		return
	default:
		err = e.stat(err).Err()
	}
	stat := mediasock.StatOf(err)
	e.codes = append(e.codes, stat.Code)
	options := wire.WriteOptions{Protocol: wire.REST, Format: wire.XML}
	if e.call != nil {
		options = wire.OptionsFor(e.call)
	}
	var body bytes.Buffer
	if err := wire.WriteFault(&body, e.service(), err, options); err != nil {
		e.log().Error("answer not written", "error", err)
		http.Error(e.w, "temporary fault", http.StatusInternalServerError)
		return
	}
	e.whole(options.ContentType(), body.Bytes())
}

// half answers a call that was not read to its end.
func (e *exchange) half(r wire.Result) {
	e.codes = append(e.codes, r.Stat.Code)
	e.answer(e.reply(r))
}

// note logs that an answer was cut off.
func (e *exchange) note(err error) {
	if err != nil {
		e.log().Debug("answer cut off", "error", err)
	}
}

// finish ends an exchange, also one that panicked: what was staged is dropped,
// the client is told of a temporary fault (state 6), and one line is logged.
func (e *exchange) finish() {
	if v := recover(); v != nil {
		if v == http.ErrAbortHandler {
			e.clean()
			panic(v)
		}
		e.log().Error("panic", "value", v, "stack", string(debug.Stack()))
		if !e.wrote {
			e.busy(http.StatusServiceUnavailable)
			e.fault(refusal(mediasock.CodeTemporary, "temporary fault"))
		}
	}
	e.clean()
	e.line()
}

func (e *exchange) clean() {
	for _, f := range slices.Backward(e.after) {
		f()
	}
}

// line logs the call: who, what and how it ended, and no parameters (XS-4).
func (e *exchange) line() {
	var methods []string
	if e.call != nil {
		methods = e.call.Methods
	}
	user := ""
	if e.who.user != nil {
		user = e.who.user.ID
	}
	e.log().Info("call",
		"methods", methods, "states", e.codes, "status", e.status,
		"user", user, "peer", e.conn.Peer.String(),
		"took", time.Since(e.start).Round(time.Microsecond))
}
