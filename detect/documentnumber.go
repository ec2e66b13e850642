package detect

import "bytes"

// The number of a document stands behind what the document is called, or a word for
// numbers: "Rechnung Nr. 4711", "Our ref: 24-0718/HP", "请求书番号 INV-1". It is looked for in
// the head, and the first is its own; further ones are of what it answers.

// numberHead is where a document's own number stands.
const numberHead = 2 << 10

// documentNumber takes the number of the document if it stands in a cell, or in the one
// behind it.
func (st *Stream) documentNumber(c *textCell, others []textCell) bool {
	text := st.buf[c.from:c.to]
	from, to := numberToken(text)
	label := text
	switch {
	case from > 0:
		label = text[:from]
	case from < 0 && len(others) > 0:
		next := st.buf[others[0].from:others[0].to]
		if from, to = numberToken(next); from != 0 || to < len(next) {
			return false
		}
		from, to = from+others[0].from-c.from, to+others[0].from-c.from
	default:
		return false
	}
	if !st.e.parties.numbers(label) || !isDocumentNumber(text[len(label):], st.buf[c.from+from:c.from+to]) {
		return false
	}
	r := st.e.builtin.reference
	st.pending = append(st.pending, candidate{
		rule: r, offset: st.base + int64(c.from+from), length: int32(to - from), field: fieldReference,
		record: st.marks.recordAt(st.base + int64(c.from)), score: int16(r.Score - 4), why: whyContext,
	})
	return true
}

// isDocumentNumber reports whether a word with digits may be a number that somebody gave to a
// document, and no name of a program.
func isDocumentNumber(rest, word []byte) bool {
	digits, marks := 0, 0
	for _, c := range word {
		switch {
		case isDigit(c):
			digits++
		case isLower(c), c == '_':
			return false
		default:
			marks++
		}
	}
	after := rest[min(len(rest), len(word)):]
	return digits >= 2 && digits+marks >= 3 && (len(after) == 0 || after[0] != '"' && after[0] != '(' && after[0] != '[')
}

// numberToken returns where the first word with a digit in it stands that may be the number
// of a document, with the letters before it: "FT 2024A/1187". from is -1 where there is none.
func numberToken(text []byte) (from, to int) {
	for i := 0; i < len(text); {
		if !referenceCellChars[text[i]] && text[i] < 0x80 || text[i] == '.' || text[i] == '#' {
			i++
			continue
		}
		end := i
		for end < len(text) && (referenceCellChars[text[end]] && text[end] != '#' || text[end] >= 0x80) {
			end++
		}
		word := bytes.TrimRight(text[i:end], ".-/")
		if hasDigit(word) {
			at := bytes.IndexFunc(word, func(r rune) bool { return r < 0x80 && alnumChars[byte(r)] })
			if wide := bytes.LastIndex(word, []byte("\xe5\x8f\xb7")); wide >= 0 { // 号
				at = max(at, wide+3)
			}
			if at < 0 || at >= len(word) || !hasDigit(word[at:]) {
				return -1, 0
			}
			word = word[at:]
			i += at
			if looksLikeDate(word) && !bytes.ContainsAny(word, "/") || len(word) > 28 || len(word) < 2 || hasOther(word) {
				return -1, 0
			}
			return i, i + len(word)
		}
		i = end
	}
	return -1, 0
}

// hasOther reports whether bytes beyond ASCII stand in b.
func hasOther(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

// numberTails are what labels end in that say "number", folded as labels are.
var numberTails = []string{"", "nummer", "numero", "number", "num", "nro", "nr", "no", "n", "id", "番号", "编号", "编码", "号码", "号", "№"}

// numbers reports whether a label says that the number of the document follows.
func (t *partyTable) numbers(label []byte) bool {
	if len(label) > mostPartyLabel || len(label) < 2 || bytes.ContainsAny(label, "\"'`=*<>(){};") {
		return false
	}
	var buf [2 * mostPartyLabel]byte
	n := foldLabel(buf[:], label)
	for _, tail := range numberTails {
		if rest, ok := bytes.CutSuffix(buf[:n], []byte(tail)); ok && len(rest) > 0 && (t.numbered[string(rest)] || tail != "" && t.titles[string(rest)]) {
			return true
		}
	}
	return t.titles[string(buf[:n])]
}
