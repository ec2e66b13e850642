package detect

import (
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
)

// Rows of some tables name several people alike: a borrower and a second one, who pays and who is
// paid, the persons of a household. Columns that say the same role are a set. The one that is not
// said to be of anybody, else the first that holds names, is of whom the row is about; each other
// set that holds names is a record of its own (beside.go).

// firstSet is the number of the first set that is found by its name; the roles of [[beside]] have
// lower ones.
const (
	firstSet = 96
	lastSet  = exposure.LastRole
)

// A columnSet is what columns of one role come to.
type columnSet struct {
	whose
	columns int
	name    bool // names stand in one of them
	parted  bool // or parts of names, or what is somebody's for certain
	own     bool // an address, a birthday or a number of somebody
	beside  uint8
}

// A whose is what the name of a column says of whom it is.
type whose struct {
	key   string  // the role, folded, with the number of one of several; "" for none
	role  uint8   // of [[beside]], 0 for none
	sure  bool    // the role is one of persons, which are known
	trail bool    // the key is but the number at the end of the name
	half  fieldID // the half of a name that the column holds if the other is there too
}

// whoseIs reads the name of a column.
func (t *fieldTable) whoseIs(name string) (w whose) {
	if len(name) > 256 {
		return w
	}
	words, number, trail := numberedWords(name)
	role, from, to := t.roleIn(words)
	if role != 0 {
		w.role, w.sure, w.key = role, true, strings.Join(words[from:to], "")+number
		return w
	}
	if t.isRole(words) {
		w.key, w.sure = strings.Join(words, "")+number, true
		return w
	}
	if trail != "" && t.isOfSomebody(words) {
		w.key, w.trail = trail, true
		return w
	}
	for i := 1; i < len(words); i++ {
		if t.isOfSomebody(words[i:]) && t.tell(&w, words[:i], words[i:], number) {
			return w
		}
	}
	for i := len(words) - 1; i > 0; i-- {
		if t.isOfSomebody(words[:i]) && t.tell(&w, words[i:], words[:i], number) {
			return w
		}
	}
	joined := strings.Join(words, "")
	for i := 1; i < len(joined) && len(joined) <= mostNamed && len(words) == 1; i++ { // "buyeremail", "購入者名"
		if t.party.roles[joined[:i]] != nil && t.isOfSomebody([]string{joined[i:]}) {
			w.key, w.sure = joined[:i]+number, true
			return w
		}
	}
	return w
}

// isOfSomebody reports whether words name what is said of persons.
func (t *fieldTable) isOfSomebody(words []string) bool {
	f := t.names[strings.Join(words, "")]
	return f != fieldNone && (f.ofBeside() || f == fieldPassword)
}

// isRole reports whether words say a role and no more.
func (t *fieldTable) isRole(words []string) bool {
	rest := t.roleWordsOf(words)
	return t.party.roles[rest] != nil || t.party.roles[strings.TrimSuffix(rest, "s")] != nil
}

// roleWordsOf joins words but for those that stand beside a role.
func (t *fieldTable) roleWordsOf(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if !t.party.which[w] && !t.party.between[w] {
			b.WriteString(w)
		}
	}
	return b.String()
}

// tell notes of whom a column is by the words of its name that say no field, and reports
// whether they tell it.
func (t *fieldTable) tell(w *whose, role, called []string, number string) bool {
	key := ""
	for _, x := range role {
		if !t.party.between[x] {
			key += x
		}
	}
	known := t.isRole(role)
	if one := strings.TrimSuffix(key, "s"); t.party.roles[key] == nil && t.party.roles[one] != nil {
		key = one // "Name des Käufers"
	}
	f := t.names[strings.Join(called, "")]
	half := f == fieldMaybeFirst || f == fieldMaybeLast || f == fieldFirstName || f == fieldLastName
	switch {
	case key == "" || len(key) > mostNamed || t.party.same[role[0]]:
		return false
	case !known && number == "" && !half:
		return false
	}
	w.key, w.sure = key+number, known
	if half {
		w.half = f
	}
	return true
}

// numberedWords returns the words of a name, the number that stands in it before its last word,
// that of one of several ("person1_first"), and the one at its end ("email2").
func numberedWords(name string) (words []string, number, trail string) {
	words = nameWords(name)
	from := strings.IndexFunc(name, unicode.IsLetter)
	if from < 0 {
		return words, "", ""
	}
	at := strings.IndexAny(name[from:], "0123456789")
	if at < 0 {
		return words, "", ""
	}
	at += from
	end := run([]byte(name), at, 3, digitChars)
	if strings.IndexFunc(name[end:], unicode.IsLetter) >= 0 {
		return words, name[at:end], ""
	}
	return words, "", name[at:end]
}

// setsOf returns the sets of columns that are judged together, in the order in which they begin,
// and for each column the place of its set; the first set is of the columns that say no role.
func (st *Stream) setsOf(cols []column) (sets []columnSet, of []int) {
	sets, of = []columnSet{{columns: 0}}, make([]int, len(cols))
	at := map[string]int{"": 0}
	for i := range cols {
		k := &cols[i]
		set, met := at[k.whose.key]
		if !met {
			set = len(sets)
			at[k.whose.key] = set
			sets = append(sets, columnSet{whose: k.whose})
		}
		of[i] = set
		s := &sets[set]
		s.columns++
		s.own = s.own || k.field == fieldEmail || k.field == fieldIdentifier || k.field >= fieldRules
		if k.field.isName() && !st.judge.contradicts(k.id) {
			s.name, s.parted = true, s.parted || k.field != fieldName && k.field != fieldWho
		}
	}
	for i := range sets { // "name2" may be the second line of a firm's
		if s := &sets[i]; s.trail && !(s.name && s.own) {
			s.name = false
		}
	}
	return sets, of
}

// contradicts reports whether no cell of a column that is known by its name is what that says.
func (j *columnJudge) contradicts(id columnID) bool {
	for i := range j.cols {
		switch s := &j.cols[i]; {
		case s.id != id:
		case s.open:
			return s.n > 0 && s.count[ofLetters]+s.count[ofWideName] == 0
		default:
			return s.n > 0 && s.fits == 0
		}
	}
	return false
}

// joinHalves makes halves of names of the columns from…judged that are called as such in a role
// that is not known, where both are there: "person1_first" and "person1_last".
func (st *Stream) joinHalves(from int) {
	cols := st.marks.columns.all[from:st.marks.columns.judged]
	halves := map[string]int{}
	for i := range cols {
		switch w := &cols[i].whose; w.half {
		case fieldFirstName, fieldMaybeFirst:
			halves[w.key] |= 1
		case fieldLastName, fieldMaybeLast:
			halves[w.key] |= 2
		}
	}
	changed := false
	for i := range cols {
		k := &cols[i]
		if k.whose.half == fieldNone {
			continue
		}
		both := halves[k.whose.key] == 3
		switch {
		case both && k.field == fieldNone && !st.judge.contradicts(k.id):
			k.field, changed = k.whose.half, true
		case !both && !k.whose.sure && k.whose.key != "":
			k.whose = whose{}
		}
	}
	if changed {
		st.markAgain(from)
	}
}
