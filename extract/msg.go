package extract

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// The names of what a message file holds ([MS-OXMSG], section 2.2).
const (
	msgProperties = "__properties_version1.0"
	msgValue      = "__substg1.0_"
	msgRecipient  = "__recip_version1.0_#"
	msgAttachment = "__attach_version1.0_#"
	msgNames      = "__nameid_version1.0"
)

// message reads an item of Outlook ([MS-OXMSG]): a mail, contact, appointment or
// task; its attachments and the items within it as members.
func (o *compound) message() error {
	top := &mapiMessage{mapiObject: o.object(o.root, 32)}
	top.pages()
	if err := o.names(top.mapiObject); err != nil {
		return err
	}
	for _, e := range o.root.Sorted(msgRecipient) {
		if err := o.c.step(1); err != nil {
			return err
		}
		r := o.object(e, 8)
		r.page = top.page
		top.recipients = append(top.recipients, r)
	}
	if err := top.read(); err != nil {
		return err
	}
	for _, e := range o.root.Sorted(msgAttachment) {
		if err := o.attachment(top, e); err != nil {
			return err
		}
	}
	return o.c.w.alive()
}

// object reads the properties of a storage. Skip is the length of what stands in
// front of those of fixed size, in bytes (section 2.4).
func (o *compound) object(s *cfb.Entry, skip int) *mapiObject {
	m := &mapiObject{c: o.c, fixed: make(map[uint32]uint64), vars: make(map[uint32]mapiValue)}
	for _, e := range s.Children {
		hex, ok := strings.CutPrefix(strings.ToLower(e.Name), msgValue)
		hex, index, several := strings.Cut(hex, "-")
		if !ok || len(hex) != 8 || !e.IsStream() {
			continue
		}
		tag, err := strconv.ParseUint(hex, 16, 32)
		if several {
			if i, e2 := strconv.ParseUint(index, 16, 32); err == nil && e2 == nil && tag&mapiMulti != 0 {
				m.add(uint32(tag), mapiValue{size: e.Size(), index: i, open: func() io.Reader { return o.open(e) }})
			}
			continue
		}
		if _, ok := m.vars[uint32(tag)]; err == nil && !ok { // what lost its own storage hangs behind
			m.vars[uint32(tag)] = mapiValue{size: e.Size(), open: func() io.Reader { return o.open(e) }}
		}
	}
	for _, list := range m.multi {
		slices.SortStableFunc(list, func(a, b mapiValue) int { return cmp.Compare(a.index, b.index) })
	}
	p, err := o.bytes(s.Find(msgProperties), 1<<20)
	if err != nil {
		return m
	}
	for p = p[min(skip, len(p)):]; len(p) >= 16; p = p[16:] {
		m.fixed[binary.LittleEndian.Uint32(p)] = binary.LittleEndian.Uint64(p[8:])
	}
	return m
}

// names reads what the named properties are called.
func (o *compound) names(m *mapiObject) error {
	s := o.root.Find(msgNames)
	if s == nil {
		return nil
	}
	var parts [3][]byte
	for i, name := range [...]string{"00020102", "00030102", "00040102"} {
		p, err := o.bytes(s.Find(msgValue+name), 1<<20)
		if err != nil {
			return err
		}
		parts[i] = p
	}
	m.names(parts[0], parts[1], parts[2])
	return nil
}

// attachment reads an attachment as a member.
func (o *compound) attachment(top *mapiMessage, s *cfb.Entry) error {
	if err := o.c.step(1); err != nil {
		return err
	}
	m := o.object(s, 8)
	m.page = top.page
	name := m.short(pidLongName, pidShortName, pidName)
	if inner := s.Find(msgValue + "3701000D"); inner != nil && !inner.IsStream() {
		return o.inner(m, name, inner)
	}
	if err := m.sealed(top); err != nil {
		return err
	}
	v, _, ok := m.value(pidData, mapiBinary, mapiObj)
	if name == "" {
		name = "attachment"
	}
	if !ok {
		way := o.c.memberWay(cleanName(name))
		if method, _ := m.number(pidMethod); method == 0 {
			return nil
		}
		return o.c.notRead(way, exposure.NotReadBroken, -1, "an attachment that the message refers to and does not hold")
	}
	if err := o.c.room(); err != nil {
		return err
	}
	return o.c.child(member{name: cleanName(name), size: -1, modified: m.time(0x3008)}, v.open())
}

// sealed reports that the text of the mail is in an attachment that needs a key.
func (m *mapiObject) sealed(top *mapiMessage) error {
	tag := strings.ToLower(m.short(pidMIMETag))
	if !strings.HasPrefix(tag, "application/pkcs7-mime") && !strings.HasPrefix(tag, "application/x-pkcs7-mime") {
		return nil
	}
	if strings.Contains(tag, "signed-data") || top.c.Facts.Signed {
		return nil
	}
	return m.c.notRead(m.c.Way, exposure.NotReadEncrypted, -1, "the mail's text needs a key")
}

// inner reads an item, or another document, within an item.
func (o *compound) inner(m *mapiObject, name string, s *cfb.Entry) error {
	n := s.Node()
	p := s.Find(msgProperties)
	if p == nil {
		if name == "" {
			name = "object"
		}
		return o.embedded(name, n)
	}
	if name == "" {
		name = "message"
	}
	// The header of an inner item is eight bytes shorter, and the names of its
	// properties are those of the outer one (section 2.4.1.1).
	props, err := o.bytes(p, 1<<20)
	if err != nil {
		return err
	}
	cut := min(24, len(props))
	props = append(append(bytes.Clone(props[:cut]), make([]byte, 8)...), props[cut:]...)
	for _, c := range n.Children {
		if strings.EqualFold(c.Name, msgProperties) {
			c.Data, c.Size = bytes.NewReader(props), int64(len(props))
		}
	}
	if names := o.root.Find(msgNames); names != nil && s.Find(msgNames) == nil {
		n.Children = append(n.Children, names.Node())
	}
	return o.embedded(name, n)
}
