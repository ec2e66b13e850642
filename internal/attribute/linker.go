package attribute

import (
	"slices"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
)

// A linker works out what stands together in one record.
type linker struct {
	domains   []uint32 // names of the affected domains
	others    []uint32 // and of the owner's and of vendors
	companies []uint32 // ordinals in companyOf
	sole      uint32   // the one organisation that the record is about, else none
	sender    uint32   // the organisation that a mail comes from, else none
	customers bool     // the content is a document about a customer
	machines  bool     // the content is for machines
	items     []item   // of the record
	slotAt    []int    // for each item of the record its person, -1 for none
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
}

// read finds the organisations of a record and which of them, if any, the rest
// of it belongs to: its only affected domain, else its only company, else
// whichever single name it has.
func (k *linker) read(m *model, items []item) {
	k.domains, k.others, k.companies, k.sole, k.sender = k.domains[:0], k.others[:0], k.companies[:0], none, none
	k.items = items
	companyName := none
	for i := range items {
		it := &items[i]
		if it.sender && k.sender == none {
			k.sender = it.name
		}
		switch {
		case it.name == none:
		case it.kind == exposure.Company:
			if !slices.Contains(k.companies, it.ordinal) {
				k.companies = append(k.companies, it.ordinal)
				companyName = it.name
			}
		case m.names.affected(it.name):
			if !slices.Contains(k.domains, it.name) {
				k.domains = append(k.domains, it.name)
			}
		case m.names.flags[it.name]&(apartOwn|apartVendor) != 0:
			if !slices.Contains(k.others, it.name) {
				k.others = append(k.others, it.name)
			}
		}
	}
	switch {
	case len(k.domains) == 1:
		k.sole = k.domains[0]
	case len(k.domains) > 1:
	case len(k.companies) == 1:
		k.sole = companyName
	case len(k.companies) == 0 && len(k.others) == 1:
		k.sole = k.others[0]
	}
	if k.machines && m.names.affected(k.sole) {
		k.sole = none
	}
	k.split(m, items)
}

// nameFor returns the organisation that a mention belongs to.
func (k *linker) nameFor(m *model, it *item, i int) uint32 {
	if it.name != none && m.names.flags[it.name]&(apartFreeMail|apartReserved|systemOnly) == 0 {
		return it.name
	}
	if it.kind == exposure.Secret {
		return k.nameForLogin(m, it, i)
	}
	name := k.nameBeside(m, it, i)
	if k.machines && it.name != name && m.names.affected(name) {
		return none
	}
	return name
}

// nameBeside returns the organisation that a mention which names none itself stands with.
func (k *linker) nameBeside(m *model, it *item, i int) uint32 {
	if it.kind == exposure.Message && k.sender != none {
		return k.sender
	}
	if i < len(k.slotAt) && k.slotAt[i] >= 0 {
		if p := &k.persons[k.slotAt[i]]; p.name != none {
			return p.name
		}
	}
	if k.sole == none && it.name != none { // a free-mail address that stands with nobody
		return it.name
	}
	return k.sole
}

// split parts a record by the persons that it names: what follows a name up to
// the next belongs to it, and what precedes the first belongs to that one. First
// and last name in columns of their own are one person.
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
		p := &k.persons[at]
		if (foreign && ofCustomer(items[i].kind) || k.customers && ofAccount(items[i].kind)) && p.serves(m) {
			k.slotAt[i] = -1
			continue
		}
		p.take(&items[i])
	}
	for i := range k.persons {
		if k.persons[i].name == none && len(k.persons) == 1 && !slices.ContainsFunc(items, func(it item) bool { return it.header }) {
			k.persons[i].name = k.sole
		}
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
	p.name, p.half = none, it.half
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
	return len(k.domains) > 0 || slices.ContainsFunc(k.companies, func(c uint32) bool {
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
	if p.name == none && it.name != none && (m.names.flags[it.name]&(apartOwn|apartVendor) != 0 || m.names.flags[it.name]&(apartFreeMail|apartReserved|systemOnly) == 0) {
		p.name = it.name
	}
	p.hash = append(p.hash, it.hash())
}

// take adds any other mention to what is known of a person.
func (p *person) take(it *item) {
	switch it.kind {
	case exposure.Message, exposure.IP, exposure.Host, exposure.Secret, exposure.Bank, exposure.Device, exposure.Resource, exposure.Reference, exposure.Amount:
		return // of the record, and new with every mail and log line
	case exposure.Phone:
		p.phones = append(p.phones, it.ordinal)
	default:
		if it.tells() && len(p.ties) < tiesAtMost {
			p.ties = append(p.ties, *it)
		}
	}
	p.hash = append(p.hash, it.hash())
}

// maxPairs is how many pairs of a company and a domain one record may speak for.
// One that holds more is a list, and says nothing of who belongs to whom.
const maxPairs = 256

// evidence notes which companies stand with which domains, and which countries
// are stated.
func (w *walker) evidence(items []item) {
	m, k := w.m, &w.linker
	tells := len(k.companies)*(len(k.domains)+len(k.others)) <= maxPairs
	for _, c := range k.companies {
		atomic.AddUint32(&m.records.alone[c], 1)
		if !tells {
			continue
		}
		for _, d := range k.domains {
			w.together.add(uint64(c)<<32 | uint64(d))
		}
		for _, d := range k.others {
			w.together.add(uint64(c)<<32 | uint64(d))
		}
	}
	if c, ok := k.paired(m); ok {
		atomic.StoreUint32(&m.records.paired[c], 1)
	}
	if k.sole == none {
		return
	}
	var seen []region
	for i := range items {
		if it := &items[i]; it.kind == exposure.Country {
			r := m.stated[it.ordinal]
			if r == 0 || slices.Contains(seen, r) {
				continue
			}
			seen = append(seen, r)
			m.records.stated.add(uint64(k.sole)<<16 | uint64(r))
		}
	}
}

// people hands on the persons of the record.
func (w *walker) people() {
	for i := range w.linker.persons {
		p := &w.linker.persons[i]
		if p.half != wholeName && len(p.ordinals) == 1 {
			w.m.records.ordered[p.ordinals[0]].Store(true)
		}
		x := p.slot(&w.m.records.twofolds)
		for n := range max(1, len(p.emails), len(p.phones)) {
			x.email, x.phone = nth(p.emails, n), nth(p.phones, n)
			w.slots.add(x)
		}
		for n := range p.ties {
			w.ties.add(w.newTie(x.hash, &p.ties[n]))
		}
	}
}
