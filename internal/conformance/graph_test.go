package conformance

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
)

const module = "github.com/mediasock/mediasock"

// graph is which declaration names which numbers and which other
// declarations, so that the numbers of a helper, a table or a suite are
// counted for the tests that use it.
type graph struct {
	nodes map[key]*node
	tests []key
}

// key is a function, variable or constant of a folder; methods are apart,
// because t.Run is no call of a function Run.
type key struct {
	folder string
	name   string
	method bool
}

type node struct {
	cites []string
	uses  []key
}

func newGraph() *graph { return &graph{nodes: map[key]*node{}} }

// add reads a file. Files that are no tests are read too: some are suites,
// which are called by tests and bear numbers. What no test reaches counts for
// nothing.
func (g *graph) add(f *ast.File, folder string, isTest bool) {
	if !isTest && !imports(f, "testing") {
		return
	}
	scope := scopeOf(f, folder)
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			k := key{folder, d.Name.Name, d.Recv != nil}
			n := g.node(k)
			n.cites = append(append(n.cites, inName(k.name)...), inText(d.Doc.Text())...)
			n.read(d, scope)
			g.addMethod(k, d.Recv)
			if isTest && !k.method && isTestName(k.name) {
				g.tests = append(g.tests, k)
			}
		case *ast.GenDecl:
			g.addValues(d, scope)
		}
	}
}

// addMethod lets whoever uses a type use its methods, so that a suite may be
// a struct.
func (g *graph) addMethod(k key, receiver *ast.FieldList) {
	if receiver == nil {
		return
	}
	ast.Inspect(receiver.List[0].Type, func(x ast.Node) bool {
		if name, ok := x.(*ast.Ident); ok {
			n := g.node(key{k.folder, name.Name, false})
			n.uses = append(n.uses, k)
		}
		return true
	})
}

func (g *graph) addValues(d *ast.GenDecl, scope scope) {
	for _, spec := range d.Specs {
		values, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for _, name := range values.Names {
			if name.Name == "_" {
				continue
			}
			g.node(key{scope.folder, name.Name, false}).read(values, scope)
		}
	}
}

func (g *graph) node(k key) *node {
	if g.nodes[k] == nil {
		g.nodes[k] = &node{}
	}
	return g.nodes[k]
}

// scope is what names mean in a file: its folder and its imports of this
// module, by name.
type scope struct {
	folder  string
	folders map[string]string
}

func scopeOf(f *ast.File, folder string) scope {
	s := scope{folder, map[string]string{}}
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		below, ours := strings.CutPrefix(imported, module)
		if err != nil || !ours {
			continue
		}
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		s.folders[name] = path.Clean(strings.TrimPrefix(below, "/"))
	}
	return s
}

func imports(f *ast.File, imported string) bool {
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool {
		return s.Path.Value == strconv.Quote(imported)
	})
}

// read collects the strings and the names below a declaration.
func (n *node) read(d ast.Node, scope scope) {
	ast.Inspect(d, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(x.Value); err == nil {
				n.cites = append(n.cites, inString(s)...)
			}
		case *ast.SelectorExpr: // not the selected name alone, which would be a function's
			n.uses = append(n.uses, scope.selected(x))
			n.read(x.X, scope)
			return false
		case *ast.Ident:
			n.uses = append(n.uses, key{scope.folder, x.Name, false})
		}
		return true
	})
}

func (s scope) selected(x *ast.SelectorExpr) key {
	if p, ok := x.X.(*ast.Ident); ok {
		if folder, ok := s.folders[p.Name]; ok {
			return key{folder, x.Sel.Name, false}
		}
	}
	return key{s.folder, x.Sel.Name, true}
}
