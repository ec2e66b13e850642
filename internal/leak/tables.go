package leak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

func csvLine(b *bytes.Buffer, sep byte, cells ...string) {
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(sep)
		}
		if strings.ContainsAny(c, "\",;\n") {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		b.WriteString(c)
	}
	b.WriteString("\r\n")
}

// writeAccounts writes the k-th part of the customer export. All parts together
// hold every entity with every person: that is what makes the truth complete.
func (l *Leak) writeAccounts(g *gen, k int) []byte {
	var b bytes.Buffer
	n := l.section("crm/accounts").n
	first, last := l.entities*k/n, l.entities*(k+1)/n
	csvLine(&b, ',', "Customer No", "Company", "Contact Name", "E-mail", "Phone", "Country", "Website", "Project ID", "Modified")
	for e := first; e < last; e++ {
		o := g.organisation(e)
		for i := range o.people {
			p := g.world.person(o, i)
			csvLine(&b, ',', g.customer(o), g.company(o), g.person(p, true), g.email(p), g.phone(p), g.nation(o), g.website(o),
				g.projectCode(g.world.project(o, i)), g.date())
		}
	}
	return g.done(exposure.DocumentCustomerList, b.Bytes())
}

type contact struct {
	ID      string   `json:"customer_id"`
	Company string   `json:"company"`
	First   string   `json:"first_name"`
	Last    string   `json:"last_name"`
	Email   string   `json:"email"`
	Phone   string   `json:"phone,omitempty"`
	Country string   `json:"country"`
	Address *address `json:"bank,omitempty"`
	Project string   `json:"project_name"`
	Updated string   `json:"updated_at"`
}

type address struct {
	IBAN string `json:"iban"`
}

func (g *gen) contact() contact {
	o := g.customerAt()
	p := g.anyone(o)
	c := contact{ID: g.customer(o), Company: g.company(o)}
	c.First, c.Last = g.splitPerson(p, true)
	c.Email, c.Phone, c.Country = g.email(p), g.phone(p), g.nation(o)
	if o.iban != "" && g.r.one(4) {
		c.Address = &address{g.account(o)}
	}
	c.Project, c.Updated = g.projectName(g.projectOf(o)), g.date()
	return c
}

// writeContacts writes what a customer database's API returns: lines of JSON,
// or one page of an array.
func (l *Leak) writeContacts(g *gen, k int) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	contacts := make([]contact, 8+g.r.n(24))
	for i := range contacts {
		contacts[i] = g.contact()
	}
	if k%2 == 0 {
		for _, c := range contacts {
			must(enc.Encode(c))
		}
	} else {
		enc.SetIndent("", "  ")
		must(enc.Encode(map[string]any{"export": "customers", "page": k, "contacts": contacts}))
	}
	return g.done(exposure.DocumentCustomerList, b.Bytes())
}

// must is for encoders that cannot fail on our own types.
func must(err error) {
	if err != nil {
		panic("leak: " + err.Error())
	}
}

func (l *Leak) writeCustomerList(g *gen, _ int) []byte {
	rows := [][]string{{"Company", "Contact Name", "E-mail", "Phone", "Country", "Customer No"}}
	for range 6 + g.r.n(30) {
		o := g.customerAt()
		p := g.anyone(o)
		rows = append(rows, []string{g.company(o), g.person(p, true), g.email(p), g.phone(p), g.nation(o), g.customer(o)})
	}
	return g.done(exposure.DocumentCustomerList, g.packer.xlsx("Customers", g.plainPerson(g.staff(), false), rows, g.at))
}

func (l *Leak) writePrices(g *gen, k int) []byte {
	o := g.customerAt()
	rows := [][]string{{"Article", "Description", "List price", "Partner price", "Valid from"}}
	for i := range 10 + g.r.n(20) {
		rows = append(rows, []string{fmt.Sprintf("ART-%04d", i), "Support level " + fmt.Sprint(1+i%4), g.amount(), g.amount(), g.date()})
	}
	rows = append(rows, []string{"", "Prices for " + g.company(o), "", "", ""})
	if k%2 == 0 {
		return g.done(exposure.DocumentPriceList, g.packer.xlsx("Price List", g.plainPerson(g.staff(), false), rows, g.at))
	}
	var b bytes.Buffer
	csvLine(&b, ';', "Price List "+g.date())
	for _, row := range rows {
		csvLine(&b, ';', row...)
	}
	return g.done(exposure.DocumentPriceList, b.Bytes())
}

// writeUsers writes accounts of a portal: Windows-1252 with semicolons where the
// names allow it, UTF-16 with tabs, JSON.
func (l *Leak) writeUsers(g *gen, k int) []byte {
	type account struct {
		Username string `json:"username"`
		Name     string `json:"full_name"`
		Email    string `json:"email"`
		Role     string `json:"role"`
	}
	var users []account
	for range 6 + g.r.n(30) {
		o := g.customerAt()
		for k%3 == 0 && !o.lang.latin1 {
			o = g.customerAt()
			if g.r.one(50) {
				break // a leak of one country that has other letters: its names lose them
			}
		}
		p := g.anyone(o)
		name := g.person
		if k%3 == 0 && !o.lang.latin1 {
			name = g.latinPerson
		}
		users = append(users, account{g.login(p), name(p, true), g.email(p), pick(&g.r, []string{"admin", "reader", "billing"})})
	}
	var b bytes.Buffer
	switch k % 3 {
	case 2:
		out, err := json.MarshalIndent(users, "", "  ")
		must(err)
		return g.done(exposure.DocumentCustomerList, out)
	case 1:
		b.WriteString("username\tfull_name\temail\trole\r\n")
		for _, u := range users {
			b.WriteString(u.Username + "\t" + u.Name + "\t" + u.Email + "\t" + u.Role + "\r\n")
		}
		return g.done(exposure.DocumentCustomerList, utf16le(b.String()))
	}
	csvLine(&b, ';', "username", "full_name", "email", "role")
	for _, u := range users {
		csvLine(&b, ';', u.Username, u.Name, u.Email, u.Role)
	}
	return g.done(exposure.DocumentCustomerList, []byte(windows1252(b.String())))
}

func sqlString(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (l *Leak) writeSQL(g *gen, _ int) []byte {
	var b bytes.Buffer
	b.WriteString("-- Dump of database portal\nSET NAMES utf8mb4;\nCREATE TABLE users (id INT, login VARCHAR(64), full_name VARCHAR(120), email VARCHAR(200), phone VARCHAR(40), company VARCHAR(160), card_number VARCHAR(24), created DATE);\n")
	b.WriteString("INSERT INTO users (id, login, full_name, email, phone, company, card_number, created) VALUES\n")
	n := 10 + g.r.n(40)
	for i := range n {
		o := g.customerAt()
		p := g.anyone(o)
		card := "NULL"
		login, name, mail, phone, company := g.login(p), g.person(p, true), g.email(p), g.phone(p), g.company(o)
		if g.r.one(5) {
			card = sqlString(g.card(o))
		}
		fmt.Fprintf(&b, "(%d,%s,%s,%s,%s,%s,%s,%s)", i+1, sqlString(login), sqlString(name), sqlString(mail), sqlString(phone), sqlString(company), card, sqlString(g.date()))
		b.WriteString(map[bool]string{true: ";\n", false: ",\n"}[i == n-1])
	}
	b.WriteString("CREATE TABLE audit (id INT, at DATETIME, action VARCHAR(32), duration_ms INT);\n")
	for i := 0; i == 0 || b.Len() < l.extra; i++ {
		fmt.Fprintf(&b, "INSERT INTO audit VALUES (%d,'%s 12:%02d:%02d','%s',%d);\n", i+1, g.date(), i/60%60, i%60,
			pick(&g.r, []string{"login", "export", "view", "update"}), g.r.n(5000))
	}
	return g.done(exposure.DocumentDatabaseDump, b.Bytes())
}
