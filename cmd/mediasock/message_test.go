package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"testing"

	"github.com/mediasock/mediasock"
)

// What a service says is shown as text, and a page that it names with its
// domain, if it is one of the web (MS-62, XS-7).
func TestMessages_MS62_XS7(t *testing.T) {
	tests := []struct {
		name string
		stat mediasock.Stat
		want string
	}{
		{"a message", mediasock.Stat{Code: 8, Message: "closed for repair"}, "closed for repair"},
		{"no message", mediasock.Stat{Code: 2}, "wrong user name or password"},
		{"MS-62 a page", mediasock.Stat{Code: 8, Message: "closed", Resource: "https://example.com/why"}, "closed (more at https://example.com/why)"},
		{"XS-7 a program", mediasock.Stat{Code: 8, Message: "closed", Resource: "javascript:alert(1)"}, "closed"},
		{"XS-7 a file", mediasock.Stat{Code: 8, Message: "closed", Resource: "file:///etc/passwd"}, "closed"},
		{"XS-7 commands to a terminal", mediasock.Stat{Code: 8, Message: "\x1b]0;owned\x07a\u202eb\r\n"}, "\uFFFD]0;owned\uFFFDa\uFFFDb\uFFFD\uFFFD"},
		{"XS-7 such in a page", mediasock.Stat{Code: 8, Message: "x", Resource: "https://example.com/\u202egnp"}, "x (more at https://example.com/\uFFFDgnp)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := statText(test.stat); got != test.want {
				t.Errorf("statText(%+v) = %q, want %q", test.stat, got, test.want)
			}
			if test.stat.Message == "" {
				return
			}
			if got := errorText(fmt.Errorf("upload: %w", test.stat.Err())); got != test.want {
				t.Errorf("errorText(%+v) = %q, want %q", test.stat, got, test.want)
			}
		})
	}
}

// What the HTTP client writes round a cause is nothing for people.
func TestErrorTextOfRequests(t *testing.T) {
	body := errors.New("the file has grown")
	sent := func(cause error) error {
		return fmt.Errorf("client: %w", &url.Error{Op: "Post", URL: "http://example.org/", Err: cause})
	}
	tests := map[string]struct {
		err  error
		want string
	}{
		"no request": {errors.New("disk: the disk is full"), "the disk is full"},
		"dial":       {sent(&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}), "dial tcp: connection refused"},
		"a file":     {sent(&net.OpError{Op: "readfrom", Net: "tcp", Err: body}), "the file has grown"},
		"called off": {sent(&net.OpError{Op: "readfrom", Net: "tcp", Err: context.Canceled}), "interrupted"},
	}
	for name, test := range tests {
		if got := errorText(test.err); got != test.want {
			t.Errorf("%s: errorText(%v) = %q, want %q", name, test.err, got, test.want)
		}
	}
}

// A domain is named once.
func TestNoServiceNamesTheDomainOnce(t *testing.T) {
	for text, want := range map[string]string{
		"example.org cannot be reached": "example.org cannot be reached",
		"too many redirects":            "example.org: too many redirects",
	} {
		if got := noService("example.org", errors.New(text)).Error(); got != want {
			t.Errorf("noService(%q) = %q, want %q", text, got, want)
		}
	}
}
