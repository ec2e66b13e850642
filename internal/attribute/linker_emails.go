package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// shareEmails gives the addresses of a record to its persons. What stands nearest is not always
// theirs: a header names one and lists many, a form has a contact and further addresses, and a row
// has columns for the mailboxes of others.
func (k *linker) shareEmails(m *model, items []item) {
	for i := range items {
		at := max(k.slotAt[i], 0)
		if items[i].kind == exposure.Email && (!k.isNear(m, items, i, at) || items[i].aside && !k.persons[at].fits(m, items[i].ordinal)) {
			k.slotAt[i] = -1
			continue
		}
		k.slotAt[i] = at
	}
	for at := range k.persons {
		k.keepFitting(m, items, at)
	}
	stray := false // the address before is nobody's here: so is the login or password behind it
	for i := range items {
		switch it := &items[i]; it.kind {
		case exposure.Person:
			stray = false
		case exposure.Email:
			if stray = k.slotAt[i] < 0 && !it.aside; k.slotAt[i] >= 0 {
				k.persons[k.slotAt[i]].takeEmail(m, it)
			}
		case exposure.Secret, exposure.User:
			if stray {
				k.slotAt[i] = -1
			}
		}
	}
}

// isNear reports whether an address in the header of a mail stands directly behind the name, or fits
// it; elsewhere it is near enough.
func (k *linker) isNear(m *model, items []item, i, at int) bool {
	if !items[i].header {
		return true
	}
	return i > 0 && items[i-1].kind == exposure.Person && items[i-1].record == items[i].record || k.persons[at].fits(m, items[i].ordinal)
}

// keepFitting leaves a person, of addresses at several organisations, those at the organisation of
// the ones that fit its name, and those at none.
func (k *linker) keepFitting(m *model, items []item, at int) {
	p, home := &k.persons[at], none
	for i := range items {
		if it := &items[i]; k.slotAt[i] == at && it.kind == exposure.Email && atOrganisation(m, it) && p.fits(m, it.ordinal) {
			home = it.name
			break
		}
	}
	if home == none {
		return
	}
	for i := range items {
		if it := &items[i]; k.slotAt[i] == at && it.kind == exposure.Email && atOrganisation(m, it) && it.name != home && !p.fits(m, it.ordinal) {
			k.slotAt[i] = -1
		}
	}
}

// atOrganisation reports whether an address is at an organisation's domain, and not where anybody has one.
func atOrganisation(m *model, it *item) bool {
	return it.name != none && m.names.flags[it.name]&(apartFreeMail|apartISP|apartReserved|systemOnly) == 0
}

// fits reports whether what stands before the @ of an address is made of the name of a person.
func (p *person) fits(m *model, email uint32) bool { return emailFits(m, email, p.ordinals) }

// emailFits reports whether what stands before the @ of an address is made of one of some names.
func emailFits(m *model, email uint32, names []uint32) bool {
	words := m.traits.emails.of(email)
	return slices.ContainsFunc(names, func(name uint32) bool {
		return slices.ContainsFunc(m.traits.logins.of(name), func(l uint64) bool { return slices.Contains(words, l) })
	})
}

// emailNames reports whether what stands before the @ of an address is the first name, or its initial, and the last
// of one of some names, and no other word. Relatives and namesakes have one of the two in common. What nothing parts,
// as in "gzwengel", may be one word.
func emailNames(m *model, email uint32, names []uint32) bool {
	words := m.traits.emails.of(email)
	return len(words) > 1 && slices.ContainsFunc(names, func(name uint32) bool {
		logins := m.traits.logins.of(name)
		return !slices.ContainsFunc(words, func(w uint64) bool { return !slices.Contains(logins, w) })
	})
}

// onlyCopies takes a record for what it is where it holds columns or keys of those who are to have a mail, and of
// nobody who has sent one, beside what no header has: a row or a form, whose copies go to somebody else.
func onlyCopies(items []item) {
	copies, more := false, false
	for i := range items {
		it := &items[i]
		if it.from {
			return
		}
		copies = copies || it.header
		more = more || !it.header && personal(it.kind)
	}
	for i := range items {
		if it := &items[i]; copies && more && it.header {
			it.header, it.aside = false, true
		}
	}
}
