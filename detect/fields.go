package detect

import (
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/roles"
	"github.com/hemostat/hemostat/internal/strict"
)

// A fieldID is an index into fieldNames.
type fieldID uint16

const (
	fieldNone fieldID = iota
	fieldEmail
	fieldFrom
	fieldTo
	fieldReplyTo
	fieldSubject
	fieldMessageID
	fieldDate
	fieldName
	fieldFirstName
	fieldLastName
	fieldUser
	fieldPhone
	fieldCompany
	fieldDomain
	fieldCountry
	fieldAddress
	fieldProject
	fieldCard
	fieldIBAN
	fieldPassword
	fieldSecret
	fieldHost
	fieldIP
	fieldAuthor
	fieldSignature
	fieldFileName
	fieldReference
	fieldNumber
	fieldPartyCompany // by its place in the block of a party: see parties.go
	fieldPartyName
	fieldPartyAddress
	fieldPartyCountry
	fieldTotal  // beside a word for it: see totals.go
	fieldThread // other mails' identifiers: In-Reply-To, References; no mention stands in it

	// Of addresses alone, where their column or key is not that of who signs in: see keeper.go.
	fieldKeeper
	fieldBeside
	fieldContact

	// In lists of logins, see keeper.go.
	fieldThing // what one opens: only a name of a host is read of it
	fieldEntry // what one is called, or whose it is: only a name that many bear is read of it

	// Parts of names: see verify_halves.go.
	fieldMaybeFirst // "first", "nombre": a first name if it looks like one or stands beside a last name
	fieldMaybeLast  // "last", "nom"
	fieldSecondLast // the other last name of somebody who has two
	fieldFullName   // a person's for certain, where "name" may be anything's
	fieldWho        // of somebody in a role that organisations have too: see somebody.go

	// Parts of addresses: see verify_place.go.
	fieldAddressLine // the second and further ones
	fieldStreet
	fieldHouse // its number
	fieldUnit
	fieldCity
	fieldRegion
	fieldPostcode

	fieldIdentifier // a number of a person whose check digit no rule knows
	fieldHealth     // what ails somebody: see health.go

	// fieldKeys is the first of those of keys: see keys.go.
	fieldKeys fieldID = 64

	// fieldRules is the first of those that stand for what a column of numbers is
	// called: the rules of that name are in Engine.named.
	fieldRules fieldID = 128
)

var fieldNames = [...]exposure.Field{
	fieldNone: "", fieldEmail: exposure.FieldEmail, fieldFrom: exposure.FieldFrom, fieldTo: exposure.FieldTo,
	fieldReplyTo: exposure.FieldReplyTo, fieldSubject: exposure.FieldSubject, fieldMessageID: exposure.FieldMessageID,
	fieldDate: exposure.FieldDate, fieldName: exposure.FieldName, fieldFirstName: exposure.FieldFirstName,
	fieldLastName: exposure.FieldLastName, fieldUser: exposure.FieldUser, fieldPhone: exposure.FieldPhone,
	fieldCompany: exposure.FieldCompany, fieldDomain: exposure.FieldDomain, fieldCountry: exposure.FieldCountry,
	fieldAddress: exposure.FieldAddress, fieldProject: exposure.FieldProject, fieldCard: exposure.FieldCard,
	fieldIBAN: exposure.FieldIBAN, fieldPassword: exposure.FieldPassword, fieldSecret: exposure.FieldSecret,
	fieldHost: exposure.FieldHost, fieldIP: exposure.FieldIP, fieldAuthor: exposure.FieldAuthor,
	fieldSignature: exposure.FieldSignature, fieldFileName: exposure.FieldFileName, fieldReference: exposure.FieldReference, fieldNumber: exposure.FieldNumber, fieldThread: "", fieldTotal: exposure.FieldTotal,
	fieldMaybeFirst: exposure.FieldFirstName, fieldMaybeLast: exposure.FieldLastName, fieldSecondLast: exposure.FieldLastName, fieldFullName: exposure.FieldName, fieldWho: exposure.FieldName,
	fieldAddressLine: exposure.FieldAddress, fieldStreet: exposure.FieldAddress, fieldHouse: exposure.FieldAddress, fieldUnit: exposure.FieldAddress,
	fieldCity: exposure.FieldAddress, fieldRegion: exposure.FieldAddress, fieldPostcode: exposure.FieldAddress, fieldIdentifier: exposure.FieldNumber, fieldHealth: exposure.FieldHealth,
	fieldKeeper: exposure.FieldKeeper, fieldBeside: exposure.FieldBeside, fieldContact: exposure.FieldContact, fieldThing: exposure.FieldDomain, fieldEntry: exposure.FieldName,
	fieldPartyCompany: exposure.FieldCompany, fieldPartyName: exposure.FieldName, fieldPartyAddress: exposure.FieldAddress, fieldPartyCountry: exposure.FieldCountry,
}

// name returns the field as mentions carry it.
func (f fieldID) name() exposure.Field {
	switch {
	case f >= fieldRules:
		f = fieldNumber
	case f >= fieldKeys:
		f = fieldUser
	}
	return fieldNames[f]
}

// isNamePart reports whether a column holds parts of names.
func (f fieldID) isNamePart() bool {
	return f == fieldFirstName || f == fieldLastName || f >= fieldMaybeFirst && f <= fieldSecondLast
}

// isPlace reports whether a column holds addresses or parts of them.
func (f fieldID) isPlace() bool {
	return f == fieldAddress || f >= fieldAddressLine && f <= fieldPostcode
}

// A fieldTable knows what the names of columns, keys and headers mean.
type fieldTable struct {
	names map[string]fieldID  // whole names, folded
	words map[string]fieldID  // names that also count at either end of a longer one
	like  map[string][]string // other names of columns of numbers, which no text is searched for
	roles map[string]uint8    // of whom else a row names: see beside.go
	firms []bool              // by role: that of an organisation's contact
	party roleWords           // of whom names say that they are theirs: see somebody.go

	// Of who looks after things and who signs in, see keeper.go.
	customers map[string]bool // columns of firms or people: see customers.go

	prefix  []bool // by role: it names nobody alone
	keepers map[string]uint8
	keeps   []bool // by role: its holders look after what a row is about
	others  uint8  // the role of those of whom no role is known
	signers map[string]bool
	things  map[string]bool

	firmsBeside map[string]bool // columns of firms that rows are not about, see groups.go
	noGroups    map[string]bool

	// Of what organisations are to the owner, see dealing.go.
	dealings map[string]uint8
	dealt    map[string]bool

	texts map[string]exposure.TextSort // names of columns and keys under which texts stand, see rowtext.go

	vocabulary *vocabulary // set when all names are filed
}

func newFieldTable(name string, data []byte) (*fieldTable, error) {
	var file struct {
		Field []struct {
			Is           string
			Names, Words []string
		}
		Number []struct {
			Like  string
			Names []string
		}
		Dealing   []dealingEntry
		Dealt     struct{ Columns []string }
		Sign      signEntry
		Group     groupEntry
		Customers struct{ Names []string }
		Text      textEntry
	}
	if _, err := strict.Decode(data, name, &file); err != nil {
		return nil, err
	}
	t := &fieldTable{names: map[string]fieldID{}, words: map[string]fieldID{}, like: map[string][]string{}}
	words := roles.Words()
	t.addRoles(words.Beside)
	t.addSomebody(words.Somebody, words.Which)
	t.customers = joinedSet(file.Customers.Names)
	t.addKeepers(words.Beside, words.Keeper, file.Sign)
	t.addTexts(file.Text)
	t.firmsBeside, t.noGroups = joinedSet(file.Group.Firms), joinedSet(file.Group.Never)
	if err := t.addDealings(file.Dealing, file.Dealt.Columns); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, n := range file.Number {
		like := strings.Join(nameWords(n.Like), "")
		for _, name := range n.Names {
			t.like[like] = append(t.like[like], strings.Join(nameWords(name), ""))
		}
	}
	for _, f := range file.Field {
		id, ok := fieldOf(exposure.Field(f.Is))
		if !ok {
			return nil, fmt.Errorf("%s: %q is not a field", name, f.Is)
		}
		for _, n := range f.Names {
			t.names[strings.Join(nameWords(n), "")] = id
		}
		for _, n := range f.Words {
			folded := strings.Join(nameWords(n), "")
			t.names[folded], t.words[folded] = id, id
		}
	}
	return t, nil
}

// column adds what a column of numbers is called, unless the name is known to mean
// something else. It also counts at either end of a longer one.
func (t *fieldTable) column(folded string, id fieldID) {
	if old, ok := t.names[folded]; !ok || old == fieldIdentifier {
		t.names[folded] = id
	}
	if old, ok := t.words[folded]; (!ok || old == fieldIdentifier) && len(folded) > 2 {
		t.words[folded] = id
	}
	for _, other := range t.like[folded] {
		t.names[other] = id
	}
}

// partFields are those that the table tells apart and mentions do not.
var partFields = map[exposure.Field]fieldID{
	"thread": fieldThread, "maybe-first-name": fieldMaybeFirst, "maybe-last-name": fieldMaybeLast, "second-last-name": fieldSecondLast, "full-name": fieldFullName,
	"address-line": fieldAddressLine, "street": fieldStreet, "house": fieldHouse, "unit": fieldUnit, "city": fieldCity, "region": fieldRegion, "postcode": fieldPostcode,
	"identifier": fieldIdentifier, "health": fieldHealth,
}

func fieldOf(f exposure.Field) (fieldID, bool) {
	if id, ok := partFields[f]; ok {
		return id, true
	}
	for id, name := range fieldNames {
		if name == f {
			return fieldID(id), true
		}
	}
	return 0, false
}

// meaning returns the field that a raw name stands for. Of what comes twice the second is
// told by its number: "address 2", "apellido2".
func (t *fieldTable) meaning(name string) fieldID {
	if len(name) > 256 {
		return fieldNone
	}
	if id := rowKeyOf(name); id != fieldNone {
		return id
	}
	id := t.meant(name)
	if id == fieldUser {
		return keyOf(name)
	}
	if last := len(name) - 1; last > 0 && name[last] >= '2' && name[last] <= '9' && !isDigit(name[last-1]) {
		switch id {
		case fieldAddress, fieldStreet:
			return fieldAddressLine
		case fieldLastName, fieldMaybeLast:
			return fieldSecondLast
		}
	}
	return id
}

func (t *fieldTable) meant(name string) fieldID {
	words := nameWords(name)
	whole := strings.Join(words, "")
	if id, ok := t.names[whole]; ok {
		return id
	}
	if id := t.fieldOfOther(words); id != fieldNone {
		return id
	}
	if id := t.nameOfRole(words); id != fieldNone {
		return id
	}
	n := len(words)
	if t.bothHalves(words, name) {
		return fieldFullName
	}
	for i := 1; i < n; i++ {
		if id, ok := t.words[strings.Join(words[i:], "")]; ok {
			return id
		}
	}
	for i := n - 1; i > 0; i-- {
		if id, ok := t.words[strings.Join(words[:i], "")]; ok {
			return id
		}
	}
	// A path such as customer.contact.name: its last part alone.
	if i := strings.LastIndexAny(name, "./>"); i >= 0 && i < len(name)-1 {
		return t.meant(name[i+1:])
	}
	return fieldNone
}
