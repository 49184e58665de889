package matrix

import (
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/server"
)

// A visit is a guest with a session at a door of her own.
type visit struct {
	t     *testing.T
	place *place
	guest *guest
	url   string
	*client.Session
}

// enter signs in by Basic, where change has set up the service.
func enter(t *testing.T, change func(*server.Handler)) *visit {
	t.Helper()
	p := newPlace(t)
	c := cell{way{mechanism: "hba"}, links[0], dialects[0]}
	v := &visit{t: t, place: p, guest: p.welcome(t)}
	v.url = p.gate(t, c, v.guest, func(h *server.Handler) {
		h.Protocols = nil
		if change != nil {
			change(h)
		}
	}, nil)
	var err error
	v.Session, err = p.visit(t, c, v.url).SignIn(t.Context(), mediasock.Credentials{Username: v.guest.name, Password: v.guest.app})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// state fails the test unless err is the state.
func state(t *testing.T, what string, err error, want mediasock.Code) {
	t.Helper()
	if got := mediasock.StatOf(err).Code; got != want {
		t.Errorf("%s = %v (state %d), want state %d", what, err, got, want)
	}
}

// albums returns the taxa that the guest sees.
func (v *visit) albums() []mediasock.Taxon {
	v.t.Helper()
	var all []mediasock.Taxon
	for taxon, err := range v.TaxaList(v.t.Context()) {
		if err != nil {
			v.t.Fatal(err)
		}
		all = append(all, taxon)
	}
	return all
}

// enterAs signs the same guest in at another door of the same place.
func enterAs(v *visit, change func(*server.Handler)) *visit {
	v.t.Helper()
	c := cell{way{mechanism: "hba"}, links[0], dialects[0]}
	w := *v
	w.url = v.place.gate(v.t, c, v.guest, change, nil)
	var err error
	w.Session, err = v.place.visit(v.t, c, w.url).SignIn(v.t.Context(), mediasock.Credentials{Username: v.guest.name, Password: v.guest.app})
	if err != nil {
		v.t.Fatal(err)
	}
	return &w
}
