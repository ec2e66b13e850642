package seal

import (
	"slices"
	"strings"
	"unicode"

	anyascii "github.com/anyascii/go"

	"github.com/hemostat/hemostat/exposure"
)

// nameWords are the words of a canonical name, without titles. What stands before
// a comma is the family name: "Doe, Jane" is Jane Doe.
func nameWords(canonical string) []string {
	family, given, comma := strings.Cut(canonical, ",")
	all := withoutTitles(family)
	if comma {
		if g := withoutTitles(given); len(g) > 0 {
			all = append(g, all...)
		}
	}
	return all[:min(len(all), maxTokens)]
}

// generations tell fathers from sons who have one name.
var generations = map[string]string{
	"jr": "junior", "jun": "junior", "jnr": "junior", "junior": "junior", "sr": "senior", "sen": "senior", "snr": "senior", "senior": "senior",
}

// A nameWord is one word of a name.
type nameWord struct {
	latin   string // in Latin letters without diacritics
	written string // as it is written, where others are read so too: 伟 and 薇 are both wei
	foreign bool   // it is in another script than the Latin one
	woman   bool   // it ends as a woman's name does, in Latin letters or those of Semitic and Slavic languages
}

// id is what tells the word from others.
func (w *nameWord) id() string {
	if w.written != "" {
		return w.written
	}
	return w.latin
}

// NameWords returns the words of a person's canonical name as names are compared: in
// Latin letters without diacritics, without titles, the given names first; at most 12.
func NameWords(canonical string) []string {
	var list []string
	for _, w := range latinWords(canonical) {
		list = append(list, w.latin)
	}
	return list
}

// WrittenWords returns what tells each of [NameWords] from others, which [Sealer.WordHash] is of.
func WrittenWords(canonical string) []string {
	var list []string
	for _, w := range latinWords(canonical) {
		list = append(list, w.id())
	}
	return list
}

// latinWords are the words of a canonical name.
func latinWords(canonical string) (list []nameWord) {
	all := nameWords(canonical)
	for _, word := range all {
		as := latin(word)
		if as == "" || isArticle(as) && len(all) > 1 {
			continue
		}
		runes := []rune(word)
		w := nameWord{latin: as, foreign: as[0] != word[0] && !unicode.Is(unicode.Latin, runes[0]), woman: endsAsWoman(runes)}
		if unicode.Is(unicode.Han, runes[0]) {
			w.written = fold(word)
		}
		list = append(list, w)
	}
	return list
}

// endsAsWoman reports whether a word ends in an a, as names of women mostly do, with or without an h that is not heard.
func endsAsWoman(word []rune) bool {
	n := len(word)
	if n > 1 && (word[n-1] == 'h' || word[n-1] == 'ء') {
		n--
	}
	return strings.ContainsRune("aáàâãäåāăαаяاةهىאה", word[n-1])
}

// isArticle reports whether a word is the Arabic article, which one clerk writes and another does not.
func isArticle(word string) bool { return word == "al" || word == "el" }

// maxLatin bounds what a word becomes in Latin letters.
const maxLatin = 40

// latin writes a case-folded word in Latin letters: "пётр" and "petr" differ by one letter
// then, where they had none in common. A Chinese character becomes its usual reading in
// Mandarin, a Japanese one too.
func latin(word string) string {
	word = fold(word)
	if rest := strings.TrimPrefix(word, "ال"); len(rest) > 2*2 { // two letters and more
		word = rest
	}
	if plainASCII(word) {
		return word[:min(len(word), maxLatin)]
	}
	var b strings.Builder
	for _, r := range word {
		if b.Len() >= maxLatin {
			break
		}
		for _, c := range strings.ToLower(anyascii.TransliterateRune(r)) {
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

// personProperties are those of a name: its words in order and their sounds, by which one
// that somebody asks for is found, and what names are compared by.
func personProperties(list []property, canonical string) []property {
	all := nameWords(canonical)
	if len(all) == 0 {
		return list
	}
	var sorted, sounds []string
	for _, w := range all {
		sorted = append(sorted, fold(w))
		if s := soundex(fold(w)); s != "" {
			sounds = append(sounds, s)
		}
	}
	slices.Sort(sorted)
	list = append(list, property{of: exposure.FeatureSorted, text: strings.Join(sorted, " ")})
	if len(sounds) == len(sorted) {
		slices.Sort(sounds)
		list = append(list, property{of: exposure.FeaturePhonetic, text: strings.Join(sounds, " ")})
	}
	for i, w := range latinWords(canonical) {
		list = append(list, property{of: exposure.FeatureWord, text: w.latin, written: w.written, ordinal: i, foreign: w.foreign, woman: w.woman})
	}
	for _, login := range logins(NameWords(canonical)) {
		list = append(list, property{of: exposure.FeatureLogin, text: login})
	}
	return titleProperties(list, canonical)
}

// logins are what is usually before the @ in the address of somebody who is called so, without what
// parts it: the words themselves, one with the initial of the other, both.
func logins(words []string) (list []string) {
	for _, w := range words {
		if len(w) >= leastLogin {
			list = append(list, w)
		}
	}
	if len(words) < 2 {
		return list
	}
	first, last := words[0], words[len(words)-1]
	return append(list, first+last, last+first, first[:1]+last, last+first[:1], first+last[:1], last[:1]+first)
}

// leastLogin is how many letters a word has that says whose an address is.
const leastLogin = 3

// noBirths are the days from which programs count, and what is written where a day is not known: they are nobody's
// birthday, and two people who have one have nothing in common.
var noBirths = []string{
	"1970-01-01", "1900-01-01", "1899-12-30", "1899-12-31", "1901-01-01", "1904-01-01", "1753-01-01", "1800-01-01", "1601-01-01",
	"1000-01-01", "0001-01-01", "1111-11-11", "9999-12-31", "9999-09-09", "9999-01-01",
}

// birthProperties part a date: two that differ in one part only are often one, mistyped.
// Day and month are of one sort, since they are often taken for each other.
func birthProperties(list []property, canonical string) []property {
	year, rest, ok := strings.Cut(canonical, "-")
	month, day, ok2 := strings.Cut(rest, "-")
	if !ok || !ok2 || len(year) != 4 || slices.Contains(noBirths, canonical) {
		return list
	}
	if month == "01" && day == "01" {
		list = append(list, property{of: exposure.FeatureToken, text: "first"})
	}
	return append(list, property{of: exposure.FeatureWord, text: year}, property{of: exposure.FeatureDatePart, text: month}, property{of: exposure.FeatureDatePart, text: day})
}

// maxPlaceWords bounds the words of an address that become features.
const maxPlaceWords = 16

// addressProperties are the words and numbers of a postal address.
func addressProperties(list []property, canonical string) []property {
	for i, w := range words(fold(canonical)) {
		if i == maxPlaceWords {
			break
		}
		of := exposure.FeatureToken
		if strings.ContainsAny(w, "0123456789") {
			of = exposure.FeatureNumeral
		}
		list = append(list, property{of: of, text: w})
	}
	return list
}
