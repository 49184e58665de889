// Package conformance says what the specifications ask and which tests hold it.
//
// requirements.txt numbers every requirement and says each in one line; one that
// asks for nothing that a program could do, or leave undone, is marked as
// stated. The tests of this package read the test files of the whole tree with
// go/parser, collect the numbers that they name, and compare them with
// doc/conformance.md; with -update they write that document anew.
//
// A test names what it holds in its own name (TestWriter_MS48_A28), at the
// beginning of a string ("MS-48 one line an element", "A-33, A-34: ..."), in
// parentheses within one ("Page() = %q, want %q (OM-25)"), so too in a comment
// within the function, anywhere in the comment above it, or, in a testscript,
// in a line that begins with #. What the strings of a helper, a table or a
// suite name counts for the tests that reach it; their comments do not.
//
// Nothing asks the go command: a test that does is answered from the test
// cache after other packages have changed.
package conformance

import (
	_ "embed"
	"flag"
	"os"
	"strings"
	"sync"
	"testing"
)

const (
	root  = "../.."
	own   = "internal/conformance"
	table = root + "/doc/conformance.md"
)

//go:embed requirements.txt
var requirementsText string

var update = flag.Bool("update", false, "write doc/conformance.md anew")

// tree is readTree of the project, read once.
var tree = sync.OnceValues(func() (citations, error) { return readTree(root) })

// state returns what there is to compare: the requirements and the numbers that
// the tree's tests name.
func state(t *testing.T) ([]requirement, citations) {
	t.Helper()
	reqs, err := parseRequirements(requirementsText)
	if err != nil {
		t.Fatal(err)
	}
	cited, err := tree()
	if err != nil {
		t.Fatal(err)
	}
	if len(cited) == 0 {
		t.Fatal("no test names a requirement; was the tree read?")
	}
	return reqs, cited
}

func TestCitedNumbersExist(t *testing.T) {
	reqs, cited := state(t)
	known := numbersOf(reqs)
	for _, number := range cited.numbers() {
		if !known[number] {
			t.Errorf("%s names %s, which requirements.txt does not have", strings.Join(cited[number], ", "), number)
		}
	}
}

// TestStatedAskForNothing: what a test can hold is more than stated.
func TestStatedAskForNothing(t *testing.T) {
	reqs, cited := state(t)
	for _, r := range reqs {
		if r.Stated && len(cited[r.Number]) > 0 {
			t.Errorf("requirements.txt marks %s as stated, but %s holds it", r.Number, strings.Join(cited[r.Number], ", "))
		}
	}
}

func TestTableIsCurrent(t *testing.T) {
	reqs, cited := state(t)
	committed, err := os.ReadFile(table)
	if err != nil && !*update {
		t.Fatal(err)
	}
	lost, gained := compare(string(committed), cited)
	if *update {
		t.Logf("no longer held: %v; newly held: %v", lost, gained)
		if err := os.WriteFile(table, []byte(render(reqs, cited)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, number := range lost {
		t.Errorf("doc/conformance.md shows %s as held, but no test names it any more", number)
	}
	for _, fault := range faultsOf(string(committed), reqs) {
		t.Errorf("doc/conformance.md %s; make conformance writes it anew", fault)
	}
	if len(gained) > 0 {
		t.Logf("make conformance would add to doc/conformance.md: %v", gained)
	}
}
