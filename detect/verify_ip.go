package detect

import (
	"bytes"
	"net/netip"

	"github.com/hemostat/hemostat/exposure"
)

var versionWords = foldWords("version", "ver.", "ver ", "release", "revision", "firmware", "build", "assembly", "rev ", "section", "§", "chapter", "clause", "sec.", "rfc", "kapitel", "abschnitt")

// verifyDotted looks at a '.' between two digits: an IPv4 address, where it is
// the first dot of one.
func verifyDotted(v *view) {
	text := v.text
	start := runBack(text, v.start, 4, digitChars)
	if v.start-start > 3 || start > 0 && !ipMayFollow(text[:start]) {
		return
	}
	var octets [4]byte
	i := start
	for k := range octets {
		n, value := 0, 0
		for ; i < len(text) && isDigit(text[i]) && n < 4; i++ {
			value = value*10 + int(text[i]-'0')
			n++
		}
		if n == 0 || n > 3 || value > 255 || n > 1 && text[i-n] == '0' {
			return
		}
		octets[k] = byte(value)
		if k < 3 {
			if i >= len(text) || text[i] != '.' {
				return
			}
			i++
		}
	}
	if i < len(text) && !ipMayPrecede(text, i) {
		return
	}
	v.ip4(start, i, octets)
}

func ipMayFollow(before []byte) bool {
	c := before[len(before)-1]
	switch {
	case word8Chars[c] && c < 0x80, c == '.', c == '%', c == '+':
		return false
	case c == '-':
		return len(before) < 2 || !wordChars[before[len(before)-2]]
	}
	return true
}

func ipMayPrecede(text []byte, i int) bool {
	c := text[i]
	switch {
	case c == '.':
		return i+1 >= len(text) || !wordChars[text[i+1]]
	case c == '-':
		// A range of addresses goes on with a digit, a version with a letter.
		return i+1 >= len(text) || isDigit(text[i+1]) || isSpace(text[i+1])
	}
	return !wordChars[c] && c != '+'
}

// ip4 scores an address; four small numbers are more often a version.
func (v *view) ip4(start, end int, o [4]byte) {
	r, text := v.st.e.builtin.ip4, v.text
	field, _ := v.field(start)
	w, score := whyShape, r.Score
	switch {
	case field == fieldIP || field == fieldHost:
		w, score = w|whyField, 98
	case o[0] == 255 || o[0] == 0:
		return
	default:
		before := text[max(0, start-24):start]
		if versionWords.begins(before) {
			return
		}
		cidr := end < len(text) && (text[end] == '/' || text[end] == ':')
		if o[2] == 0 && o[3] == 0 && !cidr || bytes.HasSuffix(before, []byte("=")) && o[0] < 10 && o[3] < 10 {
			return
		}
		if o[0] < 40 && o[0] != 10 && o[1] < 40 && o[2] < 40 && o[3] < 40 && !cidr {
			w, score = w|whyWeak, 40
		}
	}
	addr := netip.AddrFrom4(o)
	class := exposure.Class("")
	if reservedAddr(addr) {
		class, w = exposure.ClassReserved, w|whyReserved
	}
	v.found(r, start, end, text[start:end], score, class, w)
}

var reservedPrefixes = func() (out []netip.Prefix) {
	// IANA special-purpose registries (RFC 6890), documentation (RFC 5737,
	// RFC 3849, RFC 9637), shared address space (RFC 6598), benchmarks (RFC 2544).
	for _, s := range []string{"100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "2001:db8::/32", "3fff::/20", "fc00::/7"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

func reservedAddr(a netip.Addr) bool {
	if a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return true
	}
	for _, p := range reservedPrefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

var ip6Chars = chars("0-9a-fA-F:")

// verifyColons looks at a ':' beside another or between hexadecimal digits: an
// IPv6 address (RFC 4291, RFC 5952), in full or with "::".
func verifyColons(v *view) {
	if v.base+int64(v.start) < v.st.skip.ip {
		return
	}
	text := v.text
	start := runBack(text, v.start, 40, ip6Chars)
	end := run(text, v.start, 40, ip6Chars)
	v.st.skip.ip = v.base + int64(end)
	if n := end - start; n < 3 || n > 39 {
		return
	}
	if end > start+2 && text[end-1] == ':' && text[end-2] != ':' {
		end--
	}
	s := text[start:end]
	colons, digits := bytes.Count(s, []byte{':'}), 0
	double := bytes.Contains(s, []byte("::"))
	if !double && colons != 7 || double && colons > 7 || bytes.Contains(s, []byte(":::")) {
		return
	}
	for _, c := range s {
		if isDigit(c) {
			digits++
		}
	}
	if start > 0 && (wordChars[text[start-1]] || text[start-1] == '.') || end < len(text) && (wordChars[text[end]] || text[end] == '.') {
		return
	}
	v.ip6(start, end, colons, digits)
}

func (v *view) ip6(start, end, colons, digits int) {
	r := v.st.e.builtin.ip6
	addr, err := netip.ParseAddr(asString(v.text[start:end]))
	if err != nil || !addr.Is6() {
		return
	}
	field, _ := v.field(start)
	w, score := whyShape|whyStructure, r.Score
	switch {
	case field == fieldIP || field == fieldHost:
		w, score = w|whyField, 98
	case digits < 2 || end-start < 6 || colons < 3:
		// "::1", "a::b" in source code
		if addr != netip.IPv6Loopback() && (digits < 2 || colons < 3) {
			return
		}
		w, score = w|whyWeak|whyShort, 45
	}
	class := exposure.Class("")
	if reservedAddr(addr) {
		class, w = exposure.ClassReserved, w|whyReserved
	}
	v.found(r, start, end, v.text[start:end], score, class, w)
}
