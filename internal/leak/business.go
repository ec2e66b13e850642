package leak

import (
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

// done notes a finished document and returns it.
func (g *gen) done(kind exposure.DocumentKind, body []byte) []byte {
	g.rec.document(kind, body)
	return body
}

func (g *gen) newDocument(o *organisation, title string) *document {
	return &document{title: title, lang: o.lang.code, at: g.at, packer: g.packer}
}

// parties names customer and supplier with their contacts.
func (g *gen) parties(d *document, o *organisation) {
	t, p, s := o.lang, g.anyone(o), g.staff()
	d.labelled(t.company, g.company(o))
	d.labelled(t.contact, g.plainPerson(p, true))
	d.labelled(t.email, g.email(p))
	d.labelled(t.phone, g.phone(p))
	d.paragraphs("")
	d.paragraphs("Supplier: " + g.company(s.org))
	d.paragraphs("Account manager: " + g.plainPerson(s, true) + ", " + g.plainEmail(s))
}

func (l *Leak) writeSOW(g *gen, _ int) []byte {
	o := g.customerAt()
	return g.done(exposure.DocumentSOW, g.statementOfWork(o, "Statement of Work").docx())
}

func (g *gen) statementOfWork(o *organisation, title string) *document {
	d := g.newDocument(o, title)
	d.author = g.plainPerson(g.staff(), false)
	p := g.projectOf(o)
	g.parties(d, o)
	d.labelled("Project ID", g.projectCode(p))
	d.labelled("Project name", g.projectName(p))
	d.heading("Scope of work")
	d.paragraphs(g.sentenceList(o.lang, 3+g.r.n(5))...)
	d.heading("Deliverables and fees")
	rows := [][]string{{"Milestone", "Date", "EUR"}}
	for i := range 2 + g.r.n(4) {
		rows = append(rows, []string{fmt.Sprintf("Milestone %d", i+1), g.at.AddDate(0, i+1, 0).Format("2006-01-02"), g.amount()})
	}
	d.table(rows...)
	return d
}

func (l *Leak) writePOE(g *gen, _ int) []byte {
	o := g.customerAt()
	d := g.newDocument(o, "Proof of Execution")
	d.author = g.plainPerson(g.staff(), false)
	g.parties(d, o)
	d.labelled("Project ID", g.projectCode(g.projectOf(o)))
	d.heading("Work performed")
	d.paragraphs(g.sentenceList(o.lang, 3+g.r.n(4))...)
	rows := [][]string{{"Name", "E-mail", "Hours"}}
	for k := range min(o.people, 4) {
		p := g.world.person(o, k)
		rows = append(rows, []string{g.person(p, true), g.email(p), fmt.Sprint(4 + g.r.n(80))})
	}
	d.table(rows...)
	d.paragraphs("The customer confirms that the work was executed as described.")
	return g.done(exposure.DocumentPOE, d.docx())
}

func (l *Leak) writePOC(g *gen, k int) []byte {
	o := g.customerAt()
	d := g.newDocument(o, "Proof of Concept")
	d.author = g.plainPerson(g.staff(), false)
	p := g.projectOf(o)
	d.labelled("Project ID", g.projectCode(p))
	d.labelled("Project name", g.projectName(p))
	d.heading("Participants")
	g.parties(d, o)
	d.heading("Success criteria")
	d.paragraphs(g.sentenceList(o.lang, 2+g.r.n(4))...)
	d.heading("Environment")
	d.paragraphs("Test system " + g.host() + " at " + g.ip())
	if k%2 == 1 {
		return g.done(exposure.DocumentPOC, d.pptx())
	}
	return g.done(exposure.DocumentPOC, d.docx())
}

// lines are the positions of an invoice, order or offer.
func (g *gen) lines(d *document) {
	goods := []string{"Support plan, 12 months", "Migration service, day", "Storage, TB and month", "Training, seat", "Licence, user and year"}
	rows := [][]string{{"No.", "Description", "Quantity", "EUR"}}
	for i := range 1 + g.r.n(5) {
		rows = append(rows, []string{fmt.Sprint(i + 1), pick(&g.r, goods), fmt.Sprint(1 + g.r.n(50)), g.amount()})
	}
	d.table(rows...)
}

func (l *Leak) writeInvoice(g *gen, k int) []byte {
	o := g.customerAt()
	format := k % 4
	if format == 3 && !o.lang.latin1 {
		format = 1 // a name ending in .pdf that is a web page: that happens too
	}
	d := g.newDocument(o, o.lang.invoice+" "+g.number("", format))
	d.paragraphs(g.date())
	g.parties(d, o)
	d.labelled("Customer No", g.customer(o))
	g.lines(d)
	d.labelled(o.lang.total+" EUR", g.euros())
	if o.iban != "" {
		d.paragraphs(o.lang.pay + " " + g.account(o) + ". " + o.lang.due)
	}
	if g.r.one(3) {
		d.paragraphs("Card on file: " + g.card(o))
	}
	return g.done(exposure.DocumentInvoice, g.rendered(d, format))
}

// rendered writes a document as text, HTML, DOCX or PDF.
func (g *gen) rendered(d *document, format int) []byte {
	switch format {
	case 0:
		return []byte(d.text())
	case 1:
		return d.html()
	case 2:
		d.author = g.plainPerson(g.staff(), false)
		return d.docx()
	}
	return d.pdf()
}

func (l *Leak) writeOffer(g *gen, k int) []byte {
	o := g.customerAt()
	format := 1 + k%2
	d := g.newDocument(o, o.lang.offer+" "+g.number("", format))
	d.paragraphs(g.date())
	g.parties(d, o)
	d.paragraphs(g.sentences(o.lang, 2))
	g.lines(d)
	d.paragraphs("This offer is valid for 60 days.")
	return g.done(exposure.DocumentOffer, g.rendered(d, format))
}

func (l *Leak) writeOrder(g *gen, k int) []byte {
	o := g.customerAt()
	d := g.newDocument(o, o.lang.order+" "+g.number("PO-", 0))
	d.paragraphs(g.date())
	g.parties(d, o)
	d.labelled("Customer No", g.customer(o))
	g.lines(d)
	if g.r.one(2) {
		d.paragraphs("Payment by card " + g.card(o))
	}
	format := 0
	if k%2 == 1 && o.lang.latin1 {
		format = 3
	}
	return g.done(exposure.DocumentProductOrder, g.rendered(d, format))
}

func (l *Leak) writeSigned(g *gen, _ int) []byte {
	o := g.customerAt()
	for !o.lang.latin1 {
		o = g.organisation((o.id + 1) % g.entities)
		if o.id == 0 {
			o = &organisation{id: ownerID, country: &g.countries[0], lang: g.languages["en"], names: []string{OwnerName}, domains: []string{OwnerDomain}, people: 32, projects: 4}
		}
	}
	d := g.newDocument(o, "Master Agreement")
	g.parties(d, o)
	d.labelled("Project ID", g.projectCode(g.projectOf(o)))
	d.paragraphs(g.sentenceList(o.lang, 6+g.r.n(6))...)
	d.heading("Signatures")
	d.paragraphs("Signed for the customer by: "+g.plainPerson(g.anyone(o), true), "Date: "+g.date(),
		"Signed for the supplier by: "+g.plainPerson(g.staff(), true), "Date: "+g.date(), "This document has been signed electronically.")
	return g.done(exposure.DocumentSigned, d.pdf())
}

func (l *Leak) writeComment(g *gen, k int) []byte {
	o := g.customerAt()
	d := g.newDocument(o, "Internal comment - do not forward")
	d.labelled("Customer", g.company(o))
	d.labelled("Customer No", g.customer(o))
	d.labelled("Risk", pick(&g.r, []string{"high risk", "medium", "low"}))
	d.paragraphs(pick(&g.r, []string{
		"Payment is always late. Do not extend the credit line.",
		"Competitor is in the account, we hold the price until the quarter ends.",
		"High risk: the renewal depends on one person.",
	}))
	p, s := g.anyone(o), g.staff()
	d.paragraphs("Decision maker is " + g.plainPerson(p, false) + " (" + g.email(p) + ").")
	d.labelled("Project", g.projectName(g.projectOf(o)))
	g.private(d)
	d.paragraphs("Noted by " + g.plainPerson(s, false) + " <" + g.plainEmail(s) + ">")
	if k%3 == 1 {
		return g.done(exposure.DocumentInternalComment, g.rendered(d, 2))
	}
	return g.done(exposure.DocumentInternalComment, []byte(d.text()))
}
