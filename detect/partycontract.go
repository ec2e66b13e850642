package detect

import (
	"bytes"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// A contract names its sides in a sentence: "between Contoso Ltd (the "Customer") and …".

const (
	introBytes = 900 // from "between" to the last side
	introSides = 4
	termAfter  = 260 // from a side's name to what it is called from there on
)

// contractIntro takes the organisations behind a word that begins such a sentence in the
// line from i to end.
func (st *Stream) contractIntro(i, end int) {
	e := st.e.parties
	at := e.between.find(st.buf[i:end])
	if at < 0 {
		return
	}
	if st.buf[i+at] >= 0x80 {
		at = 0 // there the word follows the first side
	}
	lo, hi := i+at, min(len(st.buf), i+at+introBytes)
	if n := bytes.Index(st.buf[lo:hi], []byte("\n\n\n")); n >= 0 {
		hi = lo + n
	}
	var sides [introSides][2]int
	n := 0
	for lo < hi && n < introSides {
		from, to, ok := st.nextForm(lo, hi)
		if !ok {
			break
		}
		if n > 0 {
			from = behindJoin(st.buf, from, to)
			if !joins.begins(st.buf[sides[n-1][1]:from]) {
				break // a list, or another sentence
			}
		}
		sides[n] = [2]int{from, to}
		n++
		lo = to
	}
	if n < 1 || n < 2 && !st.called(sides[0][1], hi) {
		return
	}
	p := &st.parties
	for i, side := range sides[:n] {
		limit := min(hi, side[1]+termAfter)
		if i+1 < n {
			limit = min(limit, sides[i+1][0])
		}
		about := st.buf[side[1]:limit]
		at := st.base + int64(side[0])
		record := exposure.PartyRecord(e.termIn(about), at)
		st.marks.cover(mark{offset: at, record: record}, st.base+int64(side[1]))
		if from, to, iso := st.seatIn(about); iso != "" && st.e.groups[groupCountry] {
			st.foundCountry(side[1]+from, side[1]+to, []byte(iso), record)
		}
	}
	p.until = max(p.until, st.base+int64(sides[n-1][1]))
	p.intro = p.until
	p.labels |= labelIssuer | labelRecipient
}

// behindJoin returns where a name begins of which a town and a word stand before that join it to
// the side before: "te Nijmegen en Fabrikam Sensors B.V.".
func behindJoin(text []byte, from, to int) int {
	for _, w := range [][]byte{[]byte(" en "), []byte(" and "), []byte(" und "), []byte(" et "), []byte(" ve ")} {
		if i := bytes.Index(text[from:to], w); i > 0 && i+len(w) < to-from-4 {
			return from + i + len(w)
		}
	}
	return from
}

// called reports whether a contract says close behind a side what it calls it: then one with a
// legal form is enough, as the other may be somebody.
func (st *Stream) called(at, hi int) bool {
	about := st.buf[at:min(hi, at+termAfter)]
	return calls.begins(about)
}

// calls stand before what a side is called.
var calls = foldWords("hereinafter", "(the \"", "(\"", "(“", "(the “", "nachfolgend", "nachstehend", "im folgenden", "ci-après", "ci-apres", "en adelante", "en lo sucesivo", "doravante", "adiante", "di seguito", "hierna", "verder te noemen", "bundan böyle", "以下", "（以下")

// joins stand between the sides of a contract.
var joins = foldWords("and ", "and\n", "and:", "und ", "und\n", "et ", "et\n", "y ", "y\n", "e ", "e\n", "ed ", "en ", "en\n", "ve ", "ve\n", "ile ", "d'autre part", "de otra", "de otro", "(2)", "2.", "b)", "segund", "と", "与", "和", "及", "第二")

// seats stand before the town in which a side is at home.
var seats = [][]byte{[]byte(", "), []byte(" in "), []byte(" te "), []byte(" à "), []byte(" en "), []byte(" a "), []byte(" at "), []byte(" of ")}

// seatReach is how far behind its name the town of a side stands.
const seatReach = 120

// seatIn returns where the town stands in which a side is at home, and its country.
func (st *Stream) seatIn(about []byte) (from, to int, iso string) {
	about = about[:min(len(about), seatReach)]
	for i := range about {
		for _, before := range seats {
			if !bytes.HasPrefix(about[i:], before) {
				continue
			}
			from = i + len(before)
			if end, words := capitalised(about, from, 3); words > 0 {
				if iso = st.e.lists.townCountry(about[from:end]); iso != "" {
					return from, end, iso
				}
			}
		}
	}
	return 0, 0, ""
}

// nextForm returns the next name with a legal form in the buffer from lo to hi.
func (st *Stream) nextForm(lo, hi int) (from, to int, ok bool) {
	l := st.e.lists
	for i := lo; i < hi; {
		r, size := utf8.DecodeRune(st.buf[i:hi])
		if r >= 0x2E80 && wideName(r) {
			end := i
			for end < hi {
				r, size := utf8.DecodeRune(st.buf[end:hi])
				if !wideName(r) {
					break
				}
				end += size
			}
			if end-i >= 12 && end-i <= 90 && l.endsInForm(st.buf[i:end]) {
				return i, end, true
			}
			i = max(end, i+size)
			continue
		}
		if r >= 0x2E80 {
			i += size
			continue
		}
		if !companyChars[st.buf[i]] {
			i++
			continue
		}
		end := i + run(st.buf[:hi], i, 64, companyChars) - i
		word := end
		for word > i && (st.buf[word-1] == '.' || st.buf[word-1] == ',') && l.formAtEnd(st.buf[lo:word]) == nil {
			word--
		}
		if f := l.formAtEnd(st.buf[lo:word]); f != nil && f.text[0] < 0x80 && word-lo > len(f.text)+2 {
			cut := word - len(f.text) - 1
			if cut > lo && st.buf[cut] == ' ' && st.buf[cut-1] == ',' {
				cut--
			}
			if start, words := l.companyStart(st.buf[:cut], cut, companyChars); words > 0 && start >= lo {
				return start, word, true
			}
		}
		i = max(end, i+1)
	}
	return 0, 0, false
}

// termIn returns the role of a side by what the contract calls it in quotes.
func (t *partyTable) termIn(text []byte) exposure.Role {
	for i := range text {
		for _, q := range quotes {
			if !bytes.HasPrefix(text[i:], q[0]) {
				continue
			}
			rest := text[i+len(q[0]):]
			end := bytes.Index(rest, q[1])
			if end < 1 || end > mostPartyLabel {
				continue
			}
			if l, _, ok := t.labelAt(bytes.TrimSpace(rest[:end])); ok && !l.name {
				return l.role
			}
		}
	}
	return exposure.RoleParty
}

// quotes are the marks around what a side is called.
var quotes = [][2][]byte{
	{[]byte("\""), []byte("\"")}, {[]byte("“"), []byte("”")}, {[]byte("„"), []byte("“")}, {[]byte("«"), []byte("»")}, {[]byte("「"), []byte("」")}, {[]byte("‘"), []byte("’")},
}

// find returns where one of the words stands in text behind no letter, else -1.
func (l *wordList) find(text []byte) int {
	for i, c := range text {
		if l.first[c] != 0 && (i == 0 || !isAlpha(text[i-1])) && l.at(text, i) {
			return i
		}
	}
	return -1
}
