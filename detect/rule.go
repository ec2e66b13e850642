package detect

import (
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A Rule finds one sort of mention. It is read from a rule file.
type Rule struct {
	ID      string
	Kind    exposure.Kind
	Title   string
	Source  string // the page that publishes the form, or "unsourced"
	Score   int    // of an ordinary hit, 0 to 100
	Advice  string // what to do about a hit
	Longest int    // bytes that a match takes at most
	Class   exposure.Class
	File    string // the rule file that holds it

	src    ruleSource
	folded [][]byte // anchors in lower case
	group  int
	token  *tokenRule
	number *numberRule
	hit    hitFunc

	ordinal int // among the rules of its engine
}

// An Example is a text with what a rule must find in it: Want is the value, or
// "" where nothing of the rule may be found.
type Example struct {
	Text  string
	Field string // the raw column name in which the text stands, "" none
	Want  string
}

// Examples returns the rule's own examples with their random parts made, the
// same ones each time: first those it must find, then those it must not.
func (r *Rule) Examples() (positive, negative []Example) {
	for i, s := range r.src.Positive {
		positive = append(positive, parseExample(expand(s, fmt.Sprint(r.ID, "+", i))))
	}
	for i, s := range r.src.Negative {
		negative = append(negative, parseExample(expand(s, fmt.Sprint(r.ID, "-", i))))
	}
	return positive, negative
}

// parseExample reads "field|text with «value»". The field and its bar may be
// missing. Where Want differs from the bytes in the guillemets, the example
// says it as «bytes=>value».
func parseExample(s string) Example {
	var e Example
	if field, rest, ok := strings.Cut(s, "¦"); ok {
		e.Field, s = field, rest
	}
	before, rest, ok := strings.Cut(s, "«")
	if !ok {
		e.Text = s
		return e
	}
	inner, after, _ := strings.Cut(rest, "»")
	raw, want, ok := strings.Cut(inner, "=>")
	if !ok {
		want = raw
	}
	e.Text, e.Want = before+raw+after, want
	return e
}
