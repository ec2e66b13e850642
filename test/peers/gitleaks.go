package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// gitleaks runs the rule functions of gitleaks' generator in a copy of its
// module. In the copy what validates a rule against its examples writes them
// down, and what makes random secrets makes the same ones each time.
func gitleaks(dir string) ([]Example, error) {
	work, err := os.MkdirTemp("", "peers")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
		return nil, err
	}
	rules, err := ruleFunctions(filepath.Join(dir, "cmd/generate/config/main.go"))
	if err != nil {
		return nil, err
	}
	for name, text := range map[string]string{
		"cmd/generate/config/main.go":           fmt.Sprintf(gitleaksMain, strings.Join(rules, "\n\t")),
		"cmd/generate/config/utils/validate.go": gitleaksValidate,
	} {
		if err := replace(filepath.Join(work, name), text); err != nil {
			return nil, err
		}
	}
	secrets, err := filepath.Glob(filepath.Join(work, "cmd/generate/secrets/*.go"))
	if err != nil || len(secrets) != 1 {
		return nil, fmt.Errorf("want one file that makes secrets, have %q (%w)", secrets, err)
	}
	if err := replace(secrets[0], gitleaksSecrets); err != nil {
		return nil, err
	}
	cmd := command(work, "run", "-mod=mod", "./cmd/generate/config")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("run its rules: %w", err)
	}
	var all []Example
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var e Example
		if err := d.Decode(&e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// replace writes a file anew: those of the module cache are read-only.
func replace(name, text string) error {
	if err := os.Remove(name); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o600)
}

// ruleFunctions returns the calls rules.X() of the generator.
func ruleFunctions(name string) (calls []string, err error) {
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		return nil, err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 0 {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "rules" {
					calls = append(calls, "rules."+sel.Sel.Name+"()")
				}
			}
		}
		return true
	})
	if len(calls) < 100 {
		return nil, fmt.Errorf("%s: only %d rules", name, len(calls))
	}
	return calls, nil
}

const gitleaksMain = `package main

import "github.com/zricethezav/gitleaks/v8/cmd/generate/config/rules"

func main() {
	%s
}
`

const gitleaksValidate = `package utils

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/zricethezav/gitleaks/v8/cmd/generate/secrets"
	"github.com/zricethezav/gitleaks/v8/config"
)

func Validate(rule config.Rule, positive, negative []string) *config.Rule {
	for _, s := range positive {
		record(rule.RuleID, s, "", true)
	}
	for _, s := range negative {
		record(rule.RuleID, s, "", false)
	}
	return &rule
}

func ValidateWithPaths(rule config.Rule, positive, negative map[string]string) *config.Rule {
	for path, s := range positive {
		record(rule.RuleID, s, path, true)
	}
	for path, s := range negative {
		record(rule.RuleID, s, path, false)
	}
	return &rule
}

func record(rule, text, path string, positive bool) {
	var found []string
	for _, s := range secrets.Made {
		if positive && len(s) > 5 && strings.Contains(text, s) {
			found = append(found, s)
		}
	}
	w := json.NewEncoder(os.Stdout)
	w.SetEscapeHTML(false)
	_ = w.Encode(map[string]any{"Peer": "gitleaks", "Rule": rule, "Text": text, "Path": path, "Secrets": found, "Positive": positive})
}
`

const gitleaksSecrets = `package secrets

import "github.com/lucasjones/reggen"

// Made are all secrets that were made.
var Made []string

func NewSecret(regex string) string {
	g, err := reggen.NewGenerator(regex)
	if err != nil {
		panic(err)
	}
	g.SetSeed(int64(len(Made)))
	s := g.Generate(1)
	Made = append(Made, s)
	return s
}
`
