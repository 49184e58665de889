package library

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mediasock/mediasock"
)

// maxName is how many bytes a file name has at most, as in most file systems.
const maxName = 255

// cleanText returns s as it is kept: valid UTF-8, lines ended by LF, no
// other control characters. Markup stays what it is, text.
func cleanText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// oneLine returns s as it is kept where it is a title or a name.
func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\t", " ").Replace(cleanText(s)))
}

// fileName returns the last part of a name that its sender chose, which may be a
// path of any system; "" if nothing is left. It is never used as a path.
func fileName(s string) string {
	s = oneLine(s)
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	if s = strings.TrimSpace(s); s == "." || s == ".." {
		return ""
	}
	ending := path.Ext(s)
	if len(s) > maxName && len(ending) < maxName/2 {
		return clip(strings.TrimSuffix(s, ending), maxName-len(ending)) + ending
	}
	return clip(s, maxName)
}

func withoutEnding(name string) string {
	if base := strings.TrimSuffix(name, path.Ext(name)); base != "" {
		return base
	}
	return name
}

// A words reads a caller's words and notes the first that cannot be taken.
type words struct {
	limits Limits
	err    error
}

func (w *words) refuse(message string) {
	if w.err == nil {
		w.err = refused(message)
	}
}

func (w *words) text(name, s string) string {
	if len(s) > w.limits.Text {
		w.refuse(fmt.Sprintf("the %s is longer than %d bytes", name, w.limits.Text))
	}
	return cleanText(s)
}

// maxHeading bounds a title, which stands in a line, in characters.
const maxHeading = 4096

// heading reads a title: one line, no longer than that, and without what would turn
// the direction of the text around it.
func (w *words) heading(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) && r != '\u200e' && r != '\u200f' && r != '\u061c' {
			return -1 // marks stay: they turn nothing but themselves
		}
		return r
	}, oneLine(w.text("title", s)))
	if utf8.RuneCountInString(s) > maxHeading {
		w.refuse(fmt.Sprintf("the title is longer than %d characters", maxHeading))
	}
	return s
}

func (w *words) list(name string, l mediasock.List) mediasock.List {
	w.count(name, len(l))
	var clean mediasock.List
	for _, s := range l {
		if s = oneLine(w.text(name, s)); s != "" && !clean.Has(s) {
			clean = append(clean, s)
		}
	}
	return clean
}

func (w *words) attributes(l mediasock.AttributeList) mediasock.AttributeList {
	w.count("attributes", len(l))
	var clean mediasock.AttributeList
	for _, a := range withoutGuesses(l) {
		a.Domain, a.Name = oneLine(a.Domain), oneLine(a.Name)
		a.Value = oneLine(w.text("attribute", a.Value))
		if a.Name == LicenseAttribute { // A-39 gives it a wide colon
			a.Value = strings.Replace(a.Value, "：//", "://", 1)
		}
		clean = append(clean, a)
	}
	return clean
}

// taxa reads ids of albums. What is no id names none.
func (w *words) taxa(l mediasock.List) []ID {
	w.count("parents", len(l))
	var ids []ID
	for _, s := range l {
		id, ok := ParseID(s)
		if !ok && w.err == nil {
			w.err = mediasock.ErrUnknownTaxon
		}
		ids = append(ids, id)
	}
	return ids
}

func (w *words) count(name string, n int) {
	if n > w.limits.List {
		w.refuse(fmt.Sprintf("there are more than %d %s", w.limits.List, name))
	}
}
