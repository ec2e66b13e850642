package leak

import (
	"fmt"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A gen writes one object. Each of its methods that returns a value records one
// mention of it, so that a value is written exactly once for each call.
type gen struct {
	*world
	r   rng
	rec *recorder
	at  time.Time
}

func (g *gen) mention(kind exposure.Kind, written, canonical string, identity uint64) string {
	g.rec.event(Event{Kind: kind, Written: written, Canonical: canonical, Identity: identity})
	return written
}

// email writes a person's address, now and then in another spelling.
func (g *gen) email(p *human) string {
	address := p.local + "@" + p.domain
	switch g.r.n(24) {
	case 0:
		address = titled(p.local) + "@" + p.domain
	case 1:
		address = strings.ToUpper(address)
	case 2:
		address = p.local + "+" + pick(&g.r, []string{"news", "billing", "portal"}) + "@" + p.domain
	case 3:
		address = strings.ReplaceAll(p.local, ".", "") + "@" + p.domain
	}
	return g.mention(exposure.Email, address, strings.ToLower(address), p.id)
}

// plainEmail writes it always alike.
func (g *gen) plainEmail(p *human) string {
	address := p.local + "@" + p.domain
	return g.mention(exposure.Email, address, address, p.id)
}

func titled(local string) string {
	b := []byte(local)
	for i := range b {
		if (i == 0 || b[i-1] == '.') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

// role writes an address that belongs to a function: info@, no-reply@.
func (g *gen) role(o *organisation) string {
	roles := []string{"info", "sales", "support", "no-reply"}
	k := g.r.n(len(roles))
	address := roles[k] + "@" + o.domains[0]
	return g.mention(exposure.Email, address, address, uint64(o.id)<<8|uint64(200+k))
}

// person writes a full name, now and then as "Doe, Jane". It opens a record
// where the other values beside it belong to the same human being.
func (g *gen) person(p *human, record bool) string {
	name := p.first + " " + p.last
	switch {
	case p.japanese:
		name = p.last + " " + p.first
	case g.r.one(6):
		name = p.last + ", " + p.first
	}
	return g.named(p, name, record)
}

// plainPerson writes "Jane Doe".
func (g *gen) plainPerson(p *human, record bool) string {
	if p.japanese {
		return g.named(p, p.last+" "+p.first, record)
	}
	return g.named(p, p.first+" "+p.last, record)
}

// latinPerson writes the name in ASCII, for files that hold nothing else.
func (g *gen) latinPerson(p *human, record bool) string {
	return g.named(p, p.latinFirst+" "+p.latinL, record)
}

// splitPerson writes first and last name into columns of their own: one mention.
func (g *gen) splitPerson(p *human, record bool) (first, last string) {
	g.named(p, p.first+" "+p.last, record)
	return p.first, p.last
}

func (g *gen) named(p *human, name string, record bool) string {
	g.rec.event(Event{Kind: exposure.Person, Written: name, Canonical: strings.ToLower(name), Identity: p.id, Record: record})
	return name
}

// phone writes a telephone number, "" where the country reserves none.
func (g *gen) phone(p *human) string {
	if !p.phone.known() {
		return ""
	}
	written := p.phone.international
	switch g.r.n(6) {
	case 0:
		written = p.phone.home
	case 1:
		written = p.phone.e164
	}
	return g.mention(exposure.Phone, written, p.phone.e164, nameID(p.phone.e164))
}

// company writes an organisation's name, now and then another of its names.
func (g *gen) company(o *organisation) string {
	name := o.names[0]
	if len(o.names) > 1 && g.r.one(3) {
		name = o.names[1+g.r.n(len(o.names)-1)]
	}
	return g.mention(exposure.Company, name, strings.ToLower(name), uint64(o.id))
}

// website writes a company's registrable domain behind www, "" where it has none.
func (g *gen) website(o *organisation) string {
	if len(o.domains) == 0 {
		return ""
	}
	d := o.domains[0]
	g.mention(exposure.Domain, d, d, uint64(o.id))
	return "www." + d
}

func (g *gen) nation(o *organisation) string {
	return g.mention(exposure.Country, o.country.name, o.country.code, nameID(o.country.code))
}

func (g *gen) login(p *human) string {
	return g.mention(exposure.User, p.login, p.login, p.id)
}

func (g *gen) customer(o *organisation) string {
	return g.mention(exposure.User, o.customer, strings.ToLower(o.customer), 1<<62|uint64(o.id))
}

func (g *gen) projectCode(p project) string {
	return g.mention(exposure.Project, p.code, strings.ToLower(p.code), p.id)
}

func (g *gen) projectName(p project) string {
	return g.mention(exposure.Project, p.name, strings.ToLower(p.name), p.id)
}

func (g *gen) card(o *organisation) string {
	number := testCards[o.card]
	written := number
	switch g.r.n(3) {
	case 0:
		written = spacedCard(number, " ")
	case 1:
		written = spacedCard(number, "-")
	}
	return g.mention(exposure.Card, written, number, nameID(number))
}

// account writes an organisation's IBAN, "" where its country has none.
func (g *gen) account(o *organisation) string {
	if o.iban == "" {
		return ""
	}
	written := o.iban
	if g.r.one(2) {
		written = spacedIBAN(o.iban)
	}
	return g.mention(exposure.IBAN, written, o.iban, nameID(o.iban))
}

// number writes the number of an invoice, offer or order into the title of a document
// of a format. A web page and a DOCX hold their title twice.
func (g *gen) number(front string, format int) string {
	number := fmt.Sprintf("%s%d-%05d", front, g.at.Year(), g.r.n(100000))
	if format == 1 || format == 2 {
		g.mention(exposure.Reference, number, number, nameID(number))
	}
	return g.mention(exposure.Reference, number, number, nameID(number))
}

// euros writes an amount behind its currency.
func (g *gen) euros() string {
	amount := g.amount()
	canonical := "EUR " + strings.TrimSuffix(amount, ".00")
	return g.mention(exposure.Amount, amount, canonical, nameID(canonical))
}

func (g *gen) ip() string {
	nets := []string{"192.0.2.", "198.51.100.", "203.0.113.", "10.17.4."}
	ip := fmt.Sprintf("%s%d", pick(&g.r, nets), 1+g.r.n(254))
	return g.mention(exposure.IP, ip, ip, nameID(ip))
}

// host writes the name of a machine inside the owner's network.
func (g *gen) host() string {
	h := fmt.Sprintf("%s%02d.corp.%s", pick(&g.r, []string{"srv-db", "srv-app", "fw-edge", "sw-core", "jump"}), 1+g.r.n(40), OwnerDomain)
	return g.mention(exposure.Host, h, h, nameID(h))
}

// customerAt picks an organisation; the first ones are met more often.
func (g *gen) customerAt() *organisation {
	u := g.r.n(1 << 15)
	if g.r.one(2) {
		return g.organisation(g.entities * u / (1 << 15))
	}
	return g.organisation(g.entities * u / (1 << 15) * u / (1 << 15))
}

func (g *gen) anyone(o *organisation) *human       { return g.world.person(o, g.r.n(o.people)) }
func (g *gen) staff() *human                       { return g.colleague(g.r.n(16)) }
func (g *gen) projectOf(o *organisation) project   { return g.world.project(o, g.r.n(o.projects)) }
func (g *gen) date() string                        { return g.at.Format("2006-01-02") }
func (g *gen) amount() string                      { return fmt.Sprintf("%d.%02d", 100+g.r.n(90000), g.r.n(100)) }
func (g *gen) sentence(l *language) string         { return pick(&g.r, l.sentences) }
func (g *gen) sentences(l *language, n int) string { return strings.Join(g.sentenceList(l, n), " ") }

func (g *gen) sentenceList(l *language, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = g.sentence(l)
	}
	return list
}
