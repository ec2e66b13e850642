package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// What stands in a record is told to an organisation only for a reason: it is of a person who is of
// that organisation, or the row is the organisation's own, by its name, its domain or a mailbox in a
// column of the row's own. The mailbox of somebody else whom a row names (a dealer, whoever entered
// it) is no reason, and where a private mailbox stands the row is of whoever has it.

// findSole finds the one organisation that a record is about, if any: its own only domain, else its
// own only company, else whichever single name of the owner's or a vendor's it has. A company beside
// a domain that is not called so is meant itself: the domain may be of whoever acts for it.
func (k *linker) findSole(m *model) {
	k.sole, k.stated = none, false
	if len(k.named)+len(k.domains) == 0 && !k.private && !k.hasPerson() {
		k.named = append(k.named, k.dealers...) // nobody else is there whom the row may be about
	}
	company, several := k.onlyCompany(m)
	switch {
	case k.inHeader || len(k.domains) > 1:
	case len(k.domains) == 1 && (k.inBlock || company == none && !several):
		if !k.private {
			k.sole = k.domains[0]
		}
	case several:
	case len(k.domains) == 1 && k.isAlike(m, company, k.domains[0]):
		k.sole, k.stated = k.domains[0], true
	case company != none:
		k.sole, k.stated = m.companyOf[company].name, true
	}
	if k.sole == none && len(k.domains)+len(k.beside)+len(k.companies) == 0 && len(k.others) == 1 && !k.private {
		k.sole = k.others[0]
	}
}

// onlyCompany returns the company that a record names as its own, none where there is none or where
// there are several. Beside a domain those do not count that are called as the owner or a vendor is.
func (k *linker) onlyCompany(m *model) (company uint32, several bool) {
	company = none
	for _, c := range k.named {
		switch {
		case len(k.domains) > 0 && m.names.flags[m.companyOf[c].name]&(apartOwn|apartVendor|likeOwn) != 0:
		case company == none:
			company = c
		case m.companyOf[c].stem != m.companyOf[company].stem:
			return none, true
		}
	}
	return company, false
}

// hasPerson reports whether a record names a human being.
func (k *linker) hasPerson() bool {
	return slices.ContainsFunc(k.items, func(it item) bool { return it.kind == exposure.Person })
}

// dealsByColumn reports whether a mention is a company in a column for suppliers or partners: the row
// may be about whoever deals with it.
func dealsByColumn(mention *exposure.Mention) bool {
	if mention.Kind != exposure.Company || exposure.RoleOf(mention.Record) != "" {
		return false
	}
	role := exposure.RoleIn(mention.Record, mention.Field)
	return role == exposure.RoleSeller || role == exposure.RolePartner
}

// apart reports whether a record names several persons of whom some are of an affected organisation:
// what is of the others is not that organisation's.
func (k *linker) apart(m *model) bool {
	return len(k.persons) > 1 && slices.ContainsFunc(k.persons, func(p person) bool { return m.names.affected(p.name) })
}

// keepApart forgets the organisation of a record where nothing but the mailbox of one of its persons
// says it, and another is not of it.
func (k *linker) keepApart(m *model) {
	if !k.stated && k.apart(m) && slices.ContainsFunc(k.persons, func(p person) bool { return p.name == none }) {
		k.sole = none
	}
}

// likenesses remember whether companies are called as domains are: few are looked at most of the time.
type likenesses [256]struct {
	pair  uint64
	alike bool
}

// isAlike reports whether a company is called as a domain is.
func (k *linker) isAlike(m *model, company, domain uint32) bool {
	pair := uint64(company)<<32 | uint64(domain)
	known := &k.alike[mix(pair)%uint64(len(k.alike))]
	if known.pair != pair+1 {
		name, l := m.names.shown[m.companyOf[company].name], label(m.names.ids[domain])
		known.pair, known.alike = pair+1, alike(name, l) || beginsWith(l, name)
	}
	return known.alike
}
