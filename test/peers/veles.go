package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// veles reads the examples from the source of the tests of veles' detectors,
// which stand in tables of string constants: running them would take all that
// the module depends on.
func veles(dir string) ([]Example, error) {
	var all []Example
	lost := 0
	root := filepath.Join(dir, "veles", "secrets")
	err := filepath.WalkDir(root, func(folder string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || strings.HasSuffix(folder, "/common") {
			if d != nil && d.IsDir() && err == nil {
				return fs.SkipDir // helpers, no detectors
			}
			return err
		}
		files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil || len(files) == 0 {
			return err
		}
		rule, _ := filepath.Rel(root, folder)
		t := &tests{rule: filepath.ToSlash(rule)}
		if err := t.read(files); err != nil {
			return err
		}
		all, lost = append(all, t.examples...), lost+t.lost
		return nil
	})
	if err == nil && len(all) < 500 {
		err = fmt.Errorf("only %d examples", len(all))
	}
	fmt.Fprintf(os.Stderr, "veles: %d examples; of %d the text is no constant\n", len(all), lost)
	return all, err
}

// tests are those of one folder.
type tests struct {
	rule     string
	global   scope
	examples []Example
	lost     int // examples that could not be evaluated
}

func (t *tests) read(names []string) error {
	t.global = scope{}
	var parsed []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			t.global.declare(d)
		}
		if !strings.Contains(filepath.Base(name), "validator") {
			parsed = append(parsed, f)
		}
	}
	for _, f := range parsed {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && strings.HasPrefix(fn.Name.Name, "Test") {
				t.function(fn)
			}
		}
	}
	return nil
}

// function takes the rows of a test's tables and the calls that accept a
// detector.
func (t *tests) function(fn *ast.FuncDecl) {
	local := t.global.inner()
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			local.assign(n)
		case *ast.DeclStmt:
			local.declare(n.Decl)
		case *ast.CompositeLit:
			if input, want, ok := tableRow(n); ok {
				t.add(local, input, want, want != nil)
			}
		case *ast.RangeStmt:
			t.ranged(local, n)
			return false
		case *ast.CallExpr:
			t.accept(local, n)
		}
		return true
	})
}

// ranged evaluates what accepts a detector for each row of a table.
func (t *tests) ranged(local scope, loop *ast.RangeStmt) {
	name, ok := loop.Value.(*ast.Ident)
	table, _ := local.resolve(loop.X).(*ast.CompositeLit)
	if !ok || table == nil {
		return
	}
	for _, elt := range table.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		inner := local.inner()
		inner[name.Name] = elt
		ast.Inspect(loop.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				inner.assign(n)
			case *ast.CallExpr:
				t.accept(inner, n)
			}
			return true
		})
	}
}

func (t *tests) accept(s scope, call *ast.CallExpr) {
	if name := selected(call.Fun); name == "AcceptDetector" && len(call.Args) >= 4 {
		t.add(s, call.Args[2], call.Args[3], true)
	}
}

func (t *tests) add(s scope, input, want ast.Expr, positive bool) {
	text, ok := s.text(input)
	if !ok {
		t.lost++
		return
	}
	if text == "" || len(text) > 1<<20 {
		return
	}
	e := Example{Peer: "veles", Rule: t.rule, Text: text, Positive: positive}
	if want != nil {
		e.Secrets = s.stringsIn(want, text)
	}
	t.examples = append(t.examples, e)
}

// tableRow returns the input of a row that has one, and what it wants, nil for
// nothing.
func tableRow(row *ast.CompositeLit) (input, want ast.Expr, ok bool) {
	for _, elt := range row.Elts {
		kv, isKV := elt.(*ast.KeyValueExpr)
		if !isKV {
			return nil, nil, false
		}
		switch key, _ := kv.Key.(*ast.Ident); {
		case key == nil:
			return nil, nil, false
		case key.Name == "input":
			input = kv.Value
		case key.Name == "want":
			if list, isList := kv.Value.(*ast.CompositeLit); !isList || len(list.Elts) > 0 {
				want = kv.Value
			}
		}
	}
	if id, isID := want.(*ast.Ident); isID && (id.Name == "nil" || id.Name == "false") {
		want = nil
	}
	return input, want, input != nil
}
