package client

import (
	"context"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// Combined signs in and lists the taxa, in one call where the site announces
// feat.cmc and offers both methods at one URL (MS-106, MS-112, MS-113), else in
// two. Where the sign-in succeeds and the list fails, the session is returned
// together with the error.
func (s *Site) Combined(ctx context.Context, c mediasock.Credentials) (*Session, []mediasock.Taxon, error) {
	session, err := s.open(c)
	if err != nil || session.signer == nil || !session.combines(mediasock.MethodTaxaList) {
		if session, err = s.SignIn(ctx, c); err != nil {
			return nil, nil, err
		}
		taxa, err := collect(ctx, session)
		return session, taxa, err
	}
	var taxa []mediasock.Taxon
	var listErr error
	listed := false
	err = session.handshake(ctx, func(reply *wire.Reply) {
		if r := reply.Result(mediasock.MethodTaxaList); r != nil && r.Method != "" {
			listed = true
			streamTaxa(r, gather(&taxa, &listErr))
		}
	}, mediasock.MethodTaxaList)
	switch {
	case err != nil:
		return nil, nil, err
	case !listed || listErr != nil:
		taxa, listErr = collect(ctx, session)
	}
	return session, taxa, listErr
}

// combines reports whether a method may travel with the handshake.
func (s *Session) combines(method string) bool {
	offer := s.Offer()
	if !offer.Sock.Has("feat.cmc") {
		return false
	}
	one, err := s.targets(mediasock.MethodHandshake)
	if err != nil {
		return false
	}
	two, err := s.targets(method)
	return err == nil && one[0].String() == two[0].String()
}

// collect lists the taxa in a call of its own.
func collect(ctx context.Context, s *Session) ([]mediasock.Taxon, error) {
	var taxa []mediasock.Taxon
	var err error
	add := gather(&taxa, &err)
	for t, e := range s.TaxaList(ctx) {
		if !add(t, e) {
			break
		}
	}
	return slices.Clip(taxa), err
}

// gather returns a yield function that keeps what it is given.
func gather(taxa *[]mediasock.Taxon, err *error) func(mediasock.Taxon, error) bool {
	return func(t mediasock.Taxon, e error) bool {
		if e != nil {
			*err = e
			return false
		}
		*taxa = append(*taxa, t)
		return true
	}
}
