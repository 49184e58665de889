package gallery

import (
	"context"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/license"
)

// A licenseOption is a choice of the licence of an item, an album or an account.
type licenseOption struct {
	Value, Label string
	Chosen       bool
}

// licenseOptions returns the choices; usual says what holds without one, and none
// is offered beside it where there may be something to take back.
func licenseOptions(chosen, usual string, none bool) []licenseOption {
	options := []licenseOption{{Value: "", Label: usual}}
	if none {
		options = append(options, licenseOption{Value: library.NoLicense, Label: "None: all rights reserved"})
	}
	for _, l := range library.Licenses() {
		options = append(options, licenseOption{Value: l.URL, Label: l.Name + licenseHint(l)})
	}
	found := false
	for i := range options {
		options[i].Chosen = options[i].Value == chosen
		found = found || options[i].Chosen
	}
	if !found {
		options = append(options, licenseOption{Value: chosen, Label: chosen, Chosen: true})
	}
	return options
}

func licenseHint(l license.License) string {
	hint := ""
	switch {
	case l.PublicDomain:
		return ": anything is allowed"
	case l.ShareAlike:
		hint = ", share alike"
	case l.NoDerivatives:
		hint = ", no changes"
	}
	if l.NonCommercial {
		hint += ", not commercial"
	}
	return ": name the author" + hint
}

// userLicenses returns the choices of the account page.
func (g *Gallery) userLicenses(r *http.Request) ([]licenseOption, error) {
	chosen, err := g.Library.UserLicense(r.Context(), g.viewer(r))
	return licenseOptions(chosen, "None: all rights reserved", false), err
}

// changeLicense sets the licence of what the user shows.
func (g *Gallery) changeLicense(w http.ResponseWriter, r *http.Request) error {
	if g.User(r).Scope < mediasock.ScopeManage {
		return mediasock.ErrForbidden
	}
	if err := g.Library.SetUserLicense(r.Context(), g.viewer(r), r.PostFormValue("license")); err != nil {
		return err
	}
	http.Redirect(w, r, "/account", http.StatusSeeOther)
	return nil
}

// licensing is what the page of an item or album tells of its licence.
type licensing struct {
	Licenses []licenseOption // to choose from, for the owner
	Granted  []license.License
}

func attribute(l mediasock.AttributeList, name string) string {
	value, _ := l.Get(mediasock.DomainText, name)
	return value
}

// termsOf returns the licences that an item is under.
func (g *Gallery) termsOf(ctx context.Context, m *library.Media) []license.License {
	addresses, err := g.Library.Licensing().Of(ctx, m)
	if err != nil {
		g.Log.WarnContext(ctx, "page: licence", "error", err)
	}
	var all []license.License
	for _, address := range addresses {
		l, known := license.Of(address)
		if !known {
			l = license.License{URL: address, Name: address}
		}
		all = append(all, l)
	}
	return all
}

// setLicense sets the licence that a form holds, if it holds one.
func setLicense(r *http.Request, set func(address string) error) error {
	if !r.PostForm.Has("license") {
		return nil
	}
	return set(r.PostForm.Get("license"))
}
