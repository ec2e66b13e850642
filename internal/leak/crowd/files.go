package crowd

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"mime"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// A File is one that holds records.
type File struct {
	Name    string
	Body    []byte
	Markers []string // of the records in it, in their order
}

// perFile is how many records a file holds at most.
const perFile = 250

// A form is one way in which a system exports records.
type form struct {
	folder, end string
	write       func(list []Record) []byte
}

func forms() []form {
	return []form{
		{"crm", ".csv", func(list []Record) []byte { return table(list, english, ',') }},
		{"versand", ".csv", func(list []Record) []byte { return table(list, german, ';') }},
		{"clientes", ".xlsx", func(list []Record) []byte { return sheet(list, spanish) }},
		{"database", ".sql", dump},
		{"api", ".ndjson", lines},
		{"contacts", ".vcf", cards},
		{"boutique", ".tsv", func(list []Record) []byte { return table(list, french, '\t') }},
		{"forms", ".mbox", mails},
	}
}

// Files yields all records in files, in the order of [Crowd.Records]: the records of one person
// lie in different files, mostly of different forms.
func (c *Crowd) Files() iter.Seq[File] {
	return func(yield func(File) bool) {
		all := forms()
		lists := make([][]Record, len(all))
		n := 0
		put := func(f int) bool {
			file := File{Name: fmt.Sprintf("%s/%06d%s", all[f].folder, n, all[f].end), Body: all[f].write(lists[f])}
			for _, x := range lists[f] {
				file.Markers = append(file.Markers, x.Marker)
			}
			lists[f] = lists[f][:0]
			n++
			return yield(file)
		}
		at := 0
		for x := range c.Records() {
			f := int(uint32(at*2654435761)>>16) % len(all)
			at++
			if lists[f] = append(lists[f], x); len(lists[f]) == perFile && !put(f) {
				return
			}
		}
		for f := range lists {
			if len(lists[f]) > 0 && !put(f) {
				return
			}
		}
	}
}

// A layout is the columns of a table and what stands in them.
type layout struct {
	head []string
	row  func(*Record) []string
}

// dated writes a date as a country does.
func dated(iso, as string) string {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return at.Format(as)
}

// full is a name as it is written in one cell.
func (x *Record) full() string {
	if x.Inverse && !ascii(x.Family) {
		return x.Family + " " + x.Given
	}
	return x.Given + " " + x.Family
}

var (
	english = layout{[]string{"Customer No", "First name", "Last name", "Date of birth", "E-mail", "Phone", "Street", "Postcode", "City", "Country"},
		func(x *Record) []string {
			return []string{x.Marker, x.Given, x.Family, x.Birth, x.Mail, x.Phone, x.Street, x.Postal, x.Town, x.Country}
		}}
	german = layout{[]string{"Kundennummer", "Nachname", "Vorname", "Straße", "PLZ", "Ort", "Telefon", "E-Mail", "Geburtsdatum"},
		func(x *Record) []string {
			return []string{x.Marker, x.Family, x.Given, x.Street, x.Postal, x.Town, x.Phone, x.Mail, dated(x.Birth, "02.01.2006")}
		}}
	spanish = layout{[]string{"Número de cliente", "Nombre", "Apellidos", "Fecha de nacimiento", "Correo electrónico", "Teléfono", "Dirección", "Código postal", "Ciudad"},
		func(x *Record) []string {
			return []string{x.Marker, x.Given, x.Family, dated(x.Birth, "02/01/2006"), x.Mail, x.Phone, x.Street, x.Postal, x.Town}
		}}
	french = layout{[]string{"Numéro client", "Nom complet", "Adresse", "Code postal", "Ville", "Courriel", "Téléphone", "Date de naissance"},
		func(x *Record) []string {
			return []string{x.Marker, x.full(), x.Street, x.Postal, x.Town, x.Mail, x.Phone, dated(x.Birth, "02/01/2006")}
		}}
)

func table(list []Record, l layout, comma rune) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	must(w.Write(l.head))
	for i := range list {
		must(w.Write(l.row(&list[i])))
	}
	w.Flush()
	return b.Bytes()
}

func sheet(list []Record, l layout) []byte {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	must(err)
	row := func(n int, cells []string) {
		values := make([]any, len(cells))
		for i, c := range cells {
			values[i] = c
		}
		must(w.SetRow(fmt.Sprintf("A%d", n), values))
	}
	row(1, l.head)
	for i := range list {
		row(i+2, l.row(&list[i]))
	}
	must(w.Flush())
	b, err := f.WriteToBuffer()
	must(err)
	return b.Bytes()
}

func dump(list []Record) []byte {
	var b bytes.Buffer
	b.WriteString("INSERT INTO customers (customer_no, first_name, last_name, email, phone, birth_date, street, postal_code, city) VALUES\n")
	for i, x := range list {
		cells := []string{x.Marker, x.Given, x.Family, x.Mail, x.Phone, x.Birth, x.Street, x.Postal, x.Town}
		for i, c := range cells {
			if cells[i] = "'" + strings.ReplaceAll(c, "'", "''") + "'"; c == "" {
				cells[i] = "NULL"
			}
		}
		b.WriteString("(" + strings.Join(cells, ",") + ")" + map[bool]string{true: ";\n", false: ",\n"}[i == len(list)-1])
	}
	return b.Bytes()
}

func lines(list []Record) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, x := range list {
		must(e.Encode(struct {
			Number string `json:"customer_number"`
			Given  string `json:"first_name"`
			Family string `json:"last_name"`
			Mail   string `json:"email,omitempty"`
			Phone  string `json:"phone,omitempty"`
			Birth  string `json:"date_of_birth,omitempty"`
			Street string `json:"street,omitempty"`
			Postal string `json:"postal_code,omitempty"`
			Town   string `json:"city,omitempty"`
		}{x.Marker, x.Given, x.Family, x.Mail, x.Phone, x.Birth, x.Street, x.Postal, x.Town}))
	}
	return b.Bytes()
}

// cards are vCards as RFC 2426 has them.
func cards(list []Record) []byte {
	var b bytes.Buffer
	line := func(name, value string) {
		if strings.Trim(value, ";") != "" {
			b.WriteString(name + ":" + value + "\r\n")
		}
	}
	for _, x := range list {
		b.WriteString("BEGIN:VCARD\r\nVERSION:3.0\r\n")
		line("N", x.Family+";"+x.Given+";;;")
		line("FN", x.full())
		line("EMAIL;TYPE=INTERNET", x.Mail)
		line("TEL;TYPE=CELL", x.Phone)
		if x.Street != "" {
			line("ADR;TYPE=HOME", ";;"+x.Street+";"+x.Town+";;"+x.Postal+";")
		}
		line("BDAY", x.Birth)
		line("NOTE", "Customer No: "+x.Marker)
		b.WriteString("END:VCARD\r\n")
	}
	return b.Bytes()
}

// mails are what a form on a web page sends.
func mails(list []Record) []byte {
	var b bytes.Buffer
	for i, x := range list {
		at := time.Date(2021, 3, 1+i%28, 9, i%60, 0, 0, time.UTC)
		fmt.Fprintf(&b, "From forms@corvanta.example %s\n", at.Format(time.ANSIC))
		fmt.Fprintf(&b, "From: forms@corvanta.example\nTo: service@corvanta.example\nDate: %s\nMessage-ID: <%s@corvanta.example>\n", at.Format(time.RFC1123Z), x.Marker)
		fmt.Fprintf(&b, "Subject: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n", mime.QEncoding.Encode("utf-8", "New message from the form"))
		for _, f := range [][2]string{{"Customer No", x.Marker}, {"Name", x.full()}, {"Date of birth", x.Birth}, {"E-mail", x.Mail}, {"Phone", x.Phone},
			{"Address", strings.Trim(x.Street+", "+x.Postal+" "+x.Town, ", ")}} {
			if f[1] != "" {
				fmt.Fprintf(&b, "%s: %s\n", f[0], f[1])
			}
		}
		b.WriteString("\n")
	}
	return b.Bytes()
}

// must is for encoders that cannot fail on our own types.
func must(err error) {
	if err != nil {
		panic("crowd: " + err.Error())
	}
}
