package detect

import (
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A row may name somebody beside the one whom it is about: a child's guardian, whoever looks
// after a customer. Their name is not put together with parts of the other's. In a table that
// has names of both, what the columns of one role hold is a record of its own, so that the
// guardian's address is not the child's, nor the child's birthday the guardian's.

// A besideEntry is the role of somebody whom a row names beside the one that it is about.
type besideEntry struct {
	Role  string
	Firm  bool // a firm's row has one too
	Keeps bool // looks after what the row is about
	Names []string
}

// addRoles numbers the roles from 1 as they stand in the file.
func (t *fieldTable) addRoles(list []besideEntry) {
	t.roles, t.firms = map[string]uint8{}, []bool{false}
	for i, b := range list {
		for _, n := range b.Names {
			t.roles[strings.Join(nameWords(n), "")] = uint8(i + 1)
		}
		t.firms = append(t.firms, b.Firm)
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

// role returns the role that a column's raw name says, 0 for none.
func (t *fieldTable) role(name string) uint8 {
	if len(name) > 256 {
		return 0
	}
	role, _, _ := t.roleIn(nameWords(name))
	return role
}

// namesOther reports whether a column's name is a role, or that and "name".
func (t *fieldTable) namesOther(words []string) bool {
	role, from, to := t.roleIn(words)
	if role == 0 {
		return false
	}
	rest := strings.Join(slices.Concat(words[:from], words[to:]), "")
	return rest == "" || t.names[rest] == fieldName || t.names[rest] == fieldFullName
}

// ofBeside reports whether what a column holds is of whoever its role says: not the
// organisation beside that person.
func (f fieldID) ofBeside() bool {
	return f.isName() || f.isPlace() || f.isUser() || f >= fieldRules || f == fieldEmail || f == fieldPhone || f == fieldIdentifier || f == fieldIBAN || f == fieldCard || f == fieldCountry
}

// isName reports whether a column holds names of persons or parts of them.
func (f fieldID) isName() bool { return f == fieldName || f == fieldFullName || f.isNamePart() }

// partRoles decides which of the columns that are judged together, from…judged, are of somebody
// beside the one whom the rows are about.
func (c *columnList) partRoles(from int, firms []bool) {
	cols := c.all[from:c.judged]
	person, sure := false, false // somebody whom the rows are about
	var named [256]bool
	for i := range cols {
		switch k := &cols[i]; {
		case !k.field.isName():
		case k.who != 0:
			named[k.who] = true
		default:
			person, sure = true, sure || k.field != fieldName
		}
	}
	for i := range cols {
		if k := &cols[i]; named[k.who] && k.field.ofBeside() && (sure || person && !firms[k.who]) {
			k.beside = k.who
		}
	}
}

// recordOf returns the record of what stands under a mark.
func (m *markList) recordOf(k *mark) int64 {
	if k.column == 0 || m.columns.all[k.column].beside == 0 {
		return k.record
	}
	return exposure.BesideRecord(k.record, m.columns.all[k.column].beside)
}
