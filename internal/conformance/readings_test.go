package conformance

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const readings = root + "/doc/spec-readings.md"

// A decision begins a paragraph in bold, and may end with the packages whose
// tests hold it.
var (
	decision = regexp.MustCompile(`(?m)^\*\*((?:A|X|OA)-[0-9]+) [^*]+\.\*\* (?:.+\n)+`)
	heldBy   = regexp.MustCompile(`\*Tests:\s+([^*]+)\.\*\n$`)
	quoted   = regexp.MustCompile("`([^`]+)`")
)

// decided maps each decision of the document to the packages that it says
// hold it.
func decided(document string) (order []string, packages map[string][]string) {
	packages = map[string][]string{}
	for _, m := range decision.FindAllStringSubmatch(document, -1) {
		order = append(order, m[1])
		for _, name := range quoted.FindAllStringSubmatch(lastOf(heldBy.FindStringSubmatch(m[0])), -1) {
			packages[m[1]] = append(packages[m[1]], name[1])
		}
	}
	return order, packages
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// folderOf returns the package of a test or script as the document names it.
func folderOf(test string) string {
	if path.Ext(test) == ".txtar" {
		folder, _, _ := strings.Cut(test, "/testdata/")
		return folder
	}
	return test[:strings.LastIndex(test, ".")]
}

func TestReadingsTellEveryDecision(t *testing.T) {
	document, err := os.ReadFile(readings)
	if err != nil {
		t.Fatal(err)
	}
	reqs, cited := state(t)
	order, packages := decided(string(document))
	var want []string
	for _, prefix := range []string{"A", "X", "OA"} {
		for _, r := range reqs {
			if prefixOf(r.Number) == prefix {
				want = append(want, r.Number)
			}
		}
	}
	if !slices.Equal(order, want) {
		t.Errorf("doc/spec-readings.md tells %v, want %v", order, want)
	}
	for _, number := range order {
		for _, name := range packages[number] {
			if !slices.ContainsFunc(cited[number], func(test string) bool { return folderOf(test) == name }) {
				t.Errorf("doc/spec-readings.md has tests of %s in %s, but none names it", number, name)
			}
		}
	}
}

func TestReadingsCiteWhatExists(t *testing.T) {
	document, err := os.ReadFile(readings)
	if err != nil {
		t.Fatal(err)
	}
	reqs, err := parseRequirements(requirementsText)
	if err != nil {
		t.Fatal(err)
	}
	known := numbersOf(reqs)
	for _, number := range inText(string(document)) {
		if !known[number] {
			t.Errorf("doc/spec-readings.md names %s, which requirements.txt does not have", number)
		}
	}
}

func TestDecided(t *testing.T) {
	document := "# Title\n\n**A-1 One.** Some\ntext. *Tests: `auth`,\n`library/mem`.*\n\n**X-2 Two.** More `code`.\n\nA-3 is none.\n"
	order, packages := decided(document)
	if got := fmt.Sprint(order, packages); got != "[A-1 X-2] map[A-1:[auth library/mem]]" {
		t.Errorf("decided = %s", got)
	}
	for test, want := range map[string]string{
		"library/mem.TestIndex": "library/mem", "cmd/mediasock/testdata/x.txtar": "cmd/mediasock", "mediasock.TestSock": "mediasock",
	} {
		if got := folderOf(test); got != want {
			t.Errorf("folderOf(%q) = %q, want %q", test, got, want)
		}
	}
}
