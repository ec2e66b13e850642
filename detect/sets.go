package detect

import (
	"slices"
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
	either  bool // of firms, or of people: see customers.go
	parted  bool // or parts of names, or what is somebody's for certain
	own     bool // an address, a birthday or a number of somebody
	people  bool // what people have and firms have not
	mail    bool // an address
	reach   bool // or a telephone
	number  bool // a number by which other tables refer to somebody
	member  bool // and never to a firm
	first   int  // its first column
	beside  uint8
}

// A whose is what the name of a column says of whom it is.
type whose struct {
	key   string  // the role, folded, with the number of one of several; "" for none
	role  uint8   // of [[beside]], 0 for none
	sure  bool    // the role is one of persons, which are known
	// The role is of who serves or looks after those whom rows are about, of who buys.
	serves, buys bool
	alone        bool // and it says no more
	trail bool    // the key is but the number at the end of the name
	half  fieldID // the half of a name that the column holds if the other is there too
}

// whoseIs reads the name of a column.
func (t *fieldTable) whoseIs(name string) (w whose) {
	if len(name) > 256 {
		return w
	}
	words, number, trail := numberedWords(name)
	words = t.partedRole(words)
	role, from, to := t.roleIn(words)
	w.alone = t.roleWordsOf(slices.Concat(words[:from], words[to:])) == ""
	if role != 0 {
		if w.alone && number == "" {
			number = trail // "parent1", "parent2"
		}
		w.role, w.sure, w.key = role, true, strings.Join(words[from:to], "")+number
		w.serves = t.keeps[role] && !t.firms[role]
		return w
	}
	if of := t.roleOf(words); of != nil {
		w.key, w.sure, w.serves, w.buys, w.alone = strings.Join(words, "")+number, true, of.Serves, of.Buys, true
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
		if of := t.party.roles[joined[:i]]; of != nil && t.isOfSomebody([]string{joined[i:]}) {
			w.key, w.sure, w.serves, w.buys = joined[:i]+number, true, of.Serves, of.Buys
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

// roleOf returns the role that words say if they say no more, nil for none.
func (t *fieldTable) roleOf(words []string) *somebodyEntry {
	rest := t.roleWordsOf(words)
	if of := t.party.roles[rest]; of != nil {
		return of
	}
	return t.party.roles[strings.TrimSuffix(rest, "s")]
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
	if last := len(role) - 1; last > 0 && role[last] == "address" && t.roleOf(role[:last]) != nil {
		role = role[:last] // "card address city"
	}
	key := ""
	for _, x := range role {
		if !t.party.between[x] {
			key += x
		}
	}
	known := t.roleOf(role)
	if one := strings.TrimSuffix(key, "s"); t.party.roles[key] == nil && t.party.roles[one] != nil {
		key = one // "Name des Käufers"
	}
	f := t.names[strings.Join(called, "")]
	half := f == fieldMaybeFirst || f == fieldMaybeLast || f == fieldFirstName || f == fieldLastName
	switch {
	case key == "" || len(key) > mostNamed || t.party.same[role[0]]:
		return false
	case known == nil && number == "" && !half:
		return false
	}
	if w.key = key + number; known != nil {
		w.sure, w.serves, w.buys = true, known.Serves, known.Buys
	}
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

// rank returns which sets rows are about before others, the lowest first; 0 for none. What no role is said of
// goes before all if names stand in it.
func (s *columnSet) rank() int {
	switch firms := s.either && !s.people; {
	case s.key == "" && s.name:
		return 1
	case s.name && !firms && s.role == 0 && !s.serves:
		return 2
	case s.name && s.buys:
		return 3
	case s.name && !firms && !s.serves:
		return 4
	case s.name && !firms:
		return 5
	case s.name:
		return 6
	}
	return 0
}

// isTold reports whether a set without names says of whom it is, so that somebody in a role beside it is another:
// by a number of theirs, or by an address where the other has one too.
func (s *columnSet) isTold(other *columnSet) bool {
	switch {
	case s.name || other.role == 0 && !other.serves:
		return false
	case s.key == "":
		return s.number || s.mail && other.mail
	}
	return s.sure && s.role == 0 && !s.serves && s.mail
}

// setsOf returns the sets of columns that are judged together, in the order in which they begin,
// and for each column the place of its set; the first set is of the columns that say no role.
func (e *Engine) setsOf(cols []column) (sets []columnSet, of []int) {
	sets, of = []columnSet{{columns: 0}}, make([]int, len(cols))
	at := map[string]int{"": 0}
	for i := range cols {
		k := &cols[i]
		set, met := at[k.whose.key]
		if !met {
			set = len(sets)
			at[k.whose.key] = set
			sets = append(sets, columnSet{whose: k.whose, first: i})
		}
		of[i] = set
		s := &sets[set]
		s.columns++
		s.own = s.own || k.field == fieldEmail || k.field == fieldIdentifier || k.field >= fieldRules
		s.people = s.people || e.ofPeople(k.field)
		s.mail, s.reach = s.mail || k.field == fieldEmail, s.reach || k.field.isReach()
		s.number, s.member = s.number || k.field.numbersSomebody(), s.member || k.field.numbersPeople()
		switch {
		case k.denied:
		case k.either && k.field == fieldCompany && k.whose.key != "":
			s.name, s.either = true, true
		case k.field.isName():
			s.name, s.parted = true, s.parted || k.field != fieldName && k.field != fieldWho
			s.people = s.people || k.field != fieldWho
		}
	}
	for i := range sets { // "name2" may be the second line of a firm's
		if s := &sets[i]; s.trail && !(s.name && s.own) {
			s.name = false
		}
	}
	return sets, of
}

// contradicts reports whether no cell of a column that is known by its name is what that says, and whether
// few of them were looked at.
func (j *columnJudge) contradicts(id columnID) (denied, few bool) {
	for i := range j.cols {
		switch s := &j.cols[i]; {
		case s.id != id:
		case s.open:
			return s.n > 0 && s.count[ofLetters]+s.count[ofWideName] == 0, s.n < leastCells
		default:
			return s.n > 0 && s.fits == 0, s.n < leastCells
		}
	}
	return false, true
}

// nameSenders reads the columns of roles that are called after what stands in mails, "sender" and "recipient",
// as names where no address stands in them, and others of the role hold those.
func nameSenders(cols []column) {
	reached := map[string]bool{}
	for i := range cols {
		if k := &cols[i]; !k.whose.alone && k.field.isReach() {
			reached[k.whose.key] = true
		}
	}
	for i := range cols {
		k := &cols[i]
		if k.whose.alone && k.whose.key != "" && reached[k.whose.key] && k.said.mail != fieldNone && (k.field == fieldEmail && k.denied || k.field == fieldNone) {
			k.field, k.denied = fieldName, false
		}
	}
}

// joinHalves makes halves of names of columns that are called as such in a role that is not known,
// where both are there: "person1_first" and "person1_last".
func joinHalves(cols []column) {
	halves := map[string]int{}
	for i := range cols {
		switch w := &cols[i].whose; w.half {
		case fieldFirstName, fieldMaybeFirst:
			halves[w.key] |= 1
		case fieldLastName, fieldMaybeLast:
			halves[w.key] |= 2
		}
	}
	for i := range cols {
		k := &cols[i]
		if k.whose.half == fieldNone {
			continue
		}
		both := halves[k.whose.key] == 3
		switch {
		case both && k.field == fieldNone && !k.denied:
			k.field = k.whose.half
		case !both && !k.whose.sure && k.whose.key != "":
			k.whose = whose{}
		}
	}
}
