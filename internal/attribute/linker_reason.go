package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// What stands in a record is told to an organisation only for a reason, and [linker.nameFor] is the
// whole rule. What says nothing of whose it is belongs to the human being whom the record names, and to an
// organisation only through somebody of its own, or where the record is about nobody else. Wrong is worse
// than lost: beside an employer, a bank or a shop stands what is none of theirs, whatever the column is
// called in which they stand.

// nameFor returns the organisation that a mention is told to, by the first that holds:
//
//   - what names an organisation is its own: its domain, a mailbox there, its name;
//   - a credential is of who signs in by it, or of where, and a login in its row with it (linker_login.go);
//   - a mail is its sender's, and the number of a register is of the organisation that the record is about;
//   - what is of a person is of the organisation at which that person has a mailbox in the record;
//   - anything else is of the one organisation that the record is about, if it is about that and no
//     human being: see [linker.isItsOwn];
//   - else it is nobody's.
func (k *linker) nameFor(m *model, it *item, i int) uint32 {
	if it.name != none && m.names.flags[it.name]&(apartFreeMail|apartReserved|systemOnly) == 0 {
		return it.name
	}
	if it.kind == exposure.Secret {
		return k.nameForLogin(m, it, i)
	}
	name := k.nameBeside(m, it, i)
	if k.machines && it.name != name && m.names.affected(name) && !k.ofLogin(it, i) {
		return none
	}
	return name
}

// ofLogin reports whether a mention stands with a login in a list of such: of whoever signs in, or the name by
// which that is done. Other files for machines have what names an organisation itself alone.
func (k *linker) ofLogin(it *item, i int) bool {
	return k.logins && k.isThere(i) || k.isLogin && it.kind == exposure.User
}

// isThere reports whether a mention is of a person who has a mailbox at an organisation in the record.
func (k *linker) isThere(i int) bool {
	return i < len(k.slotAt) && k.slotAt[i] >= 0 && k.persons[k.slotAt[i]].there
}

// nameBeside returns the organisation that a mention which names none itself stands with.
func (k *linker) nameBeside(m *model, it *item, i int) uint32 {
	if it.kind == exposure.Message && k.sender != none {
		return k.sender
	}
	if it.kind == exposure.Register && k.sole != none {
		return k.sole // the firm's, whoever is named there
	}
	if k.isThere(i) {
		return k.persons[k.slotAt[i]].name
	}
	if i < len(k.slotAt) && k.slotAt[i] >= 0 && k.apart(m) {
		return it.name
	}
	if it.kind == exposure.User && k.isLogin {
		return k.home
	}
	if it.aside {
		return it.name // of somebody else than the record: the number of who looks after a customer
	}
	if k.sole == none || !k.itsOwn {
		return it.name // a free-mail address that stands with nobody, else none
	}
	return k.sole
}

// isItsOwn reports whether the record is the own one of the organisation that it is about: the block of a
// party or of who signs, a row that names no human being but by mailboxes there, and has no private one. The
// owner and its vendors are told of nothing: theirs is what names them alone.
func (k *linker) isItsOwn(m *model) bool {
	return k.inBlock || !m.names.affected(k.sole) || !k.private && !k.namesSomebody(m)
}

// namesSomebody reports whether a record is about a human being who has no mailbox in it: by a name that is
// not of whoever of the owner's people looks after it, or by what nobody else has.
func (k *linker) namesSomebody(m *model) bool {
	if slices.ContainsFunc(k.persons, func(p person) bool { return !(k.customers || p.aside) || !p.serves(m) }) {
		return true
	}
	return slices.ContainsFunc(k.items, func(it item) bool { return ofHumans(it.kind) }) &&
		!slices.ContainsFunc(k.items, func(it item) bool {
			return it.kind == exposure.Email && it.name == k.sole && it.isReason() && m.emailSort[it.ordinal] == 0
		})
}

// ofHumans reports whether only human beings have what is of a kind.
func ofHumans(kind exposure.Kind) bool {
	return kind == exposure.Identifier || kind == exposure.Health || kind == exposure.Birth
}

// isReason reports whether a mention that names an organisation may be a reason to tell it of the record:
// not the mailbox of somebody else or of many, nor the domain of any URL outside of columns and blocks
// for such.
func (it *item) isReason() bool {
	return !it.aside && (it.kind != exposure.Domain || it.column || it.closing || exposure.RoleOf(it.record) != "")
}

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
