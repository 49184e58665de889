package conformance

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// requirement is a line of requirements.txt.
type requirement struct {
	Number   string // such as MS-48
	Audience string // S server, C client, B both, - a decision
	Text     string
	Stated   bool // there is no behaviour in it that a test could hold
}

// group is a kind of requirement: the letters before the hyphen.
type group struct {
	Prefix string
	Last   int // the highest number; each from 1 up to it is there
	Title  string
}

// groups lists the kinds in the order of the table.
var groups = []group{
	{"MS", 229, "MediaSock 1.4"},
	{"A", 81, "decisions where MediaSock 1.4 is open"},
	{"X", 5, "extensions"},
	{"XS", 7, "security"},
	{"OM", 41, "Open Media Profile"},
	{"OA", 18, "decisions where the Profile is open"},
	{"OS", 29, "OpenSearch 1.1"},
	{"AT", 17, "Atom, RFC 4287"},
	{"MR", 18, "Media RSS 1.5.1"},
	{"LC", 4, "licences, RFC 4946"},
	{"TG", 3, "tag URIs, RFC 4151"},
	{"PG", 4, "paging, RFC 5005"},
	{"AP", 13, "AtomPub, RFC 5023"},
	{"TH", 1, "threading, RFC 4685"},
	{"GD", 7, "GData"},
}

var requirementLine = regexp.MustCompile(`^([A-Z]{1,2}-[1-9][0-9]*)\t([SCB-])\t([^\t|]+)(\tstated)?$`)

func parseRequirements(text string) ([]requirement, error) {
	var reqs []requirement
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		m := requirementLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("requirements.txt:%d: %q is not number, TAB, audience, TAB, text, perhaps TAB, stated", i+1, line)
		}
		reqs = append(reqs, requirement{m[1], m[2], m[3], m[4] != ""})
	}
	return reqs, nil
}

func numbersOf(reqs []requirement) map[string]bool {
	set := make(map[string]bool, len(reqs))
	for _, r := range reqs {
		set[r.Number] = true
	}
	return set
}

// prefixOf returns the group of a number: MS of MS-48.
func prefixOf(number string) string {
	prefix, _, _ := strings.Cut(number, "-")
	return prefix
}

func TestRequirementsAreWhole(t *testing.T) {
	reqs, err := parseRequirements(requirementsText)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for _, g := range groups {
		for n := 1; n <= g.Last; n++ {
			want := g.Prefix + "-" + strconv.Itoa(n)
			if i >= len(reqs) || reqs[i].Number != want {
				t.Fatalf("requirements.txt:%d: want %s there", i+1, want)
			}
			i++
		}
	}
	if i != len(reqs) {
		t.Errorf("requirements.txt:%d: %s belongs to no group", i+1, reqs[i].Number)
	}
}

func TestRequirementsSayDifferentThings(t *testing.T) {
	reqs, err := parseRequirements(requirementsText)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, r := range reqs {
		if other, ok := said[r.Text]; ok {
			t.Errorf("%s and %s say the same: %q", other, r.Number, r.Text)
		}
		said[r.Text] = r.Number
		if strings.TrimSpace(r.Text) != r.Text || strings.HasSuffix(r.Text, ".") {
			t.Errorf("%s: %q has white space around it or a full stop", r.Number, r.Text)
		}
	}
}

func TestParseRequirementsRefuses(t *testing.T) {
	for _, line := range []string{"", "MS-1 B text", "MS-1\tB\t", "MS-01\tB\ttext", "MS-1\tQ\ttext", "MS-1\tB\ta | b", "MS-1\tB\ttext\theld"} {
		if reqs, err := parseRequirements(line); err == nil {
			t.Errorf("parseRequirements(%q) = %v, want an error", line, reqs)
		}
	}
}
