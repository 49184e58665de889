package client

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

// A Session is one user's use of a site, over HTTP. Where the site asks for it
// (states 1 and 3) it signs in again once a call; calls that were interrupted
// (state 5) it sends again, up to three times. State 6 is the caller's.
type Session struct {
	site    *Site
	creds   mediasock.Credentials
	refused []string // mechanisms that the site has refused

	mu      sync.Mutex
	token   string               // sock token of the mechanism; "" for a stranger
	signer  auth.Signer          // nil for a stranger
	offer   *mediasock.Handshake // the latest
	before  *mediasock.Handshake // as strangers are told: where to sign in
	cookies []*http.Cookie       // that the site's own origin set
	turn    int                  // counts handshakes

	signing sync.Mutex // held during a handshake
}

var (
	_ mediasock.Session      = (*Session)(nil)
	_ mediasock.MediaUpdater = (*Session)(nil)
)

// Offer returns the latest handshake.
func (s *Session) Offer() *mediasock.Handshake {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offer
}

// Mechanism returns the sock token of the mechanism that signs the session's
// calls, such as "auth.hsc", or "" for a stranger's.
func (s *Session) Mechanism() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

// MediaAppend uploads d (MS-154). The same bytes again are an item together
// with [mediasock.ErrExists]. A large file goes in parts where the service takes
// that, so that it can be resumed.
func (s *Session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if s.inParts(m, d) {
		item, err := s.appendInParts(ctx, m, d)
		if !errors.Is(err, errNoParts) {
			return item, err
		}
	}
	return s.media(ctx, mediasock.MethodMediaAppend, m, d)
}

// MediaUpdate changes an item; without d its words only. Where the service does
// not name the method it returns [mediasock.ErrUnsupported] (MS-170).
func (s *Session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	return s.media(ctx, mediasock.MethodMediaUpdate, m, d)
}

func (s *Session) media(ctx context.Context, method string, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if err := sendable(m.Parents); err != nil {
		return nil, err
	}
	ctx, cancel := s.site.client.limit(ctx, d)
	defer cancel()
	if d != nil {
		d = measured{d, ctx}
	}
	result, reply, err := s.call(ctx, method, func(c *wire.Call) {
		c.SetMedia(m)
		c.Data = d
	})
	if err != nil {
		return nil, err
	}
	defer reply.Close()
	return itemOf(result), result.Stat.Err()
}

// TaxaAppend makes a taxon (MS-180).
func (s *Session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	if err := sendable(t.Parents); err != nil {
		return nil, err
	}
	ctx, cancel := s.site.client.limit(ctx, nil)
	defer cancel()
	result, reply, err := s.call(ctx, mediasock.MethodTaxaAppend, func(c *wire.Call) { c.SetTaxon(t) })
	if err != nil {
		return nil, err
	}
	defer reply.Close()
	if err := result.Stat.Err(); err != nil {
		return nil, err
	}
	return itemOf(result), nil
}

// sendable returns an error for an id that cannot travel in a list.
func sendable(ids mediasock.List) error {
	for _, id := range ids {
		if strings.Contains(id, ";") {
			return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the album's id holds a semicolon and cannot be sent"}
		}
	}
	return nil
}

// itemOf returns the item of an answer. An extended page may name none (MS-167).
func itemOf(r *wire.Result) *mediasock.Item {
	if r.Item != nil {
		return r.Item
	}
	if code := r.Stat.Code; code == mediasock.CodeSuccess || code == mediasock.CodeExists {
		return &mediasock.Item{}
	}
	return nil
}

// TaxaList streams the taxa as they arrive (MS-171).
func (s *Session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		ctx, cancel := s.site.client.limit(ctx, nil)
		defer cancel()
		result, reply, err := s.call(ctx, mediasock.MethodTaxaList, func(*wire.Call) {})
		if err != nil {
			yield(mediasock.Taxon{}, err)
			return
		}
		defer reply.Close()
		streamTaxa(result, yield)
	}
}

// streamTaxa yields the taxa of a result and the error that ended them.
func streamTaxa(r *wire.Result, yield func(mediasock.Taxon, error) bool) {
	if err := r.Stat.Err(); err != nil {
		yield(mediasock.Taxon{}, err)
		return
	}
	if r.Taxa == nil {
		return
	}
	for t, err := range r.Taxa {
		if !yield(t, err) || err != nil {
			return
		}
	}
}

// Signout ends the session at the service, if it can be told so (MS-151). Under
// auth.hsk it ends nothing there, because that would delete a key that is meant
// to last (MS-153); [Session.Unlink] does.
func (s *Session) Signout(ctx context.Context) error {
	if s.keyed() {
		s.forget()
		return nil
	}
	return s.Unlink(ctx)
}

func (s *Session) keyed() bool { return s.Mechanism() == "auth.hsk" }

// Unlink ends the session and deletes what it signs with, a permanent signing
// key too. A session that has ended already is no error.
func (s *Session) Unlink(ctx context.Context) error {
	if s.stranger() {
		return nil
	}
	if _, ok := s.Offer().APIs.Lookup(mediasock.MethodSignout); !ok {
		s.forget()
		return nil
	}
	ctx, cancel := s.site.client.limit(ctx, nil)
	defer cancel()
	urls, err := s.targets(mediasock.MethodSignout)
	if err != nil {
		return err
	}
	reply, err := s.exchange(ctx, s.newCall(mediasock.MethodSignout, urls[0]))
	if err == nil {
		defer reply.Close()
		if r := reply.Result(mediasock.MethodSignout); r != nil {
			err = r.Stat.Err()
		}
	}
	if err == nil || errors.Is(err, mediasock.ErrAuthRequired) {
		s.forget()
		return nil
	}
	return err
}

// forget makes the session a stranger's.
func (s *Session) forget() {
	s.signing.Lock()
	defer s.signing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signer, s.creds, s.offer = nil, mediasock.Credentials{}, s.site.offer
}

// by returns what signs the session's calls, or nil.
func (s *Session) by() auth.Signer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signer
}

func (s *Session) stranger() bool { return s.by() == nil }

// newCall returns a call of one method to u, as yet without its parameters.
func (s *Session) newCall(method string, u *url.URL) *wire.Call {
	c := &wire.Call{
		Methods:    []string{method},
		HTTPMethod: http.MethodPost,
		URL:        u,
		Header:     http.Header{},
		Protocol:   s.protocol(),
		Response:   wire.XML,
	}
	if method == mediasock.MethodTaxaList && c.Protocol == wire.REST && s.outside() {
		c.HTTPMethod = http.MethodGet
	}
	c.Params.Set("method", method)
	c.Params.Set("apikey", s.site.client.apiKey())
	return c
}

// outside reports whether the mechanism signs in headers alone, so that a call
// that changes nothing may be a GET.
func (s *Session) outside() bool {
	switch s.Mechanism() {
	case "", "auth.hsc", "auth.hba", "auth.hdi", "auth.hws", "auth.pub":
		return true
	}
	return false
}

// protocol returns how the service is spoken to: by REST where it does not say
// otherwise (MS-137).
func (s *Session) protocol() wire.Protocol {
	offered := s.Offer().Sock
	for _, p := range []wire.Protocol{wire.REST, wire.XMLRPC, wire.JSONRPC} {
		if offered.Has(string(p)) {
			return p
		}
	}
	return wire.REST
}
