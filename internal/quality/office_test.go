package quality

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/leak/crowd"
)

// An office writes exports whose tables refer to each other by keys, and knows whose each card is. Cards stand
// in rows that name nobody.
type office struct {
	rng   *rand.Rand
	files []crowd.File
	whose map[string]string // by card: the address of whose it is, "" where no key may tell
	cards int
	mails int
}

func newOffice() *office {
	return &office{rng: rand.New(rand.NewPCG(4, 2)), whose: map[string]string{}}
}

// A client is one human being, with the number of the row.
type client struct{ key, name, mail string }

// clients are n new people numbered by as.
func (o *office) clients(n int, as func(i int) string) []client {
	list := make([]client, n)
	for i := range list {
		o.mails++
		word := func() string {
			b := []byte{byte('A' + o.rng.IntN(26))}
			for range 6 {
				b = append(b, "aeiou"[o.rng.IntN(5)], "bdfgklmnprstvz"[o.rng.IntN(14)])
			}
			return string(b)
		}
		list[i] = client{as(i + 1), word() + " " + word(), fmt.Sprintf("m%d@mail%d.example", o.mails, o.mails%7)}
	}
	return list
}

func rowNumber(i int) string { return fmt.Sprint(i) }

// card is a new one.
func (o *office) card() string {
	o.cards++
	digits := fmt.Sprintf("455673%09d", o.cards*7919%1_000_000_000)
	sum := 0
	for i := range digits {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}

func (o *office) file(name, body string) {
	o.files = append(o.files, crowd.File{Name: name, Body: []byte(body)})
}

// clientTable writes a table of them: its heading has %s for the key.
func clientTable(key string, list []client) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s,name,email\n", key)
	for _, c := range list {
		fmt.Fprintf(&b, "%s,%s,%s\n", c.key, c.name, c.mail)
	}
	return b.String()
}

// orders writes a table with a card for each of the clients; their keys tell whose it is if told.
func (o *office) orders(columns string, list []client, told bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s,card\n", columns)
	for _, c := range list {
		card := o.card()
		if o.whose[card] = ""; told {
			o.whose[card] = c.mail
		}
		fmt.Fprintf(&b, "%s%s,%s\n", strings.Repeat("77,", strings.Count(columns, ",")), c.key, card)
	}
	return b.String()
}

func zipped(files map[string]string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f, _ := w.Create(name)
		f.Write([]byte(files[name]))
	}
	w.Close()
	return b.String()
}

func gzipped(body string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(body))
	w.Close()
	return b.String()
}

// jsonl writes a table as a line of JSON for each row.
func jsonl(table string) string {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	names := strings.Split(lines[0], ",")
	var b strings.Builder
	for _, line := range lines[1:] {
		for i, cell := range strings.Split(line, ",") {
			fmt.Fprintf(&b, "%s%q:%q", map[bool]string{true: "{", false: ","}[i == 0], names[i], cell)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// dump writes a table of people as a program for dumps does.
func dump(table, login string, list []client) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (id int, %s varchar(40), name varchar(80), email varchar(80));\nINSERT INTO %[1]s VALUES ", table, login)
	for i, c := range list {
		fmt.Fprintf(&b, "%s(%s,'%s%d','%s','%s')", map[bool]string{false: ","}[i == 0], c.key, strings.ToLower(c.name[:4]), len(c.mail)*i, c.name, c.mail)
	}
	return b.String() + ";\n"
}

// payments writes a table of cards behind the numbers of users.
func payments(o *office, list []client, told bool) string {
	lines := strings.Split(strings.TrimSpace(o.orders("user_id", list, told)), "\n")[1:]
	return "CREATE TABLE payments (user_id int, card varchar(20));\nINSERT INTO payments VALUES (" + strings.Join(lines, "),(") + ");\n"
}

// numbered are rows of people behind a number of their own.
func numbered(list []client) string {
	var b strings.Builder
	for i, c := range list {
		fmt.Fprintf(&b, "%d,%s,%s,%s\n", 900+i, c.key, c.name, c.mail)
	}
	return b.String()
}
