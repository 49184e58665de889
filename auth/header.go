package auth

import (
	"net/http"
	"strings"
)

// authorization returns the credentials after scheme in the Authorization
// header. Several headers are none: which one counts would be a guess.
func authorization(header http.Header, scheme string) (credentials string, ok bool) {
	lines := header["Authorization"]
	if len(lines) != 1 || len(lines[0]) > maxHeader {
		return "", false
	}
	name, rest, found := strings.Cut(strings.TrimSpace(lines[0]), " ")
	if !found || !strings.EqualFold(name, scheme) {
		return "", false
	}
	return strings.TrimSpace(rest), true
}

// maxFields bounds the fields of a header.
const maxFields = 32

// parseFields reads name=value pairs of a header, quoted or not, apart by commas
// or white space. Names are made lower-case; of two alike the first counts. Each
// pair is split at its first "=", for base64 has others (W-6). It returns nil if
// s is malformed.
func parseFields(s string) map[string]string {
	fields := make(map[string]string)
	for range maxFields {
		s = strings.TrimLeft(s, ", \t")
		if s == "" {
			return fields
		}
		name, rest, found := strings.Cut(s, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if !found || name == "" || strings.ContainsAny(name, " \t,\"") {
			return nil
		}
		value, after, ok := fieldValue(strings.TrimLeft(rest, " \t"))
		if !ok {
			return nil
		}
		if _, twice := fields[name]; !twice {
			fields[name] = value
		}
		s = after
	}
	return nil
}

// fieldValue cuts a value off s: a quoted string with backslashes undone, or
// whatever stands before the next comma or space.
func fieldValue(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ", \t")
		if end < 0 {
			end = len(s)
		}
		return s[:end], s[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], true
		case c == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// quote writes s as a quoted string. Line breaks and other control characters
// cannot stand in one and are left out.
func quote(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c >= ' ' && c != 0x7f:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
