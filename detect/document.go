package detect

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/strict"
)

// documentSource is a kind of document as a file writes it.
type documentSource struct {
	Kind    string
	Least   int               // least score
	Need    [][]string        // of each group at least one phrase must stand in the text
	Media   map[string]int    // media types, by their beginning, and what they weigh
	Parts   map[string]int    // parts of a content and what they weigh
	Phrases []documentPhrases // by language
}

type documentPhrases struct {
	Lang string
	List map[string]int // phrase, lower case, and its weight
}

// documentRules find phrases of all kinds of document in one pass.
type documentRules struct {
	kinds   []documentSource
	phrases []phrase
	table   *anchorTable
}

type phrase struct {
	text    string
	weights []weight
}

type weight struct{ kind, points, group int } // group -1: none

func newDocumentRules(files map[string][]byte, often fours) (*documentRules, error) {
	d := new(documentRules)
	var names []string
	for name := range files {
		if strings.HasPrefix(name, "documents/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	byText := map[string]int{}
	for _, name := range names {
		var file struct{ Document []documentSource }
		if _, err := strict.Decode(files[name], name, &file); err != nil {
			return nil, err
		}
		for _, src := range file.Document {
			if src.Kind == "" || src.Least < 1 {
				return nil, fmt.Errorf("%s: a document lacks its kind or its least score", name)
			}
			d.add(src, byText)
		}
	}
	b := &tableBuilder{often: often}
	for i, p := range d.phrases {
		if len(p.text) > carried-utf8.UTFMax {
			return nil, fmt.Errorf("documents: phrase %q is longer than %d bytes", p.text, carried-utf8.UTFMax)
		}
		b.literal(anchor{id: i, which: i, lit: []byte(p.text), beside: besidePhrase(p.text)})
	}
	d.table = b.build()
	return d, nil
}

func (d *documentRules) add(src documentSource, byText map[string]int) {
	kind := len(d.kinds)
	d.kinds = append(d.kinds, src)
	put := func(text string, w weight) {
		text = strings.ToLower(text)
		i, ok := byText[text]
		if !ok {
			i = len(d.phrases)
			byText[text] = i
			d.phrases = append(d.phrases, phrase{text: text})
		}
		d.phrases[i].weights = append(d.phrases[i].weights, w)
	}
	for _, lang := range src.Phrases {
		for text, points := range lang.List {
			put(text, weight{kind, points, -1})
		}
	}
	for g, group := range src.Need {
		for _, text := range group {
			put(text, weight{kind, 0, g})
		}
	}
}

// besidePhrase says what may stand beside a phrase: it is whole words.
func besidePhrase(text string) (b beside) {
	if wordChars[text[0]] {
		b.before = asciiLetters.others()
	}
	if last := text[len(text)-1]; wordChars[last] && last != '_' {
		b.after = asciiLetters.others()
	}
	return b
}
