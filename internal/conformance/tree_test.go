package conformance

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// citations maps each number to the names of the tests that name it, those
// first that do so themselves.
type citations map[string][]string

func (c citations) numbers() []string {
	return slices.SortedFunc(maps.Keys(c), compareNumbers)
}

// readTree collects the numbers that the tests below a folder name.
func readTree(top string) (citations, error) {
	g := newGraph()
	scripts := citations{}
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel == own || rel != "." && skipped(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		return readFile(g, scripts, name, rel)
	})
	if err != nil {
		return nil, err
	}
	cited := g.citations()
	for number, names := range scripts {
		slices.Sort(names)
		cited[number] = append(cited[number], names...)
	}
	return cited, nil
}

func skipped(folder string) bool {
	return strings.HasPrefix(folder, ".") || folder == "node_modules"
}

func readFile(g *graph, scripts citations, name, rel string) error {
	inData := slices.Contains(strings.Split(path.Dir(rel), "/"), "testdata")
	switch path.Ext(rel) {
	case ".go":
		if inData {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		g.add(f, path.Dir(rel), strings.HasSuffix(rel, "_test.go"))
	case ".txtar":
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, number := range inScript(rel, string(text)) {
			scripts[number] = append(scripts[number], rel)
		}
	}
	return nil
}

// inScript returns the numbers of a testscript: in its file's name, written
// as in a function's, and in the comments of the script itself, which ends
// where its first file begins.
func inScript(rel, text string) []string {
	numbers := inName(strings.TrimSuffix(path.Base(rel), ".txtar"))
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "-- ") {
			break
		}
		if strings.HasPrefix(line, "#") {
			numbers = append(numbers, inText(line)...)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

func TestInScript(t *testing.T) {
	text := "# MS-8: a domain is enough (A-17)\nexec mediasock discover x # A-16\n# MS-8 again\n-- file --\n# MS-9\n"
	got := inScript("cmd/mediasock/testdata/discover_MS13.txtar", text)
	if want := []string{"A-17", "MS-13", "MS-8"}; !slices.Equal(got, want) {
		t.Errorf("inScript = %q, want %q", got, want)
	}
}
