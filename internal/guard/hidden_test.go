package guard_test

import (
	"net/url"
	"testing"

	"github.com/mediasock/mediasock/internal/guard"
)

// A name that only looks like an address of this machine is another's.
func TestHidden_A68(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.org/":       true,
		"http://localhost:8080/":     true,
		"http://a.localhost/":        true,
		"http://127.3.2.1/":          true,
		"http://[::1]:8080/":         true,
		"http://[::ffff:127.0.0.1]/": true,
		"http://example.org/":        false,
		"http://127.example.org/":    false,
		"http://127.0.0.1.x.test/":   false,
		"http://localhost.test/":     false,
		"http://192.168.0.1/":        false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := guard.Hidden(u); got != want {
			t.Errorf("Hidden(%s) = %t, want %t", address, got, want)
		}
	}
}
