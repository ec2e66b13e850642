package detect

import (
	"bytes"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A view is what a verifier sees: the text around one anchor.
type view struct {
	st         *Stream
	rule       *Rule // nil for anchors that serve several rules
	anchor     int   // which of the rule's anchors
	text       []byte
	base       int64 // offset of text[0] in the whole text
	start, end int   // the anchor in text

	body [maxNumber]byte // the letters and digits of a number that is being read
}

// lit returns the anchor as the text has it.
func (v *view) lit() []byte { return v.text[v.start:v.end] }

// field returns the field that holds at i of the view, and its record.
func (v *view) field(i int) (fieldID, int64) { return v.st.marks.at(v.base + int64(i)) }

// withinCell returns where text that begins at from ends if not before end: no value of a cell or
// key goes on beyond it.
func (v *view) withinCell(from, end int) int {
	if next := v.st.marks.next(v.base + int64(from)); next < v.base+int64(end) {
		return int(next - v.base)
	}
	return end
}

// found hands on a candidate that takes text[start:end]; value is a part of the
// text, and where it is not just that, it is copied.
func (v *view) found(r *Rule, start, end int, value []byte, score int, class exposure.Class, w why) {
	if len(value) == end-start && len(value) > 0 && &value[0] == &v.text[start] {
		v.foundOwn(r, start, end, nil, score, class, w)
	} else if len(value) > 0 {
		v.foundOwn(r, start, end, bytes.Clone(value), score, class, w)
	}
}

// foundOwn hands on a candidate whose value, unless nil, is not the text itself
// and never changes.
func (v *view) foundOwn(r *Rule, start, end int, own []byte, score int, class exposure.Class, w why) {
	if start >= end || end-start > maxMatch {
		return
	}
	field, record := v.field(start)
	if r.Kind == exposure.Email || r.Kind == exposure.User || r.Kind == exposure.Company {
		field = v.st.marks.besideField(field, r.Kind)
	}
	if record != 0 && r.ofMachine() {
		record = v.st.marks.ownRecordOf(&v.st.marks.list[v.st.marks.cursor])
	}
	role := v.st.marks.roleAt(v.base + int64(start))
	if role == 0 && r.Kind == exposure.Company {
		role = v.st.dealingAt(v.base + int64(start))
	}
	v.st.pending = append(v.st.pending, candidate{
		rule: r, offset: v.base + int64(start), length: int32(end - start), own: own, field: field, record: record,
		score: int16(min(max(score, 1), 100)), class: class, why: w, role: role,
		part: field == fieldNone && v.st.seg.Part == exposure.PartSignature,
	})
}

// run returns where the run of characters of set ends that goes on at i, at most n
// bytes on. Where an anchor before has run over these bytes, they are not looked at
// again.
func (v *view) run(i, n int, set *charset) int {
	from, to := i, min(len(v.text), i+n)
	r := &v.st.ran
	if start, end := int(r.from-v.base), int(r.to-v.base); r.set == set && start <= i && i < end {
		i = min(end, to)
		from = start
	}
	i = run(v.text, i, to-i, set)
	r.set, r.from, r.to = set, v.base+int64(from), v.base+int64(i)
	return i
}

// near reports whether one of the words stands within n bytes before or after
// the anchor.
func (v *view) near(words *wordList, n int) bool {
	return words.in(v.text[max(0, v.start-n):min(len(v.text), v.end+n)])
}

// A wordList finds words without regard to the case of ASCII letters.
type wordList struct {
	first [256]uint8 // by the first byte: place in words, and 1; 0 where none begins so
	words [][][]byte // those that begin alike, lower case
}

func foldWords(words ...string) *wordList {
	l := new(wordList)
	for _, w := range words {
		w = strings.ToLower(w)
		c := w[0]
		if l.first[c] == 0 {
			l.words = append(l.words, nil)
			l.first[c] = uint8(len(l.words))
			if isLower(c) {
				l.first[c&^0x20] = l.first[c]
			}
		}
		of := &l.words[l.first[c]-1]
		*of = append(*of, []byte(w))
	}
	return l
}

// in reports whether one of the words stands in text.
func (l *wordList) in(text []byte) bool { return l.count(text, 1) > 0 }

// begins reports whether one of the words stands in text behind no letter.
func (l *wordList) begins(text []byte) bool {
	for i, c := range text {
		if l.first[c] != 0 && (i == 0 || !isAlpha(text[i-1])) && l.at(text, i) {
			return true
		}
	}
	return false
}

// at reports whether one of the words stands at i.
func (l *wordList) at(text []byte, i int) bool {
	n := l.first[text[i]]
	if n == 0 {
		return false
	}
	for _, w := range l.words[n-1] {
		if foldedAt(text, i, w) {
			return true
		}
	}
	return false
}

// count counts words in text, each as often as it stands there, up to most.
func (l *wordList) count(text []byte, most int) (n int) {
	for i, c := range text {
		if l.first[c] != 0 && l.at(text, i) {
			if n++; n >= most {
				return n
			}
		}
	}
	return n
}

// wordStart reports whether no letter, digit or '_' stands before i.
func (v *view) wordStart(i int) bool { return i == 0 || !word8Chars[v.text[i-1]] }

// wordEnd reports whether no letter, digit or '_' stands at i.
func (v *view) wordEnd(i int) bool { return i >= len(v.text) || !word8Chars[v.text[i]] }
