package detect

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/roles"
)

// What a note tells is of whom its row is about where it can be of nobody else. Names are not always
// found in prose ("paid by B. Ohm", "Herr Ohm bittet", "husband Xolani uses"), so that none was found
// is no sign: each word has to be one of which such notes are made (data/note-plain.txt), or one in
// small letters that is no name and no relative's nor owner's (data/note-others.txt). What is lost by
// a word too many is nobody's, and counted as that; told to the wrong one it could not be called back.

const (
	// longestNote is how much of a note is looked at, in bytes. A longer one tells of others as well.
	longestNote = 2 << 10
	// mostOwnWords bounds the words by which a row names whom it is about.
	mostOwnWords = 32
)

// mayTellOfOthers reports whether the value under the i-th mark, a note, may tell of somebody else
// than whom its row names.
func (st *Stream) mayTellOfOthers(i int) bool {
	note := st.valueHead(i, longestNote+1)
	if len(note) > longestNote {
		return true
	}
	n := noteWords{lists: st.e.lists, roles: st.e.fields.party.roles, own: func() []string { return st.ownWords(st.marks.list[i].offset) }}
	return n.tellOfOthers(note)
}

// ownWords are the folded words by which the row around a place names whom it is about.
func (st *Stream) ownWords(at int64) (own []string) {
	st.rowHolds(at, func(f fieldID, cell []byte) bool {
		if !f.isName() && f != fieldEmail || len(cell) > mostNamed {
			return false
		}
		for _, w := range strings.FieldsFunc(foldedWord(cell), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(own) < mostOwnWords {
				own = append(own, w)
			}
		}
		return false
	})
	return own
}

// noteWords tell words of notes that name nobody from others.
type noteWords struct {
	lists *lists
	roles map[string]*roles.Somebody
	own   func() []string // those of whom the row names, asked for where a word is none of the others
	names []string
	asked bool
}

func (n *noteWords) tellOfOthers(note []byte) bool {
	before, begins := "", true
	words := bytes.Fields(note)
	for i, token := range words {
		if bytes.ContainsAny(token, "@0123456789_=/\\") {
			before, begins = "0", false
			continue
		}
		if isInitial(token) {
			return true
		}
		for _, word := range bytes.FieldsFunc(token, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
			folded := foldedWord(word)
			dated := slices.Contains(datedBy, before) || before == "0" || i+1 < len(words) && isDigit(words[i+1][0])
			if n.mayName(word, folded, dated && !begins) {
				return true
			}
			before, begins = folded, false
		}
		if end := token[len(token)-1]; end == '.' || end == '!' || end == '?' || end == ':' || end == ';' {
			begins = true
		}
	}
	return false
}

// datedBy are words behind which May and June are months; "from" is none of them.
var datedBy = []string{"since", "in", "until", "till", "end", "mid", "early", "late", "next", "last", "ab", "seit", "im", "bis", "ende", "anfang", "mitte", "desde", "en", "hasta", "depuis", "fin", "dal", "a", "vanaf", "sinds", "tot", "od", "fra", "i"}

// alsoGiven are words of notes that are given names too where they begin in a capital, and that the list of
// given names leaves out.
var alsoGiven = []string{"april", "may", "june", "august", "will", "bill", "mark", "jan", "mai", "sun", "can"}

// isInitial reports whether a token is a letter with a dot, as of a given name: "B.", "J.-P.".
func isInitial(token []byte) bool {
	r, n := utf8.DecodeRune(token)
	return unicode.IsUpper(r) && n < len(token) && token[n] == '.' && (n+1 == len(token) || token[n+1] != '.')
}

// mayName reports whether a word may name somebody, or say whose something is. A month that is a
// given name too (dated) is none behind such a word as says when.
func (n *noteWords) mayName(word []byte, folded string, dated bool) bool {
	l := n.lists
	first, _ := utf8.DecodeRune(word)
	switch {
	case l.noteOthers.has([]byte(folded)):
		return !n.isOwn(folded)
	case unicode.IsLetter(first) && !unicode.IsUpper(first) && !unicode.IsLower(first): // a script without capitals
		return !l.isPlainRun(folded) && !n.isOwn(folded)
	case unicode.IsUpper(first) && l.notePlain.has([]byte(folded)):
		return !dated && (l.given.has([]byte(folded)) || slices.Contains(alsoGiven, folded)) && !n.isOwn(folded)
	case l.notePlain.has([]byte(folded)), l.notNames.has([]byte(folded)):
		return false
	}
	return (unicode.IsUpper(first) || n.roles[folded] != nil || l.given.has([]byte(folded)) || l.family.has([]byte(folded))) && !n.isOwn(folded)
}

// isOwn reports whether the row's own names have a word.
func (n *noteWords) isOwn(folded string) bool {
	if !n.asked {
		n.names, n.asked = n.own(), true
	}
	return slices.Contains(n.names, folded)
}

// isPlainRun reports whether letters that nothing parts are words of notes one behind the other.
func (l *lists) isPlainRun(text string) bool {
	const longest = 18 // letters of such a word, of which a syllable of Korean has three
	for len(text) > 0 {
		end, ends := 0, 0
		for i, r := range text {
			if ends == longest {
				break
			}
			ends++
			if to := i + utf8.RuneLen(r); to <= len(text) && l.notePlain.has([]byte(text[:to])) {
				end = to
			}
		}
		if end == 0 {
			return false
		}
		text = text[end:]
	}
	return true
}

// foldedWord returns text in small letters without marks, and without the s of a genitive.
func foldedWord(text []byte) string {
	w := strings.ReplaceAll(strings.ToLower(foldDiacritics(string(text))), "’", "'")
	w, _, _ = strings.Cut(w, "'s")
	return w
}
