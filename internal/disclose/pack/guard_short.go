package pack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortForms are legal forms of companies, folded. What stands before one is a name, however
// short it is: the "SAP" of "SAP SE". The "la" of "La Poste" is none.
var shortForms = wordSet("ab ag aktiengesellschaft as asa bv co company corp corporation eg gmbh inc incorporated kft kg kgaa kk limited llc llp ltd nv oy oyj plc pte pty sa sarl sas se sl spa sro srl ug")

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// isShortName reports whether some letters are a name that is told from others as a whole
// word: "3m", "ey", "bmw". A number is none, nor is a legal form.
func isShortName(letters string) bool {
	n := utf8.RuneCountInString(letters)
	return n >= 2 && n < leastWord && !shortForms[letters] && strings.ContainsFunc(letters, unicode.IsLetter)
}

// tellsShort reports whether a whole word of a text is the short name of another. The end
// of a domain or of a file's name is none: "nl" stands in each address of the Netherlands.
func (r *Reader) tellsShort(text string) bool {
	if len(r.guard.short) == 0 {
		return false
	}
	folded := fold(text)
	for len(folded) > 0 {
		from := strings.IndexFunc(folded, isWordRune)
		if from < 0 {
			return false
		}
		end := strings.IndexFunc(folded[from:], func(c rune) bool { return !isWordRune(c) })
		if end < 0 {
			end = len(folded) - from
		}
		end += from
		word, ending := folded[from:end], from > 0 && folded[from-1] == '.' && !strings.HasPrefix(folded[end:], ".")
		if !ending && r.isOther(word, r.guard.short[word]) {
			return true
		}
		folded = folded[end:]
	}
	return false
}

func isWordRune(c rune) bool { return sortOf(c) != 0 }
