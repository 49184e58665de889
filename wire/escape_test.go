package wire

import (
	"strings"
	"testing"
)

// plainPrefix agrees with looking at every byte, wherever the odd one stands.
func TestPlainPrefix(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			s := strings.Repeat("x", at) + string([]byte{byte(c)}) + "yyyyyyyyyyyyyyy"
			want := at
			if isPlain(byte(c)) {
				want = len(s)
			}
			if got := plainPrefix(s); got != want {
				t.Fatalf("plainPrefix with %#x at %d = %d, want %d", c, at, got, want)
			}
		}
	}
}

func TestCutEntity(t *testing.T) {
	for in, want := range map[string]string{
		"&amp;x": "&", "&#38;": "&", "&#x26;": "&", "&eacute;": "é", "&hearts;": "♥", "&#45;": "-",
		"&copy=1": "", "&copy": "", "&": "", "&;": "", "&nosuch;": "", "& amp;": "", "&#xZZ;": "",
	} {
		if got, _ := cutEntity(in); got != want {
			t.Errorf("cutEntity(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDecodeText(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, long enough": "plain text, long enough",
		"a-b <c> \"d\"\n\te":      "a-b <c> \"d\"\n\te",
		"http://h/?a=1&b=2&lt;":   "http://h/?a=1&b=2<",
		"a&#13;&#10;b\rc\r\nd":    "a\nb\nc\nd",
		"a\x00&#0;\x1b[31mb\x7f":  "a\ufffd[31mb",
		"caf\xe9 &amp; caf\xe9":   "café & café",
		"\u202eevil\u2066":        "evil",
		"🎞 ☃":                     "🎞 ☃",
	} {
		if got := decodeText(in); got != want {
			t.Errorf("decodeText(%q) = %q, want %q", in, got, want)
		}
	}
}
