package site

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/library"
)

// newFacades returns the foreign protocols that the site serves.
func (s *Site) newFacades() []facade.Facade {
	host := &facade.Host{
		Service: mediasock.Identity{Value: s.Library.Identity().ID, Title: s.Library.Identity().Title},
		Backend: s.Library,
		Door: &facade.Door{
			Users:     s.Accounts,
			User:      func(r *http.Request) *mediasock.User { return userOf(r.Context()) },
			Open:      func(r *http.Request) bool { return connOf(r.Context()).Private() || s.InsecureHTTP },
			Peer:      func(r *http.Request) netip.Addr { return connOf(r.Context()).Peer },
			Challenge: func(r *http.Request, h http.Header) { s.gate.Challenge(call(r), h) },
		},
		Base:    func(r *http.Request) string { return connOf(r.Context()).Base },
		Preview: s.previewFor,
		Memory:  s.Library,
		Log:     s.log, Now: s.now,
	}
	var list []facade.Facade
	for _, kind := range s.Facades {
		list = append(list, kind.New(host))
	}
	return list
}

// judged reports whether a façade judges the credentials of r by itself.
func (s *Site) judged(r *http.Request) bool {
	return slices.ContainsFunc(s.facades, func(f facade.Facade) bool {
		j, ok := f.(facade.Judge)
		return ok && j.Judges(r)
	})
}

// previewFor opens a preview for a façade.
func (s *Site) previewFor(ctx context.Context, u *mediasock.User, id string, edge int) (io.ReadSeekCloser, error) {
	n, ok := library.ParseID(id)
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	m, err := s.Library.Media(ctx, library.ViewerOf(u), n)
	if err != nil {
		return nil, err
	}
	content, err := s.previews.open(ctx, m, fit(edge))
	if undecodable(err) {
		return nil, mediasock.ErrUnsupported
	}
	return content, err
}

// facadeAPIs returns what a handshake announces of the façades.
func (s *Site) facadeAPIs(base string) mediasock.APIs {
	var apis mediasock.APIs
	for _, f := range s.facades {
		apis = append(apis, f.APIs(base)...)
	}
	return apis
}

// facadeLinks returns what the head of each page announces of them.
func (s *Site) facadeLinks(base string) []facade.Link {
	var links []facade.Link
	for _, f := range s.facades {
		links = append(links, f.Links(base)...)
	}
	return links
}
