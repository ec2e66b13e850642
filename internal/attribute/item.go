package attribute

import (
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// An item is one mention of a record.
type item struct {
	print   uint64
	record  uint64
	offset  uint64
	part    uint32
	ordinal uint32 // in the index of its kind
	name    uint32 // of a domain or company that it names itself, else none
	shown   uint32 // in walker.shown, if that is kept
	kind    exposure.Kind
	half    half
	login   signIn
	signs   signer  // an address: whether it is of who signs in
	sender  bool    // an address that a mail comes from
	from    bool    // it stands in the header that says from whom a mail is
	header  bool    // it stands in a header of a mail that names people
	blank   bool    // it stands for nothing: a number of zeros, the first day that a computer knows
	aside   bool    // by its column it is of somebody else than the row
	contact bool    // by its key it is of whom a firm names, or of the record's own
	deals   rowRole // of a company: what its column, or its row, says that it does
	closing bool    // in the closing block of a mail or letter
	column  bool    // in a column or behind a key for an organisation, its domain or its addresses
	rule    uint32  // see ruleOf
	length  uint32
}

// A half is which part of a person's name stands in a column of its own.
type half uint8

const (
	wholeName half = iota
	firstName
	lastName
)

func halfOf(f exposure.Field) half {
	switch f {
	case exposure.FieldFirstName:
		return firstName
	case exposure.FieldLastName:
		return lastName
	}
	return wholeName
}

// A rowRole is what a row says that a company does with whom the table belongs to: a place in rowRoles.
type rowRole uint8

var rowRoles = [...]exposure.Role{"", exposure.RoleSeller, exposure.RoleBuyer, exposure.RolePartner}

// rowRoleOf returns what the column of a company, or its row, says. Beside one that sells or is a partner the
// row may be about whoever deals with it.
func rowRoleOf(mention *exposure.Mention) rowRole {
	if mention.Kind != exposure.Company || exposure.RoleOf(mention.Record) != "" {
		return 0
	}
	return rowRole(max(0, slices.Index(rowRoles[:], exposure.RoleIn(mention.Record, mention.Field))))
}

// mayBeBeside reports whether the row may be about somebody else.
func (r rowRole) mayBeBeside() bool {
	return rowRoles[r] == exposure.RoleSeller || rowRoles[r] == exposure.RolePartner
}

// inText orders mentions by record, and within one as they stand in the text:
// detection hands them on in about that order only, and whose an address is
// depends on the name before it.
func inText(a, b *item) int {
	if a.record != b.record {
		return cmp.Compare(a.record, b.record)
	}
	if a.part != b.part {
		return order(a.part, b.part)
	}
	return cmp.Compare(a.offset, b.offset)
}

// sortItems puts mentions into the order of the text, and leaves those alone of
// which none stands before the other. It moves one after another back to its place
// as long as that is near, which it nearly always is.
func sortItems(items []item) {
	moves := 8 * len(items)
	for i := 1; i < len(items); i++ {
		if inText(&items[i-1], &items[i]) <= 0 {
			continue
		}
		it, at := items[i], i
		for at > 0 && inText(&items[at-1], &it) > 0 {
			items[at] = items[at-1]
			at--
		}
		items[at] = it
		if moves -= i - at; moves < 0 {
			slices.SortStableFunc(items, func(a, b item) int { return inText(&a, &b) })
			return
		}
	}
}

// hash tells identities apart across kinds: the kind takes the last bits of the
// short fingerprint.
func (it *item) hash() uint64 { return it.print&^kindMask | uint64(it.kind) }

// kindMask are the bits of a hash that hold the kind; kinds are fewer.
const kindMask = 1<<5 - 1
