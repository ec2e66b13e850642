package detect

import (
	"bytes"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A form is a record whose values stand in lines, each behind its label. Where a label names somebody beside the one
// whom the form is about, a doctor or an emergency contact, the addresses and telephones in the lines that follow are
// theirs, as far as no other label stands between: they are a text of the form's record (rowtext.go), from which
// attribution takes back what fits whom the form is about.

// formParts is what a stream knows of the form that it reads.
type formParts struct {
	record int64
	named  bool   // it has said whom it is about
	part   textID // of the lines about somebody else; 0 outside of any
}

// namesAside reports whether a label names somebody in a role beside whom a form is about, and not what a firm
// has: its contact.
func (t *fieldTable) namesAside(name string) bool {
	if len(name) > 256 {
		return false
	}
	words := nameWords(name)
	role, _, _ := t.roleIn(words)
	if role == 0 {
		keeper, whole := t.keeperIn(words)
		return whole && int(keeper) >= len(t.firms) && t.roleOf(words) == nil // who reports or asks is whom a form is about
	}
	return !t.firms[role] && !t.prefix[role]
}

// inForm reports whether a value stands in a line behind its label: so do those of records that stand in columns
// (see readTurned in extract).
func (st *Stream) inForm(k *mark) bool {
	if strings.HasSuffix(st.seg.Way, "#records") {
		return k.column != 0
	}
	if st.marks.columns.on {
		return false
	}
	before := bytes.TrimRight(st.buf[:k.offset-st.base], " \t\"'")
	return len(before) > 0 && before[len(before)-1] == ':'
}

// formLine looks whose a line of a form is.
func (st *Stream) formLine(k *mark, value []byte) {
	f := &st.texts.form
	if f.record != k.record {
		*f = formParts{record: k.record}
	}
	switch {
	case k.aside && (f.named || k.who != 0) && (k.field.isName() || k.field == fieldNone || k.field == fieldEmail) && mayNameSomebody(value):
		f.part = textOf(st.texts.n, exposure.Aside)
		st.texts.n++
	case f.part != 0 && (k.aside || k.field.isReach() || k.field.isPlace() || k.field == fieldNone):
	default:
		f.part = 0
		f.named = f.named || k.field.isName() || k.field.isReach() || k.field == fieldCompany
	}
	k.text = f.part
}

// mayNameSomebody reports whether a value may be a name or an address: "no" and a day are none.
func mayNameSomebody(value []byte) bool {
	return bytes.IndexByte(value, '@') > 0 || countDigits(value) == 0 && (bytes.IndexByte(value, ' ') > 0 || isWide(value))
}
