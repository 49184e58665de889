package mediasock

import "strings"

// prefix is the namespace of MediaSock's own methods.
const prefix = "mediasock."

// CanonicalMethod returns the name that a method is known by: "media.append"
// and "MediaSock.Media.Append" are "mediasock.media.append".
// Foreign names stay as they are, their case counts.
func CanonicalMethod(name string) string {
	name = canonicalAPI(strings.TrimSpace(name))
	short := strings.ToLower(name)
	for _, own := range Methods() {
		if own[len(prefix):] == short {
			return own
		}
	}
	return name
}

// canonicalAPI makes a name of MediaSock's own namespace lower-case.
func canonicalAPI(name string) string {
	if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
		return strings.ToLower(name)
	}
	return name
}

// isAPIName reports whether s is a name as requirements section 2 defines it:
// at least two segments, of which the last may be "*".
func isAPIName(s string) bool {
	segments := 0
	for {
		segment, rest, more := strings.Cut(s, ".")
		segments++
		if !more {
			return segments > 1 && (segment == "*" || isSegment(segment))
		}
		if !isSegment(segment) {
			return false
		}
		s = rest
	}
}

func isSegment(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return s != ""
}

func isWildcard(name string) bool { return strings.HasSuffix(name, ".*") }

// encodeURL percent-encodes what may not stand in a URL of an apis list:
// ":", ";", quotes, angle brackets, white space and what is not ASCII, except
// for the colons of the scheme and of the host.
func encodeURL(s string) string {
	start := 0
	if i := strings.Index(s, "://"); i >= 0 {
		start = i + 3
		if n := strings.IndexAny(s[start:], "/?#"); n >= 0 {
			start += n
		} else {
			start = len(s)
		}
	}
	unfit := func(i int) bool {
		c := s[i]
		return c <= ' ' || c >= 0x7f || strings.IndexByte(`;"<>\^`+"`{|}", c) >= 0 || c == ':' && i >= start
	}
	clean := 0
	for clean < len(s) && !unfit(clean) {
		clean++
	}
	if clean == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:clean])
	for i := clean; i < len(s); i++ {
		c := s[i]
		if unfit(i) {
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
