package attribute

import (
	"hash/maphash"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// An apart says why a domain is no affected entity.
type apart uint8

const (
	apartOwn apart = 1 << iota
	apartVendor
	apartFreeMail
	apartReserved
	hasMailbox // an address other than a system's, or the domain itself, is mentioned
	systemOnly // set by settle in place of hasMailbox
	apartMask  = apartOwn | apartVendor | apartFreeMail | apartReserved | systemOnly
)

// aparts are the keys of EntityFigure.Apart; the first that holds is taken.
var aparts = [...]struct {
	flag apart
	why  string
}{
	{apartOwn, "own"}, {apartVendor, "vendor"}, {apartReserved, "reserved"}, {apartFreeMail, "free-mail"}, {systemOnly, "system"},
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

// settleNames decides which names stand apart.
func (m *model) settleNames() {
	for at := range m.names.ids {
		flags := &m.names.flags[at]
		if m.names.isCompany(uint32(at)) {
			continue
		}
		if *flags&hasMailbox == 0 {
			*flags |= systemOnly
		}
	}
	for _, d := range m.hands.own {
		if at, ok := m.names.lookup(d); ok {
			m.names.flags[at] |= apartOwn
		}
	}
	for _, d := range m.hands.vendors {
		if at, ok := m.names.lookup(d); ok {
			m.names.flags[at] |= apartVendor
		}
	}
}
