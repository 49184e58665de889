package site

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/wire"
)

type (
	userKey   struct{}
	viewerKey struct{} // of what a secret lets its holder see
)

// userOf returns the user whom the request's headers prove, or nil.
func userOf(ctx context.Context) *mediasock.User {
	u, _ := ctx.Value(userKey{}).(*mediasock.User)
	return u
}

// identify finds out who asks: every URL takes the same mechanisms as the
// MediaSock endpoint, as far as they prove the user in headers. Credentials that
// are wrong are told so, except where the endpoint or a façade judges by itself
// and where an old cookie only means that nobody is signed in.
func (s *Site) identify(next http.Handler) http.Handler {
	forgery := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := mediasock.WithBase(r.Context(), connOf(r.Context()).Base)
		if r.URL.Path == "/mediasock/" {
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		if err := forgery.Check(r); err != nil {
			http.Error(w, "this request comes from another site", http.StatusForbidden)
			return
		}
		if s.judged(r) {
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		ctx = auth.WithRequest(ctx)
		u, err := s.gate.Verify(ctx, call(r))
		if err != nil && !oldCookie(r, err) && !s.leaves(r, err) {
			s.refuse(w, r.WithContext(ctx), err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, userKey{}, u)))
	})
}

// leaves reports whether a façade is to judge: its protocol may have headers of
// its own, and its clients send some that are none (digiKam sends a random one).
func (s *Site) leaves(r *http.Request, err error) bool {
	return mediasock.StatOf(err).Code == mediasock.CodeRenegotiate && s.mux.isForeign(r)
}

// oldCookie reports whether err, with which the credentials of r were refused,
// is about a cookie alone: one that has ended, or is of an account that has.
func oldCookie(r *http.Request, err error) bool {
	code := mediasock.StatOf(err).Code
	return r.Header.Get("Authorization") == "" && r.Header.Get("X-WSSE") == "" &&
		(code == mediasock.CodeAuth || code == mediasock.CodeCredentials)
}

// refuse answers a request without the right credentials: 401 with the
// challenges where a sign-in would help. That nobody could look them up is a
// fault of our own.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	stat := mediasock.StatOf(err)
	w.Header().Set("Cache-Control", "no-store")
	switch stat.Code {
	case mediasock.CodeAuth, mediasock.CodeCredentials:
		s.gate.Challenge(call(r), w.Header())
		http.Error(w, stat.Code.String(), http.StatusUnauthorized)
	case mediasock.CodeTemporary:
		w.Header().Set("Retry-After", "60")
		if errors.As(err, new(*mediasock.Error)) {
			http.Error(w, stat.Message, http.StatusTooManyRequests)
			return
		}
		s.log.LogAttrs(r.Context(), slog.LevelError, "sign-in failed", slog.String("path", r.URL.Path), slog.Any("error", err))
		http.Error(w, "temporary fault", http.StatusServiceUnavailable)
	default:
		http.Error(w, stat.Message, http.StatusForbidden)
	}
}

// viewer returns who looks: the holder of a feed's secret, or the user, and the
// secret of a link if the URL has one.
func viewer(r *http.Request) library.Viewer {
	if v, ok := r.Context().Value(viewerKey{}).(library.Viewer); ok {
		return v
	}
	if link := r.URL.Query().Get("link"); link != "" {
		return library.ViewerOf(userOf(r.Context()), link)
	}
	return library.ViewerOf(userOf(r.Context()))
}

// call is r as the mechanisms see it: a call of no method, since the account's
// own password opens nothing but a handshake and the sign-in page.
func call(r *http.Request) *wire.Call {
	c := connOf(r.Context())
	return &wire.Call{
		HTTPMethod: r.Method, URL: r.URL, Header: r.Header,
		Protocol: wire.REST, Response: wire.XML, Peer: c.Peer, Secure: c.Private(), Loopback: c.Loopback,
	}
}

// signIn gives a user whose password was right a session of the pages, which is
// one of auth.hsc.
func (s *Site) signIn(w http.ResponseWriter, r *http.Request, u *mediasock.User) error {
	return s.cookies.Issue(r.Context(), u, r.Header, w.Header(), cookieConn(r))
}

// signOut ends it.
func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	return s.cookies.Revoke(r.Context(), r.Header, w.Header(), cookieConn(r))
}

func cookieConn(r *http.Request) auth.Conn {
	c := connOf(r.Context())
	return auth.Conn{Secure: c.Private(), Loopback: c.Loopback}
}
