package server_test

import (
	"context"
	"errors"
	"iter"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/server"
	"github.com/mediasock/mediasock/wire"
)

// echo answers with the title that it is given.
func echo(_ context.Context, _ mediasock.Session, c *wire.Call) (wire.Result, error) {
	return wire.Result{}, &mediasock.Error{Code: mediasock.CodeService, Message: c.Params.Get("media.title")}
}

// untyped hides what a backend's sessions say of media types.
type untyped struct{ server.Backend }

func (u untyped) Session(ctx context.Context, user *mediasock.User) (mediasock.Session, error) {
	s, err := u.Backend.Session(ctx, user)
	return plain{s}, err
}

// plain is a session without optional abilities or an offer.
type plain struct{ mediasock.Session }

func (p plain) Offer() *mediasock.Handshake {
	return &mediasock.Handshake{User: p.Session.Offer().User}
}

// broken is a backend whose sessions fail in every way.
type broken struct{ fault string }

func (b broken) Session(_ context.Context, u *mediasock.User) (mediasock.Session, error) {
	if b.fault == "session" && u != nil {
		return nil, errors.New("secret inner fault: SELECT * FROM users")
	}
	return faulty(b), nil
}

type faulty struct{ fault string }

var _ mediasock.Session = faulty{}

func (f faulty) fail() error {
	switch f.fault {
	case "panic":
		panic("secret inner fault")
	case "reserved":
		return &mediasock.Error{Code: mediasock.CodeReserved}
	case "quota":
		return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the quota is used up"}
	}
	return errors.New("secret inner fault: /var/lib/mediasock/x")
}

func (f faulty) Offer() *mediasock.Handshake {
	h := &mediasock.Handshake{Stat: mediasock.Stat{Message: "2048 MB available"}}
	if f.fault == "disabled" {
		h.Stat = mediasock.Stat{Code: mediasock.CodePermanent, Message: "disabled", Resource: "https://example.com/why"}
	}
	return h
}

func (f faulty) MediaAppend(context.Context, *mediasock.Media, mediasock.Data) (*mediasock.Item, error) {
	return &mediasock.Item{ID: "1"}, f.fail()
}

func (f faulty) TaxaList(context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		if f.fault != "list late" || yield(mediasock.Taxon{ID: "1", Title: "first"}, nil) {
			yield(mediasock.Taxon{}, f.fail())
		}
	}
}

func (f faulty) TaxaAppend(context.Context, *mediasock.Taxon) (*mediasock.Item, error) {
	return nil, f.fail()
}

func (f faulty) Signout(context.Context) error { return f.fail() }
