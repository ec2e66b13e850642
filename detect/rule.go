package detect

import (
	"errors"
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

// tokenRule is a rule that needs no code: an anchor, characters, a length.
type tokenRule struct {
	set      *charset // unless forms
	min, max int
	forms    []form    // the token is the first that fits
	lead     *piece    // stands before the anchor and belongs to the token; nil: none
	left     *charset  // the byte before the token must not be in it
	assigned bool      // the token stands after the anchor and "=", ":" or the like
	named    bool      // and the name may go on after the anchor
	nearby   bool      // the token stands somewhere within near bytes after the anchor
	unless   *wordList // words before the anchor that say that it is no secret; nil: none
	operator *wordList // names and operators up to the value that say so: sha256=; nil: none
	random   bool      // the check asks for a random value
	loose    bool      // anything may follow
	bare     bool      // the value is the last run of the form alone
	check    checkFunc
	entropy  int // least entropy in hundredths of a bit a byte
	context  *wordList
	near     int
	tail     []byte
}

func (r *Rule) compileToken() error {
	s := &r.src
	t := &tokenRule{loose: s.Loose, bare: s.Bare, entropy: s.Entropy, tail: []byte(s.Tail), near: s.Near}
	if err := t.compileForms(s); err != nil {
		return err
	}
	switch s.After {
	case "", "prefix":
	case "assign":
		t.assigned = true
	case "named":
		t.assigned, t.named = true, true
	case "near":
		if t.nearby = true; s.Lead != "" || s.Left != "none" || s.Bare {
			return errors.New("after \"near\": lead and bare are not for it, and left is \"none\"")
		}
	default:
		return fmt.Errorf("after %q: want prefix, assign, named or near", s.After)
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
	if len(s.Unless) > 0 {
		t.unless, t.operator = unlessWords(s.Unless)
	}
	t.random = s.Check == "token"
	if t.near == 0 {
		t.near = 96
	}
	r.token = t
	if r.Longest == 0 {
		r.Longest = t.longest(r)
	}
	if r.Longest > maxMatch {
		return fmt.Errorf("the longest form takes %d bytes, want at most %d", r.Longest, maxMatch)
	}
	return nil
}

// longest returns how many bytes a form takes at most with what belongs to it.
func (t *tokenRule) longest(r *Rule) (n int) {
	for _, f := range t.forms {
		n = max(n, f.longest())
	}
	if t.lead != nil {
		n += t.lead.max
	}
	if !t.assigned && !t.nearby {
		most := 0
		for _, a := range r.folded {
			most = max(most, len(a))
		}
		n += most
	}
	return n
}

// compileForms reads either charset and length or forms, and the lead.
func (t *tokenRule) compileForms(s *ruleSource) error {
	for _, written := range s.Form {
		f, err := parseForm(written)
		if err != nil {
			return err
		}
		t.forms = append(t.forms, f)
	}
	if s.Lead != "" {
		p, err := parsePiece(s.Lead)
		if err != nil {
			return fmt.Errorf("lead: %w", err)
		}
		t.lead = &p
	}
	if t.forms != nil {
		if s.Charset != "" || s.Length != nil {
			return errors.New("form and charset or length: want one of them")
		}
		return nil
	}
	if t.set = charsets[s.Charset]; t.set == nil {
		return fmt.Errorf("charset %q is not known", s.Charset)
	}
	if len(s.Length) == 2 {
		t.min, t.max = s.Length[0], s.Length[1]
	}
	if t.min < 1 || t.max < t.min || t.max > maxMatch {
		return fmt.Errorf("length %v: want two, 1 ≤ least ≤ most ≤ %d", s.Length, maxMatch)
	}
	return nil
}

// place returns where the token and the part of it after the anchor lie; ok is
// false where there is none.
func (t *tokenRule) place(v *view) (from, body, end int, ok bool) {
	text, start, i := v.text, v.start, v.end
	if t.lead != nil {
		if start = t.lead.start(text, start); start < 0 {
			return 0, 0, 0, false
		}
	}
	if start > 0 && (t.left != nil && t.left[text[start-1]] || t.named && t.left == nil && !beginsWord(text, start)) {
		return 0, 0, 0, false
	}
	if t.named {
		i = skipName(text, i)
	}
	if t.assigned {
		if i < 0 {
			return 0, 0, 0, false
		}
		if i = skipAssign(text, i); i < 0 {
			return 0, 0, 0, false
		}
		start = i
	}
	end, last, lastEnd := t.end(v, i)
	if t.bare && end > i {
		start, i, end = last, last, lastEnd
	}
	if t.assigned && end >= 0 && end < len(text) && text[end] == '(' {
		return 0, 0, 0, false // a call
	}
	return start, i, end, end > i
}

// fits reports whether a token near an anchor is as random as it must be, and agrees
// with its check.
func (t *tokenRule) fits(text []byte, i, end int) bool {
	body := text[i:end]
	return (t.entropy == 0 || entropy(body) >= t.entropy) && (t.check == nil || t.check(body, body)) && (len(t.tail) == 0 || foldedAt(text, end, t.tail))
}

// beside finds a token within near bytes after the anchor. Where an anchor before
// has looked already it does not look again.
func (v *view) beside(t *tokenRule) (start, end int, ok bool) {
	text, looked := v.text, &v.st.looked[v.rule.ordinal%len(v.st.looked)]
	i, to := v.end, min(len(v.text), v.end+t.near)
	if looked.rule == v.rule {
		i = max(i, int(looked.to-v.base))
	}
	for ; i < to; i++ {
		if wordChars[text[i]] && !wordChars[text[i-1]] {
			if end, _, _ := t.end(v, i); end > i && t.fits(text, i, end) {
				break
			}
		}
	}
	looked.rule, looked.to = v.rule, v.base+int64(i)
	if i >= to {
		return 0, 0, false
	}
	end, _, _ = t.end(v, i)
	return i, end, true
}

// end returns the end of the token that goes on at i, -1 if there is none, and the
// last run of its form.
func (t *tokenRule) end(v *view, i int) (end, from, to int) {
	text := v.text
	if t.forms == nil {
		end := v.run(i, t.max+1, t.set)
		if n := end - i; n < t.min || n > t.max || end < len(text) && wordChars[text[end]] {
			return -1, 0, 0
		}
		return end, i, end
	}
	for _, f := range t.forms {
		if end, from, to := f.end(text, i); end > i && (t.loose || end == len(text) || !wordChars[text[end]] || t.bare && !wordChars[text[end-1]]) {
			return end, from, to
		}
	}
	return -1, 0, 0
}

// unlessWords parts what ends in an operator from words.
func unlessWords(list []string) (unless, operator *wordList) {
	var words, operators []string
	for _, w := range list {
		if strings.HasSuffix(w, "=") {
			operators = append(operators, w)
		} else {
			words = append(words, w)
		}
	}
	return foldWords(words...), foldWords(operators...)
}

// saysOtherwise reports whether the name of a value that begins at start says that it is
// no secret.
func (v *view) saysOtherwise(t *tokenRule, start int) bool {
	return t.unless != nil && t.unless.in(v.text[runBack(v.text, v.start, maxNameRest, keyChars):v.start]) ||
		t.assigned && t.operator != nil && t.operator.in(v.text[v.end:start])
}

// fewRandom is the score of a value that is made of words where a random one belongs.
const fewRandom = 40

// filledIn is the score of a placeholder that has a vendor's form.
const filledIn = 35

// verifyToken is the hitFunc of every token rule.
func verifyToken(v *view) {
	r, t := v.rule, v.rule.token
	start, i, end, ok := t.place(v)
	if t.nearby {
		start, end, ok = v.beside(t)
		i = start
	}
	if !ok {
		return
	}
	if len(t.tail) > 0 && !foldedAt(v.text, end, t.tail) {
		return
	}
	body, value := v.text[i:end], v.text[start:end]
	w, score, class := whyPrefix, r.Score, r.Class
	if t.assigned || t.nearby {
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
	if v.saysOtherwise(t, start) {
		score, w = min(score, filledIn), w|whyCommon
	}
	if t.random && wordy(body) {
		score, w = min(score, fewRandom), w|whyWeak
	}
	if r.Kind == exposure.Secret && !r.src.Encrypted {
		usual := score
		if score, class, w = judge(body, score, class, w); v.st.e.lists.testKeys[string(value)] {
			class, w = exposure.ClassTest, w|whyTest
		}
		if class == exposure.ClassExample && (!t.assigned || t.named) && !t.bare {
			score = min(usual, filledIn) // the vendor's form is filled in, for show
		}
	}
	if r.src.Encrypted {
		w |= whyEncrypted
	}
	v.found(r, start, end, value, score, class, w)
}
