package conformance

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	shown  = 4        // tests named in a row; the rest is counted
	none   = "–"      // the tests of a requirement that none holds
	stated = "stated" // of one that asks for no behaviour
)

const intro = `# Conformance

Every requirement of the two specifications and of the standards they stand on, in a line, with the tests that name its
number. "For" says whom it binds: S the service, C the client, B both; a hyphen marks a decision of this project, which
[spec-readings.md](spec-readings.md) explains. Written by ` + "`make conformance`" + ` from the test files and
[requirements.txt](../internal/conformance/requirements.txt); a test fails when a number that is held here is no longer
named by any test. A few ask for nothing that a program could do or leave undone; they are marked as stated, and are
not counted as held.

`

// render writes the document: counts first, then a table a group.
func render(reqs []requirement, cited citations) string {
	var b strings.Builder
	b.WriteString(intro)
	b.WriteString("| group | what | held by a test | stated | all |\n|---|---|---:|---:|---:|\n")
	var total tally
	for _, g := range groups {
		n := count(reqs, cited, g.Prefix)
		total.add(n)
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d |\n", g.Prefix, g.Title, n.held, n.stated, n.all)
	}
	fmt.Fprintf(&b, "| | all | %d | %d | %d |\n", total.held, total.stated, total.all)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s: %s\n\n| number | for | what | tests |\n|---|---|---|---|\n", g.Prefix, g.Title)
		for _, r := range reqs {
			if prefixOf(r.Number) == g.Prefix {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.Number, r.Audience, escape(r.Text), tests(r, cited[r.Number]))
			}
		}
	}
	return b.String()
}

// A tally counts requirements.
type tally struct{ held, stated, all int }

func (t *tally) add(o tally) {
	t.held, t.stated, t.all = t.held+o.held, t.stated+o.stated, t.all+o.all
}

func count(reqs []requirement, cited citations, prefix string) (n tally) {
	for _, r := range reqs {
		switch {
		case prefixOf(r.Number) != prefix:
			continue
		case len(cited[r.Number]) > 0:
			n.held++
		case r.Stated:
			n.stated++
		}
		n.all++
	}
	return n
}

func tests(r requirement, names []string) string {
	if len(names) == 0 && r.Stated {
		return stated
	}
	if len(names) == 0 {
		return none
	}
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shown], ", ") + " +" + strconv.Itoa(len(names)-shown)
}

// escape keeps Markdown from reading text as markup.
func escape(text string) string {
	return strings.NewReplacer(`*`, `\*`, `_`, `\_`, `<`, `&lt;`).Replace(text)
}

var row = regexp.MustCompile(`(?m)^\| ([A-Z]{1,2}-[0-9]+) \| [SCB-] \| .* \| (.*) \|$`)

// rowsOf reads a document back: the numbers of its rows, and whether each is
// shown as held.
func rowsOf(document string) map[string]bool {
	rows := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(document, -1) {
		rows[m[1]] = m[2] != none && m[2] != stated
	}
	return rows
}

// compare tells which numbers a document shows as held and no test names, and
// which are named and not shown so.
func compare(document string, cited citations) (lost, gained []string) {
	rows := rowsOf(document)
	for number, held := range rows {
		if held && len(cited[number]) == 0 {
			lost = append(lost, number)
		}
	}
	for _, number := range cited.numbers() {
		if !rows[number] {
			gained = append(gained, number)
		}
	}
	slices.SortFunc(lost, compareNumbers)
	return lost, gained
}

// faultsOf tells which rows a document lacks or has too many.
func faultsOf(document string, reqs []requirement) []string {
	rows := rowsOf(document)
	var faults []string
	for _, r := range reqs {
		if _, ok := rows[r.Number]; !ok {
			faults = append(faults, "lacks "+r.Number)
		}
		delete(rows, r.Number)
	}
	for number := range rows {
		faults = append(faults, "has "+number+", which requirements.txt does not")
	}
	slices.Sort(faults)
	return faults
}

// compareNumbers orders numbers as the table has them.
func compareNumbers(a, b string) int {
	place := func(number string) int {
		return slices.IndexFunc(groups, func(g group) bool { return g.Prefix == prefixOf(number) })
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func TestRenderIsReadBack(t *testing.T) {
	reqs := []requirement{{Number: "MS-2", Audience: "B", Text: "two"}, {Number: "MS-10", Audience: "S", Text: "a_b.* <x>"},
		{Number: "A-1", Audience: "-", Text: "one"}, {Number: "A-2", Audience: "-", Text: "told", Stated: true}}
	cited := citations{"MS-10": {"p.TestA", "p.TestB", "p.TestC", "p.TestD", "p.TestE", "p.TestF"}, "A-1": {"TestG"}}
	document := render(reqs, cited)
	for _, want := range []string{
		"| MS | MediaSock 1.4 | 1 | 0 | 2 |\n", "| | all | 2 | 1 | 4 |\n", "| A-2 | - | told | stated |\n", "| MS-2 | B | two | – |\n", "| A-1 | - | one | TestG |\n",
		"| MS-10 | S | a\\_b.\\* &lt;x> | p.TestA, p.TestB, p.TestC, p.TestD +2 |\n",
	} {
		if !strings.Contains(document, want) {
			t.Errorf("render lacks %q in\n%s", want, document)
		}
	}
	if got := fmt.Sprint(rowsOf(document)); got != "map[A-1:true A-2:false MS-10:true MS-2:false]" {
		t.Errorf("rowsOf(render) = %s", got)
	}
	if again := render(reqs, cited); again != document {
		t.Error("render is not the same twice")
	}
}

func TestCompareFindsWhatIsLost(t *testing.T) {
	reqs := []requirement{{Number: "MS-1", Audience: "B", Text: "x"}, {Number: "MS-2", Audience: "B", Text: "y"}, {Number: "MS-11", Audience: "B", Text: "z"}}
	document := render(reqs, citations{"MS-2": {"TestA"}, "MS-11": {"TestA"}})
	lost, gained := compare(document, citations{"MS-11": {"TestB"}, "MS-1": {"TestA"}})
	if got := fmt.Sprint(lost, gained); got != "[MS-2] [MS-1]" {
		t.Errorf("compare = %s, want MS-2 lost, MS-1 gained", got)
	}
	other := append(reqs[1:], requirement{Number: "MS-12", Audience: "B", Text: "new"})
	if got := fmt.Sprint(faultsOf(document, other)); got != "[has MS-1, which requirements.txt does not lacks MS-12]" {
		t.Errorf("faultsOf = %s", got)
	}
}
