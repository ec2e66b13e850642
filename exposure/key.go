package exposure

// A KeyOf says of whom a key is: the number of a customer, of an employee. The numbers are
// written to disk: new ones are added at the end.
type KeyOf uint8

// The sorts of those whom keys name. OfRow is nobody's by the column alone: an "id", which is a
// customer's where the table is called so.
const (
	OfRow KeyOf = iota
	OfUser
	OfCustomer
	OfEmployee
	OfMember
	OfPatient
	OfStudent
	OfContact
	OfPerson
	OfAccount
	OfGuest
	OfSubscriber
	OfApplicant
	keyOfEnd
)

var keysOf = [keyOfEnd]string{"row", "user", "customer", "employee", "member", "patient", "student", "contact", "person", "account", "guest", "subscriber", "applicant"}

// String returns the word for it.
func (o KeyOf) String() string {
	if o >= keyOfEnd {
		return ""
	}
	return keysOf[o]
}

// A KeyAs says as what a key is written: a customer's id is not its number. The numbers are
// written to disk.
type KeyAs uint8

// The ways to call a key.
const (
	AsID KeyAs = iota + 1
	AsNumber
	AsCode
	AsKey
	AsUID
	keyAsEnd
)

var keysAs = [keyAsEnd]string{AsID: "id", AsNumber: "number", AsCode: "code", AsKey: "key", AsUID: "uid"}

// String returns the word for it.
func (a KeyAs) String() string {
	if a >= keyAsEnd {
		return ""
	}
	return keysAs[a]
}

// A KeyColumn is what the name of a column says of the keys in it. Its zero value holds none.
//
//	bit 7     the table in which it stands says so itself: "customers.id"
//	bits 3…6  [KeyOf]
//	bits 0…2  [KeyAs]
type KeyColumn uint8

const (
	keyOwn   = 1 << 7
	keyOfBit = 3
	keyAsMax = 1<<keyOfBit - 1
)

// KeyColumnOf makes one; own says that the table is named in the column's name.
func KeyColumnOf(of KeyOf, as KeyAs, own bool) KeyColumn {
	c := KeyColumn(of)<<keyOfBit | KeyColumn(as)
	if own {
		c |= keyOwn
	}
	return c
}

// Of returns of whom its keys are.
func (c KeyColumn) Of() KeyOf { return KeyOf(c &^ keyOwn >> keyOfBit) }

// As returns as what they are written.
func (c KeyColumn) As() KeyAs { return KeyAs(c & keyAsMax) }

// Own reports whether they are those of the table's own rows, by its name.
func (c KeyColumn) Own() bool { return c&keyOwn != 0 }

// String says it in words: "customer id".
func (c KeyColumn) String() string { return c.Of().String() + " " + c.As().String() }

// A Key is one key of a row, as the ledger keeps it beside the mentions: no mention itself, it
// says whose others are. See docs/adr/0011.
type Key struct {
	Record uint64 // as in [Mention]
	Part   uint32
	Column KeyColumn
	Lead   bool   // no other column of keys comes before it in its row
	Hash   uint64 // of the value, keyed
}
