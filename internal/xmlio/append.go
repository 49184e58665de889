package xmlio

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// Header is the XML declaration that every document of ours begins with.
const Header = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// AppendText appends s escaped for the content of an element. What XML cannot
// hold (control characters, broken UTF-8) becomes U+FFFD.
func AppendText(dst []byte, s string) []byte {
	return appendEscaped(dst, s, false)
}

// AppendAttr appends a blank, the attribute's name and its escaped value.
func AppendAttr(dst []byte, name, value string) []byte {
	dst = appendOpenAttr(dst, name)
	dst = appendEscaped(dst, value, true)
	return append(dst, '"')
}

// AppendOptional is [AppendAttr], unless value is empty.
func AppendOptional(dst []byte, name, value string) []byte {
	if value == "" {
		return dst
	}
	return AppendAttr(dst, name, value)
}

// AppendInt is [AppendAttr] of a number, unless it is not positive.
func AppendInt(dst []byte, name string, n int64) []byte {
	if n <= 0 {
		return dst
	}
	dst = appendOpenAttr(dst, name)
	dst = strconv.AppendInt(dst, n, 10)
	return append(dst, '"')
}

// AppendFloat is [AppendAttr] of a number, unless it is not positive.
func AppendFloat(dst []byte, name string, f float64) []byte {
	if !(f > 0) {
		return dst
	}
	dst = appendOpenAttr(dst, name)
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	return append(dst, '"')
}

func appendOpenAttr(dst []byte, name string) []byte {
	dst = append(dst, ' ')
	dst = append(dst, name...)
	return append(dst, '=', '"')
}

// AppendElement appends an element without attributes on a line of its own.
func AppendElement(dst []byte, name, text string) []byte {
	dst = append(dst, '<')
	dst = append(dst, name...)
	dst = append(dst, '>')
	dst = AppendText(dst, text)
	return AppendEnd(dst, name)
}

// AppendOptionalElement is [AppendElement], unless text is empty.
func AppendOptionalElement(dst []byte, name, text string) []byte {
	if text == "" {
		return dst
	}
	return AppendElement(dst, name, text)
}

// AppendTime appends an element that holds a date as RFC 3339 wants it: upper
// case, in UTC, with whole seconds (AT-6). The zero time appends nothing.
func AppendTime(dst []byte, name string, t time.Time) []byte {
	if t.IsZero() {
		return dst
	}
	dst = append(dst, '<')
	dst = append(dst, name...)
	dst = append(dst, '>')
	dst = t.UTC().AppendFormat(dst, time.RFC3339)
	return AppendEnd(dst, name)
}

// AppendEnd appends an end tag and ends the line.
func AppendEnd(dst []byte, name string) []byte {
	dst = append(dst, '<', '/')
	dst = append(dst, name...)
	return append(dst, '>', '\n')
}

// appendEscaped copies runs of plain characters and replaces the others.
func appendEscaped(dst []byte, s string, attr bool) []byte {
	plain := &plainText
	if attr {
		plain = &plainAttr
	}
	from := 0
	for i := 0; ; {
		for i < len(s) && plain[s[i]] {
			i++
		}
		if i == len(s) {
			return append(dst, s[from:]...)
		}
		width, escape := 1, ""
		if s[i] >= utf8.RuneSelf {
			width, escape = wide(s[i:])
		} else {
			escape = narrow(s[i], attr)
		}
		if escape != "" {
			dst = append(dst, s[from:i]...)
			dst = append(dst, escape...)
			from = i + width
		}
		i += width
	}
}

// plainText and plainAttr mark the bytes that stand for themselves.
var plainText, plainAttr = plainBytes(false), plainBytes(true)

func plainBytes(attr bool) (plain [256]bool) {
	for c := range byte(utf8.RuneSelf) {
		plain[c] = narrow(c, attr) == ""
	}
	return plain
}

// narrow returns what stands for an ASCII character, "" for itself.
func narrow(c byte, attr bool) string {
	switch {
	case c == '&':
		return "&amp;"
	case c == '<':
		return "&lt;"
	case c == '>':
		return "&gt;"
	case c == '\r':
		return "&#13;"
	case c == '"' && attr:
		return "&#34;"
	case c == '\n' && attr:
		return "&#10;"
	case c == '\t' && attr:
		return "&#9;"
	case c < ' ' && c != '\n' && c != '\t':
		return "\uFFFD"
	}
	return ""
}

// wide returns the width of the character that s begins with, and U+FFFD where
// XML does not know it.
func wide(s string) (width int, escape string) {
	r, width := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && width == 1 || r == 0xFFFE || r == 0xFFFF {
		return width, "\uFFFD"
	}
	return width, ""
}
