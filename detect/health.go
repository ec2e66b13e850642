package detect

import (
	"bytes"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// What ails somebody is data of theirs as a number of health care is, and tells nobody apart:
// its value says that it is no number, "diagnosis: asthma".

// maxDiagnosis is how long what ails somebody is at most, in bytes. Longer ones are prose.
const maxDiagnosis = 300

// healthCell takes a code of a disease, and words in the row of somebody.
func (v *view) healthCell() {
	val := v.value()
	r := v.st.e.builtin.diagnosis
	if len(val) > maxDiagnosis || v.st.e.lists.isNoValue(val) || isWellness(val) {
		return
	}
	score, w := r.Score, whyField
	switch {
	case isDiseaseCode(val):
		score, w = score+15, w|whyStructure
	case !hasLetter(val) || !v.ofSomebody():
		return
	}
	v.foundOwn(r, v.start, v.end, append([]byte(exposure.DiagnosisPrefix), val...), score, "", w)
}

// ofSomebody reports whether the row of a cell says whom it is about.
func (v *view) ofSomebody() bool {
	e := v.st.e
	return v.st.rowHolds(v.base+int64(v.start), func(f fieldID, _ []byte) bool {
		if f >= fieldRules {
			return slices.ContainsFunc(e.columns[f-fieldRules].rules, func(r *Rule) bool {
				return r.Kind == exposure.Birth || r.Kind == exposure.Health || r.Kind == exposure.Identifier
			})
		}
		return personal[f]
	})
}

// isDiseaseCode reports whether a cell is a code of ICD-10 or one of its national editions: a
// letter, two digits, the second of which may be a letter, and up to four more behind a dot
// that is often left out (WHO ICD-10, volume 2, section 2.4.1).
func isDiseaseCode(val []byte) bool {
	if len(val) < 3 || len(val) > 8 || !isAlpha(val[0]) || !isDigit(val[1]) || !isDigit(val[2]) && !isAlpha(val[2]) {
		return false
	}
	rest := val[3:]
	if len(rest) > 0 && rest[0] == '.' {
		if rest = rest[1:]; len(rest) == 0 {
			return false
		}
	}
	return len(rest) <= 4 && run(rest, 0, len(rest), alnumChars) == len(rest) && (len(rest) == 0 || isDigit(rest[0]) || isAlpha(rest[0]))
}

func hasLetter(b []byte) bool {
	return slices.ContainsFunc(bytes.Runes(b), isAlphaRune)
}

// isWellness reports whether a cell says that nothing ails somebody.
func isWellness(val []byte) bool {
	var buf [24]byte
	return len(val) <= len(buf) && wellness.has(buf[:copyLower(buf[:], val)])
}

var wellness = newWords(wordSet([]byte(`healthy gesund sain sano sana keine kein no-known nka nkda none. nil. normal active inactive pending open closed`)))
