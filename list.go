package mediasock

import (
	"slices"
	"strings"
)

// maxItems bounds the items that are read of one list; what follows is ignored.
const maxItems = 10000

// fewItems is how many items are looked through one by one for duplicates.
const fewItems = 16

// A List is a MediaSock list: values that are joined by ";" on the wire
// (MS-81 to MS-84).
type List []string

// ParseList reads a list: white space around items, empty items and a ";" at
// the end are dropped, of duplicates the first is kept. Commas do not
// divide. What an item holds is taken as it stands.
func ParseList(s string) List {
	if strings.IndexByte(s, ';') < 0 {
		if s = strings.TrimSpace(s); s == "" {
			return nil
		}
		return List{s}
	}
	l := make(List, 0, min(strings.Count(s, ";")+1, maxItems))
	var seen map[string]bool
	for item := range strings.SplitSeq(s, ";") {
		item = strings.TrimSpace(item)
		if item == "" || seen[item] || seen == nil && slices.Contains(l, item) {
			continue
		}
		if len(l) == maxItems {
			break
		}
		if l = append(l, item); len(l) == fewItems {
			seen = make(map[string]bool)
			for _, have := range l {
				seen[have] = true
			}
		} else if seen != nil {
			seen[item] = true
		}
	}
	if len(l) == 0 {
		return nil
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
