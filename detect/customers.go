package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A column "customer" holds firms, or people who buy as such, and its name does not tell: where
// most of its cells are names of people they are people. In any such column a cell is the name of one
// where its row says so: by a mailbox that bears the name, or by what people alone have.

// leastPeople is how many in a hundred cells name people in a column of people.
const leastPeople = 60

// ofCustomers reports whether the name of a column of firms is one under which people stand too.
func (t *fieldTable) ofCustomers(name string) bool {
	return t.customers[strings.Join(nameWords(name), "")]
}

// leastKnown is how many do where each of the others may.
const leastKnown = 20

// ofPeople reports whether a column of customers holds people.
func (s *columnCells) ofPeople() bool {
	return s.people*100 >= leastPeople*s.n || s.shaped == s.n && s.people*100 >= leastKnown*s.n
}

// ofPeople reports whether a column holds what people have and firms have not.
func (e *Engine) ofPeople(f fieldID) bool {
	if f < fieldRules {
		return f == fieldIdentifier || f == fieldHealth
	}
	return slices.ContainsFunc(e.columns[f-fieldRules].rules, func(r *Rule) bool {
		return r.Kind == exposure.Birth || r.Kind == exposure.Identifier || r.Kind == exposure.Health
	})
}

// besideCustomer reports whether a row says that a customer in it is somebody: a mailbox of it bears the
// name.
func (st *Stream) besideCustomer(at int64, cell []byte) bool {
	return st.rowHolds(at, func(f fieldID, mail []byte) bool { return f == fieldEmail && mailSays(mail, cell) })
}

// mailSays reports whether an address bears a name before its '@', and not behind it: info@fenwick.example
// is that of a firm.
func mailSays(mail, name []byte) bool {
	local, host, ok := bytes.Cut(mail, []byte{'@'})
	if !ok {
		return false
	}
	said, _, _ := localSays(local, name)
	firm, _, _ := localSays(host, name)
	return said && !firm
}

// customerCell takes the name of a firm, or of somebody who buys as one does.
func (st *Stream) customerCell(m *mark, v *view) {
	k := &column{few: true} // a key's value stands alone
	if m.column != 0 {
		k = &st.marks.columns.all[m.column]
	}
	cell, l := v.value(), st.e.lists
	if !l.mayBeCustomer(cell) || !k.ofPeople && !(k.few && l.namesCustomer(cell)) && !st.besideCustomer(v.base+int64(v.start), cell) {
		v.companyCell(st.e.builtin.companyField, whyField)
		return
	}
	m.apart = k.person
	name := *m
	name.field = fieldName
	st.nameCell(&name, v)
}

// namesCustomer reports whether a cell is the name of a person: two or three words, a given name that many
// bear among them, and none of a trade or an institution.
func (l *lists) namesCustomer(cell []byte) bool {
	given, _ := l.people(cell)
	return given && l.mayBeCustomer(cell)
}

// mayBeCustomer reports whether a cell may be the name of a person: two or three words, and none of a trade
// or an institution.
func (l *lists) mayBeCustomer(cell []byte) bool {
	if !l.isPersonsName(cell) || l.isPlace(cell) {
		return false
	}
	for w := range bytes.FieldsSeq(bytes.ToLower([]byte(foldDiacritics(string(cell))))) {
		if trades.has(w) || institutions.has(w) {
			return false
		}
	}
	return true
}

// trades are words of what firms do, by which those are known that bear their founder's name.
var trades = newWords(wordSet([]byte(`consulting consultancy logistics logistik logistica transporte transport transports spedition holding holdings handel trading trade bau construction
	gruppe groupe grupo gruppo groep solutions software digital design studio studios agency agentur agence agencia hotel restaurant cafe bistro apotheke pharmacy pharmacie farmacia praxis
	kanzlei law legal realty immobilien immobilier inmobiliaria motor motors auto autos automotive energy energie travel reisen reisebuero voyages viajes viaggi food foods catering bakery
	baeckerei metzgerei brauerei brewery wines weingut verlag publishing druck print media marketing it tech technik technologies engineering maschinenbau elektro electric plumbing heizung
	sanitaer garten gartenbau security capital ventures invest investments finance finanz versicherung associates enterprises international global son sons soehne fils figli hijos
	fashion mode moda jewelry juwelier schmuck optik dental clinic klinik university supply supplies wholesale retail shop store markt market werke werk fabrik factory manufacturing`)))
