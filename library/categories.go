package library

import "strings"

// CategoryParameter is the name in [opensearch.Query.Extra] of conditions on
// keywords as GData writes them (GD-3).
const CategoryParameter = "category"

// A Category is a condition that an item meets if it has a keyword, equal after
// Fold; with Not, if it has not.
type Category struct {
	Keyword string
	Not     bool
}

// Categories reads conditions as GData writes them: an item must meet all that are
// separated by commas, of those between which a pipe stands one, and with a hyphen
// before it a condition is turned round. The scheme of a category, in braces, does
// not matter (OA-6). What is beyond the limit of a search's terms is ignored.
func Categories(s string) (all [][]Category) {
	n := 0
	for group := range strings.SplitSeq(clip(s, maxTermText), ",") {
		var either []Category
		for text := range strings.SplitSeq(group, "|") {
			if c := parseCategory(text); c.Keyword != "" && n < maxTerms {
				either = append(either, c)
				n++
			}
		}
		if len(either) > 0 {
			all = append(all, either)
		}
	}
	return all
}

func parseCategory(s string) (c Category) {
	s, c.Not = strings.CutPrefix(strings.TrimSpace(s), "-")
	if rest, ok := strings.CutPrefix(s, "{"); ok {
		if _, term, closed := strings.Cut(rest, "}"); closed {
			s = term
		}
	}
	c.Keyword = strings.TrimSpace(s)
	return c
}
