package exposure

import "slices"

// A Role is what somebody is to a document: an issuer or recipient by the place of
// the name, a seller or buyer by the words beside it.
type Role string

// The roles.
const (
	RoleIssuer    Role = "issuer"    // whose letterhead it is, or who says to have sent it
	RoleRecipient Role = "recipient" // to whom it is addressed
	RoleSeller    Role = "seller"    // supplier, contractor: who is paid
	RoleBuyer     Role = "buyer"     // customer: who pays
	RoleParty     Role = "party"     // a side of a contract
	RoleSignatory Role = "signatory" // who signed, or is to sign
	RoleEmployer  Role = "employer"
	RoleEmployee  Role = "employee"
	RolePartner   Role = "partner" // sells or works with the owner, as a row says
)

// roles are numbered as records hold them: new ones are added at the end.
var roles = [...]Role{1: RoleIssuer, RoleRecipient, RoleSeller, RoleBuyer, RoleParty, RoleSignatory, RoleEmployer, RoleEmployee, RolePartner}

// Bit returns the bit of a role in a set of them.
func (r Role) Bit() uint32 { return 1 << r.number() }

// RolesOf returns the roles of a set, in the order of their numbers.
func RolesOf(set uint32) (list []Role) {
	for n, r := range roles {
		if n > 0 && set&(1<<n) != 0 {
			list = append(list, r)
		}
	}
	return list
}

// number returns the number of a role, 0 for none.
func (r Role) number() int { return max(0, slices.Index(roles[:], r)) }

// RoleByNumber returns a role by its number, "" for 0.
func RoleByNumber(n uint8) Role {
	if int(n) >= len(roles) {
		return ""
	}
	return roles[n]
}

// Number returns the number of a role, 0 for none. Numbers are written to disk.
func (r Role) Number() uint8 { return uint8(r.number()) }

// RoleIn returns the role of what stands in a record, or behind a key that says one: the
// field is that role then.
func RoleIn(record uint64, field Field) Role {
	if r := RoleOf(record); r != "" {
		return r
	}
	if r := Role(field); r.number() > 0 {
		return r
	}
	return ""
}

// In returns what a role comes to in a kind of document: who sells issues an invoice
// and receives an order.
func (r Role) In(kind DocumentKind) Role {
	order := kind == DocumentProductOrder
	switch r {
	case RoleSeller, RoleBuyer:
		switch kind {
		case DocumentContract, DocumentNDA, DocumentSOW:
			return RoleParty
		}
		if (r == RoleSeller) != order {
			return RoleIssuer
		}
		return RoleRecipient
	case RoleIssuer:
		if kind == DocumentPartnerRecord {
			return RoleParty // it is headed by whom it is about
		}
	case RoleSignatory:
		if kind == DocumentCustomerMail || kind == DocumentSupportTicket {
			return RoleIssuer // who signs a mail has written it
		}
	case RoleEmployer:
		return RoleIssuer
	case RoleEmployee:
		return RoleRecipient
	}
	return r
}

// A party of a document has a record of its own, whose number says its role:
//
//	bit 62  set
//	56…61   the role
//	32…55   the segment's ordinal, cut
//	0…31    where the party begins in the segment, cut
const (
	partyRecord  = 1 << 62
	partyRole    = 56
	partySegment = 32
)

// PartyRecord returns the ordinal of the record of a party that begins at offset of a
// segment; see [InSegment].
func PartyRecord(r Role, offset int64) int64 {
	return partyRecord | int64(r.number())<<partyRole | offset&(1<<partySegment-1)
}

// InSegment returns the record of a party with the ordinal of the segment in which it
// stands, and any other record as it is.
func InSegment(record int64, segment uint32) int64 {
	if record&partyRecord == 0 {
		return record
	}
	return record | int64(segment&(1<<(partyRole-partySegment)-1))<<partySegment
}

// RoleOf returns the role of the party that a record is, "" where it is none.
func RoleOf(record uint64) Role {
	n := record >> partyRole & (1<<(62-partyRole) - 1)
	if record&partyRecord == 0 || n >= uint64(len(roles)) {
		return ""
	}
	return roles[n]
}

// Somebody whom a row of a table names beside the one that it is about has a record of their
// own, whose number says the row and in which role:
//
//	bit 61  set, and bit 62 not
//	53…60   the role, as detection numbers it
//	0…52    the row, cut
const (
	besideRecord = 1 << 61
	besideRole   = 53
)

// BesideRecord returns the ordinal of the record of whom a row names in a role beside the one
// that it is about.
func BesideRecord(row int64, role uint8) int64 {
	if row&partyRecord != 0 {
		return row
	}
	return besideRecord | int64(role)<<besideRole | row&(1<<besideRole-1)
}

// RowOf returns the ordinal of the row in which a record stands: its own but for those of
// [BesideRecord] and [SpanRecord]. beside says whether it is one.
func RowOf(record uint64) (row uint64, beside bool) {
	if record&partyRecord != 0 || record&besideRecord == 0 {
		row, _ = SpanOf(record)
		return row, false
	}
	return record & (1<<besideRole - 1), true
}
