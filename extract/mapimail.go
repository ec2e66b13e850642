package extract

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"time"

	"golang.org/x/text/transform"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/rtf"
)

// A mapiMessage is an item of Outlook, wherever it was stored: its header and text
// are handed on as those of a mail are.
type mapiMessage struct {
	*mapiObject
	recipients []*mapiObject
	original   string // the header that the mail came with, in small letters
	cut        bool   // it, or the list of addressees, is longer than is held
}

// read hands on the item, its attachments aside.
func (m *mapiMessage) read() error {
	m.facts()
	header := m.c.newRun("", exposure.PartHeader)
	r := &mailReader{c: m.c, record: m.c.record()}
	r.lines = &lineSource{rest: []byte(m.header()), at: -1}
	if err := r.allHeaders(header); err != nil {
		return err
	}
	if m.cut {
		if err := m.c.notRead(m.c.Way, exposure.NotReadBytes, -1, "the header of the message is longer than the budget allows"); err != nil {
			return err
		}
	}
	body := &mailBody{c: m.c, spare: header}
	return firstError(m.card(), m.complain(), m.body(body), body.end())
}

// complain reports that a field of the item, or of an addressee, is longer than is held.
func (m *mapiMessage) complain() error {
	clipped := m.clipped
	for _, r := range m.recipients {
		clipped = clipped || r.clipped
	}
	if !clipped {
		return nil
	}
	return m.c.notRead(m.c.Way, exposure.NotReadBytes, -1, "a field of the message is longer than the budget allows")
}

// facts notes what the item says of itself; its header says the same more exactly.
func (m *mapiMessage) facts() {
	f := &m.c.Facts
	f.Title = bound(m.short(pidSubject, pidConversation))
	f.Author = bound(mailbox(m.short(pidSentName, pidSenderName), m.sender()))
	f.MessageID = bound(strings.Trim(m.short(pidMessageID), "<> \t"))
	if f.Created = m.sent(); f.Created.IsZero() {
		f.Created = m.time(pidCreated)
	}
	class := strings.ToUpper(m.short(pidMessageClass))
	f.Signed = strings.Contains(class, "SMIME.MULTIPARTSIGNED")
}

// sent is when the item was sent, else when it came.
func (m *mapiMessage) sent() time.Time {
	if at := m.time(pidSubmitTime); !at.IsZero() {
		return at
	}
	return m.time(pidDeliveryTime)
}

// sender is the address of who sent the item, or for whom.
func (m *mapiMessage) sender() string {
	return m.smtp(pidSentSMTP, pidSentType, pidSentAddress, pidSenderSMTP, pidSenderType, pidSenderAddress)
}

// smtp is the first address of the Internet among groups of three properties: such
// an address, the type of another, and that. Names of Exchange are left out unless
// there is nothing else.
func (m *mapiObject) smtp(ids ...uint16) string {
	other := ""
	for ; len(ids) >= 3; ids = ids[3:] {
		if s := m.short(ids[0]); strings.Contains(s, "@") {
			return s
		}
		if s := m.short(ids[2]); s != "" {
			if !strings.EqualFold(m.short(ids[1]), "EX") && strings.Contains(s, "@") {
				return s
			}
			if other == "" {
				other = s
			}
		}
	}
	return other
}

// body hands on the text: the plain one, and the formatted one where it says more.
func (m *mapiMessage) body(b *mailBody) error {
	b.alternative(true)
	defer b.alternative(false)
	heard := false
	if v, t, ok := m.value(pidBody, mapiUnicode, mapiString8); ok && v.size > 1 {
		heard = true
		if err := b.plain(m.plain(v, t)); err != nil {
			return err
		}
	}
	if v, t, ok := m.value(pidHTML, mapiBinary, mapiUnicode, mapiString8); ok && v.size > 1 {
		br := bufio.NewReaderSize(v.open(), 4096)
		e := m.encoding(t, m.inet)
		first, _ := br.Peek(4096)
		if g := guess(first, len(first) < 4096); g.kind == encOther {
			e = g
		}
		return b.html(br, e)
	}
	if v, _, ok := m.value(pidRTF, mapiBinary); ok && v.size > 16 {
		return m.rich(b, v.open(), heard)
	}
	return nil
}

// plain opens a text without the zero that some programs end it with.
func (m *mapiMessage) plain(v mapiValue, t uint32) (io.Reader, encoding) {
	if t == mapiUnicode {
		return &withoutZeros{transform.NewReader(v.open(), utf16le.NewDecoder())}, encoding{kind: encUTF8}
	}
	return &withoutZeros{v.open()}, m.encoding(t, m.page)
}

// withoutZeros leaves out bytes of zero.
type withoutZeros struct{ r io.Reader }

func (w *withoutZeros) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	kept := 0
	for _, b := range p[:n] {
		if b != 0 {
			p[kept] = b
			kept++
		}
	}
	return kept, err
}

// encoding is that of a value of a type of property.
func (m *mapiMessage) encoding(t uint32, page int) encoding {
	if t == mapiUnicode {
		return encoding{kind: encOther, dec: utf16le}
	}
	return encoding{kind: encASCII, hint: windowsPage(page)}
}

// rich hands on a body in compressed RTF, where it is not said in plain text
// already: the HTML that it was made of, else its text.
func (m *mapiMessage) rich(b *mailBody, packed io.Reader, heard bool) error {
	x := &bodyText{c: m.c}
	err := rtf.Read(rtf.Unpack(packed), rtf.Options{Decode: decodePage, HTML: true}, x)
	if m.c.w.err != nil {
		return m.c.w.err
	}
	switch {
	case x.html:
		if e := b.html(bytes.NewReader(x.text), encoding{kind: encUTF8}); e != nil {
			return e
		}
	case !heard:
		if e := b.plain(bytes.NewReader(x.text), encoding{kind: encUTF8}); e != nil {
			return e
		}
	}
	switch {
	case x.full:
		return m.c.notRead(m.c.Way, exposure.NotReadBytes, -1, "the formatted text of the message is longer than the budget allows")
	case err != nil && !heard:
		return m.c.notRead(m.c.Way, exposure.NotReadBroken, -1, "the formatted text of the message breaks off")
	}
	return nil
}

// maxRich is up to which size the text of a body in RTF is held, in bytes.
const maxRich = 16 << 20

// A bodyText gathers the text of a body in RTF, or the HTML in it.
type bodyText struct {
	c    *content
	text []byte
	html bool
	full bool
}

func (x *bodyText) Text(w rtf.Where, _ bool, p []byte) error {
	if err := x.c.w.alive(); err != nil {
		return err
	}
	if w == rtf.HTML && !x.html {
		x.html, x.text = true, x.text[:0]
	}
	if x.html != (w == rtf.HTML) {
		return nil
	}
	if x.full = x.full || len(x.text)+len(p) > maxRich; !x.full {
		x.text = append(x.text, p...)
	}
	return nil
}

func (x *bodyText) Break(w rtf.Where, table bool, b rtf.Break) error {
	return x.Text(w, table, []byte{"\n\n\t\n"[b]})
}

func (x *bodyText) Code(w rtf.Where, p []byte) error {
	if leadsSomewhere(p) {
		return x.Text(w, false, append(append([]byte(" <"), p...), "> "...))
	}
	return nil
}

func (x *bodyText) Info(string, []byte) error { return nil }
func (x *bodyText) Object(io.Reader) error    { return nil }
