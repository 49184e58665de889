package opensearch

import "encoding/json"

// Suggestions are completions of what was typed so far (OS-25). Descriptions
// and URLs are empty or as long as Terms.
type Suggestions struct {
	Prefix       string
	Terms        []string
	Descriptions []string
	URLs         []string
}

// MarshalJSON returns the array of four that browsers read.
func (s Suggestions) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{s.Prefix, list(s.Terms), list(s.Descriptions), list(s.URLs)})
}

// list makes an empty JSON array of a nil slice.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
