package site

import (
	"crypto/tls"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestValidHost(t *testing.T) {
	for host, want := range map[string]bool{
		"m.example": true, "m.example:8080": true, "localhost": true, "192.0.2.7": true, "192.0.2.7:80": true,
		"[2001:db8::1]": true, "[2001:db8::1]:443": true, "my_house:80": true,
		"": false, ":80": false, "a/b": false, "a:b": false, "a:123456": false, "a b": false, "u@a": false, "-a": false,
		"[::1": false, "::1]": false, "[a]": false, "[::1]x": false, "[::1]:x": false,
		"[::1%@evil.example/]": false, `[::1%"><script>]:80`: false, "[fe80::1%eth0]": false,
	} {
		if got := validHost(host); got != want {
			t.Errorf("validHost(%q) = %v, want %v", host, got, want)
		}
	}
}

// A client's own line of a header does not stand before that of the proxy.
func TestConn_LinesOfAHeader(t *testing.T) {
	front := Front{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr, r.Host = "10.1.1.1:5", "m.example"
	r.Header["X-Forwarded-For"] = []string{"127.0.0.1", "198.51.100.4"}
	r.Header["X-Forwarded-Proto"] = []string{"https", "http"}
	r.Header["X-Forwarded-Host"] = []string{"evil.example", "m.example"}
	if got := front.Conn(r); got.TLS || got.Base != "http://m.example" || got.Peer.String() != "198.51.100.4" {
		t.Errorf("Conn() = %+v, want what the proxy's own lines say", got)
	}
}

func TestConn(t *testing.T) {
	proxy := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	tests := []struct {
		name     string
		front    Front
		remote   string
		tls      bool
		host     string
		header   map[string]string
		peer     string
		private  bool
		loopback bool
		base     string
	}{
		{name: "loopback", remote: "127.0.0.1:5", host: "localhost:8080", peer: "127.0.0.1", private: true, loopback: true, base: "http://localhost:8080"},
		{name: "loopback over IPv6", remote: "[::1]:5", host: "[::1]:8080", peer: "::1", private: true, loopback: true, base: "http://[::1]:8080"},
		{name: "mapped loopback", remote: "[::ffff:127.0.0.1]:5", host: "a", peer: "127.0.0.1", private: true, loopback: true, base: "http://a"},
		{name: "loopback behind an unnamed proxy", remote: "127.0.0.1:5", host: "a", header: map[string]string{"X-Forwarded-For": "1.2.3.4"}, peer: "127.0.0.1", base: "http://a"},
		{name: "loopback with a base URL", front: Front{BaseURL: "https://m.example"}, remote: "127.0.0.1:5", host: "a", peer: "127.0.0.1", base: "https://m.example"},
		{name: "the network", remote: "192.0.2.7:5", host: "m.example", peer: "192.0.2.7", base: "http://m.example"},
		{name: "the network over TLS", remote: "192.0.2.7:5", tls: true, host: "M.Example", peer: "192.0.2.7", private: true, base: "https://m.example"},
		{name: "a stranger claims to forward", remote: "192.0.2.7:5", host: "a", header: map[string]string{"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"}, peer: "192.0.2.7", base: "http://a"},
		{name: "a trusted proxy", front: Front{Proxies: proxy}, remote: "10.1.1.1:5", host: "inner", header: map[string]string{"X-Forwarded-For": "198.51.100.4", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "m.example"}, peer: "198.51.100.4", private: true, base: "https://m.example"},
		{name: "the client's own hop is not believed", front: Front{Proxies: proxy}, remote: "10.1.1.1:5", host: "a", header: map[string]string{"X-Forwarded-For": "127.0.0.1, 198.51.100.4, 10.9.9.9"}, peer: "198.51.100.4", base: "http://a"},
		{name: "a hop that is no address", front: Front{Proxies: proxy}, remote: "10.1.1.1:5", host: "a", header: map[string]string{"X-Forwarded-For": "1.2.3.4, nonsense"}, peer: "10.1.1.1", base: "http://a"},
		{name: "a host that is none", remote: "192.0.2.7:5", host: `evil"><script>`, peer: "192.0.2.7", base: "http://localhost"},
		{name: "a host with a path", remote: "192.0.2.7:5", host: "a/b", peer: "192.0.2.7", base: "http://localhost"},
		{name: "no host, as HTTP/1.0 may (A-23)", remote: "192.0.2.7:5", host: "", peer: "192.0.2.7", base: "http://localhost"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr, r.Host = test.remote, test.host
			if test.tls {
				r.TLS = &tls.ConnectionState{}
			}
			for name, value := range test.header {
				r.Header.Set(name, value)
			}
			got := test.front.Conn(r)
			if got.Peer.String() != test.peer || got.Private() != test.private || got.Loopback != test.loopback || got.Base != test.base {
				t.Errorf("Conn() = %+v (private %v), want peer %s, private %v, loopback %v, base %s",
					got, got.Private(), test.peer, test.private, test.loopback, test.base)
			}
		})
	}
}
