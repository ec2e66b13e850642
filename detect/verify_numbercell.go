package detect

import (
	"bytes"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// numberCell takes the number in a column that is called like one; days in it are written in
// an order.
func (v *view) numberCell(f fieldID, order dayOrder) {
	want := v.withoutMidnight()
	for _, r := range v.st.e.columns[f-fieldRules].rules {
		if end, w, class := r.number.upTo(v.text[:want], v.start, want, &v.body); end == want {
			v.numberAs(r, v.start, end, min(99, r.Score+4), class, w|whyField, order)
			return
		}
	}
	if day := serialDay(v.value()); day != nil && slices.Contains(v.st.e.columns[f-fieldRules].rules, v.st.e.builtin.birth) {
		v.foundOwn(v.st.e.builtin.birth, v.start, v.end, day, v.st.e.builtin.birth.Score, "", whyField)
		return
	}
	if !v.behindLabel() && slices.ContainsFunc(v.st.e.columns[f-fieldRules].rules, func(r *Rule) bool { return r.Kind == exposure.Identifier }) {
		v.identifierCell()
	}
}

// identifierCell takes the number of a person in a column for it: of a country whose numbers
// no rule knows, or with a check digit that does not agree, as typing errors and test data have it.
func (v *view) identifierCell() {
	val := bytes.TrimSuffix(v.value(), []byte(".0")) // as programs write it that read a number
	var body [maxIdentifier]byte
	n, digits := 0, 0
	for i, c := range val {
		switch {
		case alnumChars[c] && n < len(body):
			if body[n] = c; isDigit(c) {
				digits++
			}
			n++
		case i > 0 && (c == ' ' || c == '-' || c == '.' || c == '/') && alnumChars[val[i-1]]:
		default:
			return
		}
	}
	if n < 5 || digits < 4 || digits*2 < n || isFraction(val) || looksLikeDate(val) || sameDigits(body[:n]) {
		return
	}
	r, class := v.st.e.builtin.identifierField, exposure.Class("")
	if invented(body[:n]) {
		class = exposure.ClassExample
	}
	v.number(r, v.start, v.start+len(val), r.Score, class, whyField)
}

// isFraction reports whether a value is a number with digits behind its point: 0.8414, as of a
// sine.
func isFraction(val []byte) bool {
	return len(val) > 2 && isDigit(val[0]) && val[1] == '.' && bytes.IndexByte(val[2:], '.') < 0
}

// maxIdentifier is how many letters and digits the number of a person has at most.
const maxIdentifier = 20

// withoutMidnight returns where a cell ends without the time of day that databases
// write behind a day that has none: " 00:00:00.000", "T00:00:00Z", " 12:00:00 AM".
func (v *view) withoutMidnight() int {
	for _, midnight := range []string{" 00:00", "T00:00", " 0:00", " 12:00:00 AM", " 12:00 AM"} {
		i := bytes.Index(v.value(), []byte(midnight))
		if i < 6 {
			continue
		}
		if i += v.start; run(v.text, i+len(midnight), v.end, midnightChars) >= v.end {
			return i
		}
	}
	return v.end
}

var midnightChars = chars("0:.+Z-")
