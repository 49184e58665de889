package mediasock

import (
	"slices"
	"strings"
)

// maxItems bounds the items that are read of one list; what follows is ignored.
const maxItems = 10000

// A List is a MediaSock list: values that are joined by ";" on the wire
// (MS-81 to MS-84).
type List []string

// ParseList reads a list: white space around items, empty items and a ";" at
// the end are dropped, of duplicates the first is kept. Commas do not
// divide. What an item holds is taken as it stands.
func ParseList(s string) List {
	var l List
	seen := make(map[string]bool)
	for item := range strings.SplitSeq(s, ";") {
		item = strings.TrimSpace(item)
		if item == "" || seen[item] {
			continue
		}
		if len(l) == maxItems {
			break
		}
		seen[item] = true
		l = append(l, item)
	}
	return l
}

// String writes the list as it is sent: without white space around items and
// without a ";" at its end. A ";" in an item becomes the full-width "；",
// a control character a space; empty items are left out.
func (l List) String() string {
	var b strings.Builder
	for _, item := range l {
		item = strings.TrimSpace(strings.Map(listRune, item))
		if item == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(';')
		}
		b.WriteString(item)
	}
	return b.String()
}

// Has reports whether v is an item of the list.
func (l List) Has(v string) bool { return slices.Contains(l, v) }

// listRune replaces what cannot stand in a list's item.
func listRune(r rune) rune {
	switch {
	case r == ';':
		return '；'
	case r < ' ', r == 0x7f:
		return ' '
	}
	return r
}
