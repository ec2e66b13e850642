package detect

import "bytes"

// Verbs that give a value: "the password is …", in the languages in which the
// words for password are known.
// A longer one stands before the one that it begins with.
var proseWords = lowerWords("is still", "is now", "still is", "ist jetzt", "ist nun", "ist immer noch", "ist noch", "ist weiterhin", "est toujours", "est maintenant", "sigue siendo", "ahora es", "è ancora", "è ora", "is", "ist", "lautet", "est", "es", "è", "é", "are", "was", "war", "was set to",
	"to", "jest", "brzmi", "será", "sera", "sarà", "wordt", "luidt", "olarak", "now", "reset to", "changed to", "wurde auf", "in is")

// fillers begin what may stand between the word and the verb: "for the portal".
var fillers = lowerWords("for", "für", "pour", "para", "per", "zum", "zur", "voor", "del", "de", "della", "do", "da", "dla", "du", "of", "on", "van", "von", "der", "des", "il", "la", "à", "am", "im", "in", "at", "auf", "na", "w")

// wideVerbs give a value in scripts without blanks.
var wideVerbs = lowerWords("：", "は", "是", "为", "為", "=", "＝")

// How far the verb may stand from the word, in bytes.
const fillerMax = 48

// fillerEnd passes "for the portal", "für das WLAN" at i, up to a verb or colon;
// without one it returns i.
func fillerEnd(text []byte, i int) int {
	if !wordAt(text, i, fillers) {
		return i
	}
	limit := min(len(text), i+fillerMax)
	for j := i; j < limit; j++ {
		switch c := text[j]; {
		case c == ':':
			return j
		case c == ' ':
			if proseEnd(text, j+1) > 0 {
				return j + 1
			}
		case !word8Chars[c] && c != '-' && c != '\'':
			return i
		}
	}
	return i
}

// wordAt reports whether one of the words stands at i with a blank behind it.
func wordAt(text []byte, i int, words [][]byte) bool {
	for _, w := range words {
		if foldedAt(text, i, w) && i+len(w) < len(text) && text[i+len(w)] == ' ' {
			return true
		}
	}
	return false
}

// proseEnd returns the end of "is", "lautet" and the like with its blank at i.
func proseEnd(text []byte, i int) int {
	if i < len(text) && text[i] == ':' {
		return i + 1
	}
	for _, w := range proseWords {
		if foldedAt(text, i, w) && i+len(w) < len(text) && (text[i+len(w)] == ' ' || text[i+len(w)] == ':') {
			return i + len(w)
		}
	}
	return 0
}

// wideVerbEnd returns the end of a verb in a script without blanks at i, -1 if
// none stands there.
func wideVerbEnd(text []byte, i int) int {
	for _, w := range wideVerbs {
		if bytes.HasPrefix(text[i:], w) {
			return i + len(w)
		}
	}
	return -1
}

// proseScore tells a password in a sentence from its other words: it has digits,
// signs or both cases.
func proseScore(score int, value []byte, kinds int) int {
	n := len(value)
	letters := run(value, 0, n, asciiLetters) == n
	switch {
	case bytes.Contains(value, []byte("://")) || value[0] >= 0x80:
		return 0
	case kinds >= 3, kinds == 2 && !letters && n >= 6 && hasDigit(value):
		return score - 10
	case kinds == 2 && !letters && n >= 6:
		return score - 30 // two words with a hyphen, mostly
	}
	return 0
}

// openings are the quotes of other languages that may open a value.
var openings = lowerWords("「", "『", "“", "„", "«", "‘", "\u00ab ")

// openingEnd passes such a quote at i.
func openingEnd(text []byte, i int) int {
	for _, q := range openings {
		if bytes.HasPrefix(text[i:], q) {
			return i + len(q)
		}
	}
	return i
}

// bareSigns are signs that passwords have, and names, versions and code beside a word have not.
var bareSigns = chars("!#%&?^~+*@$")

// leastBare is how long a password is, in bytes, that nothing leads to.
const leastBare = 9

// standsBare reports whether at i begins what cannot be but a password: "use password Tr0ub4dor&3-x".
func standsBare(text []byte, i int) bool {
	end := run(text, i, maxAssigned, bareChars)
	if end-i < leastBare || end-i > 40 || end < len(text) && !isSpace(text[end]) && text[end] != ',' && text[end] != '.' {
		return false
	}
	word := bytes.TrimRight(text[i:end], ".,!?:")
	inner := bytes.IndexFunc(word, func(c rune) bool { return c < 0x80 && bareSigns[byte(c)] })
	return len(word) >= leastBare && isAlpha(word[0]) && inner > 0 && hasDigit(word) && classesIn(word) == 4 && bytes.IndexByte(word, '@') < 0
}

var bareChars = chars("!-~").without("\"'`;<>(){}[]|\\/=:")
