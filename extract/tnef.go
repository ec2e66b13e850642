package extract

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/extract/internal/tnef"
	"github.com/hemostat/hemostat/extract/internal/wire"
)

func sniffTNEF(h *head) int { return magic(h, tnef.Magic) }

// readTNEF reads what Outlook packs a message into when it sends it (winmail.dat):
// the message as others are, its attachments as members.
func readTNEF(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	t := &tnefFile{c: c, at: at}
	if t.m, err = tnef.Read(at, size); c.w.err != nil {
		return c.w.err
	}
	if err != nil && !errors.Is(err, tnef.ErrFormat) {
		return err
	}
	if e := t.message(); e != nil {
		return e
	}
	if err == nil {
		return nil
	}
	if c.text == 0 { // not even a subject: what there is
		r := c.newRun("", "")
		if e := firstError(textRuns(io.NewSectionReader(at, 0, size), r, minRun), r.end()); e != nil {
			return e
		}
	}
	return broken("breaks off")
}

// A tnefFile is a file that is being read.
type tnefFile struct {
	c  *content
	at io.ReaderAt
	m  *tnef.Message
}

// value is where a value lies, as one of a message.
func (t *tnefFile) value(at, size int64) mapiValue {
	return mapiValue{size: size, open: func() io.Reader { return io.NewSectionReader(t.at, at, size) }}
}

// object makes an object of properties.
func (t *tnefFile) object(list []tnef.Property) *mapiObject {
	m := &mapiObject{c: t.c, fixed: make(map[uint32]uint64), vars: make(map[uint32]mapiValue), named: make(map[uint16]mapiName), ids: make(map[mapiName]uint16), page: t.m.CodePage}
	for _, p := range list {
		tag := uint32(p.ID)<<16 | uint32(p.Type)
		switch p.Type {
		case mapiString8, mapiUnicode, mapiBinary, mapiObj:
			m.vars[tag] = t.value(p.At, p.Size)
		case mapiString8 | mapiMulti, mapiUnicode | mapiMulti, mapiBinary | mapiMulti:
			for _, v := range p.All {
				m.add(tag, t.value(v.At, v.Size))
			}
		default:
			m.fixed[tag] = p.Number
		}
		if p.ID >= 0x8000 {
			n := mapiName{set: p.Set, id: p.Named, str: strings.ToValidUTF8(p.Name, "")}
			m.named[p.ID] = n
			if _, ok := m.ids[n]; !ok {
				m.ids[n] = p.ID
			}
		}
	}
	return m
}

// message hands on the message and its attachments.
func (t *tnefFile) message() error {
	top := &mapiMessage{mapiObject: t.object(t.m.Properties)}
	t.old(top.mapiObject)
	top.pages()
	if t.m.CodePage != 0 {
		top.page = t.m.CodePage
	}
	for _, list := range t.m.Recipients {
		r := t.object(list)
		r.page = top.page
		top.recipients = append(top.recipients, r)
	}
	if err := top.read(); err != nil {
		return err
	}
	for i := range t.m.Attachments {
		if err := t.attachment(top, &t.m.Attachments[i]); err != nil {
			return err
		}
	}
	return nil
}

// old takes what versions before MAPI wrote, where nothing else says it.
func (t *tnefFile) old(m *mapiObject) {
	for id, v := range map[uint16]tnef.Value{pidSubject: t.m.Subject, pidBody: t.m.Body, pidMessageClass: t.m.Class} {
		_, wide := m.vars[uint32(id)<<16|mapiUnicode]
		_, narrow := m.vars[uint32(id)<<16|mapiString8]
		if !wide && !narrow && v.Size > 0 {
			m.vars[uint32(id)<<16|mapiString8] = t.value(v.At, v.Size)
		}
	}
	if tag := uint32(pidSubmitTime)<<16 | mapiTime; m.fixed[tag] == 0 && t.m.Sent.Size >= 12 {
		m.fixed[tag] = t.date(t.m.Sent)
	}
	if _, ok := m.vars[uint32(pidSenderName)<<16|mapiString8]; !ok && m.short(pidSenderName) == "" && t.m.From.Size > 8 {
		t.sender(m)
	}
}

// date makes a count of 100 ns since 1601 of a date in parts.
func (t *tnefFile) date(v tnef.Value) uint64 {
	var p [12]byte
	if n, _ := t.at.ReadAt(p[:], v.At); n < len(p) {
		return 0
	}
	u := func(i int) int { return int(binary.LittleEndian.Uint16(p[2*i:])) }
	if u(0) < 1970 || u(0) > 2500 {
		return 0
	}
	at := time.Date(u(0), time.Month(u(1)), u(2), u(3), u(4), u(5), 0, time.UTC)
	return wire.FileTimeOf(at)
}

// sender takes name and address of the sender (section 2.1.3.3.1): four lengths, and
// then the two.
func (t *tnefFile) sender(m *mapiObject) {
	var p [8]byte
	if n, _ := t.at.ReadAt(p[:], t.m.From.At); n < len(p) {
		return
	}
	name, address := int64(binary.LittleEndian.Uint16(p[4:])), int64(binary.LittleEndian.Uint16(p[6:]))
	at := t.m.From.At + 8
	if 8+name+address > t.m.From.Size {
		return
	}
	m.vars[uint32(pidSenderName)<<16|mapiString8] = t.value(at, name)
	m.vars[uint32(pidSenderAddress)<<16|mapiString8] = t.value(at+name, address)
}

// attachment reads an attachment as a member.
func (t *tnefFile) attachment(top *mapiMessage, a *tnef.Attachment) error {
	if err := t.c.step(1); err != nil {
		return err
	}
	m := t.object(a.Properties)
	m.page = top.page
	m.vars[uint32(pidName)<<16|mapiString8] = t.value(a.Title.At, a.Title.Size)
	name := m.short(pidLongName, pidShortName, pidName)
	if name == "" {
		name = "attachment"
	}
	v, kind, ok := m.value(pidData, mapiObj, mapiBinary)
	switch {
	case ok && kind == mapiObj && v.size > 16: // behind the identifier of an interface
		p := t.findData(a)
		v = t.value(p.At+16, p.Size-16)
	case a.Data.Size > 0:
		v = t.value(a.Data.At, a.Data.Size)
	case !ok:
		return nil
	}
	if err := firstError(m.sealed(top), t.c.room()); err != nil {
		return err
	}
	return t.c.child(member{name: cleanName(name), size: v.size}, v.open())
}

// findData finds the data of an attachment that is an object.
func (t *tnefFile) findData(a *tnef.Attachment) tnef.Property {
	for _, p := range a.Properties {
		if p.ID == pidData && p.Type == mapiObj {
			return p
		}
	}
	return tnef.Property{}
}
