package detect

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/internal/strict"
)

// documentSource is a kind of document as a file writes it.
type documentSource struct {
	Kind      string
	Least     int                            // least score
	Media     map[string]int                 // media types and what they weigh
	Parts     map[string]int                 // parts of a content and what they weigh
	Structure map[string]int                 // what the first lines look like and what it weighs
	Phrases   map[string]map[string][]string // by language and weight, lower case
}

// documentRules find phrases of all kinds of document in one pass.
type documentRules struct {
	kinds   []documentSource
	looks   [][looks]int // by kind, what the first lines' looks weigh
	phrases []phrase
	table   *phraseTable

	languages []string // beside English; no more than a set holds
}

func newDocumentRules(files map[string][]byte) (*documentRules, error) {
	d := new(documentRules)
	byText := map[string]int{}
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
			if err := d.add(src, byText); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, src.Kind, err)
			}
		}
	}
	families(d.phrases)
	var err error
	if d.table, err = newPhraseTable(d.phrases); err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	if len(d.languages) > 29 {
		return nil, errors.New("documents: more languages than are told apart")
	}
	return d, nil
}

// add takes in a kind. A phrase that is the same in several languages counts once.
func (d *documentRules) add(src documentSource, byText map[string]int) error {
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
				if len(text) > carried-16 {
					return fmt.Errorf("phrase %q is longer than %d bytes", text, carried-16)
				}
				d.phrases[d.phrase(text, byText)].weigh(kind, n, d.language(lang))
			}
		}
	}
	return nil
}

// phrase returns the place of a phrase.
func (d *documentRules) phrase(text string, byText map[string]int) int {
	text = foldedString(text)
	i, ok := byText[text]
	if !ok {
		i = len(d.phrases)
		byText[text] = i
		var p phrase
		p.text, p.after = strings.CutSuffix(text, "*")
		d.phrases = append(d.phrases, p)
	}
	return i
}

func (p *phrase) weigh(kind, points int, spoken languages) {
	for i := range p.weights {
		if w := &p.weights[i]; w.kind == kind {
			w.points, w.spoken = max(w.points, points), w.spoken|spoken
			return
		}
	}
	p.weights = append(p.weights, weight{kind, points, spoken})
}

// language returns the set of one language, by its name in the files.
func (d *documentRules) language(name string) languages {
	switch name {
	case "en":
		return english
	case "any":
		return noLanguage
	}
	i := slices.Index(d.languages, name)
	if i < 0 {
		i = len(d.languages)
		d.languages = append(d.languages, name)
	}
	return noLanguage << (i + 1)
}
