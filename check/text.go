package check

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// The colours of a terminal, by level.
const (
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	dim    = "\x1b[2m"
	plain  = "\x1b[0m"
)

// WriteText writes a report for people; colour is for terminals.
func WriteText(w io.Writer, r *Report, colour bool) error {
	t := &text{w: w, colour: colour}
	t.printf("%s  %s  %s\n", shown(r.URL), shown(r.Service), shown(r.Title))
	if r.Description != "" {
		t.printf("%s  search description\n", shown(r.Description))
	}
	for _, f := range r.Findings {
		t.finding(f)
	}
	for _, left := range r.Left {
		t.printf("\nleft behind: %s", left)
	}
	if len(r.Left) > 0 {
		t.printf("\n")
	}
	t.printf("\n%s, %s, %s; %d rules tested in %d calls\n",
		count(r.Count(Error), "error"), count(r.Count(Warning), "warning"), count(r.Count(Note), "note"),
		len(r.Checked), r.Calls)
	return t.err
}

// A text is what is written, until the first error.
type text struct {
	w      io.Writer
	colour bool
	err    error
}

func (t *text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

func (t *text) finding(f Finding) {
	begin, end := "", ""
	if t.colour {
		begin, end = map[Level]string{Error: red, Warning: yellow, Note: dim}[f.Level], plain
	}
	t.printf("\n%s%s %s%s  %s", begin, f.Level, f.Rule, end, shown(f.Found))
	if f.Times > 1 {
		t.printf(" (%d times)", f.Times)
	}
	t.printf("\n")
	table := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"at", shown(f.Place.String())}, {"sent", f.Excerpt}, {"rule", f.Says}, {"mend", f.Mend},
	} {
		if row[1] != "" && t.err == nil {
			_, t.err = fmt.Fprintf(table, "  %s\t%s\n", row[0], row[1])
		}
	}
	if t.err == nil {
		t.err = table.Flush()
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
