package detect

import "strings"

// Columns whose names begin alike are of one: "vendor", "vendor email" and "vendor phone" are not of
// the requester whom the row names too. Where one of such columns says who it is, by a name, a
// company or the address of somebody else, and the row is about another, they have a record of their
// own. No list of roles is needed for that: it says only which words begin the names of what is
// the row's own.

// A groupEntry says what is known of the beginnings of names.
type groupEntry struct {
	Firms []string // columns of firms that rows are not about
	Never []string // beginnings that are of nobody apart
}

// mostGroups is how many groups of a text are told apart. Their records have the last numbers
// of roles, which else only the seventh of several in one role would have.
const mostGroups = 16

// A columnGroup is the columns of one beginning.
type columnGroup struct {
	begins string
	n      int  // columns
	person bool // one holds names of people
	firm   bool // one holds companies
	others bool // one holds addresses of somebody else than the row

	reached bool // one holds what people and firms have: telephones, numbers
}

// isSomebody reports whether a group says who it is.
func (g *columnGroup) isSomebody() bool { return g.person || g.n > 1 && (g.firm || g.others) }

// groupOf returns what stands in the name of a column before the words for what it holds.
func (t *fieldTable) groupOf(k *column) string {
	if len(k.name) > 256 || k.beside != 0 { // parted by its role already
		return ""
	}
	words := nameWords(k.name)
	whole := strings.Join(words, "")
	if f, known := t.names[whole]; known && (f != fieldCompany || len(words) < 2 || words[len(words)-1] != "name") {
		return ""
	}
	for i := 1; i < len(words); i++ {
		f, known := t.names[strings.Join(words[i:], "")]
		if !known || !f.isOf(k.field) && !(f == fieldName && k.unread()) {
			continue
		}
		if begins := strings.Join(words[:i], ""); !t.signers[begins] && !t.noGroups[begins] && !t.party.same[words[0]] {
			return begins
		}
		return ""
	}
	return ""
}

// isOf reports whether what a word stands for is what a column holds. "name" is that of whatever the
// cells name.
func (f fieldID) isOf(column fieldID) bool {
	return f == column || f == fieldName && (column.isName() || column == fieldCompany)
}

// unread reports whether neither the name of a column nor its cells say what it holds.
func (k *column) unread() bool { return k.field == fieldNone && k.open }

// partGroups decides which columns of a table are of a group of their own.
func (t *columnTable) partGroups(cols []column, names *fieldTable) {
	groups := groupsOf(cols, names)
	nameGroups(cols, groups)
	about := false // the row names somebody who is in no group
	for i := range cols {
		k := &cols[i]
		about = about || k.group == "" && k.beside == 0 && (k.saysWho() || k.field == fieldEmail && k.ownMail() && len(nameWords(k.name)) > 1)
	}
	first := -1 // whom the rows are about, where nobody else is named
	for i := range groups {
		if g := &groups[i]; !about && g.isSomebody() && (first < 0 || g.person && !groups[first].person) {
			first = i
		}
	}
	for n := range groups {
		g := &groups[n]
		if !g.isSomebody() {
			continue
		}
		role := uint8(0)
		if n != first && (about || first >= 0) {
			role = t.numberGroup(g.begins)
		}
		for i := range cols {
			if k := &cols[i]; k.group == g.begins {
				k.join(role)
			}
		}
	}
	t.partFirms(cols, names)
}

// nameGroups reads the columns of groups that are called names and of which no more is known: "requester name"
// beside "requester iban".
func nameGroups(cols []column, groups []columnGroup) {
	for i := range cols {
		k := &cols[i]
		if !k.unread() || k.group == "" || k.group == strings.Join(nameWords(k.name), "") {
			continue
		}
		for n := range groups {
			if g := &groups[n]; g.begins == k.group && g.reached {
				k.field, g.person = fieldName, true
			}
		}
	}
}

// join makes a column one of a group: role is that of its record, 0 for the row's own.
func (k *column) join(role uint8) {
	if k.said.mail != fieldNone {
		k.mail = fieldEmail // of whom the group names
	}
	if k.field.ofBeside() || k.field == fieldCompany || k.field == fieldDomain || k.unread() {
		k.beside = role
	}
}

// saysWho reports whether a column names people or companies.
func (k *column) saysWho() bool { return k.field.isName() || k.field == fieldCompany }

// ownMail reports whether addresses in a column are the row's own.
func (k *column) ownMail() bool { return k.mail == fieldEmail || k.mail == fieldNone }

// groupsOf returns the groups of columns in the order in which they begin. A column that is called as
// others begin is the group's: "vendor" of "vendor email".
func groupsOf(cols []column, t *fieldTable) (groups []columnGroup) {
	at := map[string]int{}
	for i := range cols {
		k := &cols[i]
		if k.group = t.groupOf(k); k.group == "" {
			continue
		}
		if _, met := at[k.group]; !met {
			at[k.group] = len(groups)
			groups = append(groups, columnGroup{begins: k.group})
		}
	}
	if len(groups) == 0 {
		return nil
	}
	for i := range cols {
		k := &cols[i]
		if k.group == "" && k.beside == 0 && len(k.name) <= 256 && (k.saysWho() || k.unread()) {
			if whole := strings.Join(nameWords(k.name), ""); whole != "" {
				if _, met := at[whole]; met {
					k.group = whole
				}
			}
		}
		if n, met := at[k.group]; met {
			g := &groups[n]
			g.n++
			g.person = g.person || k.field.isName()
			g.firm = g.firm || k.field == fieldCompany || k.unread()
			g.reached = g.reached || k.field.ofBeside() && !k.field.isName()
			g.others = g.others || k.field == fieldEmail && !k.ownMail()
		}
	}
	return groups
}

// partFirms decides which columns hold firms that the rows are not about: a supplier is one where
// another company, a mailbox of the row's own or somebody who is not a firm's contact stands there too.
func (t *columnTable) partFirms(cols []column, names *fieldTable) {
	about := false
	for i := range cols {
		k := &cols[i]
		switch {
		case k.beside != 0:
		case k.field == fieldCompany:
			about = about || !names.isFirmBeside(k.name)
		case k.field == fieldEmail:
			about = about || k.said.keeper == 0 && k.said.mail != fieldBeside && !names.isFirmBeside(k.name)
		case k.field.isName():
			about = about || k.group != "" || k.field != fieldName && k.whose.role == 0
		}
	}
	for i := range cols {
		k := &cols[i]
		if !about || k.beside != 0 || !names.isFirmBeside(k.name) {
			continue
		}
		if k.aside = k.field == fieldCompany || k.unread(); !k.aside && k.field >= fieldRules { // "supplier vat id"
			k.beside = t.numberGroup("firm " + k.name)
		}
	}
}

// isFirmBeside reports whether the name of a column begins with the word for a firm that rows are
// mostly not about.
func (t *fieldTable) isFirmBeside(name string) bool {
	if len(name) > 256 {
		return false
	}
	words := nameWords(name)
	for to := min(len(words), longestRole); to > 0; to-- {
		if t.firmsBeside[strings.Join(words[:to], "")] {
			return true
		}
	}
	return false
}
