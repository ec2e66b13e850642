package detect

import (
	"bytes"
	"slices"
)

// What numbers are called is mostly short, and there are many such names: as anchors
// of their own each would cost the search of all texts. Numbers are rarer than words.
// So where one begins behind what may part it from its name, the words before it are
// looked up in one table, which costs the same however many names there are. Names of
// numbers that may begin otherwise are anchors nevertheless.

const (
	labelReach = 44 // bytes before a number in which its name ends
	labelWords = 6  // words between them at most, and those of the name
	leastLabel = 3  // letters of a word that is looked up
	mostLabel  = 32

	labelBits = 12

	// leastNumber is how many letters and digits a number has that is met.
	leastNumber = 6
)

// A labelTable has the words of names, by a hash of their letters without case.
type labelTable struct {
	first   [1 << labelBits]uint16 // by hash: one more than the place in entries, 0 is none
	entries []labelEntry
}

type labelEntry struct {
	hash  uint32
	next  uint16 // as in first
	named uint16 // in Engine.named
	lit   int    // bytes of the word that belong to the name
	word  []byte
}

// glued are the labels that are written in one with a name: Steuernummer.
var glued = []string{"", "nummer", "nummern", "nr", "number", "no", "num", "id", "code"}

// add files a word of names. A long one may go on with a label.
func (t *labelTable) add(lit string, named int) {
	for _, tail := range glued {
		word := lit + tail
		if tail != "" && len(lit) < shortName || len(word) > mostLabel {
			continue
		}
		h := uint32(0)
		for i := len(word) - 1; i >= 0; i-- {
			h = labelHash(h, word[i])
		}
		slot := &t.first[h>>(32-labelBits)]
		t.entries = append(t.entries, labelEntry{h, *slot, uint16(named), len(lit), []byte(word)})
		*slot = uint16(len(t.entries))
	}
}

// labelHash takes one more letter of a word into its hash, from the last to the first.
func labelHash(h uint32, c byte) uint32 { return (h ^ uint32(c|0x20)) * 0x9E3779B1 }

// partLabelled parts the names that have a word: those that are found by the labels
// before numbers, and those whose word has to be an anchor. The first have a word of
// ASCII letters, and all of their numbers are met.
func partLabelled(lit string, words []*wordOf) (labels, anchors []*wordOf) {
	if len(lit) < leastLabel || len(lit) > mostLabel || run([]byte(lit), 0, len(lit), asciiLetters) < len(lit) {
		return nil, words
	}
	for _, w := range words {
		if slices.ContainsFunc(w.rules, func(r *Rule) bool { return slices.ContainsFunc(r.number.shapes, shape.unmet) }) {
			anchors = append(anchors, w)
		} else {
			labels = append(labels, w)
		}
	}
	return labels, anchors
}

// unmet reports whether a number of this shape may stand where it is not met. It is met
// where it begins with two digits and no letter follows at once, alone or behind letters
// and a blank, or has letters before seven digits, four of which end at a multiple of
// four in the text.
func (sh shape) unmet() bool {
	solid, row := 0, 0 // letters and digits that must be there; digits in the first row of them
	letters, parted, ended := false, false, false
	for _, p := range sh {
		digit, gap := p.is == '#' || p.is == 0 && isDigit(p.c), p.is == '~' || p.is == 0 && !alnumChars[p.c]
		if !gap && !p.maybe {
			solid++
		}
		switch {
		case ended, digit && p.maybe && row == 0:
		case digit && !p.maybe:
			row++
		case row == 0 && p.is == 0 && p.c == ' ':
			letters = false // as if it began here
		case row == 0 && gap:
			parted = letters
		case row == 0:
			letters = true
		case p.is == '~' && parted: // in one with what follows where no blank stood before
		default:
			ended = !gap || row >= 2 || letters
			if !gap && row < 3 || letters && row < 7 || row < 2 {
				return true
			}
		}
	}
	return solid < leastNumber || row < 2 || letters && row < 7
}

var (
	// labelEnds part a number from its name.
	labelEnds = chars(" \t\n:=#\"'>|.").with8bit()

	// labelBefore may stand before them.
	labelBefore = chars("0-9,").others()

	// numberGoes are what a number goes on with.
	numberGoes = chars("0-9 ./+-")
)

// numberMet looks for the name of a number whose second digit is at i.
func (st *Stream) numberMet(i int) {
	if i < 3 || i+1 >= len(st.buf) {
		return
	}
	if c := st.buf[i-3 : i+2 : i+2]; labelEnds[c[1]] && labelBefore[c[0]] && numberGoes[c[4]] && isDigit(c[2]) && isDigit(c[3]) && mayBeNumber(st.buf, i-1) {
		st.labels(i - 1)
	}
}

// mayBeNumber reports whether what begins at i, with two digits, is long enough for a
// number, in groups or not, and begins no day and no address of a network, which stand in
// many a text.
func mayBeNumber(text []byte, i int) bool {
	end := run(text, i, leastNumber, alnumChars)
	if end-i >= leastNumber {
		return true
	}
	n := end - i
	for n < leastNumber {
		if end+1 >= len(text) || !isSeparator(text[end]) && text[end] != '+' || !isDigit(text[end+1]) && (text[end] != '-' || !alnumChars[text[end+1]]) {
			return false
		}
		end++
		to := run(text, end, 8, alnumChars)
		n += to - end
		end = to
	}
	return !isISODay(text, i) && !isNetwork(text, i)
}

// isISODay reports whether a day as ISO 8601 writes it stands at i: 2022-08-13.
func isISODay(text []byte, i int) bool {
	return i+10 <= len(text) && text[i+4] == '-' && text[i+7] == '-' && (text[i] == '1' || text[i] == '2') && isDigit(text[i+9])
}

// isNetwork reports whether four groups of digits with dots stand at i, none longer than
// three.
func isNetwork(text []byte, i int) bool {
	for n := range 4 {
		end := run(text, i, 4, digitChars)
		if end == i || end-i > 3 {
			return false
		}
		if n == 3 {
			return true
		}
		if end >= len(text) || text[end] != '.' {
			return false
		}
		i = end + 1
	}
	return true
}

// labels looks up the words before a number that begins at i. No word is looked up
// twice: what stands before the last number is its name, which was looked at up to
// the numbers that follow.
func (st *Stream) labels(i int) {
	buf := st.buf
	lo := max(0, i-labelReach, int(st.skip.names-st.base))
	st.skip.names = st.base + int64(i)
	t := &st.e.labels
	lines, digits := 0, 0
	for words := 0; i > lo && words < labelWords; words++ {
		for ; i > lo && !asciiLetters[buf[i-1]]; i-- {
			switch c := buf[i-1]; {
			case isDigit(c):
				if digits++; digits > 3 {
					return // another number
				}
				continue
			case c == '\n':
				if lines++; lines > 1 {
					return
				}
			case c == '{' || c == '}':
				return
			}
			digits = 0
		}
		end, h := i, uint32(0)
		for ; i > lo && asciiLetters[buf[i-1]]; i-- {
			h = labelHash(h, buf[i-1])
		}
		for n := t.first[h>>(32-labelBits)]; n != 0; n = t.entries[n-1].next {
			e := &t.entries[n-1]
			if e.hash == h && len(e.word) == end-i && bytes.EqualFold(e.word, buf[i:end]) {
				st.look(i, i+e.lit, nil, int(e.named), verifyNumberName)
			}
		}
	}
}
