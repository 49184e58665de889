package auth_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

func TestRedact_XS4(t *testing.T) {
	const secret = "s3cret"
	header := http.Header{}
	for _, name := range []string{"Authorization", "Proxy-Authorization", "X-WSSE", "Cookie", "Set-Cookie", "X-Api-Key"} {
		header.Set(name, secret)
	}
	header.Set("Location", "https://u:s3cret@example.com/x?password=s3cret#s3cret")
	header.Set("User-Agent", "curl")
	var params wire.Params
	for _, name := range []string{"password", "sock.key", "sock-key", "SOCK_KEY", "api_sig", "auth_token", "oauth_signature"} {
		params.Add(name, secret)
	}
	params.Add("media.title", "Pier")
	logged := fmt.Sprint(auth.RedactHeader(header), auth.RedactParams(params))
	if strings.Contains(logged, secret) {
		t.Errorf("a secret is in %s", logged)
	}
	for _, kept := range []string{"curl", "Pier", "https://example.com/x"} {
		if !strings.Contains(logged, kept) {
			t.Errorf("%q is missing in %s", kept, logged)
		}
	}
	if header.Get("Authorization") != secret {
		t.Error("RedactHeader changes the header itself")
	}
}

func TestRedactCipheredName_XS4(t *testing.T) {
	for _, tt := range []struct {
		name, sock string
		want       string
	}{
		{"alice", "", "alice"}, {"alice", "ciph.txt;ciph.ssl", "alice"},
		{"alfu/zwrG7eZw", "ciph.cry", "[redacted]"}, {"x", "ciph.md5", "[redacted]"},
		{auth.HexMD5("alice"), "", "[redacted]"},
	} {
		got := auth.RedactParams(wire.Params{{Name: "username", Value: tt.name}, {Name: "sock", Value: tt.sock}}).Get("username")
		if got != tt.want {
			t.Errorf("RedactParams(username %q, sock %q) = %q, want %q", tt.name, tt.sock, got, tt.want)
		}
	}
}
