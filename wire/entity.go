package wire

import (
	"html"
	"strings"
)

// maxEntity is longer than the longest named entity.
const maxEntity = 40

// cutEntity decodes the entity that s begins with, "&" to ";", and returns how
// long it is; 0 if it is none, for then the "&" is text. Without its ";" it is
// none: a URL may hold "&copy=1".
func cutEntity[T string | []byte](s T) (text string, size int) {
	for i := 1; i < len(s) && i < maxEntity; i++ {
		switch c := s[i]; {
		case c == ';':
			whole := string(s[:i+1])
			if text = html.UnescapeString(whole); text == whole {
				return "", 0
			}
			return text, i + 1
		case c == '#' && i == 1:
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		default:
			return "", 0
		}
	}
	return "", 0
}

// decodeText returns what an attribute's value or a text stands for: entities
// replaced, line ends made LF, control characters dropped, all in UTF-8. Most
// values need none of it and are returned as they are.
func decodeText(s string) string {
	from := plainPrefix(s)
	for from < len(s) && isText(s[from]) {
		from++
		from += plainPrefix(s[from:])
	}
	if from == len(s) {
		return s
	}
	s = toUTF8(s)
	if strings.IndexByte(s[from:], '&') >= 0 {
		s = decodeEntities(s)
	}
	return dropControls(normalizeLines(s))
}

// isText reports whether a byte that is not plain stands for itself in a value
// that is read.
func isText(c byte) bool {
	switch c {
	case '-', '<', '>', '"', '\n', '\t':
		return true
	}
	return false
}

func decodeEntities(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		n := strings.IndexByte(s, '&')
		if n < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:n])
		s = s[n:]
		text, size := cutEntity(s)
		if size == 0 {
			text, size = "&", 1
		}
		b.WriteString(text)
		s = s[size:]
	}
}

// dropControls removes control characters other than LF and TAB, and those of
// Unicode that turn the direction of text around.
func dropControls(s string) string {
	for n := 0; ; n++ {
		if n += plainPrefix(s[n:]); n == len(s) {
			return s
		}
		if !isText(s[n]) && s[n] != '&' {
			break
		}
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r < ' ', 0x7f <= r && r < 0xa0, '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
			return -1
		}
		return r
	}, s)
}
