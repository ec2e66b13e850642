package leak

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"path"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"github.com/hemostat/hemostat/exposure"
)

// writeMail writes one mail (RFC 5322). Every twenty-fifth is another copy of an
// earlier one: the same Message-ID, one header more.
func (l *Leak) writeMail(g *gen, k int) []byte {
	s := l.section("mail")
	of := k
	if k%25 == 24 {
		of = k - 1 - g.r.n(20)
	}
	m := &mailWriter{gen: g, leak: l, of: s.first + of}
	m.r = stream(l.seed, streamObject, m.of)
	m.at = l.modified(m.of)
	if of != k {
		m.out.WriteString("X-Folder: Sent Items\r\n")
	}
	m.write()
	return g.done(exposure.DocumentCustomerMail, m.out.Bytes())
}

type mailWriter struct {
	*gen
	leak *Leak
	of   int // index of the object whose mail it is
	out  bytes.Buffer
}

// MessageIDs look like addresses and are none: they are counted as messages.
func (m *mailWriter) id(of int) string {
	return fmt.Sprintf("%016x.%d@mail.%s", mix(m.seed^uint64(of)*31), of, OwnerDomain)
}

func (m *mailWriter) write() {
	o := m.customerAt()
	from, to := m.anyone(o), m.staff()
	if m.r.one(3) {
		from, to = to, from
	}
	p := m.projectOf(o)
	l := o.lang
	reply := m.r.one(2)

	fmt.Fprintf(&m.out, "Received: from mx.%s ([%s]) by mail.%s; %s\r\n", OwnerDomain, m.ip(), OwnerDomain, m.at.Format(time.RFC1123Z))
	id := m.id(m.of)
	m.mention(exposure.Message, id, id, nameID(id))
	fmt.Fprintf(&m.out, "Message-ID: <%s>\r\n", id)
	if reply {
		fmt.Fprintf(&m.out, "In-Reply-To: <%s>\r\n", m.id(m.of+1<<24)) // a mail that is not in the leak
	}
	fmt.Fprintf(&m.out, "Date: %s\r\nFrom: %s\r\nTo: %s\r\n", m.at.Format(time.RFC1123Z), m.mailbox(from), m.mailbox(to))
	if m.r.one(3) {
		cc := []string{m.mailbox(m.anyone(o))}
		if len(o.domains) > 0 && m.r.one(2) {
			cc = append(cc, m.role(o))
		}
		m.out.WriteString("Cc: " + strings.Join(cc, ",\r\n ") + "\r\n")
	}
	subject := m.subject(o, reply) + m.projectCode(p)
	m.out.WriteString("Subject: " + mime.QEncoding.Encode("utf-8", subject) + "\r\nMIME-Version: 1.0\r\n")
	body := m.body(o, from, to, p, reply)
	if !m.r.one(3) {
		m.text(body, l)
		return
	}
	boundary := "part" + fmt.Sprintf("%016x", mix(uint64(m.of)))
	fmt.Fprintf(&m.out, "Content-Type: multipart/mixed; boundary=%q\r\n\r\n--%s\r\n", boundary, boundary)
	m.text(body, l)
	m.attach(boundary)
	fmt.Fprintf(&m.out, "\r\n--%s--\r\n", boundary)
}

func (m *mailWriter) subject(o *organisation, reply bool) string {
	s := pick(&m.r, []string{o.lang.invoice, o.lang.offer, "Statement of Work", "Status", o.lang.order}) + " / "
	if reply {
		return "Re: " + s
	}
	return s
}

// mailbox writes a name and an address as a header has them.
func (m *mailWriter) mailbox(p *human) string {
	name := m.person(p, true)
	switch encoded := mime.QEncoding.Encode("utf-8", name); {
	case encoded == name:
		name = `"` + name + `"`
	case strings.Contains(name, ","): // not allowed inside a word of a phrase: RFC 2047, section 5
		name = mime.BEncoding.Encode("utf-8", name)
	default:
		name = encoded
	}
	return name + " <" + m.email(p) + ">"
}

func (m *mailWriter) body(o *organisation, from, to *human, p project, reply bool) string {
	l := o.lang
	var b strings.Builder
	fmt.Fprintf(&b, l.greeting+"\n\n", m.plainPerson(to, false))
	b.WriteString(strings.Join(m.sentenceList(l, 1+m.r.n(4)), "\n") + "\n")
	if m.r.one(3) {
		b.WriteString(m.projectName(p) + "\n")
	}
	if o.iban != "" && m.r.one(8) {
		b.WriteString(l.pay + " " + m.account(o) + ".\n")
	}
	fmt.Fprintf(&b, "\n%s\n\n-- \n%s\n%s\n%s\n", l.closing, m.plainPerson(from, true), from.title, m.company(from.org))
	if phone := m.phone(from); phone != "" {
		fmt.Fprintf(&b, "%s: %s\n", l.phone, phone)
	}
	fmt.Fprintf(&b, "%s: %s\n", l.email, m.email(from))
	if site := m.website(from.org); site != "" {
		b.WriteString(site + "\n")
	}
	if reply {
		m.rec.quoted(func() {
			fmt.Fprintf(&b, "\n"+l.wrote+"\n", m.at.AddDate(0, 0, -1).Format("2006-01-02"), m.plainPerson(to, true), m.email(to))
			for _, s := range m.sentenceList(l, 1+m.r.n(3)) {
				b.WriteString("> " + s + "\n")
			}
			fmt.Fprintf(&b, "> %s\n> %s\n", l.closing, m.plainPerson(to, false))
		})
	}
	return b.String()
}

// legacy writes text as mail programs of the language did before UTF-8.
func legacy(l *language, text string) (charset string, raw []byte) {
	var e encoding.Encoding
	switch charset, e = "windows-1252", charmap.Windows1252; l.code {
	case "ja":
		charset, e = "iso-2022-jp", japanese.ISO2022JP
	case "tr":
		charset, e = "windows-1254", charmap.Windows1254
	case "pl":
		charset, e = "iso-8859-2", charmap.ISO8859_2
	}
	raw, err := e.NewEncoder().Bytes([]byte(text))
	must(err) // every text in the language is within its character set
	return charset, raw
}

// text writes the headers and body of the text part: UTF-8 or an older character
// set, quoted-printable or base64, plain or HTML.
func (m *mailWriter) text(body string, l *language) {
	charset, sort := "utf-8", "plain"
	if m.r.one(6) {
		sort = "html"
		body = "<html><body><p>" + strings.ReplaceAll(escaped(body), "\n", "<br>\n") + "</p></body></html>\n"
	}
	raw := []byte(body)
	if m.r.one(3) {
		charset, raw = legacy(l, body)
	}
	transfer := "quoted-printable"
	if m.r.one(4) {
		transfer = "base64"
	}
	fmt.Fprintf(&m.out, "Content-Type: text/%s; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n", sort, charset, transfer)
	if transfer == "base64" {
		m.base64(raw)
		return
	}
	w := quotedprintable.NewWriter(&m.out)
	_, err := w.Write(raw)
	must(err)
	must(w.Close())
}

func (m *mailWriter) base64(raw []byte) {
	text := base64.StdEncoding.EncodeToString(raw)
	for len(text) > 0 {
		n := min(76, len(text))
		m.out.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
}

// attach adds one or two documents that are also blobs of their own.
func (m *mailWriter) attach(boundary string) {
	from := []string{"documents/sow", "documents/poe", "finance/offers", "customers", "finance/invoices"}
	for range 1 + m.r.n(2) {
		s := m.leak.section(pick(&m.r, from))
		if s.n == 0 {
			continue
		}
		i := s.first + m.r.n(s.n)
		name := path.Base(m.leak.name(i, nil)) // these folders' names mention nothing
		var body []byte
		m.rec.within(name, func() { body = m.leak.object(i, m.rec) })
		fmt.Fprintf(&m.out, "\r\n--%s\r\nContent-Type: %s; name=%q\r\nContent-Disposition: attachment; filename=%q\r\nContent-Transfer-Encoding: base64\r\n\r\n",
			boundary, contentType(name), name, name)
		m.base64(body)
	}
}
