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
	shown = 4   // tests named in a row; the rest is counted
	none  = "–" // the tests of a requirement that none holds
)

const intro = `# Conformance

Every requirement of the two specifications and of the standards they stand on, in a line, with the tests that name its
number. "For" says whom it binds: S the service, C the client, B both; a hyphen marks a decision of this project, which
[spec-readings.md](spec-readings.md) explains. Written by ` + "`make conformance`" + ` from the test files and
[requirements.txt](../internal/conformance/requirements.txt); a test fails when a number that is held here is no longer
named by any test.

`

// render writes the document: counts first, then a table a group.
func render(reqs []requirement, cited citations) string {
	var b strings.Builder
	b.WriteString(intro)
	b.WriteString("| group | what | held by a test | all |\n|---|---|---:|---:|\n")
	held, all := 0, 0
	for _, g := range groups {
		h, a := count(reqs, cited, g.Prefix)
		held, all = held+h, all+a
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", g.Prefix, g.Title, h, a)
	}
	fmt.Fprintf(&b, "| | all | %d | %d |\n", held, all)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s: %s\n\n| number | for | what | tests |\n|---|---|---|---|\n", g.Prefix, g.Title)
		for _, r := range reqs {
			if prefixOf(r.Number) == g.Prefix {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.Number, r.Audience, escape(r.Text), tests(cited[r.Number]))
			}
		}
	}
	return b.String()
}

func count(reqs []requirement, cited citations, prefix string) (held, all int) {
	for _, r := range reqs {
		if prefixOf(r.Number) != prefix {
			continue
		}
		all++
		if len(cited[r.Number]) > 0 {
			held++
		}
	}
	return held, all
}

func tests(names []string) string {
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
		rows[m[1]] = m[2] != none
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
	reqs := []requirement{{"MS-2", "B", "two"}, {"MS-10", "S", "a_b.* <x>"}, {"A-1", "-", "one"}}
	cited := citations{"MS-10": {"p.TestA", "p.TestB", "p.TestC", "p.TestD", "p.TestE", "p.TestF"}, "A-1": {"TestG"}}
	document := render(reqs, cited)
	for _, want := range []string{
		"| MS | MediaSock 1.4 | 1 | 2 |\n", "| | all | 2 | 3 |\n", "| MS-2 | B | two | – |\n", "| A-1 | - | one | TestG |\n",
		"| MS-10 | S | a\\_b.\\* &lt;x> | p.TestA, p.TestB, p.TestC, p.TestD +2 |\n",
	} {
		if !strings.Contains(document, want) {
			t.Errorf("render lacks %q in\n%s", want, document)
		}
	}
	if got := fmt.Sprint(rowsOf(document)); got != "map[A-1:true MS-10:true MS-2:false]" {
		t.Errorf("rowsOf(render) = %s", got)
	}
	if again := render(reqs, cited); again != document {
		t.Error("render is not the same twice")
	}
}

func TestCompareFindsWhatIsLost(t *testing.T) {
	reqs := []requirement{{"MS-1", "B", "x"}, {"MS-2", "B", "y"}, {"MS-11", "B", "z"}}
	document := render(reqs, citations{"MS-2": {"TestA"}, "MS-11": {"TestA"}})
	lost, gained := compare(document, citations{"MS-11": {"TestB"}, "MS-1": {"TestA"}})
	if got := fmt.Sprint(lost, gained); got != "[MS-2] [MS-1]" {
		t.Errorf("compare = %s, want MS-2 lost, MS-1 gained", got)
	}
	other := append(reqs[1:], requirement{"MS-12", "B", "new"})
	if got := fmt.Sprint(faultsOf(document, other)); got != "[has MS-1, which requirements.txt does not lacks MS-12]" {
		t.Errorf("faultsOf = %s", got)
	}
}
