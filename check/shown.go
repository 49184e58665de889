package check

import (
	"strconv"
	"strings"
	"unicode"
)

const maxExcerpt = 160 // bytes of what a service sent that are shown

// shown makes text of a service fit to be shown on a terminal.
func shown(s string) string {
	if len(s) > maxExcerpt {
		s = s[:maxExcerpt] + "…"
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r):
			return '\ufffd'
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// quoted quotes a short text of a service.
func quoted(s string) string {
	if len(s) > 80 {
		s = s[:80] + "…"
	}
	return strconv.Quote(strings.ToValidUTF8(s, "\ufffd"))
}
