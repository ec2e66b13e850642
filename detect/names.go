package detect

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// nameWordsOf reports whether b can be a person's name, and of how many words:
// letters, marks and inner "'-.·", no digits, at least one capital or letter
// without case.
func nameWordsOf(b []byte) (words int, ok bool) {
	if len(b) < 2 || len(b) > 100 {
		return 0, false
	}
	words, capital, ok := nameLetters(b)
	return words, ok && words > 0 && capital
}

// nameLetters returns how many words b has, whether one of its letters is a capital or
// without case, and whether it is made of what names are made of.
func nameLetters(b []byte) (words int, capital, ok bool) {
	inWord := false
	for i := 0; i < len(b); {
		r, n := rune(b[i]), 1
		if r >= 0x80 {
			r, n = utf8.DecodeRune(b[i:])
		}
		switch {
		case r == ' ' || r == ',' || r == 0xA0 || r == 0x3000:
			inWord = false
		case isNameRune(r):
			if !inWord {
				words, inWord = words+1, true
			}
			capital = capital || !unicode.IsLower(r)
		case (r == '\'' || r == '-' || r == '.' || r == '’' || r == '·' || r == '`' || r == '´') && (inWord || r == '\''):
		case exposure.Invisible(r): // joins letters or says how they run
		default:
			return words, capital, false
		}
		i += n
	}
	return words, capital, true
}

func isNameRune(r rune) bool {
	return r < 0x80 && isAlpha(byte(r)) || r >= 0x80 && (unicode.IsLetter(r) || unicode.IsMark(r))
}

// isWide reports whether b holds letters of a script that writes names without
// blanks.
func isWide(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// noName reports whether one of the words of b is a word that no name has.
func (l *lists) noName(b []byte) bool {
	var buf [24]byte
	n := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] != ' ' && b[i] != ',' && b[i] != '.' && b[i] != '-' {
			if n < len(buf) {
				buf[n] = lower[b[i]]
			}
			n++
			continue
		}
		if n > 0 && n <= len(buf) && l.notNames.has(buf[:n]) {
			return true
		}
		n = 0
	}
	return false
}

// capitalised returns the end of up to max capitalised words that begin at i,
// with single blanks between them, and how many there are. Particles such as
// "van der" may stand between.
func capitalised(text []byte, i, max int) (end, words int) {
	end = i
	for words < max {
		j, ok := nameWord(text, i)
		if !ok {
			particle := particleEnd(text, i)
			if words == 0 || particle == 0 {
				return end, words
			}
			i = particle
			continue
		}
		words, end = words+1, j
		if j+1 >= len(text) || text[j] != ' ' {
			return end, words
		}
		i = j + 1
	}
	return end, words
}

// nameWord returns the end of a capitalised word at i: O'Neil, Müller-Lüdenscheidt, J.
func nameWord(text []byte, i int) (int, bool) {
	r, n := utf8.DecodeRune(text[i:])
	if !unicode.IsUpper(r) {
		return i, false
	}
	for i += n; i < len(text); i += n {
		r, n = utf8.DecodeRune(text[i:])
		inner := r == '\'' || r == '’' || r == '-'
		if inner {
			next, _ := utf8.DecodeRune(text[i+n:])
			if !unicode.IsLetter(next) {
				return i, true
			}
		} else if r == '.' && n == 1 && i > 0 && (i < 2 || !isAlpha(text[i-2])) {
			return i + 1, true // an initial
		} else if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return i, !unicode.IsDigit(r) && r != '_'
		}
	}
	return i, true
}

var particles = lowerWords("van der ", "van den ", "van de ", "van ", "von der ", "von dem ", "von und zu ", "von ", "vom ", "zu ", "de la ", "de los ", "de las ", "de ", "del ", "della ", "di ", "da ", "dos ", "das ", "do ", "du ", "des ", "le ", "la ", "ten ", "ter ", "bin ", "ibn ", "al-", "el ", "y ", "e ")

func particleEnd(text []byte, i int) int {
	if i >= len(text) || !isLower(text[i]) {
		return 0
	}
	for _, p := range particles {
		if bytes.HasPrefix(text[i:], p) {
			return i + len(p)
		}
	}
	return 0
}

var titles = lowerWords("mr.", "mr", "mrs.", "mrs", "ms.", "ms", "miss", "dr.", "dr", "prof.", "prof", "professor", "sir", "mx", "herr", "herrn", "frau", "fräulein", "monsieur", "madame", "mademoiselle", "m.", "mme", "mlle",
	"señor", "señora", "señorita", "sr.", "sra.", "srta.", "don", "doña", "signor", "signora", "sig.", "sig.ra", "dott.", "dott.ssa", "ing.", "senhor", "senhora", "heer", "mevrouw", "de heer", "mw.", "dhr.", "sayın", "bay", "bayan", "dipl.-ing.", "avv.", "rag.")

// titlesBy has them by their first byte in either case, in the same order.
var titlesBy = func() (by [256][][]byte) {
	for _, t := range titles {
		by[t[0]] = append(by[t[0]], t)
		by[t[0]&^0x20] = append(by[t[0]&^0x20], t)
	}
	return by
}()

// isFormOfAddress reports whether text is a title and nothing else, as the cells of columns of forms of
// address are.
func isFormOfAddress(text []byte) bool {
	bare := bytes.TrimSuffix(text, []byte{'.'})
	for _, t := range titlesBy[text[0]] {
		if bytes.EqualFold(bytes.TrimSuffix(t, []byte{'.'}), bare) {
			return true
		}
	}
	return false
}

// skipTitles returns where the name begins after titles at i, and whether there
// was one.
func skipTitles(text []byte, i int) (int, bool) {
	seen := false
	for again := true; again; {
		again = false
		if i >= len(text) {
			break
		}
		for _, t := range titlesBy[text[i]] {
			if foldedAt(text, i, t) && i+len(t) < len(text) && text[i+len(t)] == ' ' {
				i, seen, again = i+len(t)+1, true, true
				break
			}
		}
	}
	return i, seen
}
