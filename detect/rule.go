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
	hit    hitFunc
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

// tokenRule is a rule that needs no code: an anchor, characters, a length.
type tokenRule struct {
	set      *charset
	min, max int
	left     *charset // the byte before the anchor must not be in it
	assigned bool     // the token stands after the anchor and "=", ":" or the like
	check    checkFunc
	entropy  int // least entropy in hundredths of a bit a byte
	context  *wordList
	near     int
	tail     []byte
}

func (r *Rule) compileToken() error {
	s := &r.src
	t := &tokenRule{min: s.Length[0], max: s.Length[1], entropy: s.Entropy, tail: []byte(s.Tail), near: s.Near}
	if t.set = charsets[s.Charset]; t.set == nil {
		return fmt.Errorf("charset %q is not known", s.Charset)
	}
	if t.min < 1 || t.max < t.min || t.max > maxMatch {
		return fmt.Errorf("length %v: want 1 ≤ least ≤ most ≤ %d", s.Length, maxMatch)
	}
	switch s.After {
	case "", "prefix":
	case "assign":
		t.assigned = true
	default:
		return fmt.Errorf("after %q: want prefix or assign", s.After)
	}
	if t.left = wordChars; s.Left != "" {
		if t.left = charsets[s.Left]; t.left == nil && s.Left != "none" {
			return fmt.Errorf("left %q is not a known charset", s.Left)
		}
	}
	if s.Check != "" {
		if t.check = checks[s.Check]; t.check == nil {
			return fmt.Errorf("check %q is not known", s.Check)
		}
	}
	if len(s.Context) > 0 {
		t.context = foldWords(s.Context...)
	}
	if t.near == 0 {
		t.near = 96
	}
	r.token = t
	return nil
}

// verifyToken is the hitFunc of every token rule.
func verifyToken(v *view) {
	r, t := v.rule, v.rule.token
	start, i := v.start, v.end
	if t.left != nil && start > 0 && t.left[v.text[start-1]] {
		return
	}
	if t.assigned {
		if i = skipAssign(v.text, i); i < 0 {
			return
		}
		start = i
	}
	end := run(v.text, i, t.max+1, t.set)
	if n := end - i; n < t.min || n > t.max || end < len(v.text) && wordChars[v.text[end]] {
		return
	}
	if len(t.tail) > 0 && !foldedAt(v.text, end, t.tail) {
		return
	}
	body, value := v.text[i:end], v.text[start:end]
	w, score, class := whyPrefix, r.Score, r.Class
	if t.assigned {
		w = whyContext
	}
	if t.entropy > 0 {
		if entropy(body) < t.entropy {
			return
		}
		w |= whyEntropy
	}
	if t.check != nil {
		if !t.check(value, body) {
			return
		}
		w |= whyCheck
	}
	if t.context != nil {
		if !v.near(t.context, t.near) {
			return
		}
		w |= whyContext
	}
	if r.Kind == exposure.Secret {
		if score, class, w = judge(body, score, class, w); v.st.e.lists.testKeys[string(value)] {
			class, w = exposure.ClassTest, w|whyTest
		}
	}
	v.found(r, start, end, value, score, class, w)
}

// skipAssign returns where the value begins after a name that ends at i, or -1
// if nothing is assigned there: `="v"`, `: 'v'`, `":"v"`, ` := v`, `>v<`, ` => v`.
func skipAssign(text []byte, i int) int {
	end, seen := min(len(text), i+12), false
	for ; i < end; i++ {
		switch c := text[i]; c {
		case ' ', '\t', '"', '\'', '`', '\\', ']', ')':
		case '=', ':', '>', ',', '|':
			seen = true
		default:
			if seen {
				return i
			}
			return -1
		}
	}
	return -1
}
