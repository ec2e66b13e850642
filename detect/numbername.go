package detect

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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
	parts := bytes.FieldsFunc(asciiLower(name), func(r rune) bool { return r == '-' || unicode.IsSpace(r) })
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

// compileColumns files the names of numbers as names of columns, and returns those in
// text, by a word of theirs.
func (e *Engine) compileColumns() map[string][]*wordOf {
	columns, words := namesOf(e.rules)
	for i, n := range columns {
		e.fields.column(n.name, fieldRules+fieldID(i))
	}
	e.columns = columns
	e.fields.vocabulary = newVocabulary(e.fields)
	return words
}

// compileNames files the names of numbers in text by a word of theirs, which is an
// anchor or stands among the labels.
func (e *Engine) compileNames(b *tableBuilder, words map[string][]*wordOf, id int) int {
	for _, lit := range slices.Sorted(maps.Keys(words)) {
		labels, anchors := partLabelled(lit, words[lit])
		if len(labels) > 0 {
			e.labels.add(lit, len(e.named))
			e.named = append(e.named, labels)
		}
		if len(anchors) == 0 {
			continue
		}
		id++
		b.literal(anchor{
			id: id, lit: []byte(lit), rule: anchors[0].rules[0], which: len(e.named),
			hit: verifyNumberName, beside: beside{before: nameBefore, after: nameAfter(lit)},
		})
		e.named = append(e.named, anchors)
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
