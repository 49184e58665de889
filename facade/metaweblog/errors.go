package metaweblog

import (
	"cmp"
	"errors"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
	"github.com/mediasock/mediasock/wire"
)

// faultOf is the one table from errors to faults. The driver has the one back.
func faultOf(err error) *weblogwire.Fault {
	var own *weblogwire.Fault
	var call *wire.RequestError
	var told *mediasock.Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &call):
		return &weblogwire.Fault{Code: call.Fault, Text: mediasock.StatOf(call.Err).Message}
	case errors.Is(err, mediasock.ErrUnknownItem):
		return &weblogwire.Fault{Code: weblogwire.CodeNotFound, Text: "no such post"}
	case errors.Is(err, mediasock.ErrUnknownTaxon):
		return &weblogwire.Fault{Code: weblogwire.CodeNotFound, Text: "no such category"}
	case !errors.As(err, &told):
		return &weblogwire.Fault{Code: weblogwire.CodeFailed, Text: "temporary fault"}
	}
	return &weblogwire.Fault{Code: faultCode(told.Code), Text: cmp.Or(told.Message, told.Code.String())}
}

// faultCode returns the fault of a state.
func faultCode(code mediasock.Code) int {
	switch code.Family() {
	case mediasock.CodeAuth, mediasock.CodeCredentials, mediasock.CodeRenegotiate:
		return weblogwire.CodeLogin
	case mediasock.CodeInterrupted:
		return weblogwire.CodeTransport
	case mediasock.CodeTemporary:
		return weblogwire.CodeBusy
	case mediasock.CodeUnsupported:
		return weblogwire.CodeParams
	case mediasock.CodePermanent:
		return weblogwire.CodeDenied
	}
	return weblogwire.CodeFailed
}
