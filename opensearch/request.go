package opensearch

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
)

// Parse reads the query out of an address that the template expands to. Only
// path and query are looked at: which host a server is reached by is not its
// template's business. Parameters of the query may come in any order, and those
// that the template does not know are ignored; a parameter that is absent or
// empty is unstated, required or not (OA-14). It fails with [ErrInvalid] where a
// value is impossible or the path is another's (OA-12).
func (t Template) Parse(u *url.URL) (Query, error) {
	return t.parse(u, 1, 1)
}

func (t Template) parse(u *url.URL, indexOffset, pageOffset int) (Query, error) {
	var q Query
	path, query := t.split()
	if !match(path, u.Path, true, assign(&q)) {
		return Query{}, invalid("path", u.Path)
	}
	values := u.Query()
	for _, pair := range query {
		if !values.Has(pair.key) {
			continue
		}
		var err error
		set := assign(&q)
		match(pair.value, values.Get(pair.key), false, func(n Name, s string) error {
			err = set(n, s)
			return err
		})
		if err != nil {
			return Query{}, err
		}
	}
	if err := cmp.Or(q.unshift(indexOffset, pageOffset), q.Geo.whole()); err != nil {
		return Query{}, err
	}
	return q, nil
}

// unshift makes the numbers that stand in a request count from 1.
func (q *Query) unshift(indexOffset, pageOffset int) error {
	if q.StartIndex != 0 {
		q.StartIndex += 1 - indexOffset
	}
	if q.StartPage != 0 {
		q.StartPage += 1 - pageOffset
	}
	if least := min(q.Count, q.StartIndex, q.StartPage); least < 0 {
		return invalid("count or start", strconv.Itoa(least))
	}
	return nil
}

// assign returns a function that puts a parameter's value into q.
func assign(q *Query) func(Name, string) error {
	return func(n Name, s string) error {
		if s == "" {
			return nil
		}
		return lookup(n).set(q, s)
	}
}

// pair is one key of a template's query with the parts of its value.
type pair struct {
	key   string
	value []part
}

// split cuts the template into the parts of its path and the pairs of its query.
func (t Template) split() (path []part, query []pair) {
	var before, after []part
	inQuery := false
	for _, p := range t.parts {
		literal, tail, cut := strings.Cut(p.literal, "?")
		switch {
		case inQuery:
			after = append(after, p)
		case cut:
			before, after, inQuery = append(before, part{literal: literal}), append(after, part{literal: tail}), true
		default:
			before = append(before, p)
		}
	}
	return pathOf(before), pairsOf(after)
}

// pathOf drops scheme and authority, parameters in them included.
func pathOf(parts []part) []part {
	if len(parts) == 0 || !strings.Contains(parts[0].literal, "://") {
		return parts
	}
	_, first, _ := strings.Cut(parts[0].literal, "://")
	for i, p := range parts {
		literal := p.literal
		if i == 0 {
			literal = first
		}
		if at := strings.IndexByte(literal, '/'); at >= 0 {
			return append([]part{{literal: literal[at:]}}, parts[i+1:]...)
		}
	}
	return nil
}

// pairsOf cuts the parts of a query at ampersands and equals signs.
func pairsOf(parts []part) []pair {
	var pairs []pair
	current, inValue := pair{}, false
	flush := func() {
		if current.key != "" {
			pairs = append(pairs, current)
		}
		current, inValue = pair{}, false
	}
	for _, p := range parts {
		if p.name.Local != "" {
			if inValue {
				current.value = append(current.value, p)
			}
			continue
		}
		literal, _, _ := strings.Cut(p.literal, "#")
		for i, piece := range strings.Split(literal, "&") {
			if i > 0 {
				flush()
			}
			if !inValue {
				key, value, ok := strings.Cut(piece, "=")
				current.key, piece, inValue = unescape(key), value, ok
			}
			if inValue && piece != "" {
				current.value = append(current.value, part{literal: unescape(piece)})
			}
		}
	}
	flush()
	return pairs
}

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// match lays the parts along s: literals must be found, a parameter takes what
// stands before the next literal, and nothing beyond a slash in a path. It
// reports whether all of s was used and set took every value.
func match(parts []part, s string, inPath bool, set func(Name, string) error) bool {
	for i, p := range parts {
		if p.name.Local == "" {
			literal := p.literal
			if inPath {
				literal = unescapePath(literal)
			}
			var ok bool
			if s, ok = strings.CutPrefix(s, literal); !ok {
				return false
			}
			continue
		}
		end := valueEnd(parts[i+1:], s, inPath)
		if set(p.name, s[:end]) != nil {
			return false
		}
		s = s[end:]
	}
	return s == ""
}

func unescapePath(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// valueEnd returns where the value at the start of s ends: before the literal
// that follows it, the last one where nothing comes after.
func valueEnd(after []part, s string, inPath bool) int {
	end := len(s)
	if len(after) > 0 && after[0].literal != "" {
		find := strings.Index
		if len(after) == 1 {
			find = strings.LastIndex
		}
		if at := find(s, after[0].literal); at >= 0 {
			end = at
		}
	}
	if slash := strings.IndexByte(s[:end], '/'); inPath && slash >= 0 {
		end = slash
	}
	return end
}
