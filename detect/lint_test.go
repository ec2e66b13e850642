package detect

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const lintedRules = `
[[rule]]
id = "frequent"
kind = "secret"
title = "CHANGE-ME: anchor that stands everywhere"
source = "unsourced"
score = 80
longest = 64
anchors = ["en"]
charset = "alnum"
length = [30, 30]
positive = ["«en{{alnum 30}}» a", "«en{{alnum 30}}» b", "«en{{alnum 30}}» c"]
negative = ["a", "b", "c"]

[[rule]]
id = "second"
kind = "secret"
title = "The same as another"
source = "RFC 4711"
score = 80
longest = 16000
advice = "Rotate it."
anchors = ["akvorra_"]
charset = "alnum"
length = [30, 30]
positive = ["«akvorra_{{alnum 30}}» a", "«akvorra_{{alnum 30}}» b", "missing akvorra_{{alnum 29}} «here»"]
negative = ["akvorra_{{alnum 30}}", "b", "c"]

[[rule]]
id = "third"
kind = "secret"
title = "The same as the second"
source = "https://docs.contoso.example/tokens"
score = 95
longest = 64
advice = "Rotate it."
anchors = ["akvorra_"]
charset = "alnum"
length = [30, 30]
positive = ["«akvorra_{{alnum 30}}» a", "«akvorra_{{alnum 30}}» b", "«akvorra_{{alnum 30}}» c"]
negative = ["a", "b", "c"]
`

func TestLintAndTest(t *testing.T) {
	e, err := New(Options{Rules: nil})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range append(e.Test(), e.Lint()...) {
		if !strings.HasPrefix(p.File, BuiltinRules) {
			t.Errorf("%+v is said to be none of the built-in rules", p)
		}
		if !p.Note {
			t.Errorf("%+v is to be mended", p)
		}
	}
	if list := e.Test(); len(list) > 0 {
		t.Errorf("built-in rules: %v", list)
	}
	if e, err = New(Options{Rules: []fs.FS{fstest.MapFS{"own.toml": {Data: []byte(lintedRules)}}}}); err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, p := range append(e.Lint(), e.Test()...) {
		if p.File == "own.toml" {
			if p.Note {
				t.Errorf("%+v is a note, and of an own rule", p)
			}
			what, _, _ := strings.Cut(p.What, ":")
			have = append(have, p.Rule+": "+strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return '#'
				}
				return r
			}, what))
		}
	}
	for _, want := range []string{
		`frequent: anchor "en" is to be expected once in ### bytes of business text`, "frequent: no source", "frequent: title still has a placeholder", "frequent: no advice",
		"second: longest is ##### bytes", "second: overlaps with rule third",
	} {
		if !slices.ContainsFunc(have, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("lint does not say %q; it says %q", want, have)
		}
	}
	if !slices.ContainsFunc(have, func(s string) bool { return strings.HasPrefix(s, `second: "here" is not found`) }) {
		t.Errorf("test does not say that an example fails: %q", have)
	}
}
