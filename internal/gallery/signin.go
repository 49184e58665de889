package gallery

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
)

type signInPage struct {
	frame
	Target string // where to go afterwards
	Name   string
}

// signInForm shows the form, or why no password is taken here.
func (g *Gallery) signInForm(w http.ResponseWriter, r *http.Request) error {
	if !g.Private(r) {
		g.refusePlain(w, r)
		return nil
	}
	return g.writeSignIn(w, r, http.StatusOK, "", "")
}

func (g *Gallery) writeSignIn(w http.ResponseWriter, r *http.Request, status int, name, problem string) error {
	page := signInPage{frame: g.frame(r, "Sign in", "signin"), Target: target(r), Name: name}
	page.Width, page.Error = "narrow", problem
	return g.write(w, status, "signin", page)
}

// target returns the page to go to after the sign-in: one of this site.
func target(r *http.Request) string {
	next := r.FormValue("next")
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// signIn checks the password, slowed down where too many were wrong.
func (g *Gallery) signIn(w http.ResponseWriter, r *http.Request) error {
	if !g.Private(r) {
		g.refusePlain(w, r)
		return nil
	}
	name := r.PostFormValue("username")
	user, err := g.check(r, name, r.PostFormValue("password"))
	switch {
	case errors.Is(err, mediasock.ErrCredentials):
		return g.writeSignIn(w, r, http.StatusUnauthorized, name, "Wrong user name or password.")
	case errors.Is(err, mediasock.ErrTemporary):
		w.Header().Set("Retry-After", "60")
		return g.writeSignIn(w, r, http.StatusTooManyRequests, name, "Too many wrong passwords. Wait a while and try again.")
	case err != nil:
		return err
	}
	if err := g.SignIn(w, r, user); err != nil {
		return err
	}
	http.Redirect(w, r, target(r), http.StatusSeeOther)
	return nil
}

// check checks a password under the throttle.
func (g *Gallery) check(r *http.Request, name, password string) (*mediasock.User, error) {
	ctx, peer := r.Context(), g.Peer(r)
	if err := g.Accounts.Allow(ctx, name, peer); err != nil {
		return nil, err
	}
	user, err := g.Accounts.Account(ctx, name, password)
	if err != nil && !errors.Is(err, mediasock.ErrCredentials) {
		return nil, err
	}
	if note := g.Accounts.Note(ctx, name, peer, err == nil); note != nil {
		return nil, note
	}
	return user, err
}

// refusePlain says why no password is taken, and the ways out.
func (g *Gallery) refusePlain(w http.ResponseWriter, r *http.Request) {
	g.Message(w, r, http.StatusForbidden, "No password over plain http",
		"This connection is not encrypted, so others on the way could read your password. Whoever runs this service can choose one of these:",
		"mediasock serve --tls-cert CERT --tls-key KEY",
		"mediasock serve --base-url https://… --trusted-proxy ADDRESS",
		"mediasock serve --insecure-http")
}

// signOut ends the session.
func (g *Gallery) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := g.SignOut(w, r); err != nil && !errors.Is(err, mediasock.ErrAuthRequired) {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
