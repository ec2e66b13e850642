package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// passwordCell takes a whole value of a column or key of passwords.
func (v *view) passwordCell() {
	val := v.value()
	if len(val) < 3 || len(val) > 128 || v.st.e.lists.isNoValue(val) || bytes.IndexByte(val, '\n') >= 0 {
		return
	}
	r := v.st.e.builtin.passwordField
	score, w := r.Score, whyField
	if bytes.IndexByte(val, ' ') >= 0 {
		score, w = 40, w|whyWeak
	}
	score, class, w := judge(val, score, "", w)
	if commonPlaceholder(val) {
		score, class, w = 25, exposure.ClassExample, w|whyPlaceholder
	}
	v.found(r, v.start, v.end, val, score, class, w)
}

// secretCell takes a token of a column or key of secrets.
func (v *view) secretCell() {
	val := v.value()
	if len(val) < 12 || len(val) > 512 || bytes.IndexByte(val, ' ') >= 0 || bytes.IndexByte(val, '\n') >= 0 {
		return
	}
	r := v.st.e.builtin.secretField
	if classesIn(val) < 2 || entropy(val) < 280 || bytes.Contains(val, []byte("://")) && bytes.IndexByte(val, '@') < 0 {
		return
	}
	score, class, w := judge(val, r.Score, "", whyField|whyEntropy)
	v.found(r, v.start, v.end, val, score, class, w)
}
