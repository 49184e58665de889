package client

import (
	"slices"
	"strings"
	"testing"
)

func TestCandidates_MS14_MS15_A16_A17(t *testing.T) {
	tests := []struct {
		name  string
		typed string
		want  []string
	}{
		{"MS-8 a domain", "example.com", []string{"https://example.com/mediasock/", "http://example.com/mediasock/"}},
		{"MS-10 upper case and white space", "  Example.COM ", []string{"https://example.com/mediasock/", "http://example.com/mediasock/"}},
		{"A-17 a final dot", "example.com.", []string{"https://example.com/mediasock/", "http://example.com/mediasock/"}},
		{"A-17 a port", "example.com:8443", []string{"https://example.com:8443/mediasock/", "http://example.com:8443/mediasock/"}},
		{"A-17 the path /", "https://example.com/", []string{"https://example.com/mediasock/"}},
		{"MS-14 a URL", "https://example.com/login.php?x=1", []string{"https://example.com/login.php?x=1", "https://example.com/mediasock/"}},
		{"MS-15 a path without a scheme", "example.com/gallery", []string{
			"https://example.com/gallery", "https://example.com/mediasock/",
			"http://example.com/gallery", "http://example.com/mediasock/"}},
		{"A-17 the final slash", "https://example.com/mediasock", []string{"https://example.com/mediasock/"}},
		{"A-16 http typed is https first", "http://example.com/", []string{"https://example.com/mediasock/", "http://example.com/mediasock/"}},
		{"A-16 http typed with a port", "http://localhost:8080", []string{"http://localhost:8080/mediasock/"}},
		{"A-17 the scheme's own port", "https://example.com:443/", []string{"https://example.com/mediasock/"}},
		{"A-17 an IDN", "bücher.example", []string{"https://xn--bcher-kva.example/mediasock/", "http://xn--bcher-kva.example/mediasock/"}},
		{"an IPv4 address", "192.0.2.1:80", []string{"https://192.0.2.1:80/mediasock/", "http://192.0.2.1/mediasock/"}},
		{"a bare IPv6 address", "2001:db8::1", []string{"https://[2001:db8::1]/mediasock/", "http://[2001:db8::1]/mediasock/"}},
		{"an IPv6 address and port", "[::1]:8080", []string{"https://[::1]:8080/mediasock/", "http://[::1]:8080/mediasock/"}},
		{"a name with an underscore", "my_nas", []string{"https://my_nas/mediasock/", "http://my_nas/mediasock/"}},
		{"a fragment is dropped", "https://example.com/a#b", []string{"https://example.com/a", "https://example.com/mediasock/"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list, err := candidates(test.typed)
			if err != nil {
				t.Fatalf("candidates(%q): %v", test.typed, err)
			}
			var got []string
			for _, c := range list {
				got = append(got, c.url.String())
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("candidates(%q) = %q, want %q", test.typed, got, test.want)
			}
		})
	}
}

func TestCandidates_Refused(t *testing.T) {
	for _, typed := range []string{
		"", "   ", "ftp://example.com", "javascript:alert(1)", "file:///etc/passwd", "https://", "https:///x",
		"https://ann:secret@example.com/", "exa mple.com", "https://exa\nmple.com", "http://[::1", "https://example.com:port/",
		strings.Repeat("a", 3000),
	} {
		if list, err := candidates(typed); err == nil {
			t.Errorf("candidates(%.40q) = %v, want an error", typed, list[0].url)
		}
	}
}

func TestCandidates_PasswordNotRepeated_XS4(t *testing.T) {
	_, err := candidates("https://ann:hunter2@example.com/")
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error = %v, want one without the password", err)
	}
}

func FuzzCandidates(f *testing.F) {
	for _, seed := range []string{"example.com", "http://localhost:8080/x?y", "[::1]:80", "bücher.example", "a:b:c", "//x", "https://%zz/", "xn--", "a..b", "..."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		list, err := candidates(typed)
		if err != nil {
			return
		}
		for _, c := range list {
			if originOf(c.url) == "" {
				t.Errorf("candidates(%q) has %v, which has no origin", typed, c.url)
			}
			again, err := candidates(c.url.String())
			if err != nil {
				t.Errorf("candidates(%q): %v, want what it wrote to be read", c.url, err)
				continue
			}
			if !slices.ContainsFunc(again, func(d candidate) bool { return d.url.String() == c.url.String() }) {
				t.Errorf("candidates(%q) does not hold itself: %v", c.url, again[0].url)
			}
		}
	})
}
