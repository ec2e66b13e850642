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
	v.st.pending = append(v.st.pending, candidate{
		rule: r, offset: v.base + int64(start), length: int32(end - start), own: own, field: field, record: record,
		score: int16(min(max(score, 1), 100)), class: class, why: w,
		part: field == fieldNone && v.st.seg.Part == exposure.PartSignature,
	})
}

// near reports whether one of the words stands within n bytes before or after
// the anchor.
func (v *view) near(words *wordList, n int) bool {
	return words.in(v.text[max(0, v.start-n):min(len(v.text), v.end+n)])
}

// A wordList finds words without regard to the case of ASCII letters.
type wordList struct {
	first [256]bool
	words [][]byte // lower case
}

func foldWords(words ...string) *wordList {
	l := new(wordList)
	for _, w := range words {
		w = strings.ToLower(w)
		l.words = append(l.words, []byte(w))
		l.first[w[0]] = true
		if isLower(w[0]) {
			l.first[w[0]&^0x20] = true
		}
	}
	return l
}

// in reports whether one of the words stands in text.
func (l *wordList) in(text []byte) bool { return l.count(text, 1) > 0 }

// begins reports whether one of the words stands in text behind no letter.
func (l *wordList) begins(text []byte) bool {
	for i, c := range text {
		if l.first[c] && (i == 0 || !isAlpha(text[i-1])) && l.at(text, i) {
			return true
		}
	}
	return false
}

// at reports whether one of the words stands at i.
func (l *wordList) at(text []byte, i int) bool {
	for _, w := range l.words {
		if foldedAt(text, i, w) {
			return true
		}
	}
	return false
}

// count counts words in text, each as often as it stands there, up to most.
func (l *wordList) count(text []byte, most int) (n int) {
	for i, c := range text {
		if l.first[c] && l.at(text, i) {
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
