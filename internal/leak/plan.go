package leak

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

// A section is one folder of the container. Sections stand in the order of
// their names and numbers within them have a fixed width, so that the order of
// names is the order of indexes and a name tells its index.
type section struct {
	folder   string
	perMille int // share of all objects
	leaf     bool
	name     func(g *gen, k int) string // what follows the number
	write    func(l *Leak, g *gen, k int) []byte
	first, n int // indexes, by plan
}

// plan shares the objects among the sections. Those of snares come behind all others, which
// they leave as they are.
func plan(o Options, all []section) []section {
	objects, sum := o.Objects, 0
	for i := range all {
		all[i].first = objects * sum / 1000
		sum += all[i].perMille
		all[i].n = objects*sum/1000 - all[i].first
	}
	if o.Snares == 0 {
		return all
	}
	return append(all, section{folder: "workspace", first: objects, n: snareObjects * o.Snares,
		name: cycle("-partner-list.csv", "-thread.eml", "-billing.txt"), write: (*Leak).writeSnare})
}

// sectionOf returns where an index belongs.
func (l *Leak) sectionOf(i int) (*section, int) {
	s := sort.Search(len(l.sections), func(s int) bool { return l.sections[s].first+l.sections[s].n > i })
	return &l.sections[s], i - l.sections[s].first
}

func (l *Leak) section(folder string) *section {
	for i := range l.sections {
		if l.sections[i].folder == folder {
			return &l.sections[i]
		}
	}
	panic("leak: no section " + folder)
}

// year of the k-th of n objects: years ascend with names.
func year(k, n int) int { return 2017 + 6*k/n }

// name of the i-th object. What it mentions is recorded as standing in a name.
func (l *Leak) name(i int, rec *recorder) string {
	s, k := l.sectionOf(i)
	g := &gen{world: l.world, r: stream(l.seed, streamName, i), rec: rec}
	return rec.inName(func() string {
		return fmt.Sprintf("%s/%d/%07d%s", s.folder, year(k, s.n), k, s.name(g, k))
	})
}

// index of the object that has a name, false where none has.
func (l *Leak) index(name string) (int, bool) {
	for s := range l.sections {
		rest, ok := strings.CutPrefix(name, l.sections[s].folder+"/")
		if !ok || len(rest) < 12 {
			continue
		}
		k, err := strconv.Atoi(rest[5:12])
		if err != nil || k < 0 || k >= l.sections[s].n {
			return 0, false
		}
		i := l.sections[s].first + k
		return i, l.name(i, nil) == name
	}
	return 0, false
}

// modified is a second between 2017 and August 2022.
func (l *Leak) modified(i int) time.Time {
	s, k := l.sectionOf(i)
	r := stream(l.seed, streamDate, i)
	days := 365
	if year(k, s.n) == 2022 {
		days = 240
	}
	return time.Date(year(k, s.n), 1, 1+r.n(days), 6+r.n(14), r.n(60), r.n(60), 0, time.UTC)
}

func suffix(s string) func(*gen, int) string { return func(*gen, int) string { return s } }

func cycle(names ...string) func(*gen, int) string {
	return func(_ *gen, k int) string { return names[k%len(names)] }
}

func sections() []section {
	return []section{
		{folder: "archive/copies", perMille: 40, name: suffix("-copy"), write: (*Leak).writeCopy},
		{folder: "backup", perMille: 40, name: cycle("-backup.zip", "-backup.tar.gz", "-backup.zip", "-backup.tar.zst"), write: (*Leak).writeBundle},
		{folder: "comments", perMille: 30, leaf: true, name: cycle(" internal note.txt", " Kommentar für Vertrieb.docx", " 100% internal.txt"), write: (*Leak).writeComment},
		{folder: "crm/accounts", perMille: 60, leaf: true, name: suffix("-customer-export.csv"), write: (*Leak).writeAccounts},
		{folder: "crm/api", perMille: 40, leaf: true, name: cycle("-contacts.ndjson", "-contacts.json"), write: (*Leak).writeContacts},
		{folder: "customers", perMille: 40, leaf: true, name: suffix("-customer-list.xlsx"), write: (*Leak).writeCustomerList},
		{folder: "database", perMille: 20, name: suffix("-portal.sql"), write: (*Leak).writeSQL},
		{folder: "devops/env", perMille: 30, leaf: true, name: cycle("-production.env", "-appsettings.json", "-deploy.PublishSettings", "-id_rsa.pem", "-credentials.txt"), write: (*Leak).writeCredentials},
		{folder: "devops/network", perMille: 30, leaf: true, name: cycle("-router.cfg", "-hosts.txt"), write: (*Leak).writeNetwork},
		{folder: "documents/poc", perMille: 30, leaf: true, name: cycle("-POC.docx", "-POC.pptx"), write: (*Leak).writePOC},
		{folder: "documents/poe", perMille: 40, leaf: true, name: suffix("-POE.docx"), write: (*Leak).writePOE},
		{folder: "documents/sow", perMille: 60, leaf: true, name: suffix("-SOW.docx"), write: (*Leak).writeSOW},
		{folder: "finance/invoices", perMille: 90, leaf: true, name: cycle("-invoice.txt", "-invoice.html", "-invoice.docx", "-invoice.pdf"), write: (*Leak).writeInvoice},
		{folder: "finance/offers", perMille: 40, leaf: true, name: cycle("-offer.html", "-offer.docx"), write: (*Leak).writeOffer},
		{folder: "finance/orders", perMille: 40, leaf: true, name: cycle("-order.txt", "-order.pdf"), write: (*Leak).writeOrder},
		{folder: "logs", perMille: 30, name: suffix("-access.log"), write: (*Leak).writeLog},
		{folder: "mail", perMille: 230, name: mailName, write: (*Leak).writeMail},
		{folder: "media", perMille: 20, name: cycle("-scan.png", "-payroll.zip", "-floor-plan.dwg", "-contract.pdf"), write: (*Leak).writeMedia},
		{folder: "price-lists", perMille: 20, leaf: true, name: cycle("-price-list.xlsx", "-price-list.csv"), write: (*Leak).writePrices},
		{folder: "signed", perMille: 20, leaf: true, name: cycle(" Müller & Partner #signed.pdf", " signed+sealed.pdf"), write: (*Leak).writeSigned},
		{folder: "src", perMille: 20, leaf: true, name: cycle("-billing.py", "-client.go", "-Portal.java"), write: (*Leak).writeSource},
		{folder: "users", perMille: 30, leaf: true, name: cycle("-user-list.csv", "-user-list.txt", "-user-list.json"), write: (*Leak).writeUsers},
	}
}

// mailName puts the sender's address into every eighth name.
func mailName(g *gen, k int) string {
	if k%8 != 0 {
		return ".eml"
	}
	o := g.customerAt()
	return "_" + g.plainEmail(g.anyone(o)) + ".eml"
}
