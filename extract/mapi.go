package extract

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// A mapiObject is a bag of properties ([MS-OXCDATA], section 2.8): of a message, a
// recipient or an attachment.
type mapiObject struct {
	c     *content
	fixed map[uint32]uint64 // by tag: identifier, then type
	vars  map[uint32]mapiValue
	multi map[uint32][]mapiValue // of several values, by the tag of one
	page  int                    // code page of strings that are not in Unicode
	inet  int                    // code page that the mail was sent in
	named map[uint16]mapiName    // of the identifiers from 0x8000 on
	ids   map[mapiName]uint16    // and back

	clipped bool // a text was longer than is held
}

// A mapiValue is a value that is read when it is wanted.
type mapiValue struct {
	size  int64
	index uint64 // among several
	open  func() io.Reader
}

// A mapiName is what an identifier beyond 0x8000 means in one file.
type mapiName struct {
	set uint32 // the first number of the GUID of its set
	id  uint32
	str string // in place of id
}

// Types of properties ([MS-OXCDATA], section 2.11.1).
const (
	mapiInt16   = 0x0002
	mapiInt32   = 0x0003
	mapiBool    = 0x000b
	mapiObj     = 0x000d
	mapiString8 = 0x001e
	mapiUnicode = 0x001f
	mapiTime    = 0x0040
	mapiBinary  = 0x0102
	mapiMulti   = 0x1000
)

// Properties ([MS-OXPROPS]).
const (
	pidMessageClass     = 0x001a
	pidSubject          = 0x0037
	pidSubmitTime       = 0x0039
	pidSentName         = 0x0042
	pidSentType         = 0x0064
	pidSentAddress      = 0x0065
	pidConversation     = 0x0070
	pidHeaders          = 0x007d
	pidRecipientType    = 0x0c15
	pidSenderName       = 0x0c1a
	pidSenderType       = 0x0c1e
	pidSenderAddress    = 0x0c1f
	pidDisplayBcc       = 0x0e02
	pidDisplayCc        = 0x0e03
	pidDisplayTo        = 0x0e04
	pidDeliveryTime     = 0x0e06
	pidBody             = 0x1000
	pidRTF              = 0x1009
	pidHTML             = 0x1013
	pidMessageID        = 0x1035
	pidReferences       = 0x1039
	pidInReplyTo        = 0x1042
	pidName             = 0x3001
	pidAddressType      = 0x3002
	pidAddress          = 0x3003
	pidCreated          = 0x3007
	pidData             = 0x3701
	pidShortName        = 0x3704
	pidMethod           = 0x3705
	pidLongName         = 0x3707
	pidMIMETag          = 0x370e
	pidSMTP             = 0x39fe
	pidInternetCodePage = 0x3fde
	pidCodePage         = 0x3ffd
	pidSenderSMTP       = 0x5d01
	pidSentSMTP         = 0x5d02
	pidReplyNames       = 0x0050
)

// The bounds of what is held of one property, in bytes.
const (
	maxMapiText   = 64 << 10
	maxMapiHeader = 512 << 10
	maxMapiName   = 256
)

// number returns a number.
func (m *mapiObject) number(id uint16) (uint64, bool) {
	for _, t := range [...]uint32{mapiInt32, mapiInt16, mapiBool} {
		if v, ok := m.fixed[uint32(id)<<16|t]; ok {
			if t != mapiInt32 {
				return v & 0xffff, true
			}
			return v & 0xffffffff, true
		}
	}
	return 0, false
}

// time returns a time, zero where there is none.
func (m *mapiObject) time(id uint16) time.Time {
	return wire.FileTime(m.fixed[uint32(id)<<16|mapiTime])
}

// add adds one of several values; tag is that of all of them.
func (m *mapiObject) add(tag uint32, v mapiValue) {
	if m.multi == nil {
		m.multi = make(map[uint32][]mapiValue)
	}
	m.multi[tag&^mapiMulti] = append(m.multi[tag&^mapiMulti], v)
}

// text returns a string of at most most bytes, empty where there is none.
func (m *mapiObject) text(id uint16, most int64) string {
	for _, t := range [...]uint32{mapiUnicode, mapiString8} {
		tag := uint32(id)<<16 | t
		if v, ok := m.vars[tag]; ok {
			if s := m.string(v, t, most); s != "" {
				return s
			}
		}
		if s := m.strings(m.multi[tag], t, most); s != "" {
			return s
		}
	}
	return ""
}

// string reads a value of at most most bytes as text.
func (m *mapiObject) string(v mapiValue, t uint32, most int64) string {
	m.clipped = m.clipped || v.size > most
	p, err := io.ReadAll(io.LimitReader(v.open(), most))
	if err != nil && len(p) == 0 {
		return ""
	}
	if t == mapiUnicode {
		p = decodeWide(p)
	} else {
		p = decodePage(m.page, p)
	}
	return strings.TrimRight(strings.ToValidUTF8(string(p), "\uFFFD"), "\x00")
}

// strings reads several values of at most most bytes together as one text.
func (m *mapiObject) strings(list []mapiValue, t uint32, most int64) string {
	var all []string
	for _, v := range list {
		if most <= 0 {
			m.clipped = true
			break
		}
		if s := strings.TrimSpace(m.string(v, t, most)); s != "" {
			all = append(all, s)
		}
		most -= max(v.size, 1)
	}
	return strings.Join(all, "; ")
}

// short is text of a field.
func (m *mapiObject) short(ids ...uint16) string {
	for _, id := range ids {
		if s := strings.TrimSpace(m.text(id, maxMapiText)); s != "" {
			return s
		}
	}
	return ""
}

// value returns a value of one of the types, in their order.
func (m *mapiObject) value(id uint16, types ...uint32) (mapiValue, uint32, bool) {
	for _, t := range types {
		if v, ok := m.vars[uint32(id)<<16|t]; ok {
			return v, t, true
		}
	}
	return mapiValue{}, 0, false
}

// pages notes the code pages of a message.
func (m *mapiObject) pages() {
	page, _ := m.number(pidCodePage)
	inet, _ := m.number(pidInternetCodePage)
	m.page, m.inet = int(page), int(inet)
	if m.page == 0 || m.page == 1200 {
		m.page = ansiPage(m.inet)
	}
	if m.inet == 0 {
		m.inet = m.page
	}
}

// ansiPage is the code page that Windows uses where mail is sent in the page inet: that of properties whose page
// is not told.
func ansiPage(inet int) int {
	switch inet {
	case 0, 65000, 65001, 20127, 28591, 28605:
		return 1252
	case 28592:
		return 1250
	case 28595, 20866, 21866:
		return 1251
	case 28597:
		return 1253
	case 28599:
		return 1254
	case 28598, 38598:
		return 1255
	case 28596:
		return 1256
	case 28594, 28603:
		return 1257
	case 50220, 50221, 50222, 51932, 20932:
		return 932
	case 50225, 51949:
		return 949
	case 51936, 52936, 54936:
		return 936
	}
	return inet
}

// identifier finds the identifier that a name of a set has in this file.
func (m *mapiObject) identifier(set, id uint32) (uint16, bool) {
	i, ok := m.ids[mapiName{set: set, id: id}]
	return i, ok
}

// names reads the list of names of a file ([MS-OXMSG], section 2.2.3): GUIDs,
// entries and strings.
func (m *mapiObject) names(guids, entries, strs []byte) {
	m.named, m.ids = make(map[uint16]mapiName), make(map[mapiName]uint16)
	for ; len(entries) >= 8; entries = entries[8:] {
		id := binary.LittleEndian.Uint32(entries)
		kind := binary.LittleEndian.Uint16(entries[4:])
		index := binary.LittleEndian.Uint16(entries[6:])
		if _, ok := m.named[0x8000+index]; ok || index >= 0x8000 {
			continue
		}
		n := mapiName{id: id}
		switch g := int(kind >> 1); {
		case g == 1:
			n.set = 0x00020328 // PS_MAPI
		case g == 2:
			n.set = 0x00020329 // PS_PUBLIC_STRINGS
		case g >= 3 && (g-3)*16+16 <= len(guids):
			n.set = binary.LittleEndian.Uint32(guids[(g-3)*16:])
		}
		if kind&1 != 0 {
			if int64(id)+4 > int64(len(strs)) {
				continue
			}
			p := strs[id+4:]
			p = p[:min(int64(len(p)), int64(binary.LittleEndian.Uint32(strs[id:])), maxMapiName)]
			n.id, n.str = 0, strings.ToValidUTF8(string(decodeWide(p)), "")
		}
		m.named[0x8000+index] = n
		if _, ok := m.ids[n]; !ok {
			m.ids[n] = 0x8000 + index
		}
	}
}

// address is a mailbox as a header has it.
func mailbox(name, address string) string {
	name, address = strings.TrimSpace(name), strings.TrimSpace(address)
	bare := strings.Trim(name, `'"`)
	switch {
	case address == "" || bare == address:
		return quotePhrase(bare)
	case bare == "":
		return address
	}
	return quotePhrase(bare) + " <" + address + ">"
}

// quotePhrase puts a name into quotes where it needs them (RFC 5322, section 3.2.5).
func quotePhrase(s string) string {
	s = onOneLine.Replace(s)
	if strings.ContainsAny(s, `,;:<>"()[]\`) && !strings.Contains(s, "@") {
		return `"` + strings.NewReplacer(`"`, `'`, `\`, "").Replace(s) + `"`
	}
	return s
}

// onOneLine makes one line of a text.
var onOneLine = strings.NewReplacer("\r", " ", "\n", " ", "\x00", "")

// headerLine writes a header that is missing.
func headerLine(b *strings.Builder, name, value string) {
	if value = strings.TrimSpace(onOneLine.Replace(value)); value != "" {
		fmt.Fprintf(b, "%s: %s\r\n", name, value)
	}
}
