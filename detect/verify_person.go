package detect

import (
	"bytes"
)

func (st *Stream) addPerson(start, end int64, value []byte, record int64, f fieldID, score int, w why) {
	st.pending = append(st.pending, candidate{
		rule: st.e.builtin.personField, own: value, offset: start, length: int32(end - start),
		field: f, record: record, score: int16(score), why: w,
	})
}

// personCell takes a whole name: "Jane Doe", "Doe, Jane", "Dr. Jane Doe (Sales)".
func (v *view) personCell(r, company *Rule, w why) { v.nameOr(r, company, w, false) }

// fullNameCell takes a whole name in a column that holds nothing else: "jane doe" too.
func (v *view) fullNameCell() {
	b := &v.st.e.builtin
	v.nameOr(b.personField, b.companyField, whyField, true)
}

func (v *view) nameOr(r, company *Rule, w why, sure bool) {
	if i := bytes.IndexByte(v.value(), '('); i > 0 {
		v.start, v.end = trimCell(v.text, v.start, v.start+i)
	}
	if i := bytes.IndexByte(v.value(), '@'); i > 0 {
		v.start, v.end = beforeAddress(v.text, v.start, v.start+i)
	}
	val := v.value()
	if len(val) == 0 || v.st.e.lists.isNoValue(val) {
		return
	}
	if v.st.e.lists.endsInForm(val) {
		v.found(company, v.start, v.end, val, 80, "", whyLegalForm|w)
		return
	}
	words, ok := nameWordsOf(val)
	if !ok && sure {
		capital, may := mayBePart(val)
		if words, _, _ = nameLetters(val); !capital {
			ok = may && words > 1
		}
	}
	if !ok || words > 6 || isNobody(val) || v.st.e.lists.noName(val) {
		return
	}
	score := r.Score
	if words == 1 && !isWide(val) {
		score, w = 55, w|whyShort
	}
	v.found(r, v.start, v.end, val, score, "", w)
}

// beforeAddress returns what stands in a cell before the address whose '@' is at
// i: Jane Doe <jane@…>, "Jane Doe, jane@…".
func beforeAddress(text []byte, start, i int) (int, int) {
	end := start + runBack(text[start:i], i-start, maxLocal, localChars)
	for end > start && bytes.IndexByte([]byte(" \t,;:<([/|-"), text[end-1]) >= 0 {
		end--
	}
	return trimCell(text, start, end)
}

// verifyDisplayName looks before the '<' or '(' of an address: Jane Doe <…>, "Doe,
// Jane" <…>, Jane Doe (…).
func verifyDisplayName(v *view, local int) {
	text := v.text
	if local == 0 || text[local-1] != '<' && text[local-1] != '(' {
		return
	}
	end := local - 1
	for end > 0 && isBlank(text[end-1]) {
		end--
	}
	if end == 0 {
		return
	}
	start := end
	if q := text[end-1]; q == '"' || q == '\'' {
		end--
		for start = end; start > 0 && end-start < 100 && text[start-1] != q && text[start-1] != '\n'; start-- {
		}
		if start == 0 || text[start-1] != q {
			return
		}
	} else {
		for start > 0 && end-start < 100 && !displayStop[text[start-1]] {
			start--
		}
		start, end = trimCell(text, start, end)
	}
	start = lastCapitals(text, start, end)
	val := text[start:end]
	words, ok := nameWordsOf(val)
	if !ok || words > 5 || words < 2 && !isWide(val) || v.st.e.lists.noName(val) || v.st.e.lists.endsInForm(val) {
		return
	}
	v.found(v.st.e.builtin.personDisplay, start, end, val, v.st.e.builtin.personDisplay.Score, "", whyDisplay)
}

// lastCapitals passes everything up to the last word in lower case that no name
// has: "cc Jane Doe", "Noted by Jane Doe".
func lastCapitals(text []byte, start, end int) int {
	for i := start; i < end; {
		next := end
		if j := bytes.IndexByte(text[i:end], ' '); j >= 0 {
			next = i + j + 1
		}
		if isLower(text[i]) {
			if p := particleEnd(text, i); p == 0 || p > end {
				start = next
			} else {
				next = p
			}
		}
		i = next
	}
	return start
}

var displayStop = chars("\n\r\t<>,;:\"|=()[]{}@")
