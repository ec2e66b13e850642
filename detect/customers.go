package detect

import (
	"bytes"
	"strings"
)

// A column "customer" holds firms, or people who buy as such, and its name does not tell: where
// most of its cells are names of people they are people.

// leastPeople is how many in a hundred cells name people in a column of people.
const leastPeople = 60

// ofCustomers reports whether the name of a column of firms is one under which people stand too.
func (t *fieldTable) ofCustomers(name string) bool {
	return t.customers[strings.Join(nameWords(name), "")]
}

// ofPeople reports whether a column of customers holds people.
func (s *columnCells) ofPeople() bool { return s.people*100 >= leastPeople*s.n }

// namesCustomer reports whether a cell is the name of a person: two or three words, a given name that many
// bear among them, and none of a trade or an institution.
func (l *lists) namesCustomer(cell []byte) bool {
	if !l.isPersonsName(cell) || l.isPlace(cell) {
		return false
	}
	given, _ := l.people(cell)
	for w := range bytes.FieldsSeq(bytes.ToLower([]byte(foldDiacritics(string(cell))))) {
		if trades.has(w) || institutions.has(w) {
			return false
		}
	}
	return given
}

// trades are words of what firms do, by which those are known that bear their founder's name.
var trades = newWords(wordSet([]byte(`consulting consultancy logistics logistik logistica transporte transport transports spedition holding holdings handel trading trade bau construction
	gruppe groupe grupo gruppo groep solutions software digital design studio studios agency agentur agence agencia hotel restaurant cafe bistro apotheke pharmacy pharmacie farmacia praxis
	kanzlei law legal realty immobilien immobilier inmobiliaria motor motors auto autos automotive energy energie travel reisen reisebuero voyages viajes viaggi food foods catering bakery
	baeckerei metzgerei brauerei brewery wines weingut verlag publishing druck print media marketing it tech technik technologies engineering maschinenbau elektro electric plumbing heizung
	sanitaer garten gartenbau security capital ventures invest investments finance finanz versicherung associates enterprises international global son sons soehne fils figli hijos
	fashion mode moda jewelry juwelier schmuck optik dental clinic klinik university supply supplies wholesale retail shop store markt market werke werk fabrik factory manufacturing`)))
