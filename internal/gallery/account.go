package gallery

import (
	"errors"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

type accountPage struct {
	frame
	Name       string
	Usage      string
	Passwords  []appPassword
	Fresh      string // a password that was just made
	FreshLabel string

	ShowDetails bool
	Work        []workLine
	Waiting     []string // kinds of work in the background, and how much of each
	FeedList    []feedKey
	FreshFeed   string // a secret address that was just made
	Licenses    []licenseOption
}

type appPassword struct{ ID, Label, Scope, Added, Used string }

// account shows the account's own things.
func (g *Gallery) account(w http.ResponseWriter, r *http.Request) error {
	return g.writeAccount(w, r, http.StatusOK, func(*accountPage) {})
}

// writeAccount writes the page after change has added what is to be told.
func (g *Gallery) writeAccount(w http.ResponseWriter, r *http.Request, status int, change func(*accountPage)) error {
	user := g.User(r)
	page := accountPage{frame: g.frame(r, "Account", "account"), Name: user.Name}
	page.Width = "narrow"
	used, _, err := g.Library.Usage(r.Context(), g.viewer(r))
	if err != nil {
		return err
	}
	page.Usage = sizeText(used) + " kept here"
	if page.Work, page.Waiting, err = g.work(r); err != nil {
		return err
	}
	if page.ShowDetails, err = g.Library.ShowsDetails(r.Context(), g.viewer(r)); err != nil {
		return err
	}
	id, _ := library.ParseID(user.ID)
	passwords, err := g.Accounts.AppPasswords(r.Context(), id)
	if err != nil {
		return err
	}
	for _, k := range passwords {
		page.Passwords = append(page.Passwords, appPassword{k.ID.String(), k.Label, k.Scope.String(), dayText(k.Added), dayText(k.LastUsed)})
	}
	if page.FeedList, err = g.feedKeys(r, id); err != nil {
		return err
	}
	if page.Licenses, err = g.userLicenses(r); err != nil {
		return err
	}
	change(&page)
	w.Header().Set("Cache-Control", "no-store") // a fresh password is not left on a disk
	return g.write(w, status, "account", page)
}

// makeAppPassword makes a password for a device and shows it once.
func (g *Gallery) makeAppPassword(w http.ResponseWriter, r *http.Request) error {
	user := g.User(r)
	if user.Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	scope, err := mediasock.ParseScope(r.PostFormValue("scope"))
	if err != nil {
		return g.tellProblem(w, r, "There is no such choice of what the device may do.")
	}
	label := r.PostFormValue("label")
	password, err := g.Accounts.NewAppPassword(r.Context(), g.viewer(r).User, label, scope)
	if problem, told := accountProblem(err); told {
		return g.tellProblem(w, r, problem)
	}
	if err != nil {
		return err
	}
	return g.writeAccount(w, r, http.StatusOK, func(p *accountPage) { p.Fresh, p.FreshLabel = password, label })
}

func (g *Gallery) tellProblem(w http.ResponseWriter, r *http.Request, problem string) error {
	return g.writeAccount(w, r, http.StatusBadRequest, func(p *accountPage) { p.Error = problem })
}

// revokeAppPassword ends a password of the user's own.
func (g *Gallery) revokeAppPassword(w http.ResponseWriter, r *http.Request) error {
	user := g.User(r)
	if user.Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	id, ok := library.ParseID(r.PostFormValue("id"))
	if !ok {
		return g.tellProblem(w, r, "There is no such password.")
	}
	if err := g.Accounts.RevokeAppPassword(r.Context(), g.viewer(r).User, id); err != nil && !errors.Is(err, library.ErrUnknownKey) {
		return err
	}
	http.Redirect(w, r, "/account", http.StatusSeeOther)
	return nil
}

// setDetails says whether others are told of places and cameras.
func (g *Gallery) setDetails(w http.ResponseWriter, r *http.Request) error {
	if g.User(r).Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	if err := g.Library.SetShowDetails(r.Context(), g.viewer(r), r.PostFormValue("show") != ""); err != nil {
		return err
	}
	http.Redirect(w, r, "/account", http.StatusSeeOther)
	return nil
}

// changePassword sets the account's password, which ends all its sessions, and
// opens a new one here.
func (g *Gallery) changePassword(w http.ResponseWriter, r *http.Request) error {
	if !g.Private(r) {
		g.refusePlain(w, r)
		return nil
	}
	user := g.User(r)
	_, err := g.check(r, user.Name, r.PostFormValue("old"))
	switch {
	case errors.Is(err, mediasock.ErrCredentials):
		return g.tellProblem(w, r, "The present password is not right.")
	case errors.Is(err, mediasock.ErrTemporary):
		return g.tellProblem(w, r, "Too many wrong passwords. Wait a while and try again.")
	case err != nil:
		return err
	}
	err = g.Accounts.SetPassword(r.Context(), g.viewer(r).User, r.PostFormValue("new"))
	if problem, told := accountProblem(err); told {
		return g.tellProblem(w, r, problem)
	}
	if err != nil {
		return err
	}
	if err := g.SignIn(w, r, user); err != nil {
		return err
	}
	return g.writeAccount(w, r, http.StatusOK, func(p *accountPage) { p.Done = "The password is changed, and all other devices are signed out." })
}

// accountProblem returns what a user may be told of an error of an account, and
// whether it is one that she can mend.
func accountProblem(err error) (problem string, told bool) {
	for _, known := range []error{library.ErrBadName, library.ErrWeakPassword, library.ErrNameTaken, library.ErrTooMany, library.ErrTooManyFeeds} {
		if errors.Is(err, known) {
			text := strings.TrimPrefix(known.Error(), "library: ")
			return strings.ToUpper(text[:1]) + text[1:] + ".", true
		}
	}
	return "", false
}
