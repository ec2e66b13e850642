package seal

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

//go:embed documentwords.txt
var documentWords string

// NameHints finds what in the name of an object or member could be somebody's
// name or number though nothing around it says so: two or more capitalised
// words in a row none of which is a word that documents are called by, long
// numbers, and what words for secrets and personal papers announce. It errs on the side of hiding and finds no mentions:
// it serves masking alone.
func NameHints(name string) []Span {
	var spans []Span
	common := documentVocabulary()
	first, last, words := 0, 0, 0
	flush := func() {
		if words >= 2 {
			spans = append(spans, Span{first, last, exposure.Person})
		}
		words = 0
	}
	for at := 0; at < len(name); {
		start, end := nextWord(name, at)
		if start == len(name) {
			break
		}
		if words > 0 && !joins(name[last:start]) {
			flush()
		}
		if word := name[start:end]; capitalised(word) && !common[strings.ToLower(word)] {
			if words == 0 {
				first = start
			}
			last = end
			words++
		} else {
			flush()
		}
		at = end
	}
	flush()
	return append(append(spans, numberHints(name)...), paperHints(name)...)
}

// documentVocabulary is what documents are called by, in some languages.
var documentVocabulary = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(documentWords) {
		words[word] = true
	}
	return words
})

// nextWord returns the bounds of the next run of letters.
func nextWord(s string, at int) (start, end int) {
	start = at
	for start < len(s) {
		r, n := utf8.DecodeRuneInString(s[start:])
		if unicode.IsLetter(r) {
			break
		}
		start += n
	}
	end = start
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' {
			break
		}
		end += n
	}
	return start, end
}

// joins reports whether two words with this between them can be one name.
func joins(between string) bool {
	switch between {
	case " ", "_", "-", ".", ", ", ",", ". ", "%20", "+":
		return true
	}
	return false
}

// capitalised reports whether a word is written as names are: a capital letter,
// then small ones.
func capitalised(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) && len(word) > n && strings.IndexFunc(word[n:], unicode.IsUpper) < 0
}

// serial reports whether a number counts or dates something: it begins with
// three zeros, or with a year of 1970 to 2099 and a month.
func serial(s string) bool {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	year, month := digits[:4], digits[4:6]
	return strings.HasPrefix(digits, "000") || year >= "1970" && year <= "2099" && month >= "01" && month <= "12"
}

// numberHints finds runs of nine or more digits, with what groups telephone,
// card and account numbers between them, but for counters and dates.
func numberHints(name string) []Span {
	var spans []Span
	digits, first, last := 0, 0, 0
	for i := 0; i <= len(name); i++ {
		switch {
		case i < len(name) && name[i] >= '0' && name[i] <= '9':
			if digits == 0 {
				first = i
			}
			digits++
			last = i + 1
			continue
		case i < len(name) && digits > 0 && i-last < 2 && strings.IndexByte(" -.()", name[i]) >= 0:
			continue
		}
		if digits >= 9 && !serial(name[first:last]) {
			spans = append(spans, Span{first, last, exposure.Phone})
		}
		digits = 0
	}
	return spans
}
