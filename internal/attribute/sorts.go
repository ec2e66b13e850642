package attribute

import (
	"fmt"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
)

// The sorts of organisations. Those after [SortUnknown] stand apart: they are no affected
// entity, or none by which anybody could be told.
const (
	SortCustomer = "customer"
	SortPartner  = "partner"
	SortVendor   = "vendor"  // sells, and is affected by that; or runs what the owner has, by decision or scope, and stands apart
	SortUnknown  = "unknown" // nothing says which: an answer

	SortOwn       = "own"
	SortFreeMail  = "free-mail"
	SortISP       = "isp"
	SortHosting   = "hosting"
	SortMailing   = "mailing"
	SortShortener = "shortener"
	SortTracker   = "tracker"
	SortRegistry  = "registry"
	SortReserved  = "reserved"
	SortSystem    = "system" // nothing but addresses of machines
)

// Sorts returns all sorts.
func Sorts() []string {
	return []string{SortCustomer, SortPartner, SortVendor, SortUnknown, SortOwn, SortFreeMail, SortISP, SortHosting, SortMailing, SortShortener,
		SortTracker, SortRegistry, SortReserved, SortSystem}
}

// A dealing is what an organisation does with others, by one document.
type dealing uint8

const (
	sells dealing = iota
	buys
	partners
	dealings
)

// dealingSorts are the sorts that dealings speak for, and how they are told.
var dealingSorts = [dealings]struct{ sort, told string }{
	sells: {SortVendor, "sells"}, buys: {SortCustomer, "buys, or stands in lists of customers,"}, partners: {SortPartner, "stands in records of partners"},
}

// A dealt counts the records of documents that speak for each dealing.
type dealt [dealings]uint32

// dealingOf returns what a role in a document of some kind says, false where it says
// nothing: who sends a letter may be anybody, who sends an invoice sells.
func dealingOf(role exposure.Role, kind exposure.DocumentKind) (dealing, bool) {
	switch kind {
	case exposure.DocumentInvoice, exposure.DocumentCreditNote, exposure.DocumentOffer, exposure.DocumentPriceList:
		switch role {
		case exposure.RoleIssuer:
			return sells, true
		case exposure.RoleRecipient:
			return buys, true
		}
	case exposure.DocumentProductOrder:
		switch role {
		case exposure.RoleIssuer:
			return buys, true
		case exposure.RoleRecipient:
			return sells, true
		}
	}
	switch role {
	case exposure.RoleSeller:
		return sells, true
	case exposure.RoleBuyer:
		return buys, true
	case exposure.RolePartner:
		return partners, true
	}
	return 0, false
}

// deals notes what a role says of an organisation that has it in the content that is walked.
func (w *walker) deals(name uint32, role exposure.Role) {
	atomic.OrUint32(&w.m.records.roles[name], role.Bit())
	d, ok := dealingOf(role, w.m.units.kindOf(w.content))
	if !ok {
		return
	}
	atomic.AddUint32(&w.m.records.dealt[name][d], 1)
	if _, list := w.m.lists.of(w.content); list {
		w.m.records.told.add(uint64(w.content)<<32 | uint64(name))
	}
}

// sorted says of what sort an organisation is, if it is affected: as a person marked it, else by the
// dealing for which most documents speak. Between equals nothing is said.
func (o *organisation) sorted(m *model) {
	if o.Apart {
		return
	}
	o.Sort = SortUnknown
	for _, n := range o.names {
		if mark, ok := m.marked[n]; ok {
			o.Sort, o.SortCause = mark.Op, decided(mark)
			return
		}
	}
	all := o.listed
	for _, n := range o.names {
		for d, count := range m.records.dealt[n] {
			all[d] += count
		}
	}
	best, total := dealing(0), uint32(0)
	for d, count := range all {
		total += count
		if count > all[best] {
			best = dealing(d)
		}
	}
	for d, count := range all {
		if count == all[best] && dealing(d) != best {
			return
		}
	}
	if total > 0 {
		told := dealingSorts[best]
		o.Sort, o.SortCause = told.sort, fmt.Sprintf("%s in %d of %d records of documents that say", told.told, all[best], total)
	}
}
