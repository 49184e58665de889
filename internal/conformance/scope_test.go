package conformance

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
)

// scope is what names mean at a place: its folder, its file's imports of this
// module by name, and within a method the receiver and its type.
type scope struct {
	file     *ast.File
	folder   string
	folders  map[string]string
	self     string
	receiver string
}

func scopeOf(f *ast.File, folder string) scope {
	s := scope{file: f, folder: folder, folders: map[string]string{}}
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
			if methodOf(x) == "" {
				n.read(x.X, scope)
			}
			return false
		case *ast.Ident:
			n.uses = append(n.uses, key{scope.folder, x.Name, ""})
		}
		return true
	})
}

// remarks returns the numbers in the comments within a node.
func (s scope) remarks(x ast.Node) []string {
	var numbers []string
	for _, c := range s.file.Comments {
		if x.Pos() <= c.Pos() && c.Pos() < x.End() {
			numbers = append(numbers, inString(c.Text())...)
		}
	}
	return numbers
}

// selected returns what x.f is: a name of an imported folder, a method of the
// receiver's type, of a named type (the expression (*T).f), or of any.
func (s scope) selected(x *ast.SelectorExpr) key {
	if p, ok := x.X.(*ast.Ident); ok {
		if folder, ok := s.folders[p.Name]; ok {
			return key{folder, x.Sel.Name, ""}
		}
		if p.Name == s.self && s.self != "" {
			return key{s.folder, x.Sel.Name, s.receiver}
		}
	}
	if name := methodOf(x); name != "" {
		return key{s.folder, x.Sel.Name, name}
	}
	return key{s.folder, x.Sel.Name, anyType}
}

// methodOf returns the type of a method expression: T of (*T).f.
func methodOf(x *ast.SelectorExpr) string {
	if p, ok := x.X.(*ast.ParenExpr); ok {
		return typeName(p)
	}
	return ""
}
