package metaweblog

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// codes is the one table from faults to states; the façade has the one back. What
// is not in it is a state of the service's own.
var codes = map[int]mediasock.Code{
	weblogwire.CodeDenied:    mediasock.CodePermanent,
	weblogwire.CodeLogin:     mediasock.CodeCredentials,
	weblogwire.CodeNotFound:  mediasock.CodeUnsupported,
	weblogwire.CodeDisabled:  mediasock.CodeUnsupported,
	weblogwire.CodeBusy:      mediasock.CodeTemporary,
	weblogwire.CodeTransport: mediasock.CodeInterrupted,
	weblogwire.CodeMethod:    mediasock.CodeUnsupported,
	weblogwire.CodeParams:    mediasock.CodeUnsupported,
	weblogwire.CodeParse:     mediasock.CodePermanent,
	weblogwire.CodeRequest:   mediasock.CodePermanent,
}

// faultError returns the error that a fault tells.
func faultError(v any) error {
	f := structOf(v)
	n, err := strconv.Atoi(strings.TrimSpace(f.text("faultCode")))
	if err != nil {
		return errors.New("metaweblog: the answer is a fault without a code")
	}
	code, ok := codes[n]
	if !ok {
		code = mediasock.CodeService
	}
	if n == weblogwire.CodeNotFound {
		return &notFound{f.text("faultString")}
	}
	return &mediasock.Error{Code: code, Message: cmp.Or(f.text("faultString"), fmt.Sprintf("fault %d", n))}
}

// A notFound is the fault of something that is not there; the caller knows what.
type notFound struct{ text string }

// Error returns what the service says.
func (e *notFound) Error() string { return "metaweblog: " + e.text }

// Unwrap returns the state.
func (e *notFound) Unwrap() error {
	return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: e.text}
}

// absent turns a fault of something that is not there into what is not there.
func absent(err, what error) error {
	var e *notFound
	if errors.As(err, &e) {
		return what
	}
	return err
}

// statusError returns the error of an answer that is none of XML-RPC.
func statusError(status int) error {
	code := mediasock.CodeService
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		code = mediasock.CodePermanent
	case status == http.StatusTooManyRequests, status >= 500:
		code = mediasock.CodeTemporary
	case status == http.StatusRequestEntityTooLarge, status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		code = mediasock.CodeUnsupported
	}
	return &mediasock.Error{Code: code, Message: fmt.Sprintf("the weblog answers %d", status)}
}

// A members is a struct that was answered.
type members map[string]any

// text returns a member as text, "" where it is absent or none.
func (m members) text(name string) string {
	s, _ := m[name].(string)
	return s
}

// list returns a member that is an array.
func (m members) list(name string) []any {
	l, _ := m[name].([]any)
	return l
}

// truth returns a member that is a boolean.
func (m members) truth(name string) bool {
	b, err := strconv.ParseBool(strings.TrimSpace(m.text(name)))
	return err == nil && b
}

// structOf returns a value that is a struct; nil if it is none.
func structOf(v any) members {
	m, _ := v.(map[string]any)
	return m
}
