package conformance

import (
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// citations walks from each test to all that it uses.
func (g *graph) citations() citations {
	direct, indirect := citations{}, citations{}
	for _, k := range g.tests {
		seen := map[key]bool{}
		g.reach(k, seen)
		for used := range seen {
			into := indirect
			if used == k {
				into = direct
			}
			for _, number := range g.nodes[used].cites {
				into[number] = append(into[number], k.String())
			}
		}
	}
	return merge(direct, indirect)
}

func (g *graph) reach(k key, seen map[key]bool) {
	n := g.nodes[k]
	if n == nil && k.receiver != "" {
		k.receiver = anyType // promoted from a field, or of an interface
		n = g.nodes[k]
	}
	if n == nil || seen[k] {
		return
	}
	seen[k] = true
	for _, used := range n.uses {
		g.reach(used, seen)
	}
}

// merge puts the tests that name a number themselves before those that reach
// one that does, each in order and once.
func merge(direct, indirect citations) citations {
	merged := citations{}
	for _, half := range []citations{direct, indirect} {
		for number, names := range half {
			slices.Sort(names)
			for _, name := range slices.Compact(names) {
				if !slices.Contains(merged[number], name) {
					merged[number] = append(merged[number], name)
				}
			}
		}
	}
	return merged
}

// String is how the table names a test: library/mem.TestIndex.
func (k key) String() string {
	if k.folder == "." {
		return path.Base(module) + "." + k.name
	}
	return k.folder + "." + k.name
}

// isTestName says whether the go command runs a function of that name as a
// test, a fuzz target or an example.
func isTestName(name string) bool {
	for _, kind := range []string{"Test", "Fuzz", "Example"} {
		if rest, ok := strings.CutPrefix(name, kind); ok {
			r, _ := utf8.DecodeRuneInString(rest)
			return name != "TestMain" && !unicode.IsLower(r)
		}
	}
	return false
}

func graphOf(t *testing.T, files map[string]string) *graph {
	t.Helper()
	g := newGraph()
	for name, text := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		g.add(f, path.Dir(name), strings.HasSuffix(name, "_test.go"))
	}
	return g
}

func TestGraphFollowsHelpersTablesAndSuites(t *testing.T) {
	g := graphOf(t, map[string]string{
		"a/a_test.go": `package a_test
import ("testing"; "` + module + `/suite"; r "` + module + `")
var rows = []string{"MS-1 row"}
var unused = []string{"MS-2 row"}
// TestDoc holds MS-3.
func TestDoc(t *testing.T) { t.Error("no number: MS-4", "(MS-5)") }
func TestName_MS6(t *testing.T) { help(t); _ = rows; r.Root("x") }
func TestSuite(t *testing.T) { suite.Run(t); t.Run("", nil); new(suite.Struct).Do() }
func TestMain(m *testing.M) { _ = "MS-7" }
func Testing(t *testing.T) { _ = "MS-8" }
func Run() { _ = "MS-9" }
func TestRemarks(t *testing.T) {
	t.Log() // MS-20 to MS-21: so
	t.Log() // unlike MS-22
}
// MS-23
var _ = 0
// help has MS-24.
func help(t *testing.T) { t.Fatal("MS-10: bad") }
func ExampleX_ms11() {}
`,
		"suite/suite.go": `package suite
import "testing"
type Struct struct{}
func Run(t *testing.T) { t.Run("MS-12 x", nil); inner(t) }
func inner(t *testing.T) { t.Error("bad (MS-13)") }
func (s *Struct) Also() { _ = "MS-14" }
func never() { _ = "MS-15" }
`,
		"suite/a.go":     "package suite\nfunc (s *Struct) Do() { s.cells() }\nfunc (s Struct) cells() { _ = []any{rows, (*Other).cells, 1} }\ntype Other struct{}\nfunc (o *Other) cells() {}\nfunc (o *Other) never() { _ = \"MS-18\" }\ntype Last struct{}\nfunc (l Last) cells() { _ = \"MS-19\" }\n",
		"suite/z.go":     "package suite\nvar rows = []string{\"Taxa/MS-17 x\"}\n",
		"plain/plain.go": "package plain\nfunc Test_MS16() {}\n",
	})
	want := map[string]string{
		"MS-1": "a.TestName_MS6", "MS-3": "a.TestDoc", "MS-5": "a.TestDoc", "MS-6": "a.TestName_MS6", "MS-10": "a.TestName_MS6",
		"MS-11": "a.ExampleX_ms11", "MS-12": "a.TestSuite", "MS-13": "a.TestSuite", "MS-14": "a.TestSuite", "MS-17": "a.TestSuite",
		"MS-20": "a.TestRemarks", "MS-21": "a.TestRemarks",
	}
	got := g.citations()
	for number, test := range want {
		if !slices.Equal(got[number], []string{test}) {
			t.Errorf("%s is held by %q, want %q", number, got[number], test)
		}
	}
	if len(got) != len(want) {
		t.Errorf("numbers %v, want %d of them", got.numbers(), len(want))
	}
}

func TestMergeOrders(t *testing.T) {
	got := merge(citations{"MS-1": {"z", "y", "y"}}, citations{"MS-1": {"y", "b", "a"}})
	if want := []string{"y", "z", "a", "b"}; !slices.Equal(got["MS-1"], want) {
		t.Errorf("merge = %q, want %q", got["MS-1"], want)
	}
}
