package site

import (
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/tus"
)

// newUploads returns what takes uploads in parts.
func (s *Site) newUploads() *tus.Handler {
	return &tus.Handler{
		Backend: s.Library, Uploads: s.Library,
		User:      func(r *http.Request) *mediasock.User { return userOf(r.Context()) },
		Challenge: func(r *http.Request, h http.Header) { s.gate.Challenge(call(r), h) },
		Log:       s.log, Now: s.now,
	}
}
