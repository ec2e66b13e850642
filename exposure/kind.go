package exposure

import "fmt"

// A Kind says what a mention refers to. Kinds are never vague: an Email is an
// address, a Message is a mail, a User is an account or contact, a Person is a
// human being.
//
// The numbers are written to disk: new kinds are added at the end, none is
// ever reused.
type Kind uint8

// The kinds.
const (
	Email      Kind = iota + 1 // an e-mail address
	Message                    // one mail, by its Message-ID or its content
	User                       // an account or contact: a login, a user or customer number in context
	Person                     // a human being's name
	Phone                      // a telephone number
	Company                    // an organisation's name
	Card                       // a payment card number
	IBAN                       // an international bank account number (ISO 13616)
	Secret                     // a credential: key, token, password, connection string
	Project                    // a project identifier or name
	IP                         // an IPv4 or IPv6 address
	Domain                     // a registrable domain that stands outside of any address
	Host                       // an internal host name or network resource
	Country                    // a country that is stated, as evidence for attribution
	Identifier                 // a number that an authority gave to a human being: national, social security, tax, passport, driving licence
	Health                     // a number by which health care or its insurer knows a human being, or what ails one
	Birth                      // a date of birth
	Address                    // a postal address
	Register                   // a number that an authority gave to an organisation: VAT, LEI, DUNS, company register; sole traders have them too
	Bank                       // a bank, by its code: BIC, routing number, sort code
	Vehicle                    // a vehicle, by its VIN (ISO 3779)
	Device                     // a device or its subscription: IMEI, IMSI, MAC address
	Wallet                     // an address of a cryptocurrency
	Resource                   // a resource in somebody's cloud account: ARN, Azure resource identifier
	Reference                  // an order, invoice, contract or ticket, by its number in context
	Amount                     // an amount of money with its currency
	kindEnd
)

var kindNames = [...]string{
	Email: "email", Message: "message", User: "user", Person: "person",
	Phone: "phone", Company: "company", Card: "card", IBAN: "iban",
	Secret: "secret", Project: "project", IP: "ip", Domain: "domain",
	Host: "host", Country: "country", Identifier: "identifier",
	Health: "health", Birth: "birth", Address: "address",
	Register: "register", Bank: "bank", Vehicle: "vehicle", Device: "device",
	Wallet: "wallet", Resource: "resource", Reference: "reference", Amount: "amount",
}

// Kinds returns every kind, in the order of their numbers.
func Kinds() []Kind {
	kinds := make([]Kind, 0, kindEnd-1)
	for k := Email; k < kindEnd; k++ {
		kinds = append(kinds, k)
	}
	return kinds
}

// ParseKind reads a kind's name.
func ParseKind(s string) (Kind, error) {
	for k := Email; k < kindEnd; k++ {
		if kindNames[k] == s {
			return k, nil
		}
	}
	return 0, fmt.Errorf("kind %q: not one of %v", s, Kinds())
}

// String returns the kind's name.
func (k Kind) String() string {
	if k == 0 || k >= kindEnd {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return kindNames[k]
}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k > 0 && k < kindEnd }

// NamesOrganisation reports whether a value of this kind identifies an
// organisation or a country and never a human being, so that it may be kept in
// the clear inside a campaign's encrypted store whatever the basis. Alarms
// could not be addressed otherwise.
func (k Kind) NamesOrganisation() bool { return k == Company || k == Domain || k == Country }

// MarshalText implements [encoding.TextMarshaler].
func (k Kind) MarshalText() ([]byte, error) {
	if !k.Valid() {
		return nil, fmt.Errorf("kind %d is not known", uint8(k))
	}
	return []byte(k.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *Kind) UnmarshalText(text []byte) error {
	parsed, err := ParseKind(string(text))
	if err == nil {
		*k = parsed
	}
	return err
}
