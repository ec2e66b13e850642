package detect

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
)

// A row may name somebody beside the one whom it is about: a child's guardian, whoever looks
// after a customer. Their name is not put together with parts of the other's. In a table that
// has names of both, what the columns of one role hold is a record of its own, so that the
// guardian's address is not the child's, nor the child's birthday the guardian's.

// A besideEntry is the role of somebody whom a row names beside the one that it is about.
type besideEntry struct {
	Role   string
	Firm   bool // a firm's row has one too
	Keeps  bool // looks after what the row is about
	Prefix bool // of columns that name nobody by the role alone
	Names  []string
}

// addRoles numbers the roles from 1 as they stand in the file.
func (t *fieldTable) addRoles(list []besideEntry) {
	t.roles, t.firms, t.prefix = map[string]uint8{}, []bool{false}, []bool{false}
	for i, b := range list {
		for _, n := range b.Names {
			t.roles[strings.Join(nameWords(n), "")] = uint8(i + 1)
		}
		t.firms, t.prefix = append(t.firms, b.Firm), append(t.prefix, b.Prefix)
	}
}

// longestRole is of how many words the name of a role is at most.
const longestRole = 4

// roleIn returns the role that the words of a column's name say and where it stands in them,
// the longest one that stands first; 0 for none.
func (t *fieldTable) roleIn(words []string) (role uint8, from, to int) {
	for from := range words {
		for to := min(len(words), from+longestRole); to > from; to-- {
			if role := t.roles[strings.Join(words[from:to], "")]; role != 0 {
				return role, from, to
			}
		}
	}
	return 0, 0, 0
}

// role returns who the raw name of a column says holds what stands there, 0 for the one whom the
// row is about: a role, and behind the last of these the same again for each of several in one role:
// "parent 2 name".
func (t *fieldTable) role(name string) uint8 {
	if len(name) > 256 {
		return 0
	}
	role, _, _ := t.roleIn(nameWords(name))
	if who := int(role) + ordinalIn(name)*t.stride(); role != 0 && who <= math.MaxUint8 {
		return uint8(who)
	}
	return role
}

// stride is how far apart the numbers of several in one role are.
func (t *fieldTable) stride() int { return int(t.others) + 1 }

// ordinalIn returns the number of one figure that stands within a name, 0 for none. At its end
// it counts what somebody has: "guardian phone 2".
func ordinalIn(name string) int {
	for i := 1; i < len(name); i++ {
		if !isDigit(name[i]) {
			continue
		}
		if isDigit(name[i-1]) || i+1 == len(name) || isDigit(name[i+1]) || !strings.ContainsFunc(name[i+1:], unicode.IsLetter) {
			return 0
		}
		return int(name[i] - '0')
	}
	return 0
}

// fieldOfOther returns the field of a column whose name is a role and what it holds of whoever has
// it: "guardian", "guardian name", "Absender Ort"; fieldNone for others.
func (t *fieldTable) fieldOfOther(words []string) fieldID {
	role, from, to := t.roleIn(words)
	if role == 0 {
		return fieldNone
	}
	rest := strings.Join(slices.Concat(words[:from], words[to:]), "")
	switch f := t.names[rest]; {
	case rest == "" && !t.prefix[role], f == fieldName, f == fieldFullName:
		return fieldName
	case f != fieldNone && f.ofBeside() && !f.isUser():
		return f
	}
	return fieldNone
}

// ofBeside reports whether what a column holds is of whoever its role says: not the
// organisation beside that person.
func (f fieldID) ofBeside() bool {
	return f.isName() || f.isPlace() || f.isUser() || f >= fieldRules || f == fieldEmail || f == fieldPhone || f == fieldIdentifier || f == fieldIBAN || f == fieldCard || f == fieldCountry
}

// isReach reports whether a column holds addresses or telephones: by them two people would be one.
func (f fieldID) isReach() bool { return f == fieldEmail || f == fieldPhone }

// isName reports whether a column holds names of persons or parts of them.
func (f fieldID) isName() bool {
	return f == fieldName || f == fieldFullName || f == fieldWho || f.isNamePart()
}

// partRoles decides which of the columns that are judged together, from…judged, are of somebody
// beside the one whom the rows are about. Where they name nobody else than people in roles, as a sender and
// a recipient, each of these has a record of their own, but for a firm's contact.
func (st *Stream) partRoles(from int) {
	c, firms := &st.marks.columns, st.e.fields.firms
	cols := c.all[from:c.judged]
	sets, of := st.setsOf(cols)
	main := mainSet(sets)
	several := others(sets, main, firms)
	byRole := map[uint8]uint8{} // where columns of a role say it in words under which no name stands
	for i := range sets {
		s := &sets[i]
		other := s.role != 0 && !firms[s.role]
		apart := main != 0 && other && sets[main].role == 0 // "parent_email" is not the student's, whoever that is
		if i == main && !(other && several) || !s.name && !apart || !sets[main].name || s.role != 0 && firms[s.role] && !sets[main].parted && !sets[main].sure {
			continue
		}
		s.beside = c.numberSet(s.key, s.role)
		if byRole[s.role] == 0 {
			byRole[s.role] = s.beside
		}
	}
	for i := range cols {
		k, s := &cols[i], &sets[of[i]]
		if s.role != 0 && !s.name && byRole[s.role] == 0 && sets[main].name && !firms[s.role] && !st.e.fields.prefix[s.role] && k.field.isReach() {
			k.beside = c.numberSet(s.key, s.role) // "doctor email", where no column has the doctor's name
			continue
		}
		if !k.field.ofBeside() && !(k.field == fieldNone && k.said.mail != fieldNone) {
			continue
		}
		if k.beside = s.beside; s.role != 0 && !s.name {
			k.beside = byRole[s.role]
		}
		if k.said.mail != fieldNone && s.role != 0 && s.name {
			k.mail = fieldEmail // of whom the row names there, or is about
		}
	}
}

// others reports whether a set but the main one names somebody who is no firm's contact.
func others(sets []columnSet, main int, firms []bool) bool {
	for i := range sets {
		if s := &sets[i]; i != main && s.name && !firms[s.role] {
			return true
		}
	}
	return false
}

// mainSet returns the set of whom rows are about: what is said of no role, if names stand in it,
// else the first one with names, and of that which is no role of [[beside]] before others.
func mainSet(sets []columnSet) int {
	main := 0
	for i := range sets {
		s := &sets[i]
		switch {
		case !s.name:
		case i == 0:
			return 0
		case main == 0, sets[main].role != 0 && s.role == 0:
			main = i
		}
	}
	return main
}

// numberSet returns the number of a set: that of its role for the first that has it.
func (c *columnList) numberSet(key string, role uint8) uint8 {
	if n, met := c.sets[key]; met {
		return n
	}
	if c.sets == nil {
		c.sets = map[string]uint8{}
	}
	n := role
	for _, taken := range c.sets {
		if taken == role {
			n = 0
		}
	}
	if n == 0 {
		if n = uint8(min(firstSet+len(c.sets), int(lastSet))); n == lastSet {
			return n // all further ones together
		}
	}
	c.sets[key] = n
	return n
}

// recordOf returns the record of what stands under a mark.
func (m *markList) recordOf(k *mark) int64 { return k.textRecord(m.ownRecordOf(k)) }

// ownRecordOf returns the same, as if the mark's value were no text.
func (m *markList) ownRecordOf(k *mark) int64 {
	if k.column == 0 || k.same || m.columns.all[k.column].beside == 0 {
		return k.record
	}
	return exposure.BesideRecord(k.record, m.columns.all[k.column].beside)
}
