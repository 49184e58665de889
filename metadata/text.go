package metadata

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// cleanText makes a stranger's text safe to store: valid UTF-8, line breaks
// as LF, no other control characters, no invisible characters that
// turn the direction of the text around it, no space at its ends, at most
// limit bytes.
func cleanText(s string, limit int) string {
	s = cut(s, 4*limit)
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), isBidiControl(r), r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(cut(s, limit))
}

// cleanLine is cleanText on one line.
func cleanLine(s string, limit int) string {
	return strings.Join(strings.Fields(cleanText(s, limit)), " ")
}

// cleanList cleans each line and drops empty and repeated ones.
func cleanList(list []string, o Options) []string {
	var out []string
	seen := make(map[string]bool)
	for _, s := range list {
		s = cleanLine(s, min(o.MaxText, 1024))
		if s == "" || seen[s] || len(out) == o.MaxList {
			continue
		}
		seen[s] = true
		out = append(out, s)
	}
	return out
}

func isBidiControl(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// cut shortens s to limit bytes without dividing a character.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// webLink returns s if it is a link that may be shown, else nothing.
func webLink(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return s
}

// utf8OrLatin1 decodes bytes whose encoding nobody named: text that is valid
// UTF-8 is hardly ever anything else, and the rest is read as ISO 8859-1.
func utf8OrLatin1(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return latin1(b)
}

func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// utf16Text decodes UTF-16 up to a NUL. A byte order mark wins over big.
func utf16Text(b []byte, big bool) string {
	if len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff {
		b, big = b[2:], true
	} else if len(b) >= 2 && b[0] == 0xff && b[1] == 0xfe {
		b, big = b[2:], false
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		u := uint16(b[i]) | uint16(b[i+1])<<8
		if big {
			u = u<<8 | u>>8
		}
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}
