package check

import (
	"fmt"
	"slices"
)

// A Level says how much a finding matters.
type Level string

// The levels, the worst first.
const (
	Error   Level = "error"   // breaks the specification
	Warning Level = "warning" // breaks what clients need
	Note    Level = "note"    // could be better
)

// A Finding is one thing that is not as it should be.
type Finding struct {
	Rule    string `json:"rule"` // its number, such as MS-49
	Level   Level  `json:"level"`
	Place   Place  `json:"place"`
	Excerpt string `json:"excerpt,omitempty"` // of what the service sent
	Found   string `json:"found"`             // what is wrong there
	Says    string `json:"says"`              // what the specification says
	Mend    string `json:"mend"`              // how to mend it
	Times   int    `json:"times"`             // in how many places it was found
}

// A Place is where a finding was made: in the answer to which call, and where
// in it.
type Place struct {
	Call   string `json:"call"`             // such as "GET http://example.com/mediasock/"
	Line   int    `json:"line,omitempty"`   // from 1; 0 if the finding is about no place in the body
	Column int    `json:"column,omitempty"` // in bytes, from 1
	Part   string `json:"part,omitempty"`   // "status", "header Content-Type"
}

// String returns the place as "call: line:column" or "call: part".
func (p Place) String() string {
	switch {
	case p.Line > 0:
		return fmt.Sprintf("%s: %d:%d", p.Call, p.Line, p.Column)
	case p.Part != "":
		return p.Call + ": " + p.Part
	}
	return p.Call
}

// A Report is what a check found.
type Report struct {
	URL     string `json:"url"`     // of the endpoint, after redirects; else of the search description
	Service string `json:"service"` // the root's value
	Title   string `json:"title"`
	// Description is the URL of the search description, "" if there is none.
	Description string `json:"description,omitempty"`

	Findings []Finding `json:"findings"`
	Checked  []string  `json:"checked"` // the rules that could be tested here
	Calls    int       `json:"calls"`   // how many the check made
	Left     []string  `json:"left"`    // what Write made and nothing in MediaSock can remove
}

// Count returns how many findings there are of a level.
func (r *Report) Count(l Level) int {
	n := 0
	for _, f := range r.Findings {
		if f.Level == l {
			n++
		}
	}
	return n
}

// Passed reports whether no errors were found.
func (r *Report) Passed() bool { return r.Count(Error) == 0 }

// sort puts the worst first, each level in the order of the rules' table.
func (r *Report) sort() {
	rank := map[Level]int{Error: 0, Warning: 1, Note: 2}
	order := map[string]int{}
	for i, rule := range rules {
		order[rule.id] = i
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		if d := rank[a.Level] - rank[b.Level]; d != 0 {
			return d
		}
		return order[a.Rule] - order[b.Rule]
	})
}
