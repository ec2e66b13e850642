package detect

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// A numberRule finds a number that somebody issues: by what people call it, in a
// column or in text, and by its own form. Numbers are many and their names few, so
// anchors are the names, and each is looked for once whatever rules share it.
type numberRule struct {
	shapes []shape
	check  checkFunc // nil: none
	alone  int       // score without a name, 0: it is not found without
}

// compileNumber reads what only rules of numbers say.
func (r *Rule) compileNumber() error {
	s := &r.src
	n := &numberRule{alone: s.Alone}
	switch {
	case len(s.Shapes) == 0:
		return errors.New("a number wants shapes")
	case len(s.Names) == 0 && len(s.Anchors) == 0:
		return errors.New("a number wants names or anchors")
	case s.Alone > 0 && s.Check == "":
		return errors.New("a number that is found alone wants a check")
	case s.Charset != "" || s.After != "" || s.Entropy != 0 || len(s.Context) > 0 || s.Tail != "":
		return errors.New("a number has names, shapes and a check, nothing of a token")
	}
	for _, x := range s.Shapes {
		sh, err := newShape(x)
		if err != nil {
			return err
		}
		n.shapes = append(n.shapes, sh)
	}
	if s.Check != "" {
		if n.check = checks[s.Check]; n.check == nil {
			return fmt.Errorf("check %q is not known", s.Check)
		}
	}
	r.number, r.hit = n, verifyNumberAnchor
	return nil
}

// at reads a number of the rule at i of text. w says what speaks for it.
// buf is lent.
func (n *numberRule) at(text []byte, i int, buf *[maxNumber]byte) (end int, w why, class exposure.Class) {
	for _, sh := range n.shapes {
		e, body := sh.match(text, i, buf[:0])
		if e < 0 || numberGoesOn(text, e) {
			continue
		}
		if n.check != nil && !n.check(text[i:e], body) {
			continue
		}
		if w = whyShape; n.check != nil {
			w = whyCheck
		}
		if invented(body) {
			class, w = exposure.ClassExample, w|whyPlaceholder
		}
		return e, w, class
	}
	return -1, 0, ""
}

// invented reports whether the digits of a number are those that people write
// where they want any: 1234567, 7654321, the same one again and again.
func invented(body []byte) bool {
	var last byte
	same, up, down, digits := 1, 1, 1, 0
	for _, c := range body {
		if !isDigit(c) {
			continue
		}
		digits++
		step := func(n *int, yes bool) {
			if *n++; !yes {
				*n = 1
			}
		}
		step(&same, c == last)
		step(&up, c == last+1 || c == '0' && last == '9')
		step(&down, c+1 == last || c == '9' && last == '0')
		if last = c; max(same, up, down) >= 7 || max(same, up, down) == digits && digits >= 6 {
			return true
		}
	}
	return false
}

// A named is what one name may stand before.
type named struct {
	name     string // as columns have it, folded
	rules    []*Rule
	labelled []bool // by rule: the name counts only with a word such as "number" behind it
}

func (n *named) add(r *Rule, labelled bool) {
	if i := slices.Index(n.rules, r); i >= 0 {
		n.labelled[i] = n.labelled[i] && labelled
		return
	}
	n.rules, n.labelled = append(n.rules, r), append(n.labelled, labelled)
}

// A wordOf is a word by which a name is found in text: its rarest. Names share words,
// and a name of several words needs one anchor however they are joined.
type wordOf struct {
	before, after [][]byte // the other words of the name, folded
	*named
}

// namesOf gathers the rules of numbers by their names, in the order of the rules.
// columns are names as columns have them; words has those that are looked for in
// text by their word: without "number" and the like, which many have.
func namesOf(rules []*Rule) (columns []*named, words map[string][]*wordOf) {
	byName, byText := map[string]*named{}, map[string]*named{}
	words = map[string][]*wordOf{}
	for _, r := range rules {
		if r.number == nil {
			continue
		}
		for _, name := range r.src.Names {
			folded := strings.Join(nameWords(name), "")
			if byName[folded] == nil {
				byName[folded] = &named{name: folded}
				columns = append(columns, byName[folded])
			}
			byName[folded].add(r, false)
			short, labelled := withoutLabel(name)
			n := byText[short]
			if n == nil {
				n = &named{name: folded}
				byText[short] = n
				for _, written := range casesOf(short) {
					addWord(words, written, n)
				}
			}
			n.add(r, labelled)
		}
	}
	for _, list := range words {
		slices.SortStableFunc(list, func(a, b *wordOf) int {
			return len(b.before) + len(b.after) - len(a.before) - len(a.after)
		})
	}
	return columns, words
}

// addWord files a name, as text has it, under its rarest word. One that has none of
// three bytes or more is for columns alone.
func addWord(words map[string][]*wordOf, name string, n *named) {
	parts := bytes.Fields(asciiLower(name))
	best := -1
	for i, p := range parts {
		if len(p) > 2 && !numberLabel(p) && (best < 0 || rarity(p) > rarity(parts[best])) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	lit := string(parts[best])
	words[lit] = append(words[lit], &wordOf{parts[:best], parts[best+1:], n})
}

// casesOf returns how a name is written: the case of ASCII alone is folded when text
// is compared.
func casesOf(name string) []string {
	small := strings.ToLower(name)
	if !strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 }) {
		return []string{small}
	}
	first, size := utf8.DecodeRuneInString(small)
	out := []string{small}
	for _, s := range []string{strings.ToUpper(name), string(unicode.ToUpper(first)) + small[size:]} {
		if !slices.ContainsFunc(out, func(o string) bool { return string(asciiLower(o)) == string(asciiLower(s)) }) {
			out = append(out, s)
		}
	}
	return out
}

// withoutLabel takes "number" and the like off both ends of a name, if enough of it is
// left. At the end it says what the name is of.
func withoutLabel(name string) (short string, labelled bool) {
	for {
		front, rest, ok := strings.Cut(name, " ")
		if !ok || len(rest) < 3 || !numberLabel([]byte(front)) {
			break
		}
		name = rest
	}
	if i := strings.LastIndexByte(name, ' '); i > 2 && len(name)-i-1 <= 14 && numberLabel([]byte(name[i+1:])) {
		return name[:i], true
	}
	return name, false
}

// compileNames adds the names of numbers to the anchors, and to the names of
// columns.
func (e *Engine) compileNames(b *tableBuilder, id int) int {
	columns, words := namesOf(e.rules)
	for i, n := range columns {
		e.fields.column(n.name, fieldRules+fieldID(i))
	}
	e.columns = columns
	for i, lit := range slices.Sorted(maps.Keys(words)) {
		id++
		e.named = append(e.named, words[lit])
		b.literal(anchor{
			id: id, lit: []byte(lit), rule: words[lit][0].rules[0], which: i,
			hit: verifyNumberName, beside: beside{before: nameBefore, after: nameAfter(lit)},
		})
	}
	for _, r := range e.rules {
		if r.number != nil && r.number.alone > 0 && len(r.src.Anchors) == 0 {
			e.alone.add(r)
		}
	}
	return id
}

var (
	nameBefore = notWord8.and("_").with8bit()
	notLetter  = chars("A-Za-z").others()
)

// shortName is from how many bytes on a name may go on as a word: Steuernummer.
const shortName = 6

// nameAfter returns what may follow a name: of a short one not a letter, for it
// would stand in many a word.
func nameAfter(lit string) *charset {
	if len(lit) < shortName {
		return notLetter
	}
	return nil
}

// aloneNumbers are the rules of numbers that need no name, by how many digits
// they begin with, and those of VAT numbers by the letters of their country.
type aloneNumbers struct {
	digits  [20][]*Rule
	letters [26][26]*Rule
}

func (a *aloneNumbers) add(r *Rule) {
	for _, sh := range r.number.shapes {
		if len(sh) > 2 && isAlpha(sh[0].c) && isAlpha(sh[1].c) {
			a.letters[sh[0].c-'a'][sh[1].c-'a'] = r
			continue
		}
		least, most := 0, 0 // of the run of digits that it begins with
		for i := 0; i < len(sh) && sh[i].is != '@' && sh[i].is != 0 && most < len(a.digits)-1; i++ {
			if sh[i].is != '~' {
				most++
			}
			if least == i && sh[i].is == '#' {
				least++
			}
		}
		for n := least; n <= most; n++ {
			if !slices.Contains(a.digits[n], r) {
				a.digits[n] = append(a.digits[n], r)
			}
		}
	}
}
