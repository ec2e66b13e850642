package main

import (
	"encoding/base64"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A scope is what names stand for.
type scope map[string]ast.Expr

func (s scope) inner() scope {
	t := make(scope, len(s))
	for k, v := range s {
		t[k] = v
	}
	return t
}

func (s scope) declare(d ast.Decl) {
	switch d := d.(type) {
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for i := range min(len(v.Names), len(v.Values)) {
					s[v.Names[i].Name] = v.Values[i]
				}
			}
		}
	case *ast.FuncDecl:
		if d.Body != nil && len(d.Body.List) == 1 && d.Recv == nil {
			if r, ok := d.Body.List[0].(*ast.ReturnStmt); ok && len(r.Results) == 1 {
				s[d.Name.Name] = &ast.FuncLit{Type: d.Type, Body: d.Body}
			}
		}
	}
}

func (s scope) assign(a *ast.AssignStmt) {
	for i := range min(len(a.Lhs), len(a.Rhs)) {
		if id, ok := a.Lhs[i].(*ast.Ident); ok && len(a.Lhs) == len(a.Rhs) && a.Tok == token.DEFINE {
			s[id.Name] = a.Rhs[i]
		}
	}
}

// resolve follows names, and fields of rows of tables.
func (s scope) resolve(e ast.Expr) ast.Expr {
	for range 10 {
		switch x := e.(type) {
		case *ast.Ident:
			next, ok := s[x.Name]
			if !ok {
				return e
			}
			e = next
		case *ast.SelectorExpr:
			row, ok := s.resolve(x.X).(*ast.CompositeLit)
			if !ok {
				return e
			}
			e = field(row, x.Sel.Name)
		case *ast.ParenExpr:
			e = x.X
		default:
			return e
		}
	}
	return e
}

func field(row *ast.CompositeLit, name string) ast.Expr {
	for _, elt := range row.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == name {
				return kv.Value
			}
		}
	}
	return nil
}

// text evaluates a string expression.
func (s scope) text(e ast.Expr) (string, bool) {
	v, ok := s.eval(e).(string)
	return v, ok
}

// eval evaluates an expression of strings and numbers; nil is unknown.
func (s scope) eval(e ast.Expr) any {
	switch x := s.resolve(e).(type) {
	case *ast.BasicLit:
		switch x.Kind {
		case token.STRING:
			v, _ := strconv.Unquote(x.Value)
			return v
		case token.INT:
			n, _ := strconv.Atoi(x.Value)
			return n
		case token.CHAR:
			v, _, _, _ := strconv.UnquoteChar(strings.Trim(x.Value, "'"), '\'')
			return string(v)
		}
	case *ast.BinaryExpr:
		return binary(x.Op, s.eval(x.X), s.eval(x.Y))
	case *ast.SliceExpr:
		return s.slice(x)
	case *ast.CallExpr:
		return s.call(x)
	}
	return nil
}

func binary(op token.Token, a, b any) any {
	if x, ok := a.(string); ok && op == token.ADD {
		if y, ok := b.(string); ok {
			return x + y
		}
	}
	x, ok1 := a.(int)
	y, ok2 := b.(int)
	if ok1 && ok2 {
		switch op {
		case token.ADD:
			return x + y
		case token.SUB:
			return x - y
		case token.MUL:
			return x * y
		case token.QUO:
			return x / max(y, 1)
		}
	}
	return nil
}

func (s scope) slice(x *ast.SliceExpr) any {
	v, ok := s.text(x.X)
	lo, hi := 0, len(v)
	if x.Low != nil {
		lo, _ = s.eval(x.Low).(int)
	}
	if x.High != nil {
		hi, _ = s.eval(x.High).(int)
	}
	if !ok || lo < 0 || hi > len(v) || lo > hi {
		return nil
	}
	return v[lo:hi]
}

func (s scope) call(x *ast.CallExpr) any {
	args := make([]any, 0, len(x.Args))
	for _, a := range x.Args {
		args = append(args, s.eval(a))
	}
	str := func(i int) string {
		if i < len(args) {
			v, _ := args[i].(string)
			return v
		}
		return ""
	}
	known := func(n int) bool {
		for _, a := range args[:min(n, len(args))] {
			if a == nil {
				return false
			}
		}
		return len(args) >= n
	}
	switch name := selected(x.Fun); {
	case name == "len" && known(1):
		return len(str(0))
	case (name == "string" || name == "TrimSpace") && known(1):
		return strings.TrimSpace(str(0))
	case name == "Repeat" && known(2):
		n, _ := args[1].(int)
		return strings.Repeat(str(0), max(n, 0))
	case name == "Sprintf" && known(len(args)):
		return fmt.Sprintf(str(0), args[1:]...)
	case name == "ToUpper" && known(1):
		return strings.ToUpper(str(0))
	case name == "ToLower" && known(1):
		return strings.ToLower(str(0))
	case name == "ReplaceAll" && known(3):
		return strings.ReplaceAll(str(0), str(1), str(2))
	case name == "Replace" && known(4):
		n, _ := args[3].(int)
		return strings.Replace(str(0), str(1), str(2), n)
	case name == "EncodeToString" && known(1):
		return base64.StdEncoding.EncodeToString([]byte(str(0)))
	}
	if id, ok := x.Fun.(*ast.ArrayType); ok && id.Len == nil && known(1) {
		return str(0) // []byte(…)
	}
	return s.helper(x, args)
}

// helper evaluates a function of the test file that returns one expression.
func (s scope) helper(x *ast.CallExpr, args []any) any {
	fn, ok := s.resolve(x.Fun).(*ast.FuncLit)
	if !ok || len(fn.Body.List) != 1 {
		return nil
	}
	r, ok := fn.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return nil
	}
	inner, i := s.inner(), 0
	for _, f := range fn.Type.Params.List {
		for _, n := range f.Names {
			if i < len(args) {
				if v, ok := args[i].(string); ok {
					inner[n.Name] = &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(v)}
				}
			}
			i++
		}
	}
	return inner.eval(r.Results[0])
}

// stringsIn returns the strings within an expression that stand in text and are
// long enough to be a secret.
func (s scope) stringsIn(e ast.Expr, text string) (found []string) {
	ast.Inspect(s.resolve(e), func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok {
			if v, ok := s.text(x); ok && len(v) > 5 && strings.Contains(text, v) && !slices.Contains(found, v) {
				found = append(found, v)
			}
		}
		return true
	})
	return found
}

func selected(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return ""
}
