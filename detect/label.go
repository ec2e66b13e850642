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
	labelReach = 56 // bytes before a number in which its name ends
	labelWords = 8  // words between them at most, and those of the name
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
// where it begins with two digits, alone or behind letters and a gap, or has letters
// before seven digits, four of which end at a multiple of four in the text.
func (sh shape) unmet() bool {
	var digits, rest, solid int // in the first group, and from there on in a row but for gaps
	letters, gap := false, false
	for _, p := range sh {
		digit := p.is == '#' || p.is == 0 && isDigit(p.c)
		if !p.maybe && (p.is != 0 || alnumChars[p.c]) && p.is != '~' {
			solid++
		}
		switch {
		case p.maybe && digit && rest == 0:
		case p.is == '@' && rest == 0 || p.is == 0 && isAlpha(p.c) && rest == 0 || p.is == '*' && rest == 0:
			letters = true
		case p.is == '~' || p.is == 0 && !alnumChars[p.c]:
			gap = gap || rest > 0
		case digit && !p.maybe:
			if rest++; !gap {
				digits++
			}
		default:
			gap = true
			if letters && rest < 7 {
				return true
			}
		}
	}
	return solid < leastNumber || digits < 2 || letters && rest < 7
}

var (
	// labelEnds part a number from its name.
	labelEnds = chars(" \t\n:=#\"'(>[|.").with8bit()

	// labelBefore may stand before them.
	labelBefore = chars("0-9,").others()

	// numberGoes are what a number goes on with.
	numberGoes = chars("0-9 ./+-")
)

// numberMet looks for the name of a number whose second digit is at i.
func (st *Stream) numberMet(i int) {
	if i > 2 && i+1 < len(st.buf) && numberGoes[st.buf[i+1]] && isDigit(st.buf[i]) && isDigit(st.buf[i-1]) && labelEnds[st.buf[i-2]] && labelBefore[st.buf[i-3]] && mayBeNumber(st.buf, i-1) {
		st.labels(i - 1)
	}
}

// mayBeNumber reports whether what begins at i, with two digits, is long enough for a
// number, in groups or not.
func mayBeNumber(text []byte, i int) bool {
	for n := 0; i < len(text); i++ {
		switch c := text[i]; {
		case alnumChars[c]:
			if n++; n >= leastNumber {
				return true
			}
		case !isSeparator(c) && c != '+' || i+1 >= len(text) || !isDigit(text[i+1]) && (c != '-' || !alnumChars[text[i+1]]):
			return false
		}
	}
	return false
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
		for ; i > lo && !isAlpha(buf[i-1]); i-- {
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
		for ; i > lo && isAlpha(buf[i-1]); i-- {
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
