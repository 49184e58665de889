package server

import (
	"context"
	"encoding/hex"
	"net/http"
	"net/netip"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// stage opens the place for a file that begins. Who is verified by then has the
// whole limit; a refusal that nothing later can change is told at once; anybody
// else gets a stranger's share, to be dropped if no proof follows the file.
func (e *exchange) stage(ctx context.Context, c *wire.Call, name, mediaType string, size int64) (mediasock.Staged, error) {
	c.Methods = methodsSoFar(c)
	p := e.verify(ctx, c)
	final := p.final(c)
	if final {
		e.early, e.begun, e.who = &p, c, p
	}
	switch {
	case final && p.err != nil:
		e.refused(c, p.err)
		return nil, p.err
	case p.user != nil:
		if err := e.already(ctx, c, p.user); err != nil {
			return nil, err
		}
		if err := e.room(ctx, c, p.user, size); err != nil {
			return nil, err
		}
		return e.stager().Stage(ctx, name, mediaType, size)
	}
	release, err := e.strangers.admit(e.conn.Peer)
	if err != nil {
		e.busy(http.StatusTooManyRequests)
		return nil, err
	}
	e.after = append(e.after, release)
	staged, err := e.stager().Stage(ctx, name, mediaType, size)
	if err != nil {
		return nil, err
	}
	return &limited{Staged: staged, left: e.Limits.Stranger}, nil
}

// methodsSoFar returns the methods of a call that is not read to its end.
func methodsSoFar(c *wire.Call) []string {
	if len(c.Methods) > 0 {
		return c.Methods
	}
	var names []string
	for _, name := range mediasock.ParseList(c.Params.Get(wire.ParamMethod)) {
		names = append(names, mediasock.CanonicalMethod(name))
	}
	return names
}

func (e *exchange) stager() mediasock.Stager {
	if s, ok := e.Backend.(mediasock.Stager); ok {
		return s
	}
	return spool{}
}

// An existsError ends the reading of an upload whose bytes the user has stored
// already.
type existsError struct{ result wire.Result }

// Error says what was found.
func (e *existsError) Error() string { return "server: the item exists already" }

// already looks for the user's own item with the hash that the call announces
// so that an upload that would change nothing need not travel. A call
// that names parents goes on: they may be new to the item.
func (e *exchange) already(ctx context.Context, c *wire.Call, u *mediasock.User) error {
	sum, err := hex.DecodeString(c.Params.Get(wire.ParamSHA256))
	if err != nil || len(sum) != 32 || c.Batch != nil || len(c.Methods) != 1 ||
		c.Methods[0] != mediasock.MethodMediaAppend || c.Params.Get(wire.ParamMediaParents) != "" ||
		c.Params.Get(wire.ParamMediaID) != "" || e.forged() || e.demand(c, proof{user: u}).err != nil {
		return nil
	}
	s, err := e.Backend.Session(ctx, u)
	if err != nil {
		return nil // begin opens it again and tells why
	}
	item, err := mediasock.FindMedia(ctx, s, "sha256", sum)
	if err != nil || item == nil {
		return nil
	}
	e.codes = append(e.codes, mediasock.CodeExists)
	return &existsError{wire.Result{
		Method: mediasock.MethodMediaAppend,
		Stat:   mediasock.Stat{Code: mediasock.CodeExists},
		Item:   item,
	}}
}

// room refuses a file that does not fit into the user's quota before it is read,
// where its size is told.
func (e *exchange) room(ctx context.Context, c *wire.Call, u *mediasock.User, size int64) error {
	if size < 0 {
		return nil
	}
	s, err := e.Backend.Session(ctx, u)
	if err != nil {
		return nil // begin opens it again and tells why
	}
	sum, err := hex.DecodeString(c.Params.Get(wire.ParamSHA256))
	if err != nil {
		sum = nil // of no use here; the method refuses it
	}
	return mediasock.CheckRoom(ctx, s, size, sum)
}

// A limited takes a stranger's share of a file.
type limited struct {
	mediasock.Staged
	left int64
}

// Write refuses what goes beyond the share.
func (l *limited) Write(p []byte) (int, error) {
	if int64(len(p)) > l.left {
		return 0, &wire.RequestError{
			Status: http.StatusRequestEntityTooLarge, Fault: -32600,
			Err: refusal(mediasock.CodeUnsupported, "so large a file is taken only after what proves who sends it; send the file last"),
		}
	}
	n, err := l.Staged.Write(p)
	l.left -= int64(n)
	return n, err
}

// strangers counts the files that arrive from senders who are not verified.
type strangers struct {
	each, all int

	mu    sync.Mutex
	from  map[netip.Addr]int
	total int
}

// admit counts one more, until release is called.
func (s *strangers) admit(peer netip.Addr) (release func(), err error) {
	peer = network(peer)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.from[peer] >= s.each || s.total >= s.all {
		return nil, refusal(mediasock.CodeTemporary, "too many uploads whose sender is not known yet")
	}
	if s.from == nil {
		s.from = map[netip.Addr]int{}
	}
	s.from[peer]++
	s.total++
	return sync.OnceFunc(func() { s.leave(peer) }), nil
}

func (s *strangers) leave(peer netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.from[peer]--; s.from[peer] == 0 {
		delete(s.from, peer)
	}
}

// network returns what one household has: an IPv4 address, or the /64 of an IPv6
// one.
func network(peer netip.Addr) netip.Addr {
	if prefix, err := peer.Prefix(64); err == nil && peer.Is6() && !peer.Is4In6() {
		return prefix.Addr()
	}
	return peer.Unmap()
}
