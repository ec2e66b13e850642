package pack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name is what a document is called, word by word: words of everyday names of documents,
// short numbers, endings and the recipient's own names are told, all others withheld. A list
// of what is harmless cannot miss the name of somebody whom nobody knows.
func (r *Reader) Name(name string) string {
	var b strings.Builder
	withheld := false
	list := parts(name)
	harmless := r.harmless(list)
	for i, part := range list {
		if harmless[i] {
			b.WriteString(part)
			withheld = false
		} else if !withheld {
			b.WriteString(Withheld)
			withheld = true
		}
	}
	out := b.String()
	if strings.Trim(out, "• -_.") == "" || r.Tells(out) {
		return ""
	}
	return out
}

// harmless reports of each part of a name whether it names nobody. A letter that is glued to
// another part is the rest of a word, as the H of "GmbH"; a number that is glued to a word
// that is withheld is the rest of a name, as the 3 of "3M".
func (r *Reader) harmless(list []string) []bool {
	out := make([]bool, len(list))
	is := func(i int, ok func(string) bool) bool { return i >= 0 && i < len(list) && ok(list[i]) }
	for i, part := range list {
		if isWord(part) {
			word := fold(part)
			glued := is(i-1, isWord) || is(i+1, isWord)
			out[i] = utf8.RuneCountInString(word) == 1 && !glued && !is(i-1, isNumber) || plain[word] || r.own[word]
		} else {
			out[i] = true
		}
	}
	for i, part := range list {
		if isNumber(part) && (is(i-1, isWord) && !out[i-1] || is(i+1, isWord) && !out[i+1]) {
			out[i] = false
		}
	}
	withholdNumbers(list, out)
	return out
}

// The bounds of a number that may be somebody's, in digits: that of an account or a person,
// and a date with its day, which may be that of a birth.
const (
	longDigits = 8
	dateDigits = 4
	dateGroups = 3
	mostApart  = 2 // characters between its groups, as in "(030) 2312"
)

// withholdNumbers notes long numbers and dates as not harmless, with what parts their groups.
func withholdNumbers(list []string, harmless []bool) {
	for i := 0; i < len(list); i++ {
		if !isNumber(list[i]) {
			continue
		}
		last, groups, digits := i, 1, utf8.RuneCountInString(list[i])
		for last+2 < len(list) && isNumber(list[last+2]) && !isWord(list[last+1]) && utf8.RuneCountInString(list[last+1]) <= mostApart {
			last, groups, digits = last+2, groups+1, digits+utf8.RuneCountInString(list[last+2])
		}
		if digits >= longDigits || groups >= dateGroups && digits >= dateDigits {
			for k := i; k <= last; k++ {
				harmless[k] = false
			}
		}
		i = last
	}
}

// isNumber reports whether a part of a name is of digits.
func isNumber(part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	return unicode.IsDigit(first)
}

// isWord reports whether a part of a name is of letters.
func isWord(part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	return unicode.IsLetter(first)
}

// parts cuts a name where its sort of character changes, and before a capital that follows
// a small letter.
func parts(name string) (list []string) {
	from, before := 0, ' '
	for i, c := range name {
		if i > from && (sortOf(c) != sortOf(before) || unicode.IsUpper(c) && unicode.IsLower(before)) {
			list = append(list, name[from:i])
			from = i
		}
		before = c
	}
	if from < len(name) {
		list = append(list, name[from:])
	}
	return list
}

func sortOf(c rune) int {
	switch {
	case unicode.IsDigit(c):
		return 1
	case unicode.IsLetter(c), unicode.IsMark(c):
		return 2
	}
	return 0
}
