package wire

import "unicode/utf8"

// appendAttr appends ` name="value"`.
func appendAttr(dst []byte, name, value string, comment bool) []byte {
	dst = append(append(append(dst, ' '), name...), '=', '"')
	return append(appendValue(dst, value, comment), '"')
}

// appendValue appends an attribute's value: & < > " escaped, LF and TAB as
// references, CR dropped, what XML 1.0 cannot hold as U+FFFD. In a comment every
// second "-" of a run becomes a reference, so that no "--" is left.
func appendValue(dst []byte, s string, comment bool) []byte {
	from, dashed := 0, -1 // where the last "-" that stands as it is was
	for i := 0; i < len(s); {
		if i += plainPrefix(s[i:]); i == len(s) {
			break
		}
		c, size, escape := s[i], 1, ""
		switch {
		case c == '-':
			if comment && dashed >= 0 && dashed == i-1 {
				escape = "&#45;"
			} else {
				dashed = i
			}
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
				escape = "\ufffd"
			}
		case c == '\r' && comment && dashed == i-1:
			escape, dashed = drop, i // what stands on both its sides comes together
		default:
			escape = escapes[c]
		}
		if escape != "" {
			dst = append(dst, s[from:i]...)
			if escape != drop {
				dst = append(dst, escape...)
			}
			from = i + size
		}
		i += size
	}
	return append(dst, s[from:]...)
}

// drop stands for a character that is left out.
const drop = "\x00"

// escapes says how the characters of ASCII are written in a value; "" is as
// they are.
var escapes = func() (t [utf8.RuneSelf]string) {
	for c := range ' ' {
		t[c] = "\ufffd"
	}
	t['\n'], t['\t'], t['\r'] = "&#10;", "&#9;", drop
	t['&'], t['<'], t['>'], t['"'] = "&amp;", "&lt;", "&gt;", "&quot;"
	return t
}()

// appendEscaped appends text that is escaped once more, as that of an element.
func appendEscaped(dst, text []byte) []byte {
	from := 0
	for i, c := range text {
		escape := ""
		switch c {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		default:
			continue
		}
		dst = append(append(dst, text[from:i]...), escape...)
		from = i + 1
	}
	return append(dst, text[from:]...)
}
