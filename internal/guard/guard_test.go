package guard_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/internal/guard"
)

// forms are ways to write addresses that are not of the public internet. In the
// tests every name, and so every form that is read as a name, is this machine.
func forms() []string {
	return []string{
		"127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1",
		"017700000001", "0177.0.0.1", "0177.0.0.01", "00000177.0.0.1", "127.0.0.1.", "127。0。0。1", "①②⑦.0.0.1",
		"0", "0.0.0.0", "0x0", "00", "[::]", "[::0]", "[0:0:0:0:0:0:0:0]", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:0.0.0.0]", "[::ffff:0:127.0.0.1]",
		"[::127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]",
		"[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
		"[fe80::1]", "[fe80::1%25lo]", "[::1%25lo]", "[fe80::1%251]", "[ff02::1]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]",
		"169.254.169.254", "169.254.0.1", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518",
		"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.254", "167772161",
		"100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "255.255.255.255", "224.0.0.1",
		"localhost", "localhost.", "LOCALHOST", "a.localhost", "localtest.me", "127.0.0.1.nip.io", "metadata.google.internal",
	}
}

func TestGuard_RefusesEveryForm(t *testing.T) {
	c := newCanary(t)
	g := &guard.Guard{Resolver: (&names{answers: map[string][]string{"*": {"127.0.0.1"}}}).resolver()}
	web := g.Client()
	for _, form := range forms() {
		for _, address := range []string{"http://" + form + ":" + c.port, "https://" + form + ":" + c.port, "http://user@" + form + ":" + c.port + "/?q=1"} {
			err := get(t.Context(), web, address)
			if _, invalid := url.Parse(address); invalid == nil && !errors.Is(err, guard.ErrRefused) && !isNoName(err) {
				t.Errorf("GET %s: %v, want %v", address, err, guard.ErrRefused)
			}
		}
		c.silent(t, form)
	}
}

// isNoName reports whether an address was taken as a name that cannot be one,
// as Go's own resolver takes 2130706433.
func isNoName(err error) bool {
	var unknown *net.DNSError
	return errors.As(err, &unknown) && unknown.IsNotFound
}

// The system's resolver reads numbers as the C library does, where it is asked.
func TestGuard_SystemResolver(t *testing.T) {
	c := newCanary(t)
	web := (&guard.Guard{}).Client()
	for _, form := range forms() {
		if strings.Trim(form, "0123456789abcdefx.") != "" || strings.Trim(form, "abcdef.") == "" {
			continue // a name: nobody outside is asked about it
		}
		if err := get(t.Context(), web, "http://"+form+":"+c.port); !errors.Is(err, guard.ErrRefused) && !isNoName(err) {
			t.Errorf("GET %s: %v, want %v", form, err, guard.ErrRefused)
		}
		c.silent(t, form)
	}
}

// The canary sings where it may be reached: else silence would prove nothing.
func TestGuard_CanarySings(t *testing.T) {
	c := newCanary(t)
	n := &names{answers: map[string][]string{"*": {"127.0.0.1"}}}
	g := &guard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Resolver: n.resolver()}
	for _, form := range []string{"127.0.0.1", "0x7f000001", "localtest.me", "[::ffff:127.0.0.1]"} {
		if err := get(t.Context(), g.Client(), "http://"+form+":"+c.port); err == nil || err.Error() != "answered 200" {
			t.Errorf("GET %s by a guard that allows it: %v, want an answer", form, err)
		}
		if c.calls.Swap(0) == 0 {
			t.Errorf("GET %s: no connection to the canary", form)
		}
	}
}

// A redirect is looked at at each hop, whatever its status.
func TestGuard_Redirects(t *testing.T) {
	c := newCanary(t)
	var base string
	mux := http.NewServeMux()
	mux.HandleFunc("/hop", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		hops, _ := strconv.Atoi(q.Get("hops"))
		status, _ := strconv.Atoi(q.Get("status"))
		to := q.Get("to")
		if hops > 1 {
			q.Set("hops", strconv.Itoa(hops-1))
			to = base + "/hop?" + q.Encode()
		}
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	})
	base, g := outside(t, mux)
	g.Resolver = (&names{answers: map[string][]string{"*": {"127.0.0.1"}}}).resolver()
	web := g.Client()
	for _, form := range forms() {
		for hops := 1; hops <= 3; hops++ {
			for _, status := range []int{301, 302, 303, 307, 308} {
				q := url.Values{"hops": {strconv.Itoa(hops)}, "status": {strconv.Itoa(status)}, "to": {"http://" + form + ":" + c.port}}
				if err := get(t.Context(), web, base+"/hop?"+q.Encode()); err == nil || err.Error() == "answered 200" {
					t.Errorf("%d redirects by %d to %s: %v, want an error", hops, status, form, err)
				}
			}
		}
		c.silent(t, "redirects to "+form)
	}
}

// What a redirect may lead to besides.
func TestGuard_RedirectRule(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		via            int
		ok             bool
	}{
		{"to another site", "https://a.example/", "https://b.example/", 1, true},
		{"up to https", "http://a.example/", "https://a.example/", 1, true},
		{"down to http", "https://a.example/", "http://a.example/", 1, false},
		{"to a file", "http://a.example/", "file:///etc/passwd", 1, false},
		{"to gopher", "http://a.example/", "gopher://a.example/", 1, false},
		{"the fifth", "http://a.example/", "http://a.example/5", 5, true},
		{"without end", "http://a.example/", "http://a.example/6", 6, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, to := &http.Request{URL: parse(t, c.from)}, &http.Request{URL: parse(t, c.to)}
			via := make([]*http.Request, c.via)
			for i := range via {
				via[i] = from
			}
			if err := guard.Redirect(to, via); (err == nil) != c.ok {
				t.Errorf("Redirect(%s after %d of %s) = %v, want ok %v", c.to, c.via, c.from, err, c.ok)
			}
		})
	}
}

func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// A name that resolves to a public address first and to this machine later is
// refused when it does: each connection is looked at, not each name.
func TestGuard_Rebinding(t *testing.T) {
	c := newCanary(t)
	base, g := outside(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "public") }))
	n := &names{answers: map[string][]string{}}
	g.Resolver = n.resolver()
	port := parse(t, base).Port()
	for _, later := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1"} {
		n.mu.Lock()
		n.answers["rebind.example."] = []string{"127.0.0.2", later}
		n.mu.Unlock()
		web := g.Client()
		web.Transport.(*http.Transport).DisableKeepAlives = true
		if err := get(t.Context(), web, "http://rebind.example:"+port); err == nil || err.Error() != "answered 200" {
			t.Errorf("while public: %v, want an answer", err)
		}
		if err := get(t.Context(), web, "http://rebind.example:"+c.port); !errors.Is(err, guard.ErrRefused) {
			t.Errorf("resolving to %s later: %v, want %v", later, err, guard.ErrRefused)
		}
		c.silent(t, "rebinding to "+later)
	}
}

// Thousands of addresses of every network that is not the public internet, in
// each of the forms in which an IPv4 address hides in one of IPv6.
func TestGuard_Networks(t *testing.T) {
	g := &guard.Guard{}
	r := rand.New(rand.NewPCG(1, 2))
	for _, network := range []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"} {
		p := netip.MustParsePrefix(network)
		for range 80 {
			b, mask := p.Addr().As4(), p.Bits()
			random := r.Uint32() >> mask
			for i := range b {
				b[i] |= byte(random >> (24 - 8*i))
			}
			four := netip.AddrFrom4(b)
			for _, hidden := range []string{"%s", "::ffff:%s", "::%s", "64:ff9b::%s", "fe80::%s", "fd00::%s"} {
				a := netip.MustParseAddr(fmt.Sprintf(hidden, four))
				if err := g.Check(a); !errors.Is(err, guard.ErrRefused) {
					t.Errorf("Check(%s) = %v, want %v", a, err, guard.ErrRefused)
				}
			}
		}
	}
	for _, public := range []string{"1.1.1.1", "93.184.215.14", "2606:4700:4700::1111"} {
		if err := g.Check(netip.MustParseAddr(public)); err != nil {
			t.Errorf("Check(%s) = %v, want nil", public, err)
		}
	}
}

// Only TCP to an address is let through; what cannot be read is not.
func TestGuard_Control(t *testing.T) {
	g := &guard.Guard{}
	for _, c := range []struct {
		network, address string
		ok               bool
	}{
		{"tcp4", "1.1.1.1:443", true}, {"tcp6", "[2606:4700:4700::1111]:80", true},
		{"udp4", "1.1.1.1:53", false}, {"unix", "/run/docker.sock", false}, {"tcp4", "localhost:80", false}, {"tcp4", "", false},
	} {
		if err := g.Control(c.network, c.address, nil); (err == nil) != c.ok {
			t.Errorf("Control(%q, %q) = %v, want ok %v", c.network, c.address, err, c.ok)
		}
	}
}
