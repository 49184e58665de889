package check

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// WriteJSON writes a report as lines of JSON: one for each finding, and a last
// one for the whole, in which findings counts them by level.
func WriteJSON(w io.Writer, r *Report) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, f := range r.Findings {
		if err := lines.Encode(f); err != nil {
			return err
		}
	}
	return lines.Encode(struct {
		URL       string        `json:"url"`
		Service   string        `json:"service"`
		Title     string        `json:"title"`
		Described string        `json:"description,omitempty"`
		Findings  map[Level]int `json:"findings"`
		Checked   []string      `json:"checked"`
		Calls     int           `json:"calls"`
		Left      []string      `json:"left"`
	}{
		r.URL, r.Service, r.Title, r.Description,
		map[Level]int{Error: r.Count(Error), Warning: r.Count(Warning), Note: r.Count(Note)},
		r.Checked, r.Calls, append([]string{}, r.Left...),
	})
}

// What JUnit's readers know: a suite of cases, of which some have failed.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes a report as JUnit XML, a test case for each rule that was
// tested. Errors are failures; warnings and notes are output.
func WriteJUnit(w io.Writer, r *Report) error {
	suite := junitSuite{Name: r.subject() + " " + r.URL, Tests: len(r.Checked)}
	for _, id := range r.Checked {
		c := caseOf(r, ruleOf(id))
		if c.Failure != nil {
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", " ")
	if err := encoder.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// subject names what was tested.
func (r *Report) subject() string {
	if r.URL == r.Description {
		return "Open Media Profile"
	}
	return "MediaSock 1.4"
}

func caseOf(r *Report, rule rule) junitCase {
	c := junitCase{Class: "mediasock." + rule.part, Name: rule.id + " " + rule.says}
	var failures, out strings.Builder
	for _, f := range r.Findings {
		if f.Rule != rule.id {
			continue
		}
		to := &out
		if f.Level == Error {
			to = &failures
			if c.Failure == nil {
				c.Failure = &junitFailure{Message: shown(f.Found), Type: f.Rule}
			}
		}
		fmt.Fprintf(to, "%s\n%s\n%s\nmend: %s\n", f.Place, shown(f.Found), f.Excerpt, f.Mend)
	}
	c.Out = out.String()
	if c.Failure != nil {
		c.Failure.Text = failures.String()
	}
	return c
}
