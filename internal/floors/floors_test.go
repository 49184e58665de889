// Package floors holds the order of the packages: imports go down only.
//
// The floors are those of doc/design.md section 3. The test reads the files
// with go/parser itself, because a test that asks the go command is answered
// from the test cache after another package has changed.
package floors

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mediasock/mediasock"

// floors says on which floor a folder stands; a pattern "x/*" covers the
// folders directly below x. A folder that is not named here fails the test.
var floors = map[string]int{
	"internal/xmlio": -1, // the cellar: XML read and written, for every format above
	".":              0, "mediarss": 0, "opensearch": 0, "jpegscale": 0, "license": 0, "icc": 0, "internal/vp8": 0, "internal/posting": 0,
	"atom": 1, "wire": 1, "servicetest": 1, "internal/mediatest": 1, "internal/npm": 1,
	"auth": 2, "openmedia": 2, "metadata": 2, "internal/replay": 2, "embed": 2,
	"internal/guard": 2, "internal/immichwire": 2, "internal/weblogwire": 2,
	"client": 3, "server": 3, "library": 3, "openmediatest": 3, "services": 3, "facade": 3, "library/sandbox": 3,
	"library/*": 4, "library/heif": 5, "services/*": 4, "facade/*": 4, "facade/facadetest": 7, "upload": 4, "check": 4, "mount": 4,
	"internal/gallery": 5, "internal/compose": 5, "fakeservice": 5,
	"internal/site": 6, "internal/matrix": 6,
	"cmd/*":           7,
	"internal/floors": 0,
	"internal/seeds":  8, "internal/thirdparty": 8, "internal/live": 8, "internal/bench/*": 8, "internal/campaign": 8, "internal/iofault": 8, "examples/*": 8, "internal/tools/*": 8,
}

// lean names the folders that import the standard library, golang.org/x and
// floors below alone.
var lean = map[string]bool{
	"internal/xmlio": true,
	".":              true, "mediarss": true, "opensearch": true, "jpegscale": true, "icc": true, "internal/vp8": true, "internal/posting": true,
	"atom": true, "wire": true, "servicetest": true, "openmedia": true,
}

func TestImportsGoDown(t *testing.T) {
	root := "../.."
	seen := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(d.Name()) && name != root {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			seen++
			checkFile(t, root, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Fatal("no Go file was read")
	}
}

func skipped(dir string) bool {
	return strings.HasPrefix(dir, ".") || dir == "testdata" || dir == "node_modules"
}

func checkFile(t *testing.T, root, name string) {
	t.Helper()
	rel, err := filepath.Rel(root, filepath.Dir(name))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.ToSlash(rel)
	floor, ok := floorOf(dir)
	if !ok {
		t.Errorf("%s: folder %q stands on no floor; name it in floors_test.go and doc/design.md", name, dir)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Errorf("%s: import %s: %v", name, spec.Path.Value, err)
			continue
		}
		checkImport(t, name, dir, floor, imported)
	}
}

func checkImport(t *testing.T, name, dir string, floor int, imported string) {
	t.Helper()
	if dir == "." && (imported == "net/http" || strings.HasPrefix(imported, "net/http/")) {
		t.Errorf("%s imports %s; the root package knows nothing of HTTP", name, imported)
	}
	below, own := strings.CutPrefix(imported, module)
	if !own {
		if lean[dir] && foreign(imported) {
			t.Errorf("%s imports %s; %s takes the standard library and golang.org/x alone", name, imported, dir)
		}
		return
	}
	target := strings.TrimPrefix(below, "/")
	if target == "" {
		target = "."
	}
	to, ok := floorOf(target)
	if !ok || to >= floor {
		t.Errorf("%s (floor %d) imports %s (floor %d); imports go down only", name, floor, imported, to)
	}
}

func foreign(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".") && first != "golang.org"
}

func floorOf(dir string) (int, bool) {
	if n, ok := floors[dir]; ok {
		return n, true
	}
	n, ok := floors[path.Join(path.Dir(dir), "*")]
	return n, ok
}

func TestFloorsNameWhatExists(t *testing.T) {
	for dir := range floors {
		if strings.HasSuffix(dir, "/*") {
			continue
		}
		if _, err := os.Stat(filepath.Join("../..", dir)); err != nil {
			t.Errorf("floors names %q, which is not there", dir)
		}
	}
}
