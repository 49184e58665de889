package auth

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/mediasock/mediasock"
)

// The names of the session cookie. The first cannot be planted by another host
// or over plain http; browsers keep it for https alone, so on plain http the
// second stands in.
const (
	cookieSecure = "__Host-mediasock"
	cookiePlain  = "mediasock"
)

// Cookies keeps sessions in a cookie, for auth.hsc and the web pages alike.
type Cookies struct {
	Keys   Keys
	Expiry mediasock.Expiry // idle time and absolute limit; as Options.Cookie
}

// A Conn says how a request came, as far as cookies are concerned.
type Conn struct {
	Secure   bool // TLS, or this machine
	Loopback bool // this machine, perhaps by plain http
}

// name returns the name of the cookie that is set over conn.
func (conn Conn) name() string {
	if conn.Secure && !conn.Loopback {
		return cookieSecure
	}
	return cookiePlain
}

// value returns the session that a request's header names.
func (conn Conn) value(header http.Header) string {
	if conn.name() == cookieSecure {
		return cookieOf(header, cookieSecure)
	}
	return cmp.Or(cookieOf(header, cookieSecure), cookieOf(header, cookiePlain))
}

// User returns the user whose session cookie is in a request's header; nil, nil
// if there is none, state 1 if it is not valid any more.
func (k *Cookies) User(ctx context.Context, header http.Header, conn Conn) (*mediasock.User, error) {
	value := conn.value(header)
	if value == "" {
		return nil, nil
	}
	return k.Keys.Key(ctx, CookieKey, value)
}

// Issue begins a session of u under a new id, ends the one that request bears,
// and adds the cookie to the answer's header.
func (k *Cookies) Issue(ctx context.Context, u *mediasock.User, request, answer http.Header, conn Conn) error {
	if err := k.end(ctx, request, conn); err != nil {
		return err
	}
	by, _ := credentialOf(ctx, u)
	value, err := k.Keys.IssueKey(ctx, Key{Kind: CookieKey, User: u, By: by, Expiry: bounded(k.Expiry, cookieIdle)})
	if err != nil {
		return err
	}
	answer.Add("Set-Cookie", cookie(conn, value).String())
	return nil
}

// Revoke ends the session that request bears and has the cookie forgotten.
func (k *Cookies) Revoke(ctx context.Context, request, answer http.Header, conn Conn) error {
	if conn.value(request) == "" {
		return nil
	}
	if err := k.end(ctx, request, conn); err != nil {
		return err
	}
	gone := cookie(conn, "")
	gone.MaxAge = -1
	answer.Add("Set-Cookie", gone.String())
	return nil
}

func (k *Cookies) end(ctx context.Context, request http.Header, conn Conn) error {
	value := conn.value(request)
	if value == "" {
		return nil
	}
	err := k.Keys.RevokeKey(ctx, CookieKey, value)
	if errors.Is(err, mediasock.ErrAuthRequired) {
		return nil
	}
	return err
}

// cookie returns the session cookie. It ends with the browser's session or with
// the server's record of it.
func cookie(conn Conn, value string) *http.Cookie {
	return &http.Cookie{
		Name: conn.name(), Value: value, Path: "/",
		Secure: conn.name() == cookieSecure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// cookieOf returns the value of the only cookie with that name, or "". Two of
// the same name are a sign of a planted one.
func cookieOf(header http.Header, name string) string {
	found := ""
	for _, line := range header["Cookie"] {
		if len(line) > 4*maxHeader {
			return ""
		}
		cookies, err := http.ParseCookie(line)
		if err != nil {
			cookies = (&http.Request{Header: http.Header{"Cookie": {line}}}).Cookies()
		}
		for _, c := range cookies {
			if c.Name == name && found != "" && c.Value != found {
				return ""
			}
			if c.Name == name {
				found = c.Value
			}
		}
	}
	if len(found) > maxKey {
		return ""
	}
	return found
}
