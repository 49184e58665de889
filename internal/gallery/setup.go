package gallery

import (
	"net/http"

	"github.com/mediasock/mediasock"
)

type setupPage struct {
	frame
	Token string
	Name  string
}

// setupForm shows the form that makes the first account, to whoever has the
// link.
func (g *Gallery) setupForm(w http.ResponseWriter, r *http.Request) error {
	if !g.Private(r) {
		g.refusePlain(w, r)
		return nil
	}
	token := r.URL.Query().Get("token")
	if err := g.Accounts.CheckSetupToken(r.Context(), token); err != nil {
		g.spent(w, r)
		return nil
	}
	return g.writeSetup(w, r, http.StatusOK, token, "", "")
}

// spent says that the link does not work (any more).
func (g *Gallery) spent(w http.ResponseWriter, r *http.Request) {
	g.Message(w, r, http.StatusForbidden, "This link does not work",
		"It has been used, or is not complete. A new one is printed when the service starts while there is no account; or make one on the command line:",
		"mediasock user add NAME")
}

func (g *Gallery) writeSetup(w http.ResponseWriter, r *http.Request, status int, token, name, problem string) error {
	page := setupPage{frame: g.frame(r, "Set up", "setup"), Token: token, Name: name}
	page.Width, page.Bare, page.Error = "narrow", true, problem
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store") // the token is in the page
	return g.write(w, status, "setup", page)
}

// setup makes the first account and signs it in.
func (g *Gallery) setup(w http.ResponseWriter, r *http.Request) error {
	if !g.Private(r) {
		g.refusePlain(w, r)
		return nil
	}
	token, name := r.PostFormValue("token"), r.PostFormValue("username")
	if err := g.Accounts.CheckSetupToken(r.Context(), token); err != nil {
		g.spent(w, r)
		return nil
	}
	user, err := g.Accounts.UseSetupToken(r.Context(), token, name, r.PostFormValue("password"))
	if problem, told := accountProblem(err); told {
		return g.writeSetup(w, r, http.StatusBadRequest, token, name, problem)
	}
	if err != nil {
		return err
	}
	if err := g.SignIn(w, r, &mediasock.User{ID: user.ID.String(), Name: user.Name, Scope: mediasock.ScopeManage}); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
