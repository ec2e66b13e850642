package signedlink

import (
	"encoding/binary"
	"net/netip"
	"strings"
)

// Addresses are those from which a link is taken. A link that says nothing is
// taken from anywhere, unless the account's or bucket's own rules forbid it,
// which do not stand in a link.
type Addresses struct {
	Any       bool       `json:"any"`
	From      netip.Addr `json:"from,omitzero"`
	To        netip.Addr `json:"to,omitzero"` // the same as From for one address
	Malformed bool       `json:"malformed,omitempty"`
}

func anyAddress() Addresses { return Addresses{Any: true} }

// readRange reads "sip": an IPv4 address, or two with a '-' between.
// https://learn.microsoft.com/rest/api/storageservices/create-account-sas#specify-an-ip-address-or-ip-range
func readRange(s string) Addresses {
	if s == "" {
		return anyAddress()
	}
	first, last, two := strings.Cut(s, "-")
	if !two {
		last = first
	}
	from, err1 := netip.ParseAddr(strings.TrimSpace(first))
	to, err2 := netip.ParseAddr(strings.TrimSpace(last))
	if err1 != nil || err2 != nil || from.Is4() != to.Is4() || from.Zone()+to.Zone() != "" || to.Less(from) {
		return Addresses{Malformed: true}
	}
	return Addresses{Any: from.IsUnspecified() && size(from, to) >= 1<<32, From: from, To: to}
}

// readPrefix reads a network as CloudFront's policies have it.
func readPrefix(s string) Addresses {
	if s == "" {
		return anyAddress()
	}
	if !strings.Contains(s, "/") {
		return readRange(s)
	}
	p, err := netip.ParsePrefix(strings.TrimSpace(s))
	if err != nil {
		return Addresses{Malformed: true}
	}
	if p.Bits() == 0 {
		return anyAddress()
	}
	p = p.Masked()
	last := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(last)*8; bit++ {
		last[bit/8] |= 0x80 >> (bit % 8)
	}
	to, _ := netip.AddrFromSlice(last)
	return Addresses{From: p.Addr(), To: to}
}

// Count returns how many addresses there are, at most 2³².
func (a Addresses) Count() uint64 {
	if a.Any || a.Malformed || !a.From.IsValid() {
		return 1 << 32
	}
	return size(a.From, a.To)
}

func size(from, to netip.Addr) uint64 {
	if from.Is4() {
		a, b := from.As4(), to.As4()
		return uint64(binary.BigEndian.Uint32(b[:])) - uint64(binary.BigEndian.Uint32(a[:])) + 1
	}
	a, b := from.As16(), to.As16()
	if string(a[:8]) != string(b[:8]) {
		return 1 << 32
	}
	return min(binary.BigEndian.Uint64(b[8:])-binary.BigEndian.Uint64(a[8:]), 1<<32-1) + 1
}
