package leak

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// writeSnare writes a table, a mail or an invoice about the companies of one snare.
func (l *Leak) writeSnare(g *gen, k int) []byte {
	s := &snareWriter{gen: g, k: k / snareObjects, all: l.trapped(k / snareObjects)}
	switch k % snareObjects {
	case 0:
		return g.done(exposure.DocumentCustomerList, s.table())
	case 1:
		return g.done(exposure.DocumentCustomerMail, s.mail(l))
	}
	return g.done(exposure.DocumentInvoice, s.invoice())
}

type snareWriter struct {
	*gen
	k   int
	all []*organisation
}

// named writes the name of a company that goes with its k-th person: those who write from
// the domain of a brand work for the brand.
func (s *snareWriter) named(o *organisation, k int) string {
	if len(o.names) == 0 {
		return ""
	}
	name := o.names[k%len(o.names)]
	return s.mention(exposure.Company, name, strings.ToLower(name), uint64(o.id))
}

// table is a list of everybody with names in it. Every second one says no country.
func (s *snareWriter) table() []byte {
	var b bytes.Buffer
	head := []string{"Company", "Contact Name", "E-mail", "Phone", "VAT number"}
	stated := s.k/len(snares)%2 == 0
	if stated {
		head = append(head, "Country")
	}
	csvLine(&b, ',', head...)
	for _, o := range s.all {
		for k := range o.people {
			if len(o.names) == 0 {
				continue // nobody enters the one who slipped into a list
			}
			p := s.world.person(o, k)
			row := [6]string{s.named(o, k), s.plainPerson(p, true), s.plainEmail(p), s.phone(p), s.taxNumber(o)}
			if stated {
				row[5] = s.nation(o)
			}
			csvLine(&b, ',', row[:len(head)]...)
			if o.snare == SnareMailboxes {
				row = [6]string{"", s.plainPerson(p, true), s.homeEmail(p), s.phone(p)}
				csvLine(&b, ',', row[:len(head)]...)
			}
		}
	}
	return b.Bytes()
}

// taxNumber writes the VAT number of a company, "" where it has none.
func (s *snareWriter) taxNumber(o *organisation) string {
	if o.vat == "" {
		return ""
	}
	return s.mention(exposure.Register, o.vat, o.vat, nameID(o.vat))
}

// homeID marks the address that somebody has at home, which is another mailbox of one human being.
const homeID = 1 << 61

// homeEmail writes a person's private address.
func (s *snareWriter) homeEmail(p *human) string {
	address := fmt.Sprintf("%s_%s%d@gmail.com", strings.ToLower(p.latinFirst), strings.ToLower(p.latinL), p.org.id)
	return s.mention(exposure.Email, address, address, homeID|p.id)
}

// mail is a thread: a signature, and the answer to it as quoted history.
func (s *snareWriter) mail(l *Leak) []byte {
	var b bytes.Buffer
	last := s.all[len(s.all)-1]
	from, to := s.world.person(last, 0), s.staff()
	if last.snare == SnareList {
		from = s.world.person(s.all[s.k%3], 0)
	}
	id := fmt.Sprintf("%016x.%d@mail.%s", mix(s.seed^uint64(s.k)*131), s.k+1<<25, OwnerDomain)
	s.mention(exposure.Message, id, id, nameID(id))
	fmt.Fprintf(&b, "Received: by mail.%s; %s\r\nMessage-ID: <%s>\r\n", OwnerDomain, s.at.Format(time.RFC1123Z), id)
	fmt.Fprintf(&b, "Date: %s\r\nFrom: %s <%s>\r\nTo: %s\r\nSubject: Status\r\n", s.at.Format(time.RFC1123Z),
		mime.QEncoding.Encode("utf-8", s.plainPerson(from, true)), s.plainEmail(from), s.addressee(last, to))
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
	b.WriteString(pick(&s.r, from.org.lang.sentences) + "\r\n" + s.mentioned(last))
	s.sign(&b, "", from)
	s.rec.quoted(func() {
		fmt.Fprintf(&b, "\r\n"+last.lang.wrote+"\r\n", s.at.AddDate(0, 0, -1).Format("2006-01-02"), s.plainPerson(from, true), s.plainEmail(from))
		s.sign(&b, "> ", from)
	})
	return b.Bytes()
}

// addressee writes to whom a mail goes: one of the owner's, or a mailing list.
func (s *snareWriter) addressee(last *organisation, to *human) string {
	if last.snare != SnareList {
		return fmt.Sprintf("%q <%s>", s.plainPerson(to, true), s.plainEmail(to))
	}
	address := "members@lists." + last.domains[0]
	s.mention(exposure.Email, address, address, uint64(last.id)<<8|210)
	return address + "\r\nList-Id: <members.lists." + last.domains[0] + ">"
}

// mentioned are the companies for which an adviser writes.
func (s *snareWriter) mentioned(last *organisation) string {
	if last.snare != SnareAdviser {
		return ""
	}
	return s.company(s.all[0]) + "\r\n" + s.company(s.all[1]) + "\r\n"
}

// sign writes the signature of a person.
func (s *snareWriter) sign(b *bytes.Buffer, quote string, p *human) {
	line := func(text string) {
		if text != "" {
			b.WriteString(quote + text + "\r\n")
		}
	}
	line(p.org.lang.closing)
	line("-- ")
	line(s.plainPerson(p, true))
	line(p.title)
	for k := range p.org.names {
		line(s.named(p.org, k))
	}
	if phone := s.phone(p); phone != "" {
		line(p.org.lang.phone + ": " + phone)
	}
	line(p.org.lang.email + ": " + s.plainEmail(p))
	if vat := s.taxNumber(p.org); vat != "" {
		line("VAT number: " + vat)
	}
}

// invoice is one to each company of the snare that has a name, and who signed it.
func (s *snareWriter) invoice() []byte {
	var b strings.Builder
	for _, o := range s.all {
		if len(o.names) == 0 {
			continue
		}
		for k := range o.names {
			d := s.newDocument(o, o.lang.invoice+" "+s.number("", 0))
			s.billed(d, o, k)
			b.WriteString(d.text() + "\n")
		}
	}
	return []byte(b.String())
}

// billed fills an invoice to one name of a company.
func (s *snareWriter) billed(d *document, o *organisation, k int) {
	p := s.world.person(o, k)
	d.paragraphs(s.date())
	d.labelled(o.lang.company, s.named(o, k))
	d.labelled(o.lang.contact, s.plainPerson(p, true))
	d.labelled(o.lang.email, s.plainEmail(p))
	d.labelled(o.lang.phone, s.phone(p))
	d.labelled("VAT number", s.taxNumber(o))
	s.lines(d)
	d.labelled(o.lang.total+" EUR", s.euros())
	if adviser := s.all[len(s.all)-1]; adviser.snare == SnareAdviser && adviser != o {
		a := s.world.person(adviser, 0)
		d.labelled("Signed by", s.plainPerson(a, true))
		d.labelled(o.lang.email, s.plainEmail(a))
	}
}
