package client

import (
	"net/url"
	"testing"
)

func TestOrigins_XS5(t *testing.T) {
	tests := []struct {
		from, to  string
		same      bool
		downgrade bool
	}{
		{"https://a.example/x", "https://a.example:443/y", true, false},
		{"https://a.example/x", "https://A.EXAMPLE/y", true, false},
		{"https://a.example/x", "https://b.example/x", false, false},
		{"https://a.example/x", "https://a.example.evil.example/x", false, false},
		{"https://a.example/x", "https://a.example:8443/x", false, false},
		{"https://a.example/x", "http://a.example/x", false, true},
		{"http://a.example/x", "https://a.example/x", true, false},
		{"http://a.example:8080/x", "https://a.example/x", false, false},
		{"http://127.0.0.1:1/x", "http://127.0.0.1:2/x", false, false},
		{"http://localhost:1/x", "http://a.example/x", false, true},
		{"https://a.example/x", "https://xn--bcher-kva.example/", false, false},
	}
	for _, test := range tests {
		from, to := mustParse(t, test.from), mustParse(t, test.to)
		if got := sameOrUpgraded(originOf(from), originOf(to)); got != test.same {
			t.Errorf("sameOrUpgraded(%s, %s) = %t, want %t", from, to, got, test.same)
		}
		if got := downgrade(from, to); got != test.downgrade {
			t.Errorf("downgrade(%s, %s) = %t, want %t", from, to, got, test.downgrade)
		}
	}
}

func mustParse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
