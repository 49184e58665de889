package services

import (
	"net/http"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
)

// errClear refuses to send credentials where others could read them.
var errClear error = &mediasock.Error{Code: mediasock.CodePermanent, Message: "the connection is not encrypted, and passwords are not sent over it"}

// Carrier returns the client by which a driver sends credentials to the service
// at base (XS-5, A-68): it follows no redirect, and there is none for a connection
// that others can read, unless the options allow it. o may be nil.
func (o *Options) Carrier(base *url.URL) (*http.Client, error) {
	if !o.MayCarry(base) {
		return nil, errClear
	}
	under := (&guard.Guard{}).Client()
	if o != nil && o.HTTP != nil {
		under = o.HTTP
	}
	own := *under
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own, nil
}
