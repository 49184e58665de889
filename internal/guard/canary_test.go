package guard_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mediasock/mediasock/internal/guard"
)

// A canary is a server on this machine that nobody may be led to. It counts
// connections, not requests: a probe of a port is one too many.
type canary struct {
	port  string
	calls atomic.Int64
}

func newCanary(t *testing.T) *canary {
	t.Helper()
	c := &canary{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, c.port, _ = net.SplitHostPort(l.Addr().String())
	c.serve(t, l)
	if six, err := net.Listen("tcp", net.JoinHostPort("::1", c.port)); err == nil {
		c.serve(t, six)
	}
	return c
}

func (c *canary) serve(t *testing.T, l net.Listener) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "sung") }))
	s.Listener.Close()
	s.Listener = l
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			c.calls.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
}

// silent fails the test if the canary was connected to.
func (c *canary) silent(t *testing.T, what string) {
	t.Helper()
	if n := c.calls.Swap(0); n != 0 {
		t.Errorf("%s: %d connections to the canary, want 0", what, n)
	}
}

// outside starts a server on 127.0.0.2, which stands for the public internet
// in these tests: the guards allow it.
func outside(t *testing.T, h http.Handler) (url string, g *guard.Guard) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skipf("SKIPPED, NO SECOND LOOPBACK ADDRESS ON THIS SYSTEM: %v", err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s.URL, &guard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}}
}

// names is a name server that answers each question about a name with the next
// of its addresses, and the last for ever; "*" stands for every other name.
type names struct {
	mu      sync.Mutex
	answers map[string][]string
}

// resolver returns a resolver that asks n and nobody else.
func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go n.answer(ours)
		return theirs, nil
	}}
}

// answer speaks DNS as over TCP: messages with their length before them.
func (n *names) answer(conn net.Conn) {
	defer conn.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, question); err != nil {
			return
		}
		var m dnsmessage.Message
		if err := m.Unpack(question); err != nil || len(m.Questions) != 1 {
			return
		}
		m.Response, m.Additionals = true, nil
		m.Answers = n.records(m.Questions[0])
		reply, err := m.Pack()
		if err != nil {
			return
		}
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...)); err != nil {
			return
		}
	}
}

func (n *names) records(q dnsmessage.Question) []dnsmessage.Resource {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := q.Name.String()
	list, ok := n.answers[name]
	if !ok {
		name, list = "*", n.answers["*"]
	}
	if len(list) == 0 {
		return nil
	}
	addr := netip.MustParseAddr(list[0])
	header := dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, Type: q.Type}
	switch {
	case q.Type == dnsmessage.TypeA && addr.Is4():
		if len(list) > 1 {
			n.answers[name] = list[1:]
		}
		return []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: addr.As4()}}}
	case q.Type == dnsmessage.TypeAAAA && addr.Is6():
		return []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: addr.As16()}}}
	}
	return nil
}

// get asks for an address and returns the error of that.
func get(ctx context.Context, web *http.Client, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := web.Do(req)
	if err != nil {
		return err
	}
	resp.Body.Close()
	return fmt.Errorf("answered %d", resp.StatusCode)
}
