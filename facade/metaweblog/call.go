package metaweblog

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
	"github.com/mediasock/mediasock/server"
	"github.com/mediasock/mediasock/wire"
)

// stall is how long a body may stand still.
const stall = time.Minute

// A call is a call of a method.
type call struct {
	*weblog
	r      *http.Request
	method *method
	params []any
	user   *mediasock.User // nil: not signed in yet
	room   *int            // how many posts the answer may still tell of
}

// serve answers calls. The answer is HTTP 200 even where it is a fault.
func (w *weblog) serve(out http.ResponseWriter, r *http.Request) {
	a := &arrival{weblog: w, r: server.Patient(out, r, stall), room: maxPosts}
	value, err := a.answer()
	if abort := a.abort(); abort != nil {
		w.Logger().WarnContext(r.Context(), "a staged file is left", "error", abort)
	}
	var body []byte
	if err != nil {
		w.note(r.Context(), a.read.Method, err)
		body = weblogwire.FaultReply(faultOf(err))
	} else {
		body = weblogwire.Reply(value)
	}
	h := out.Header()
	h.Set("Content-Type", "text/xml; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	_, _ = out.Write(body) // the client may be gone
}

// An arrival is a call that is being read.
type arrival struct {
	*weblog
	r     *http.Request
	read  *wire.ForeignCall
	files []mediasock.Staged
	known *call // who a file is taken from
	room  int   // how many posts the answer may still tell of
}

// answer reads the call and does what it says.
func (a *arrival) answer() (any, error) {
	var err error
	a.read, err = wire.Foreign{Bits: "bits", Binary: a.take}.Call(a.r.Body)
	if err != nil {
		return nil, err
	}
	if a.read.Method == multicall {
		return a.multicall()
	}
	c := a.known
	if c == nil {
		if c, err = a.call(a.read.Method, a.read.Params); err != nil {
			return nil, err
		}
	}
	c.params = a.read.Params
	return c.run()
}

// call returns a call of a method.
func (a *arrival) call(name string, params []any) (*call, error) {
	m, ok := a.methods[name]
	if !ok {
		return nil, &weblogwire.Fault{Code: weblogwire.CodeMethod, Text: "there is no such method"}
	}
	ctx := mediasock.WithBase(a.r.Context(), a.Base(a.r))
	return &call{weblog: a.weblog, r: a.r.WithContext(ctx), method: m, params: params, room: &a.room}, nil
}

// enter signs the caller in by the parameters, unless that was done.
func (c *call) enter() error {
	if c.user != nil || c.method.who < 0 {
		return nil
	}
	secret, err := c.Door.Password(c.r, c.text(c.method.who), c.text(c.method.who+1))
	if err != nil {
		return err
	}
	c.user = secret.User
	return nil
}

// run signs the caller in and runs the method.
func (c *call) run() (any, error) {
	if err := c.enter(); err != nil {
		return nil, err
	}
	return c.method.run(c)
}

// session returns the caller's session, if it is allowed as much as the method
// needs.
func (c *call) session() (mediasock.Session, error) {
	return c.Session(c.r.Context(), c.user, c.method.need)
}

// text returns a parameter as text, "" if it is absent or none: ids come as
// numbers and as strings (M-6).
func (c *call) text(i int) string {
	if i >= len(c.params) {
		return ""
	}
	s, _ := c.params[i].(string)
	return s
}

// members returns a parameter that is a struct; nil if it is none.
func (c *call) members(i int) post {
	if i >= len(c.params) {
		return nil
	}
	m, _ := c.params[i].(map[string]any)
	return m
}

// list returns a parameter that is an array; nil if it is none.
func (c *call) list(i int) []any {
	if i >= len(c.params) {
		return nil
	}
	l, _ := c.params[i].([]any)
	return l
}

// number returns a parameter as a number between 1 and most.
func (c *call) number(i, usually, most int) int {
	n, err := strconv.Atoi(c.text(i))
	if err != nil || n < 1 {
		return usually
	}
	return min(n, most)
}

// multicall is the method that calls others.
const multicall = "system.multicall"

// maxCalls bounds them. Each signs in for itself, so that a guess is a guess.
const maxCalls = 32

func (a *arrival) multicall() (any, error) {
	var calls []any
	if len(a.read.Params) > 0 {
		calls, _ = a.read.Params[0].([]any)
	}
	if len(calls) > maxCalls {
		return nil, &weblogwire.Fault{Code: weblogwire.CodeRequest, Text: "there are more than " + strconv.Itoa(maxCalls) + " calls"}
	}
	results := []any{}
	for _, one := range calls {
		v, err := a.one(one)
		if err != nil {
			a.note(a.r.Context(), multicall, err)
			results = append(results, faultOf(err).Struct())
			continue
		}
		results = append(results, []any{v})
	}
	return results, nil
}

// one answers one of several calls.
func (a *arrival) one(v any) (any, error) {
	m, _ := v.(map[string]any)
	name, _ := m["methodName"].(string)
	params, _ := m["params"].([]any)
	c, err := a.call(name, params)
	if err != nil {
		return nil, err
	}
	return c.run()
}

// abort drops the files that were not adopted.
func (a *arrival) abort() (err error) {
	for _, f := range a.files {
		err = errors.Join(err, f.Abort())
	}
	return err
}

// note logs an inner fault whole.
func (w *weblog) note(ctx context.Context, method string, err error) {
	var own *weblogwire.Fault
	var told *mediasock.Error
	if !errors.As(err, &own) && !errors.As(err, &told) {
		w.Logger().ErrorContext(ctx, "a call failed", "method", method, "error", err)
	}
}
