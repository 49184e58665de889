package gallery

import (
	"errors"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A feedKey is a feed with a secret address, as the account page lists it.
type feedKey struct{ ID, Title, Added, Used string }

func (g *Gallery) feedKeys(r *http.Request, user library.ID) ([]feedKey, error) {
	keys, err := g.Accounts.FeedKeys(r.Context(), user)
	var list []feedKey
	for _, k := range keys {
		list = append(list, feedKey{k.ID.String(), g.FeedTitle(r, k.Search), dayText(k.Added), dayText(k.LastUsed)})
	}
	return list, err
}

// makeFeed makes a secret address for the feed of a page and shows it once.
func (g *Gallery) makeFeed(w http.ResponseWriter, r *http.Request) error {
	if g.User(r).Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	address, err := g.NewFeed(r, r.PostFormValue("feed"))
	if problem, told := accountProblem(err); told {
		return g.tellProblem(w, r, problem)
	}
	if err != nil {
		return err
	}
	return g.writeAccount(w, r, http.StatusOK, func(p *accountPage) { p.FreshFeed = address })
}

// revokeFeed ends a secret address of the user's own.
func (g *Gallery) revokeFeed(w http.ResponseWriter, r *http.Request) error {
	if g.User(r).Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	id, ok := library.ParseID(r.PostFormValue("id"))
	if !ok {
		return g.tellProblem(w, r, "There is no such feed.")
	}
	if err := g.Accounts.RevokeFeedKey(r.Context(), g.viewer(r).User, id); err != nil && !errors.Is(err, library.ErrUnknownKey) {
		return err
	}
	http.Redirect(w, r, "/account", http.StatusSeeOther)
	return nil
}
