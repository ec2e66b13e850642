package scope

import (
	"net/netip"
)

// An addressPolicy says which of the addresses that are not refused always may
// be reached.
type addressPolicy struct {
	loopback bool // the operator named a loopback address
	private  bool // the grant allows private addresses, or names one literally
}

// A network range and why it is refused.
type refusedRange struct {
	prefix netip.Prefix
	why    string
}

// never are the ranges that nothing ever reaches from here. Sources: the IANA
// special-purpose address registries (RFC 6890), RFC 6052, 8215, 3056, 4380,
// 4291, 6145, and the metadata pages of AWS, Azure, Alibaba, Oracle and Google.
var never = [...]refusedRange{
	{netip.MustParsePrefix("169.254.0.0/16"), "link-local: cloud metadata services live there"},
	{netip.MustParsePrefix("fe80::/10"), "link-local"},
	{netip.MustParsePrefix("fec0::/10"), "site-local, which is deprecated"},
	{netip.MustParsePrefix("168.63.129.16/32"), "the metadata service of Azure"},
	{netip.MustParsePrefix("100.100.100.200/32"), "the metadata service of Alibaba Cloud"},
	{netip.MustParsePrefix("192.0.0.0/24"), "protocol assignments; the metadata service of Oracle Cloud lives there"},
	{netip.MustParsePrefix("fd00:ec2::/32"), "metadata and platform services of AWS"},
	{netip.MustParsePrefix("fd20:ce::/32"), "the metadata service of Google Cloud"},
	{netip.MustParsePrefix("64:ff9b::/96"), "NAT64: an IPv4 address in disguise"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "local NAT64: an IPv4 address in disguise"},
	{netip.MustParsePrefix("2002::/16"), "6to4: an IPv4 address in disguise"},
	{netip.MustParsePrefix("2001::/32"), "Teredo: an IPv4 address in disguise"},
	{netip.MustParsePrefix("::ffff:0:0:0/96"), "IPv4-translated: an IPv4 address in disguise"},
	{netip.MustParsePrefix("0.0.0.0/8"), "this network"},
	{netip.MustParsePrefix("224.0.0.0/4"), "multicast"},
	{netip.MustParsePrefix("ff00::/8"), "multicast"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved, or broadcast"},
}

// private are the ranges that a grant must allow.
var private = [...]refusedRange{
	{netip.MustParsePrefix("10.0.0.0/8"), "private"},
	{netip.MustParsePrefix("172.16.0.0/12"), "private"},
	{netip.MustParsePrefix("192.168.0.0/16"), "private"},
	{netip.MustParsePrefix("100.64.0.0/10"), "shared by carriers"},
	{netip.MustParsePrefix("198.18.0.0/15"), "for benchmarks of network devices"},
	{netip.MustParsePrefix("fc00::/7"), "unique-local"},
}

// isPrivate reports whether an address means another machine in each network.
func isPrivate(addr netip.Addr) bool {
	for _, r := range private {
		if r.prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// check returns why addr must not be reached, or nil. An IPv4 address inside
// IPv6 is judged as what it is.
func (p addressPolicy) check(addr netip.Addr) error {
	refuse := func(why string) error { return &Refusal{addr.String(), why, ErrAddress} }
	if !addr.IsValid() {
		return refuse("no address")
	}
	if addr.Zone() != "" {
		return refuse("an address with a zone is local to one link")
	}
	addr = addr.Unmap()
	if addr.IsLoopback() {
		if p.loopback {
			return nil
		}
		return refuse("a loopback address is reached only where the operator names it literally")
	}
	for _, r := range never {
		if r.prefix.Contains(addr) {
			return refuse(r.why)
		}
	}
	if addr.Is6() {
		b := addr.As16()
		if [12]byte(b[:12]) == [12]byte{} {
			return refuse("unspecified, or IPv4-compatible: an IPv4 address in disguise")
		}
		if b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe {
			return refuse("ISATAP: an IPv4 address in disguise")
		}
	}
	if p.private {
		return nil
	}
	for _, r := range private {
		if r.prefix.Contains(addr) {
			return refuse(r.why + ": a grant reaches it with private_addresses = true, or by naming the address")
		}
	}
	return nil
}
