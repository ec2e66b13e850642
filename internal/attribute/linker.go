package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A linker works out what stands together in one record.
type linker struct {
	domains   []uint32 // names of the affected domains
	beside    []uint32 // and of those at which only others have mailboxes whom the record names
	others    []uint32 // and of the owner's and of vendors
	companies []uint32 // ordinals in companyOf
	named     []uint32 // those of companies that are not others whom the record names
	dealers   []uint32 // those that their column says to deal with whom the table belongs to
	sole      uint32   // the one organisation that the record is about, else none
	stated    bool     // sole stands there as a company
	itsOwn    bool     // and the record is its own
	isLogin   bool     // a row that holds a password
	keptAt    uint32   // where whoever looks after what a row opens has a mailbox, if that stands beside the row; none for several
	home      uint32   // the organisation whose that login is, else none
	sender    uint32   // the organisation that a mail comes from, else none
	inHeader  bool     // the record is the header of a mail
	inBlock   bool     // the record is a party or the closing block of a mail
	private   bool     // a mailbox that is at no organisation is the record's own
	alike     likenesses
	customers bool   // the content is a document about a customer
	machines  bool   // the content is for machines
	logins    bool   // and lists logins
	items     []item // of the record
	slotAt    []int  // for each item of the record its person, -1 for none
	persons   []person
}

// A person is the part of a record that is about one human being.
type person struct {
	ordinals []uint32 // of the names; two where first and last name stand apart
	name     uint32   // the organisation, else none
	hash     []uint64 // of everything in the record
	emails   []uint32 // ordinals
	phones   []uint32
	ties     []item // what else tells persons apart
	half     half
	there    bool // by a mailbox of theirs at it
	aside    bool // it looks after what the record is about
}

// read finds the organisations of a record, which of them the rest of it belongs to, and its persons.
func (k *linker) read(m *model, items []item) {
	k.domains, k.beside, k.others, k.companies, k.named, k.dealers = k.domains[:0], k.beside[:0], k.others[:0], k.companies[:0], k.named[:0], k.dealers[:0]
	k.sender, k.inHeader, k.inBlock, k.private = none, false, exposure.RoleOf(items[0].record) != "", false
	k.items = items
	onlyCopies(items)
	named := len(m.ofMany) > 0 && k.hasPerson()
	for i := range items {
		it := &items[i]
		if named && it.kind == exposure.Email && m.ofMany[it.ordinal] != 0 {
			it.aside = true // beside whom many rows name
		}
		if it.sender && k.sender == none {
			k.sender = it.name
		}
		k.inHeader = k.inHeader || it.header
		k.inBlock = k.inBlock || it.closing
		if it.name != none {
			k.meet(m, it)
		}
	}
	k.beside = slices.DeleteFunc(k.beside, func(d uint32) bool { return slices.Contains(k.domains, d) })
	k.findSole(m)
	if k.machines && m.names.affected(k.sole) {
		k.sole = none
	}
	k.split(m, items)
	k.keepApart(m)
	k.itsOwn = k.isItsOwn(m)
	k.findHome(m)
}

// meet notes the organisation that a mention names.
func (k *linker) meet(m *model, it *item) {
	switch flags := m.names.flags[it.name]; {
	case it.kind == exposure.Company:
		k.companies = include(k.companies, it.ordinal)
		switch {
		case it.aside:
		case it.deals.mayBeBeside():
			k.dealers = include(k.dealers, it.ordinal)
		default:
			k.named = include(k.named, it.ordinal)
		}
	case m.names.affected(it.name) && !it.isReason():
		k.beside = include(k.beside, it.name)
	case m.names.affected(it.name):
		k.domains = include(k.domains, it.name)
	case flags&(apartOwn|apartVendor) != 0:
		if !it.aside {
			k.others = include(k.others, it.name)
		}
	case flags&apartFreeMail != 0 && it.kind == exposure.Email && !it.aside:
		k.private = true
	}
}

// include adds what is not in a list.
func include(list []uint32, x uint32) []uint32 {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

// split parts a record by the persons that it names: what follows a name up to
// the next belongs to it, and what precedes the first belongs to that one. First
// and last name in columns of their own are one person. Of the header of a mail
// only addresses are anybody's: what its subject speaks of may be a third person's.
func (k *linker) split(m *model, items []item) {
	k.slotAt, k.persons = k.slotAt[:0], k.persons[:0]
	current := -1
	for i := range items {
		it := &items[i]
		if it.kind == exposure.Person {
			current = k.personFor(it, current)
		}
		k.slotAt = append(k.slotAt, current)
	}
	if len(k.persons) == 0 {
		return
	}
	k.shareEmails(m, items)
	foreign := k.namesOthers(m)
	for i := range items {
		at := k.slotAt[i]
		if at < 0 || items[i].kind == exposure.Email {
			continue
		}
		if k.inHeader && items[i].kind != exposure.Person || items[i].aside {
			k.slotAt[i] = -1
			continue
		}
		p := &k.persons[at]
		if (foreign && ofCustomer(items[i].kind) || k.customers && ofAccount(items[i].kind)) && p.serves(m) {
			k.slotAt[i] = -1
			continue
		}
		p.take(&items[i])
	}
	if len(k.persons) == 1 && k.persons[0].name == none && !k.inHeader {
		k.persons[0].name = k.sole
	}
}

// personFor returns the person that a name belongs to.
func (k *linker) personFor(it *item, current int) int {
	for i := range k.persons {
		if slices.Contains(k.persons[i].ordinals, it.ordinal) {
			return i
		}
	}
	if current >= 0 && halves(k.persons[current].half, it.half) && len(k.persons[current].ordinals) == 1 {
		k.persons[current].ordinals = append(k.persons[current].ordinals, it.ordinal)
		return current
	}
	n := len(k.persons)
	if n == cap(k.persons) {
		k.persons = append(k.persons, person{})
	}
	k.persons = k.persons[:n+1]
	k.persons[n].start(it)
	return n
}

// start uses the memory of a person of an earlier record again.
func (p *person) start(it *item) {
	p.ordinals = append(p.ordinals[:0], it.ordinal)
	p.hash, p.emails, p.phones, p.ties = p.hash[:0], p.emails[:0], p.phones[:0], p.ties[:0]
	p.name, p.half, p.there, p.aside = none, it.half, false, false
}

// halves reports whether two columns hold the two halves of one name.
func halves(a, b half) bool {
	return a == firstName && b == lastName || a == lastName && b == firstName
}

// tiesAtMost is how many ties one record of a person may have: one that holds more is a list.
const tiesAtMost = 64

// aboutCustomer reports whether a document is about somebody to whom the owner sells: numbers of
// accounts in it are theirs.
func aboutCustomer(kind exposure.DocumentKind) bool {
	switch kind {
	case exposure.DocumentInvoice, exposure.DocumentCreditNote, exposure.DocumentProductOrder, exposure.DocumentOffer, exposure.DocumentContract,
		exposure.DocumentSOW, exposure.DocumentPOE, exposure.DocumentPOC, exposure.DocumentSupportTicket, exposure.DocumentStatusReport, exposure.DocumentProjectPlan:
		return true
	}
	return false
}

// namesOthers reports whether a record names an organisation that is neither the owner's nor a
// vendor's.
func (k *linker) namesOthers(m *model) bool {
	return len(k.domains)+len(k.beside) > 0 || slices.ContainsFunc(k.companies, func(c uint32) bool {
		return m.names.flags[m.companyOf[c].name]&(apartOwn|apartVendor|likeOwn) == 0
	})
}

// serves reports whether a person is of the owner's or a vendor's people.
func (p *person) serves(m *model) bool {
	return p.name != none && m.names.flags[p.name]&(apartOwn|apartVendor) != 0
}

// ofAccount reports whether what is of a kind is a customer's in a document about one, where it stands with
// one of the owner's people: the number of an account beside whoever looks after it.
func ofAccount(kind exposure.Kind) bool {
	return kind == exposure.User || kind == exposure.Card || kind == exposure.IBAN
}

// ofCustomer reports the same of a record that names another organisation. What authorities know
// somebody by, and a date of birth, are of whoever is named.
func ofCustomer(kind exposure.Kind) bool {
	switch kind {
	case exposure.Address, exposure.Country, exposure.Vehicle, exposure.Wallet, exposure.Device:
		return true
	}
	return ofAccount(kind)
}

// takeEmail adds an address to what is known of a person. Behind the closing block of a mail the
// addresses of others follow.
func (p *person) takeEmail(m *model, it *item) {
	if it.closing && len(p.emails) > 0 {
		return
	}
	if m.emailSort[it.ordinal]&sharedMailbox == 0 {
		p.emails = append(p.emails, it.ordinal)
	}
	p.aside = p.aside || it.aside
	if p.name == none && it.name != none && (m.names.flags[it.name]&(apartOwn|apartVendor) != 0 || m.names.flags[it.name]&(apartFreeMail|apartReserved|systemOnly) == 0) {
		p.name, p.there = it.name, true
	}
	p.hash = append(p.hash, it.hash())
}

// take adds any other mention to what is known of a person.
func (p *person) take(it *item) {
	switch it.kind {
	case exposure.Message, exposure.IP, exposure.Host, exposure.Secret, exposure.Bank, exposure.Device, exposure.Resource, exposure.Reference, exposure.Amount:
		return // of the record, and new with every mail and log line
	case exposure.Phone:
		if !it.blank {
			p.phones = append(p.phones, it.ordinal)
		}
	default:
		if it.tells() && len(p.ties) < tiesAtMost {
			p.ties = append(p.ties, *it)
		}
	}
	p.hash = append(p.hash, it.hash())
}
