package conformance

import "go/ast"

const module = "github.com/mediasock/mediasock"

// graph is which declaration names which numbers and which other
// declarations, so that the numbers of a helper, a table or a suite are
// counted for the tests that use it.
type graph struct {
	nodes  map[key]*node
	tests  []key
	plain  map[string][]*ast.File // by folder, files that are no tests
	suites map[string]bool        // folders whose plain files are a suite
}

// key is a function, variable, constant or type of a folder; a method if it has
// a receiver. A receiver anyType is a method of whatever type has it.
type key struct {
	folder   string
	name     string
	receiver string
}

const anyType = "*"

type node struct {
	cites []string
	uses  []key
}

func newGraph() *graph {
	return &graph{nodes: map[key]*node{}, plain: map[string][]*ast.File{}, suites: map[string]bool{}}
}

// add reads a file. One that is no test counts if its package is a suite: if
// a file beside it imports testing. What no test reaches counts for nothing.
func (g *graph) add(f *ast.File, folder string, isTest bool) {
	switch {
	case isTest || g.suites[folder]:
		g.addDecls(f, folder, isTest)
	case imports(f, "testing"):
		g.suites[folder] = true
		for _, file := range append(g.plain[folder], f) {
			g.addDecls(file, folder, false)
		}
		delete(g.plain, folder)
	default:
		g.plain[folder] = append(g.plain[folder], f)
	}
}

func (g *graph) addDecls(f *ast.File, folder string, isTest bool) {
	scope := scopeOf(f, folder)
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			g.addFunc(d, scope, isTest)
		case *ast.GenDecl:
			g.addValues(d, scope)
		}
	}
}

func (g *graph) addFunc(d *ast.FuncDecl, scope scope, isTest bool) {
	k := key{scope.folder, d.Name.Name, ""}
	if d.Recv != nil {
		k.receiver = typeName(d.Recv.List[0].Type)
		scope.receiver = k.receiver
		if names := d.Recv.List[0].Names; len(names) > 0 {
			scope.self = names[0].Name
		}
		g.addMethod(k)
	}
	n := g.node(k)
	n.cites = append(n.cites, inName(k.name)...)
	n.read(d.Type, scope)
	if d.Body != nil {
		n.read(d.Body, scope)
	}
	if isTest && k.receiver == "" && isTestName(k.name) {
		g.tests = append(g.tests, k)
		n.cites = append(append(n.cites, inText(d.Doc.Text())...), scope.remarks(d)...)
	}
}

// addMethod lets whoever uses a type use its methods, so that a suite may be
// a struct, and whoever calls a method of unknown type call it.
func (g *graph) addMethod(k key) {
	for _, user := range []key{{k.folder, k.receiver, ""}, {k.folder, k.name, anyType}} {
		n := g.node(user)
		n.uses = append(n.uses, k)
	}
}

// typeName returns the name of a type: T of *T and of T[P].
func typeName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.StarExpr:
		return typeName(x.X)
	case *ast.ParenExpr:
		return typeName(x.X)
	case *ast.IndexExpr:
		return typeName(x.X)
	case *ast.IndexListExpr:
		return typeName(x.X)
	}
	return ""
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
			g.node(key{scope.folder, name.Name, ""}).read(values, scope)
		}
	}
}

func (g *graph) node(k key) *node {
	if g.nodes[k] == nil {
		g.nodes[k] = &node{}
	}
	return g.nodes[k]
}
