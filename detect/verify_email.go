package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// Characters of an address as people write them (RFC 5321 section 4.1.2 and
// RFC 6531; '/', '!', '#', '$' and the like are lawful and never used).
var (
	localChars  = chars("A-Za-z0-9._%+'-").with8bit()
	domainChars = chars("A-Za-z0-9.-").with8bit()
	idChars     = chars("A-Za-z0-9.!#$%&'*+/=?^_`{|}~-") // RFC 5322 dot-atom, for Message-IDs
)

const (
	maxLocal  = 64  // RFC 5321 section 4.5.3.1.1
	maxDomain = 253 // RFC 1035
)

// verifyAt looks at an '@': an address, or the identifier of a mail.
func verifyAt(v *view) {
	text, at := v.text, v.start
	if at == 0 || at+3 >= len(text) {
		return
	}
	switch field, _ := v.field(at); field {
	case fieldMessageID:
		verifyMessageID(v)
		return
	case fieldThread:
		return
	}
	local, ok := localPart(v)
	if !ok {
		return
	}
	end := run(text, at+1, maxDomain+1, domainChars)
	end = trimDomain(text, at+1, end)
	if !v.st.e.besides { // all that an address has to say is its password
		if _, ok := comboAt(text, local, end); !ok {
			return
		}
	}
	hidden := exposure.HoldsInvisible(text[at+1 : end])
	host, ok := v.st.host(visible(text[at+1 : end]))
	if !ok {
		if end = withoutExtension(text, at+1, end); end > 0 {
			host, ok = v.st.host(text[at+1 : end])
		}
		if !ok {
			return
		}
	}
	class, score, w := v.classifyAddress(visible(text[local:at]), host, local, end)
	if score == 0 {
		return
	}
	v.found(v.st.e.builtin.email, local, end, text[local:end], score, class, w)
	v.verifyCombo(local, end)
	if class != exposure.ClassFreeMail && !hidden && v.st.seg.Part != exposure.PartTable {
		v.companyAbove(local, text[end-host.registrable:end])
	}
	if end < len(text) && text[end] == '>' || local > 0 && (text[local-1] == '<' || text[local-1] == '(') {
		verifyDisplayName(v, local)
	}
}

// localPart returns where the part before the '@' begins.
func localPart(v *view) (int, bool) {
	text, at := v.text, v.start
	if text[at-1] == '"' {
		return quotedLocal(text, at)
	}
	start := runBack(text, at, maxLocal+1, localChars)
	if at-start > maxLocal {
		return 0, false
	}
	for start < at && (text[start] == '.' || text[start] == '\'' || text[start] == '-' || text[start] == '+' || text[start] == '%') {
		start++
	}
	// Percent escapes and C escapes run into the address: mailto:%20a@b, \na@b.
	if at-start > 3 && start > 0 && text[start-1] == '%' && hexChars[text[start]] && hexChars[text[start+1]] {
		start += 2
	}
	if start > 0 && text[start-1] == '\\' && at-start > 1 && bytes.IndexByte([]byte("nrt"), text[start]) >= 0 {
		start++
	}
	start = wideTail(text, start, at)
	if field, _ := v.field(at); field == fieldFileName {
		start = afterOrdinal(text, start, at)
	}
	if start == at || text[at-1] == '.' || bytes.Contains(text[start:at], []byte("..")) {
		return 0, false
	}
	// The user information of a URL, scheme://user:PASS@host, is no address: the
	// password is found by another rule. "://" was seen before.
	if v.inAuthority(at) {
		return 0, false
	}
	return start, true
}

// afterOrdinal passes the number or date that programs put before the name of a
// file: 0004711_jane@…, 2022-08-31-jane@…. An address hardly begins like that.
func afterOrdinal(text []byte, start, at int) int {
	digits := 0
	i := start
	for ; i < at && (isDigit(text[i]) || digits > 0 && (text[i] == '-' || text[i] == '_')); i++ {
		if isDigit(text[i]) {
			digits++
		}
	}
	if digits >= 4 && i < at && (text[i-1] == '_' || text[i-1] == '-') {
		return i
	}
	return start
}

// quotedLocal returns where "john doe"@ begins.
func quotedLocal(text []byte, at int) (int, bool) {
	for i := at - 2; i >= max(0, at-maxLocal); i-- {
		switch c := text[i]; {
		case c == '"':
			return i, i < at-2 && (i == 0 || !word8Chars[text[i-1]])
		case c < ' ' || c == '@':
			return 0, false
		}
	}
	return 0, false
}

// trimDomain takes the punctuation of the sentence off a domain's end, and ends
// it where bytes beyond ASCII are not letters of a name but quotes or commas.
func trimDomain(text []byte, start, end int) int {
	end = beforeInvisible(text, start, start+plainRun(text[start:end]))
	for end > start && (text[end-1] == '.' || text[end-1] == '-') {
		end--
	}
	return end
}

// withoutExtension drops a last label that is no domain: names of files such as
// "j.doe@contoso.example.pst".
func withoutExtension(text []byte, start, end int) int {
	i := bytes.LastIndexByte(text[start:end], '.')
	if i <= 0 || bytes.IndexByte(text[start:start+i], '.') < 0 {
		return 0
	}
	return start + i
}

// classifyAddress tells what sort of address local@host is; score 0 means none.
func (v *view) classifyAddress(local []byte, host *hostInfo, start, end int) (exposure.Class, int, why) {
	text, lists := v.text, v.st.e.lists
	score, w := v.st.e.builtin.email.Score, whyShape|whySuffix
	var buf [64]byte
	folded := foldedLocal(local, &buf)
	// foo@2x.png is told apart by its suffix; git@github.com:org/repo and
	// name@version by what stands around.
	if end < len(text) && (text[end] == ':' && end+1 < len(text) && !isSpace(text[end+1]) && !isDigit(text[end+1]) || text[end] == '/') {
		if lists.isSystem(folded) || bytes.HasSuffix(text[:start], []byte("ssh://")) {
			return exposure.ClassSystem, score - 30, w | whyCommon
		}
	}
	if field, _ := v.field(v.start); fieldIsAddress(field) {
		w |= whyField
		score = 99
	}
	switch {
	case ofLists(text[min(start+len(local)+1, end):end]):
		return exposure.ClassRole, score, w
	case host.own:
		return exposure.ClassOwn, score, w
	case host.reserved:
		return exposure.ClassReserved, score, w | whyReserved
	case lists.isSystem(folded) || machineMade(local):
		return exposure.ClassSystem, score - 10, w
	case host.freeMail:
		return exposure.ClassFreeMail, score, w
	case lists.isRole(folded):
		return exposure.ClassRole, score, w
	}
	return "", score, w
}

// ofLists reports whether a host is one for mailing lists, at which nobody has a mailbox: lists.contoso.com
// (RFC 2919, section 2, and usage).
func ofLists(host []byte) bool {
	first, rest, _ := bytes.Cut(host, []byte{'.'})
	if bytes.IndexByte(rest, '.') < 0 {
		return false // lists.com is a firm
	}
	switch string(bytes.ToLower(first)) {
	case "lists", "list", "listserv", "mailman", "listes", "listas", "liste", "listen", "majordomo", "sympa":
		return true
	}
	return false
}

func fieldIsAddress(f fieldID) bool {
	return f == fieldEmail || f == fieldFrom || f == fieldTo || f == fieldReplyTo
}

// machineMade reports whether a local part is an identifier rather than a
// mailbox: long and mostly digits or hexadecimal, as bounces and threads have.
func machineMade(local []byte) bool {
	if len(local) < 20 {
		return false
	}
	digits := 0
	for _, c := range local {
		if isDigit(c) {
			digits++
		}
	}
	return digits*3 > len(local)
}

// verifyMessageID takes the identifier around an '@' in a header that holds
// identifiers (RFC 5322 section 3.6.4).
func verifyMessageID(v *view) {
	text, at := v.text, v.start
	start := runBack(text, at, 512, idChars)
	end := run(text, at+1, 512, idChars)
	for end > at+1 && (text[end-1] == '.' || text[end-1] == '-') {
		end--
	}
	if start == at || end == at+1 {
		return
	}
	v.found(v.st.e.builtin.message, start, end, text[start:end], v.st.e.builtin.message.Score, "", whyField|whyShape)
}
