package detect

import "strings"

// Columns whose names begin alike are of one: "vendor", "vendor email" and "vendor phone" are not of
// the requester whom the row names too. No list of roles is needed for that: it says only which words
// begin the names of what is the row's own.

// A groupEntry says what is known of the beginnings of names.
type groupEntry struct {
	Firms []string // columns of firms that rows are not about
	Never []string // beginnings that are of nobody apart
}

// beginSets finds what the names of columns begin with that say no role. A column that is called as others begin is one of them: "vendor" of "vendor email".
func (t *fieldTable) beginSets(cols []column) {
	count := map[string]int{}
	for i := range cols {
		k := &cols[i]
		if k.whose.key != "" {
			continue
		}
		if begins := t.beginningOf(k); begins != "" {
			k.whose = whose{key: begins, begun: true, apart: true}
			count[begins]++
		}
	}
	for i := range cols {
		k := &cols[i]
		if k.whose.key != "" || len(k.name) > 256 || !k.saysWho() && !k.unread() {
			continue
		}
		if whole := strings.Join(nameWords(k.name), ""); count[whole] > 0 {
			k.whose = whose{key: whole, begun: true, apart: true, alone: true}
		}
	}
	nameBegun(cols)
}

// dropBegun leaves to the row what begins alike and does not say who it is, and reports whether there was such.
func dropBegun(cols []column, sets []columnSet, of []int) (dropped bool) {
	for i := range cols {
		if k := &cols[i]; k.whose.begun && !sets[of[i]].isSomebody() {
			k.whose, dropped = whose{}, true
		}
	}
	return dropped
}

// nameBegun reads the columns that are called names and of which no more is known: "requester name" beside
// "requester iban".
func nameBegun(cols []column) {
	reached := map[string]bool{} // it holds what people and firms have: telephones, numbers
	for i := range cols {
		if k := &cols[i]; k.whose.begun && k.field.ofBeside() && !k.field.isName() {
			reached[k.whose.key] = true
		}
	}
	for i := range cols {
		if k := &cols[i]; k.whose.begun && !k.whose.alone && k.unread() && reached[k.whose.key] {
			k.field = fieldName
		}
	}
}

// beginningOf returns what stands in the name of a column before the words for what it holds.
func (t *fieldTable) beginningOf(k *column) string {
	if len(k.name) > 256 {
		return ""
	}
	words := nameWords(k.name)
	whole := strings.Join(words, "")
	if f, known := t.names[whole]; known && (f != fieldCompany || len(words) < 2 || words[len(words)-1] != "name") {
		return ""
	}
	if t.bothHalves(words, k.name) {
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

// saysWho reports whether a column names people or companies.
func (k *column) saysWho() bool { return k.field.isName() || k.field == fieldCompany }

// ownMail reports whether addresses in a column are the row's own.
func (k *column) ownMail() bool { return k.mail == fieldEmail || k.mail == fieldNone }

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
			about = about || k.whose.begun || k.field != fieldName && k.whose.role == 0
		}
	}
	for i := range cols {
		k := &cols[i]
		if !about || k.beside != 0 || !names.isFirmBeside(k.name) {
			continue
		}
		if k.aside = k.field == fieldCompany || k.unread(); !k.aside && k.field >= fieldRules { // "supplier vat id"
			k.beside = t.numberSet("firm "+k.name, 0)
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
