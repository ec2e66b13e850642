package detect

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/roles"
)

// A row may name somebody beside the one whom it is about: a child's guardian, whoever looks
// after a customer. Their name is not put together with parts of the other's. In a table that
// has names of both, what the columns of one role hold is a record of its own, so that the
// guardian's address is not the child's, nor the child's birthday the guardian's.

// addRoles numbers the roles from 1 as they stand in the file.
func (t *fieldTable) addRoles(list []roles.Beside) {
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

// partedRole parts a name of one word that begins with a role and goes on with a name or how to reach somebody, as
// in scripts without blanks: "緊急連絡先電話".
func (t *fieldTable) partedRole(words []string) []string {
	if len(words) != 1 || len(words[0]) > mostNamed {
		return words
	}
	for i := len(words[0]) - 1; i > 0; i-- {
		if t.roles[words[0][:i]] != 0 && utf8.RuneStart(words[0][i]) && t.ofSomebody(words[0][i:]) {
			return []string{words[0][:i], words[0][i:]}
		}
	}
	return words
}

// role returns who the raw name of a column says holds what stands there, 0 for the one whom the
// row is about: a role, and behind the last of these the same again for each of several in one role:
// "parent 2 name".
func (t *fieldTable) role(name string) uint8 {
	if len(name) > 256 {
		return 0
	}
	role, _, _ := t.roleIn(t.partedRole(nameWords(name)))
	if who := int(role) + ordinalIn(name)*t.stride(); role != 0 && who <= int(exposure.LastRole) {
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
	words = t.partedRole(words)
	role, from, to := t.roleIn(words)
	if role == 0 {
		return fieldNone
	}
	rest := t.roleWordsOf(slices.Concat(words[:from], words[to:]))
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

// partRoles decides which columns of a table are of somebody beside the one whom the rows are about. Where they
// name nobody else than people in roles, as a sender and a recipient, each of these has a record of their own, but
// for a firm's contact.
func (t *columnTable) partRoles(cols []column, e *Engine) {
	firms := e.fields.firms
	sets, of := e.setsOf(cols)
	main, ok := mainSet(sets)
	if !ok {
		return
	}
	m := &sets[main]
	several := others(sets, main, firms)
	byRole := map[uint8]uint8{} // where columns of a role say it in words under which no name stands
	for i := range sets {
		s := &sets[i]
		other := s.role != 0 && !firms[s.role]
		apart := main != 0 && other && m.role == 0 // "parent_email" is not the student's, whoever that is
		if i == main && !(other && several) || i == 0 || !s.isSomebody() && !apart || s.role != 0 && firms[s.role] && !m.isPerson() {
			continue
		}
		s.beside = t.numberSet(s.key, s.role)
		if byRole[s.role] == 0 {
			byRole[s.role] = s.beside
		}
	}
	for i := range cols {
		k, s := &cols[i], &sets[of[i]]
		switch {
		case s.begun, !s.name && s.isSomebody():
			k.join(s)
			continue
		case k.field == fieldCompany && k.either:
			k.joinCustomer(s)
			continue
		}
		if s.role != 0 && !s.name && byRole[s.role] == 0 && !firms[s.role] && !e.fields.prefix[s.role] && k.field.isReach() {
			k.beside = t.numberSet(s.key, s.role) // "doctor email", where no column has the doctor's name
			continue
		}
		if s.either && !s.people && !s.mail || !k.field.ofBeside() && !(k.field == fieldNone && k.said.mail != fieldNone) {
			continue
		}
		if k.beside = s.beside; s.role != 0 && !s.name {
			k.beside = byRole[s.role]
		}
		if s.key == "" && !m.name && k.field.isReach() {
			k.beside = reachOf(sets, i)
		}
		if k.said.mail != fieldNone && s.key != "" && s.name {
			k.mail = fieldEmail // of whom the row names there, or is about
		}
	}
}

// join makes a column one of a set that says who it is, if by a firm or an address alone.
func (k *column) join(s *columnSet) {
	if k.said.mail != fieldNone {
		k.mail = fieldEmail // of whom the set names
	}
	if k.field.ofBeside() || k.field == fieldCompany || k.field == fieldDomain || k.unread() {
		k.beside = s.beside
	}
}

// joinCustomer makes a column of firms or people one of a set: where nothing else is said of who stands there
// only people have the record of the set.
func (k *column) joinCustomer(s *columnSet) {
	if k.ofPeople = s.people; s.people || s.mail {
		k.beside = s.beside
	} else {
		k.person = s.beside
	}
}

// reachOf returns whose an address or telephone is that no role is said of, where a row tells whom it is about by a
// number alone: of who is named before it and has none.
func reachOf(sets []columnSet, column int) (beside uint8) {
	for i := range sets {
		if s := &sets[i]; s.name && s.beside != 0 && s.first < column && !s.reach {
			beside = s.beside
		}
	}
	return beside
}

// isPerson reports whether a set is of people for certain.
func (s *columnSet) isPerson() bool {
	return s.parted || s.member && !s.name || s.sure && (s.people || !s.either)
}

// others reports whether a set but the main one names somebody who is no firm's contact.
func others(sets []columnSet, main int, firms []bool) bool {
	for i := range sets {
		if s := &sets[i]; i != main && s.name && !(s.either && !s.people) && !firms[s.role] {
			return true
		}
	}
	return false
}

// mainSet returns the set of whom rows are about: see rank. ok is false where nobody is named.
func mainSet(sets []columnSet) (main int, ok bool) {
	best := 0
	for i := range sets {
		if r := sets[i].rank(); r != 0 && (best == 0 || r < best) {
			main, best = i, r
		}
	}
	if best == 0 {
		return 0, false
	}
	for i := range sets {
		if sets[i].isTold(&sets[main]) {
			return i, true
		}
	}
	return main, true
}

// recordOf returns the record of what stands under a mark.
func (m *markList) recordOf(k *mark) int64 { return k.textRecord(m.ownRecordOf(k)) }

// ownRecordOf returns the same, as if the mark's value were no text.
func (m *markList) ownRecordOf(k *mark) int64 {
	if k.column == 0 || k.same {
		return k.record
	}
	beside := max(k.apart, m.columns.all[k.column].beside)
	if beside == 0 {
		return k.record
	}
	return exposure.BesideRecord(k.record, beside)
}
