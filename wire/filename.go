package wire

import (
	"net/url"
	"strings"
)

// formQuotes undoes how programs write quotes and line ends in a quoted name:
// browsers percent-encode them, others use a backslash.
var formQuotes = strings.NewReplacer(`\"`, `"`, `\\`, `\`, "%22", `"`, "%0D", "\r", "%0A", "\n", "%0d", "\r", "%0a", "\n")

func unquoteForm(s string) string { return toUTF8(formQuotes.Replace(s)) }

// extendedValue decodes UTF-8”na%C3%AFve.jpg (RFC 8187).
func extendedValue(s string) (string, bool) {
	charset, rest, ok := strings.Cut(s, "'")
	if !ok {
		return "", false
	}
	_, encoded, ok := strings.Cut(rest, "'")
	if !ok {
		return "", false
	}
	text, err := url.PathUnescape(encoded)
	if err != nil {
		return "", false
	}
	if strings.EqualFold(charset, "iso-8859-1") {
		return latin1(text), true
	}
	return toUTF8(text), true
}

// baseName returns a file's name without folders, be they written with slashes
// or backslashes, and without control characters. What would name a folder is
// no name.
func baseName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s[strings.LastIndexAny(s, `/\`)+1:])
	if s == "." || s == ".." {
		return ""
	}
	return s
}
