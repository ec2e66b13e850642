package detect

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestNameRead is how long a name is, in bytes, that is read.
const longestNameRead = 256

// wordSplit is a name of ASCII, split.
type wordSplit struct {
	buf    [longestNameRead]byte
	begins [longestNameRead]uint8
	// letters are those of all words, in lower case, and starts is where each word begins.
	letters []byte
	starts  []uint8
}

// split reports whether the name is one of ASCII, and not too long.
func (w *wordSplit) split(name string) bool {
	if len(name) > longestNameRead {
		return false
	}
	n, words := 0, 0
	within := false
	for i := range len(name) {
		c := name[i]
		switch {
		case c >= 0x80:
			return false
		case !isAlpha(c):
			within = false
			continue
		case !within || c < 'a' && (name[i-1] >= 'a' || i+1 < len(name) && name[i+1] >= 'a' && name[i+1] <= 'z'):
			w.begins[words] = uint8(n)
			words++
			within = true
		}
		w.buf[n] = c | 0x20
		n++
	}
	w.letters, w.starts = w.buf[:n], w.begins[:words]
	return true
}

// words returns the words, one string cut up.
func (w *wordSplit) words() []string {
	if len(w.starts) == 0 {
		return nil
	}
	all := string(w.letters)
	words := make([]string, len(w.starts))
	for i, from := range w.starts {
		to := len(all)
		if i+1 < len(w.starts) {
			to = int(w.starts[i+1])
		}
		words[i] = all[from:to]
	}
	return words
}

// without returns the letters but for those of some words, each told by its bit.
func (w *wordSplit) without(dropped uint32) []byte {
	rest := make([]byte, 0, len(w.letters))
	for i, from := range w.starts {
		to := len(w.letters)
		if i+1 < len(w.starts) {
			to = int(w.starts[i+1])
		}
		if dropped>>i&1 == 0 {
			rest = append(rest, w.letters[from:to]...)
		}
	}
	return rest
}

// nameWords splits a name at separators and changes of case, folds case and
// diacritics and drops numbers.
func nameWords(name string) []string {
	var w wordSplit
	if w.split(name) {
		return w.words()
	}
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words, word = append(words, string(word)), nil
		}
	}
	runes := []rune(foldDiacritics(name))
	for i, r := range runes {
		if !unicode.IsLetter(r) {
			end()
			continue
		}
		if unicode.IsUpper(r) && i > 0 {
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if unicode.IsLower(runes[i-1]) || unicode.IsUpper(runes[i-1]) && next {
				end()
			}
		}
		word = append(word, unicode.ToLower(r))
	}
	end()
	return words
}

var plainLetters = strings.NewReplacer("ß", "ss", "ø", "o", "Ø", "O", "ı", "i", "İ", "I", "ł", "l", "Ł", "L", "æ", "ae", "Æ", "Ae", "œ", "oe", "Œ", "Oe", "đ", "d")

// foldDiacritics takes accents off Latin letters.
func foldDiacritics(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < 0x80
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(plainLetters.Replace(s)))
}
