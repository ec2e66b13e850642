package detect

import (
	"bytes"
	"hash/maphash"
	"strings"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/exposure"
)

// hostInfo is what is known of a host name.
type hostInfo struct {
	ok          bool // ends in a public suffix, or is reserved, and has well-formed labels
	own         bool
	reserved    bool
	freeMail    bool
	common      bool // named in many texts without being meant
	hosted      bool // of a tenant of a cloud or platform: names no organisation
	registrable int  // length of the registrable domain at the end of the name
}

// hostCache remembers the last host names: tables and mails repeat few.
type hostCache struct {
	slots [256]struct {
		name [56]byte
		n    uint8
		info hostInfo
	}
	large  hostInfo
	folded [maxDomain]byte // the name that is looked at, in lower case
}

// A hostMemo remembers what was found out about host names, for all streams of an
// engine: to walk through the list of public suffixes takes longer than all else
// that an address needs. It keeps no name, only 112 bits of its hashes under seeds of
// its own. A slot is two words; what is written to them at once by several streams
// may mix, but both hashes agree only where both words are of the same name.
type hostMemo struct {
	seeds [2]maphash.Seed
	slots [1 << 16][2]atomic.Uint64
}

func newHostMemo() *hostMemo {
	return &hostMemo{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}}
}

// inspect is that of lists, with a memory.
func (m *hostMemo) inspect(l *lists, name []byte, buf *[maxDomain]byte) hostInfo {
	for i, c := range name {
		buf[i] = lower[c]
	}
	first, second := maphash.Bytes(m.seeds[0], buf[:len(name)]), maphash.Bytes(m.seeds[1], buf[:len(name)])
	slot := &m.slots[first%uint64(len(m.slots))]
	if known := slot[1].Load(); known>>16 == second>>16 && slot[0].Load() == first {
		return unpackHost(uint16(known))
	}
	info := l.inspect(name, buf)
	slot[0].Store(first)
	slot[1].Store(second>>16<<16 | uint64(info.pack()))
	return info
}

// pack makes 16 bits of what is known, never 0.
func (h *hostInfo) pack() (b uint16) {
	for i, flag := range [...]bool{h.ok, h.own, h.reserved, h.freeMail, h.common, h.hosted, true} {
		if flag {
			b |= 1 << i
		}
	}
	return b | uint16(h.registrable)<<8
}

func unpackHost(b uint16) hostInfo {
	return hostInfo{b&1 != 0, b&2 != 0, b&4 != 0, b&8 != 0, b&16 != 0, b&32 != 0, int(b >> 8)}
}

// host returns what is known of a host name, and whether it is one that may
// stand on the Internet. The result is valid until the next call.
func (st *Stream) host(name []byte) (*hostInfo, bool) {
	if len(name) < 4 || len(name) > maxDomain {
		return nil, false
	}
	if len(name) > 56 {
		st.hosts.large = st.e.hosts.inspect(st.e.lists, name, &st.hosts.folded)
		return &st.hosts.large, st.hosts.large.ok
	}
	h := uint32(len(name))
	for _, c := range name {
		h = h*31 + uint32(lower[c])
	}
	s := &st.hosts.slots[(h^h>>8^h>>16)%256]
	if int(s.n) == len(name) && bytes.Equal(s.name[:s.n], name) {
		return &s.info, s.info.ok
	}
	s.n = uint8(copy(s.name[:], name))
	s.info = st.e.hosts.inspect(st.e.lists, name, &st.hosts.folded)
	return &s.info, s.info.ok
}

// A domainFlag is what a list says about a domain.
type domainFlag uint8

const (
	domainOwn domainFlag = 1 << iota
	domainFreeMail
	domainReserved
	domainCommon
)

// inspect looks at a host name without a cache. buf is its to write to.
func (l *lists) inspect(name []byte, buf *[maxDomain]byte) (info hostInfo) {
	if !wellFormed(name) {
		return info
	}
	for i, c := range name {
		buf[i] = lower[c]
	}
	// The list of suffixes looks at the name no longer than the call.
	folded := asString(buf[:len(name)])
	suffix, reserved, ok := publicSuffix(folded)
	if !ok || len(suffix) >= len(folded) {
		return info
	}
	rest := folded[:len(folded)-len(suffix)-1]
	registrable := folded[strings.LastIndexByte(rest, '.')+1:]
	flags := l.domains.flags(registrable)
	if len(registrable) < len(folded) {
		flags |= l.domains.flags(folded) & domainFreeMail
	}
	hosted := false
	for i := len(registrable) - 1; i > 0 && flags == 0 && !reserved; i-- {
		if registrable[i] == '.' && l.domains.flags(registrable[i+1:])&domainCommon != 0 {
			hosted = true
			break
		}
	}
	return hostInfo{
		ok: true, registrable: len(registrable), hosted: hosted,
		own:      flags&domainOwn != 0,
		reserved: reserved || flags&domainReserved != 0,
		freeMail: flags&domainFreeMail != 0,
		common:   flags&domainCommon != 0,
	}
}

// domainFlags are what is known of domains, kept like words.
type domainFlags struct {
	known map[string]domainFlag
	maybe [1 << wordBits]bool
}

func (d *domainFlags) add(s string, flag domainFlag) {
	if s != "" {
		d.known[s] |= flag
		d.maybe[wordHash(s)] = true
	}
}

func (d *domainFlags) flags(s string) domainFlag {
	if s == "" || !d.maybe[wordHash(s)] {
		return 0
	}
	return d.known[s]
}

// publicSuffix returns the public suffix of a host in lower case, and whether
// it is reserved (RFC 2606, RFC 6761). Suffixes that are not on the list of
// ICANN are none.
func publicSuffix(host string) (suffix string, reserved, ok bool) {
	tld := host[strings.LastIndexByte(host, '.')+1:]
	switch tld {
	case "example", "test", "invalid", "localhost":
		return tld, true, tld != host
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	if !icann {
		// A private suffix such as github.io: its own suffix must be ICANN's.
		i := strings.IndexByte(suffix, '.')
		if i < 0 {
			return "", false, false
		}
		if _, icann = publicsuffix.PublicSuffix(suffix[i+1:]); !icann {
			return "", false, false
		}
		if suffix == host {
			suffix = suffix[i+1:]
		}
	}
	return suffix, false, true
}

// wellFormed reports whether name consists of labels of 1 to 63 letters, digits
// and inner hyphens (RFC 1035, RFC 5890), the last of at least two letters.
func wellFormed(name []byte) bool {
	label := 0
	for i, c := range name {
		switch {
		case c == '.':
			if label == 0 || label > 63 || name[i-1] == '-' {
				return false
			}
			label = 0
			continue
		case c == '-':
			if label == 0 {
				return false
			}
		case c < 0x80 && !alnumChars[c]:
			return false
		}
		label++
	}
	if label < 2 || label > 63 || bytes.IndexByte(name, '.') < 0 || name[len(name)-1] == '-' {
		return false
	}
	last := name[len(name)-label:]
	return !isDigit(last[0]) && utf8.Valid(name)
}

// wideStop reports whether b begins with punctuation beyond ASCII, which ends a
// name: general punctuation, CJK punctuation and full-width forms, NBSP, «».
func wideStop(b []byte) bool {
	r, n := utf8.DecodeRune(b)
	switch {
	case r == utf8.RuneError && n <= 1:
		return true
	case r >= 0x2000 && r <= 0x2BFF, r >= 0x3000 && r <= 0x303F && r != 0x3005 && r != 0x3007, r >= 0xFF00 && r <= 0xFF0F,
		r >= 0xFF1A && r <= 0xFF20, r >= 0x80 && r <= 0xBF, r == utf8.RuneError, r >= 0xE000 && r <= 0xF8FF:
		return true
	}
	return false
}

// plainRun returns how many bytes of b come before punctuation beyond ASCII.
func plainRun(b []byte) int {
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if wideStop(b[i:]) && !exposure.Invisible(r) {
			return i
		}
		i += n
	}
	return len(b)
}

// wideTail returns where an address begins that stands directly behind
// punctuation beyond ASCII, or Latin behind a script without blanks: 联系jane@.
func wideTail(text []byte, start, at int) int {
	latin := at > start && text[at-1] < 0x80
	for i := at; i > start; {
		if text[i-1] < 0x80 {
			i--
			continue
		}
		r, n := utf8.DecodeLastRune(text[start:i])
		if exposure.Invisible(r) {
			i -= n
			continue
		}
		if wideStop(text[i-n:i]) || latin && r >= 0x2E80 {
			return i
		}
		i -= n
	}
	return afterInvisible(text, start, at)
}

// asString views b as a string for the length of one lookup.
func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
