package detect

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/strict"
)

// documentSource is a kind of document as a file writes it.
type documentSource struct {
	Kind      string
	Least     int                            // least score
	Media     map[string]int                 // media types, by their beginning, and what they weigh
	Parts     map[string]int                 // parts of a content and what they weigh
	Structure map[string]int                 // what the first lines look like and what it weighs
	Phrases   map[string]map[string][]string // by language and weight, lower case
}

// documentRules find phrases of all kinds of document in one pass.
type documentRules struct {
	kinds   []documentSource
	looks   [][looks]int // by kind, what the first lines' looks weigh
	phrases []phrase
	table   *anchorTable
}

type phrase struct {
	text          string
	before, after bool // the end of a word will do, the beginning of one will do
	weights       []weight
}

type weight struct{ kind, points int }

func newDocumentRules(files map[string][]byte, often fours) (*documentRules, error) {
	d := new(documentRules)
	byText := map[string]int{}
	languages := map[int][]string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasPrefix(name, "documents/") {
			continue
		}
		var file struct{ Document []documentSource }
		if _, err := strict.Decode(files[name], name, &file); err != nil {
			return nil, err
		}
		for _, src := range file.Document {
			if src.Kind == "" || src.Least < 1 {
				return nil, fmt.Errorf("%s: a document lacks its kind or its least score", name)
			}
			if err := d.add(src, byText, languages); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, src.Kind, err)
			}
		}
	}
	b := &tableBuilder{often: often}
	id := 0
	for i, p := range d.phrases {
		for _, lit := range spellings(p.text, languages[i]) {
			if _, other := byText[lit]; other && lit != p.text {
				continue
			}
			if len(lit) > carried-utf8.UTFMax || len(lit) < 2 {
				return nil, fmt.Errorf("documents: phrase %q has not 2 to %d bytes", lit, carried-utf8.UTFMax)
			}
			b.literal(anchor{id: id, which: i, lit: asciiLower(lit), beside: p.beside(lit)})
			id++
		}
	}
	d.table = b.build()
	return d, nil
}

// add takes in a kind. A phrase that is the same in several languages counts once.
func (d *documentRules) add(src documentSource, byText map[string]int, languages map[int][]string) error {
	kind := len(d.kinds)
	d.kinds = append(d.kinds, src)
	var weighs [looks]int
	for name, points := range src.Structure {
		i := slices.Index(lookNames[:], name)
		if i < 0 {
			return fmt.Errorf("no structure is called %q", name)
		}
		weighs[i] = points
	}
	d.looks = append(d.looks, weighs)
	for _, lang := range slices.Sorted(maps.Keys(src.Phrases)) {
		for _, points := range slices.Sorted(maps.Keys(src.Phrases[lang])) {
			n, err := strconv.Atoi(points)
			if err != nil {
				return fmt.Errorf("weight of phrases: %w", err)
			}
			for _, text := range src.Phrases[lang][points] {
				i := d.phrase(text, byText)
				d.phrases[i].weigh(kind, n)
				if !slices.Contains(languages[i], lang) {
					languages[i] = append(languages[i], lang)
				}
			}
		}
	}
	return nil
}

// phrase returns the place of a phrase.
func (d *documentRules) phrase(text string, byText map[string]int) int {
	text = strings.ToLower(text)
	i, ok := byText[text]
	if !ok {
		i = len(d.phrases)
		byText[text] = i
		p := phrase{text: text}
		p.text, p.before = strings.CutPrefix(p.text, "*")
		p.text, p.after = strings.CutSuffix(p.text, "*")
		d.phrases = append(d.phrases, p)
	}
	return i
}

func (p *phrase) weigh(kind, points int) {
	for i := range p.weights {
		if w := &p.weights[i]; w.kind == kind {
			w.points = max(w.points, points)
			return
		}
	}
	p.weights = append(p.weights, weight{kind, points})
}

// beside says what may stand beside a phrase: it is whole words, but for its open ends.
func (p *phrase) beside(lit string) (b beside) {
	if wordChars[lit[0]] && !p.before {
		b.before = asciiLetters.others()
	}
	if last := lit[len(lit)-1]; wordChars[last] && last != '_' && !p.after {
		b.after = asciiLetters.others()
	}
	return b
}

// withoutMarks are letters as old programs and capitals often write them.
var withoutMarks = strings.NewReplacer("à", "a", "á", "a", "â", "a", "ã", "a", "ç", "c", "é", "e", "è", "e", "ê", "e",
	"ë", "e", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ó", "o", "ô", "o", "õ", "o", "ú", "u", "ù", "u", "û", "u", "ò", "o", "ì", "i")

// spellings are the ways in which a phrase is written: matching folds ASCII letters only, so
// that others need their capitals, and those of Turkish are its own.
func spellings(text string, languages []string) []string {
	all := []string{text}
	put := func(s string) {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if isASCII(text) && !slices.Contains(languages, "tr") {
		return all
	}
	if slices.Contains(languages, "tr") {
		capital := strings.NewReplacer("i", "İ", "ı", "i", "ş", "Ş", "ğ", "Ğ", "ü", "Ü", "ö", "Ö", "ç", "Ç")
		put(capital.Replace(text))
		put(capitals(text, capital.Replace, false))
		put(capitals(text, capital.Replace, true))
	}
	if isASCII(text) {
		return all
	}
	put(strings.ToUpper(strings.ReplaceAll(text, "ß", "ss")))
	put(capitals(text, strings.ToUpper, false))
	put(capitals(text, strings.ToUpper, true))
	for _, lang := range languages {
		if lang == "fr" || lang == "es" || lang == "pt" || lang == "it" {
			put(withoutMarks.Replace(text))
		}
	}
	for i := range all {
		all[i] = string(asciiLower(all[i]))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// capitals begins the first word, or each, with a capital.
func capitals(text string, upper func(string) string, each bool) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if _, n := utf8.DecodeRuneInString(w); i == 0 || each {
			words[i] = upper(w[:n]) + w[n:]
		}
	}
	return strings.Join(words, " ")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
