package detect

import (
	"bytes"
)

// What the lines and words of a party look like.

// isTitle reports whether a line says what the document is.
func (t *partyTable) isTitle(text []byte) bool {
	if len(text) > mostPartyLabel {
		return false
	}
	var buf [2 * mostPartyLabel]byte
	n := foldLabel(buf[:], text)
	if t.titles[string(buf[:n])] {
		return true
	}
	for _, w := range t.calledWide {
		if bytes.HasSuffix(text, w) {
			return true
		}
	}
	if hasWord(text, t.called) {
		return true
	}
	i := bytes.IndexAny(text, " \t") // "Rechnung Nr. 4711"
	if i < 3 || !hasDigit(text[i:]) {
		return false
	}
	n = foldLabel(buf[:], text[:i])
	return t.titles[string(buf[:n])]
}

// isOrganisation reports whether a word of a name says that it is that of an
// organisation.
func (t *partyTable) isOrganisation(text []byte) bool {
	for _, w := range t.wide {
		if bytes.Contains(text, w) {
			return true
		}
	}
	return len(bytes.Fields(text)) > 1 && (hasWord(text, t.words) || t.hasJoined(text))
}

// hasJoined reports whether a word of a name ends in one that names of organisations have:
// "Haustechnik", "Bouwbedrijf".
func (t *partyTable) hasJoined(text []byte) bool {
	var buf [2 * mostPartyLabel]byte
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '-' || r == ',' || r == '/' }) {
		if len(word) > mostPartyLabel || len(word) < 8 {
			continue
		}
		n := foldLabel(buf[:], word)
		for _, end := range t.joined {
			if n > len(end)+2 && bytes.HasSuffix(buf[:n], end) {
				return true
			}
		}
	}
	return false
}

// isPost reports whether a name is what somebody does, or that of a part of an organisation.
func (t *partyTable) isPost(text []byte) bool {
	for _, w := range t.postsWide {
		if bytes.HasSuffix(text, w) && len(text) <= len(w)+12 {
			return true
		}
	}
	return hasWord(text, t.posts)
}

// hasWord reports whether one of words stands in text.
func hasWord(text []byte, words map[string]bool) bool {
	var buf [2 * mostPartyLabel]byte
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '-' || r == ',' || r == '/' || r == '.' }) {
		if len(word) <= mostPartyLabel && words[string(buf[:foldLabel(buf[:], word)])] {
			return true
		}
	}
	return false
}

// behindKey returns where the value begins in a line with a key, "Date: 4 May", else 0.
func behindKey(text []byte) int {
	near := text[:min(len(text), mostPartyLabel)]
	if i := bytes.IndexByte(near, ':'); i > 1 {
		return i + 1
	}
	if i := bytes.Index(near, wideColon); i > 1 {
		return i + len(wideColon)
	}
	return 0
}

// mayBeParty reports whether a line may be a name: letters, and few digits.
func mayBeParty(text []byte) bool {
	letters, digits := 0, 0
	for _, r := range asString(text) {
		switch {
		case isAlphaRune(r):
			letters++
		case r >= '0' && r <= '9':
			digits++
		case r == '=' || r == '{' || r == '<' || r == '>' || r == '_' || r == '|' || r == '@':
			return false
		}
	}
	return letters >= 2 && digits*4 <= letters && len(text) <= 100 && !isLower(text[0]) && capitalisedWords(text) && !noPartyBegins[firstWord(text)]
}

// noPartyBegins are words with which sentences begin, and no names.
var noPartyBegins = wordSet([]byte("you it this we they i he she if when all any each that these those there here please note no not what which who how why see code copyright license licence licensor et and und y ed"))

func firstWord(text []byte) string {
	n := run(text, 0, 24, asciiLetters)
	return string(asciiLower(string(text[:n])))
}

// isLastFirst reports whether a name is written "Doe, Jane".
func isLastFirst(text []byte) bool {
	last, first, ok := bytes.Cut(text, []byte(", "))
	if !ok || bytes.IndexByte(first, ',') >= 0 || isFormBehind(first) {
		return false
	}
	n, ok := nameWordsOf(last)
	m, also := nameWordsOf(first)
	return ok && also && n <= 2 && m <= 2 && isUpper(last[0]) && isUpper(first[0])
}

// capitalisedWords reports whether the longer words of a text begin with capitals, as those
// of names do and those of sentences do not, and there are at most eight.
func capitalisedWords(text []byte) bool {
	words, small := 0, 0
	var last []byte
	for word := range bytes.FieldsSeq(text) {
		words++
		if last = word; len(word) > 4 && isLower(word[0]) {
			small++
		}
	}
	end := last[len(last)-1]
	sentence := words > 1 && isLower(last[0]) || end == '"' || end == ')' && bytes.IndexByte(text, '(') < 0 || end == '.' && len(last) > 6
	return words <= 8 && small*3 <= words && !sentence
}

// cutAtoms cuts a line at commas and dots between words where it holds more than a name.
// "Contoso, Inc." is one atom.
func cutAtoms(text []byte, parts *[12][2]int) (n int) {
	put := func(from, to int) {
		for from < to && (text[from] <= ' ' || text[from] == ',' || text[from] == ';' || text[from] == '|') {
			from++
		}
		for to > from && (text[to-1] <= ' ' || text[to-1] == ',' || text[to-1] == ';' || text[to-1] == '|') {
			to--
		}
		if from < to && n < len(parts) {
			parts[n] = [2]int{from, to}
			n++
		}
	}
	from := 0
	for i := 0; i < len(text); i++ {
		size := 0
		switch c := text[i]; c {
		case ',':
			if i+1 < len(text) && text[i+1] == ' ' && !isFormBehind(text[i+2:]) {
				size = 1
			}
		case '|', ';':
			size = min(i, 1)
		case '-':
			if i > 0 && text[i-1] == ' ' && i+1 < len(text) && text[i+1] == ' ' {
				size = 1
			}
		case 0xC2, 0xE2, 0xE3, 0xEF:
			for _, mark := range atomMarks {
				if bytes.HasPrefix(text[i:], mark) && (c != 0xE2 || i > 0 && text[i-1] == ' ') {
					size = len(mark)
				}
			}
		}
		if size > 0 {
			put(from, i)
			i += size - 1
			from = i + 1
		}
	}
	put(from, len(text))
	return n
}

// atomMarks part what stands on one line: the middle dot, the bullet, the dash, commas of Chinese
// and Japanese.
var atomMarks = [][]byte{[]byte("·"), []byte("•"), []byte("–"), []byte("、"), []byte("，")}

// isFormBehind reports whether what stands behind a comma is a legal form alone: "Inc.",
// "S.L.U.", "LLC".
func isFormBehind(rest []byte) bool {
	end := bytes.IndexByte(rest, ',')
	if end < 0 {
		end = len(rest)
	}
	if end == 0 || end > 12 {
		return false
	}
	word := rest[:end]
	if i := bytes.IndexByte(word, ' '); i > 0 {
		word = word[:i]
	}
	if hasDigit(word) || !isUpper(word[0]) {
		return false
	}
	switch string(bytes.ToLower(bytes.ReplaceAll(word, []byte("."), nil))) {
	case "inc", "llc", "ltd", "llp", "lp", "corp", "co", "sl", "slu", "sa", "sas", "srl", "spa", "lda", "plc", "pllc", "gmbh", "ag", "sarl", "bv", "nv", "pte", "pc":
		return true
	}
	return false
}
