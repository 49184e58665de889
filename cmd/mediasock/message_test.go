package main

import (
	"fmt"
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
