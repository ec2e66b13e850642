package attribute

import (
	"hash/maphash"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/internal/attribute/service"
)

// An apart says why a name is no affected entity.
type apart uint16

const (
	apartOwn apart = 1 << iota
	apartVendor
	apartFreeMail // also of access providers
	apartISP
	apartHosting
	apartMailing
	apartShortener
	apartTracker
	apartRegistry
	apartReserved
	hasMailbox // an address other than a system's, or the domain itself, is mentioned
	hasAddress // such an address is
	systemOnly // set by settle in place of hasMailbox
	likeOwn    // of a company: it is called as a domain of the owner's or of a vendor's
	namedOwn   // of a company: its name begins as a domain of the owner's
	apartLists = apartFreeMail | apartISP | apartHosting | apartMailing | apartShortener | apartTracker | apartRegistry
	apartMask  = apartOwn | apartVendor | apartReserved | systemOnly | apartLists
)

// aparts are the keys of EntityFigure.Apart; the first that holds is taken.
var aparts = [...]struct {
	flag apart
	why  string
}{
	{apartOwn, SortOwn}, {apartVendor, SortVendor}, {apartReserved, SortReserved}, {apartISP, SortISP}, {apartFreeMail, SortFreeMail}, {apartHosting, SortHosting},
	{apartMailing, SortMailing}, {apartShortener, SortShortener}, {apartTracker, SortTracker}, {apartRegistry, SortRegistry}, {systemOnly, SortSystem},
}

// companyPrefix begins the name of a company among names, and its ID.
const companyPrefix = "company:"

// none is the ordinal of no name.
const none = ^uint32(0)

// names are the registrable domains and names of companies that are met, by
// ordinals.
type names struct {
	ids   []string // domain, or companyPrefix and the lower-case name
	shown []string // as a company is shown; "" for a domain
	flags []apart
	slots []uint32 // ordinals and 1 by the hash of the ID: open addressing, a power of two
}

var nameSeed = maphash.MakeSeed()

func (n *names) domain(domain string) uint32 {
	return n.intern(domain, "")
}

func (n *names) company(shown string) uint32 {
	return n.intern(companyPrefix+strings.ToLower(shown), shown)
}

func (n *names) intern(id, shown string) uint32 {
	if 2*len(n.ids) >= len(n.slots) {
		n.grow()
	}
	slot := n.slot(id)
	if *slot == 0 {
		n.ids = append(n.ids, id)
		n.shown = append(n.shown, shown)
		n.flags = append(n.flags, 0)
		*slot = uint32(len(n.ids))
	}
	return *slot - 1
}

// slot is where the ordinal of a name stands or belongs.
func (n *names) slot(id string) *uint32 {
	mask := uint64(len(n.slots) - 1)
	for at := maphash.String(nameSeed, id); ; at++ {
		if slot := &n.slots[at&mask]; *slot == 0 || n.ids[*slot-1] == id {
			return slot
		}
	}
}

func (n *names) grow() {
	n.slots = make([]uint32, max(64, 2*len(n.slots)))
	for i, id := range n.ids {
		*n.slot(id) = uint32(i + 1)
	}
}

func (n *names) find(id string) (uint32, bool) {
	if len(n.ids) == 0 {
		return 0, false
	}
	at := *n.slot(id)
	return at - 1, at > 0
}

// lookup finds a name as an operator writes it: a domain, a company's name or
// an ID.
func (n *names) lookup(s string) (uint32, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if at, ok := n.find(s); ok {
		return at, true
	}
	return n.find(companyPrefix + s)
}

func (n *names) isCompany(at uint32) bool { return strings.HasPrefix(n.ids[at], companyPrefix) }

// affected reports whether a name may be an affected entity's.
func (n *names) affected(at uint32) bool { return at != none && n.flags[at]&apartMask == 0 }

// label is the part of a registrable domain before the public suffix, without
// hyphens.
func label(domain string) string {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(domain, suffix), "."), "-", "")
}

// baseLabel is what stands before the first hyphen of a domain, "" without one.
func baseLabel(domain string) string {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	base, _, ok := strings.Cut(strings.TrimSuffix(domain, "."+suffix), "-")
	if !ok {
		return ""
	}
	return base
}

// settleNames decides which names stand apart: by what is known of all the world's, by
// what the operator named, and by the marks of a person, which go before both.
func (m *model) settleNames() {
	for at := range m.names.ids {
		flags := &m.names.flags[at]
		if m.names.isCompany(uint32(at)) {
			continue
		}
		if *flags&hasMailbox == 0 {
			*flags |= systemOnly
		}
		*flags |= serviceFlag(m.names.ids[at], *flags&hasAddress != 0)
	}
	flag := func(list []string, flag apart) {
		for _, d := range list {
			if at, ok := m.names.lookup(d); ok {
				m.names.flags[at] |= flag
			}
		}
	}
	flag(m.hands.own, apartOwn)
	flag(m.hands.vendors, apartVendor)
	m.settleLikeOwn()
	m.marked = map[uint32]Decision{}
	for _, d := range m.hands.marks {
		if at, ok := m.names.lookup(d.A); ok {
			m.names.flags[at] = m.names.flags[at]&^apartMask | markFlags[d.Op]
			m.marked[at] = d
		}
	}
}

// settleLikeOwn finds the companies that are called as the owner is, or a vendor: before records
// have been read nobody knows more of that.
func (m *model) settleLikeOwn() {
	for _, d := range slices.Concat(m.hands.own, m.hands.vendors) {
		l := label(d)
		if l == "" {
			continue
		}
		for at := range m.names.ids {
			if m.names.isCompany(uint32(at)) && alike(m.names.shown[at], l) {
				m.names.flags[at] |= likeOwn
			}
		}
	}
	for _, d := range m.hands.own {
		m.settleNamedOwn(label(d))
	}
}

// settleNamedOwn finds the companies whose names begin with the label of a domain of the owner's, or
// nearly are it.
func (m *model) settleNamedOwn(label string) {
	whole := letters(label)
	if len(whole) < leastFirstWord {
		return
	}
	for at := range m.names.ids {
		if !m.names.isCompany(uint32(at)) {
			continue
		}
		name := m.names.shown[at]
		if l := letters(name); strings.HasPrefix(l, whole) || strings.HasPrefix(l, whole[:leastFirstWord]) && beginsWith(label, name) {
			m.names.flags[at] |= likeOwn | namedOwn
		}
	}
}

// serviceFlag returns that of the domain of a service. Where people of its own have addresses
// at it, it is an organisation as others are. An access provider's addresses are those of
// private persons, as free mail's are, and a host's those of its tenants.
func serviceFlag(domain string, addresses bool) apart {
	switch sort := service.Of(domain); {
	case sort == service.ISP:
		return apartISP | apartFreeMail
	case sort == service.Hosting:
		return apartHosting
	case addresses:
		return 0
	case sort == service.Mailing:
		return apartMailing
	case sort == service.Shortener:
		return apartShortener
	case sort == service.Tracker:
		return apartTracker
	case sort == service.Registry:
		return apartRegistry
	}
	return 0
}

// markFlags are those of a person's marks; a customer or partner is affected.
var markFlags = map[string]apart{SortOwn: apartOwn, SortVendor: apartVendor, SortFreeMail: apartFreeMail}
