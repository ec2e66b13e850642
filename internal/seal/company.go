package seal

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed legalforms.txt
var legalFormsText string

// legalForms are the forms by their words, as [formWords] yields them.
type legalForms struct {
	end      map[string]string // words joined by spaces → usual spelling
	exact    map[string]string // case-folded as it is written → the same, as it is usually written
	begin    map[string]string
	glued    []string        // forms of Han and Hangul, which stand without a space
	last     map[string]bool // last words of forms at the end: most names end in none
	maxWords int
}

var loadLegalForms = sync.OnceValue(func() *legalForms {
	f := &legalForms{end: map[string]string{}, exact: map[string]string{}, begin: map[string]string{}, last: map[string]bool{}}
	for line := range strings.Lines(legalFormsText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		where := f.end
		form, front := strings.CutPrefix(line, "<")
		if front {
			where = f.begin
		}
		w := formWords(foldCase(form))
		f.exact[foldCase(form)] = form
		key := strings.Join(w, " ")
		if _, ok := where[key]; !ok {
			where[key] = form
		}
		f.maxWords = max(f.maxWords, len(w))
		if !front {
			f.last[w[len(w)-1]] = true
		}
		if r, _ := utf8.DecodeRuneInString(key); unicode.In(r, unicode.Han, unicode.Hangul) && utf8.RuneCountInString(key) > 1 && !slices.Contains(f.glued, key) {
			f.glued = append(f.glued, key)
		}
	}
	slices.SortFunc(f.glued, func(a, b string) int { // the longest first
		if d := len(b) - len(a); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return f
})

// formWords folds a case-folded name and splits it so that the dots and
// slashes of an abbreviation do not: "s.r.l." is one word, "a/s" another.
func formWords(s string) []string {
	s = fold(s)
	if !strings.ContainsAny(s, "./'’\"״") {
		return words(s)
	}
	return words(strings.Map(func(r rune) rune {
		switch r {
		case '.', '/', '\'', '’', '"', '״':
			return -1
		}
		return r
	}, s))
}

// companyStem returns the words of a canonical company name without its legal
// forms. A name that is nothing else keeps its words.
func companyStem(canonical string) []string {
	all := formWords(canonical)
	f := loadLegalForms()
	stem := all
	for changed := true; changed; {
		changed = false
		mayEnd := len(stem) > 1 && f.last[stem[len(stem)-1]]
		for n := min(f.maxWords, len(stem)-1); n > 0; n-- {
			if mayEnd {
				if _, ok := f.end[strings.Join(stem[len(stem)-n:], " ")]; ok {
					stem, changed = stem[:len(stem)-n], true
					break
				}
			}
			if _, ok := f.begin[strings.Join(stem[:n], " ")]; ok {
				stem, changed = stem[n:], true
				break
			}
		}
	}
	if len(stem) == 1 {
		stem = []string{f.unglue(stem[0])}
	}
	return stem
}

func (f *legalForms) unglue(word string) string {
	for _, form := range f.glued {
		if s, ok := strings.CutSuffix(word, form); ok && s != "" {
			return s
		}
		if s, ok := strings.CutPrefix(word, form); ok && s != "" {
			return s
		}
	}
	return word
}

// companyName writes a canonical company name for people: capitals at the
// beginning of words, words without a vowel in capitals ("bmw"), the legal form
// as it is usually written. It is a function of the canonical form, so that no
// figure or report depends on which spelling was met first.
func companyName(canonical string) string {
	name, form := withoutForm(canonical)
	b := make([]byte, 0, len(canonical)+8)
	for word := range strings.FieldsSeq(name) {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = appendCapitals(b, word)
	}
	if form != "" {
		b = append(append(b, ' '), form...)
	}
	return string(b)
}

// withoutForm takes the legal form off the end of a canonical name, and returns it as it
// is usually written, or nothing.
func withoutForm(canonical string) (name, form string) {
	f := loadLegalForms()
	if !f.mayEnd(canonical[strings.LastIndexByte(canonical, ' ')+1:]) {
		return canonical, ""
	}
	list := strings.Fields(canonical)
	folded, words, usual := "", 0, "" // of the longest form at the end
	for n := 1; n <= min(f.maxWords+2, len(list)-1); n++ {
		switch word := strings.Join(formWords(list[len(list)-n]), " "); {
		case folded == "":
			folded = word
		case word != "":
			folded = word + " " + folded
		}
		if form, ok := f.end[folded]; ok {
			words, usual = n, form
		}
	}
	if words > 0 {
		name, form := list[:len(list)-words], list[len(list)-words:]
		if same, ok := f.exact[strings.Join(form, " ")]; ok {
			usual = same // A.Ş. and A/S have the same letters
		}
		return strings.Join(name, " "), usual
	}
	return canonical, ""
}

// mayEnd reports whether a form may end in a word.
func (f *legalForms) mayEnd(word string) bool {
	if plainLetters(word) {
		return f.last[word]
	}
	w := formWords(word)
	return len(w) == 0 || f.last[w[len(w)-1]]
}

// plainLetters reports whether s is nothing but small letters of ASCII: folded and
// without marks already.
func plainLetters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

func appendCapitals(b []byte, word string) []byte {
	if len(word) > 1 && len(word) <= 4 && plainASCII(word) && !strings.ContainsAny(word, "aeiouy") {
		return append(b, strings.ToUpper(word)...)
	}
	r, n := utf8.DecodeRuneInString(word)
	return append(utf8.AppendRune(b, unicode.ToTitle(r)), word[n:]...)
}
