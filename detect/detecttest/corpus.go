package detecttest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// A Label is one thing that stands in a corpus.
type Label struct {
	Kind   exposure.Kind
	Value  string
	Offset int64
}

// A Corpus is invented text with the truth about it. All names, domains and
// numbers are made up or set aside for tests.
type Corpus struct {
	Name    string
	Segment detect.Segment
	Text    []byte
	Marks   []exposure.Mark
	Labels  []Label
	rnd     *rand.Rand
	record  int64
}

func newCorpus(name, media string, seed uint64) *Corpus {
	return &Corpus{Name: name, Segment: detect.Segment{Media: media}, rnd: rand.New(rand.NewPCG(seed, 1))}
}

// Corpora returns one corpus of each sort, each of about size bytes: mail,
// tables, logs, SQL, source code.
func Corpora(size int, seed uint64) []*Corpus {
	return []*Corpus{Mail(size, seed), Table(size, seed), Log(size, seed), SQL(size, seed), Source(size, seed)}
}

// add writes text that holds nothing to be found.
func (c *Corpus) add(format string, args ...any) {
	c.Text = fmt.Appendf(c.Text, format, args...)
}

// put writes a value that is to be found.
func (c *Corpus) put(kind exposure.Kind, value string) {
	c.label(kind, value)
	c.Text = append(c.Text, value...)
}

func (c *Corpus) label(kind exposure.Kind, value string) {
	c.Labels = append(c.Labels, Label{kind, value, int64(len(c.Text))})
}

func (c *Corpus) mark(field string) {
	c.Marks = append(c.Marks, exposure.Mark{Offset: int64(len(c.Text)), Field: field, Record: c.record})
}

func pick[T any](c *Corpus, list []T) T { return list[c.rnd.IntN(len(list))] }

var (
	firstNames = strings.Fields("Jane John Änne Jürgen María José Chloé Élodie Giulia Marco Ayşe Mehmet Sanne Pieter Ingrid Björn Zofia Łukasz Priya Rahul Mei Kenji Olga Ivan Fatima Omar Grace Liam Nina Paul")
	lastNames  = strings.Fields("Doe Miller Müller Schmidt García Fernández Dupont Lefèvre Rossi Bianchi Yılmaz Demir Jansen Bakker Larsson Nilsen Kowalska Nowak Sharma Patel Tanaka Suzuki Petrova Ivanov Haddad Okafor O'Neil Lindqvist Weber Novák")
	companies  = strings.Fields("Contoso Fabrikam Wingtip Northwind Adatum Proseware Tailspin Litware Fourthcoffee Woodgrove Lucerne Margies Trey Humongous Alpineski")
	forms      = []string{"GmbH", "Ltd.", "Inc.", "S.A.", "B.V.", "AG", "S.p.A.", "LLC", "A.Ş.", "Oy", "Pty Ltd", "Sp. z o.o."}
	tlds       = strings.Fields("example test de co.uk fr com.br it nl com.tr co.jp es pl se com")
	words      = strings.Fields("the a of and to in for on with we our your this that order system please review before next week delivery quarter team meeting report server update change request approve budget contract status issue customer product release plan schedule document attached regarding further details below thanks again soon final draft version number total price item list note call")
)

func (c *Corpus) person() (first, last string) { return pick(c, firstNames), pick(c, lastNames) }

func (c *Corpus) domain() string {
	return fmt.Sprintf("%s-%d.%s", strings.ToLower(pick(c, companies)), c.rnd.IntN(900)+100, pick(c, tlds))
}

var plain = strings.NewReplacer("ä", "ae", "Ä", "Ae", "ü", "ue", "é", "e", "É", "E", "è", "e", "í", "i", "ö", "oe", "ş", "s", "ı", "i", "Ł", "L", "á", "a", "'", "")

func (c *Corpus) email(first, last string) string {
	return strings.ToLower(plain.Replace(first)) + "." + strings.ToLower(plain.Replace(last)) + "@" + c.domain()
}

func (c *Corpus) phone() string {
	switch c.rnd.IntN(4) {
	case 0:
		return fmt.Sprintf("+44 7700 900%03d", c.rnd.IntN(1000))
	case 1:
		return fmt.Sprintf("+1 202-555-01%02d", c.rnd.IntN(100))
	case 2:
		return fmt.Sprintf("+49 30 %07d", 2000000+c.rnd.IntN(7000000))
	}
	return fmt.Sprintf("+33 1 %02d %02d %02d %02d", 40+c.rnd.IntN(9), c.rnd.IntN(100), c.rnd.IntN(100), c.rnd.IntN(100))
}

func (c *Corpus) sentence(n int) string {
	var b strings.Builder
	for i := range n {
		w := pick(c, words)
		if i == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	b.WriteByte('.')
	return b.String()
}

// Mail makes messages with headers, greetings, signatures and quoted text.
func Mail(size int, seed uint64) *Corpus {
	c := newCorpus("mail", "message/rfc822", seed)
	for len(c.Text) < size {
		c.message()
	}
	return c
}

func (c *Corpus) message() {
	first, last := c.person()
	name := first + " " + last
	address := c.email(first, last)
	c.record++
	c.mark("From")
	c.put(exposure.Person, name)
	c.add(" <")
	c.put(exposure.Email, address)
	c.add(">\n")
	c.mark("To")
	f2, l2 := c.person()
	c.add("\"")
	c.put(exposure.Person, l2+", "+f2)
	c.add("\" <")
	c.put(exposure.Email, c.email(f2, l2))
	c.add(">\n")
	c.mark("Message-ID")
	c.add("<")
	c.put(exposure.Message, fmt.Sprintf("%x.%x@mail.%s", c.rnd.Uint64(), c.rnd.Uint32(), c.domain()))
	c.add(">\n")
	c.mark("Subject")
	c.add("%s\n", c.sentence(5))
	c.mark("Date")
	c.add("Mon, 13 Aug 2022 %02d:%02d:00 +0200\n", c.rnd.IntN(24), c.rnd.IntN(60))
	c.mark("")
	c.add("\nDear ")
	c.put(exposure.Person, f2)
	c.add(",\n\n")
	for range 3 + c.rnd.IntN(8) {
		c.add("%s %s\n", c.sentence(12), c.sentence(9))
	}
	if c.rnd.IntN(3) == 0 {
		c.add("\nPlease pay to IBAN ")
		c.put(exposure.IBAN, iban(c.rnd))
		c.add(" for ")
		c.put(exposure.Company, pick(c, companies)+" "+pick(c, forms[:4]))
		c.add(" until Friday.\n")
	}
	c.add("\nBest regards,\n")
	c.put(exposure.Person, name)
	c.add("\nTel.: ")
	c.put(exposure.Phone, c.phone())
	c.add("\n\n")
}

// iban makes a German IBAN with right check digits.
func iban(rnd *rand.Rand) string {
	bban := fmt.Sprintf("%08d%010d", 10000000+rnd.IntN(80000000), rnd.Int64N(1e10))
	rest := 0
	for _, d := range bban + "131400" {
		rest = (rest*10 + int(d-'0')) % 97
	}
	return fmt.Sprintf("DE%02d%s", 98-rest, bban)
}

// Table makes rows of a customer list as CSV, dense with addresses.
func Table(size int, seed uint64) *Corpus {
	c := newCorpus("table", "text/csv", seed)
	columns := []string{"customer_no", "first_name", "last_name", "company", "email", "phone", "country", "updated_at", "amount"}
	c.mark("")
	c.add("%s\n", strings.Join(columns, ","))
	for len(c.Text) < size {
		c.row(columns)
	}
	return c
}

func (c *Corpus) row(columns []string) {
	c.record++
	first, last := c.person()
	for i, col := range columns {
		c.mark(col)
		switch col {
		case "customer_no":
			c.put(exposure.User, fmt.Sprintf("K-%06d", c.rnd.IntN(1e6)))
		case "first_name":
			c.label(exposure.Person, first+" "+last)
			c.add("%s", first)
		case "last_name":
			c.add("%s", last)
		case "company":
			c.put(exposure.Company, fmt.Sprintf("%s %s", pick(c, companies), pick(c, forms)))
		case "email":
			c.put(exposure.Email, c.email(first, last))
		case "phone":
			c.put(exposure.Phone, c.phone())
		case "country":
			c.label(exposure.Country, "DE")
			c.add("Germany")
		case "updated_at":
			c.add("2022-08-%02dT%02d:%02d:%02dZ", 1+c.rnd.IntN(28), c.rnd.IntN(24), c.rnd.IntN(60), c.rnd.IntN(60))
		case "amount":
			c.add("%d.%02d", c.rnd.IntN(100000), c.rnd.IntN(100))
		}
		if i < len(columns)-1 {
			c.add(",")
		}
	}
	c.add("\n")
}
