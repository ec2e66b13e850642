package extract_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// A marked is a piece of text that carries a field.
type marked struct {
	Field, Record, Text string
}

var markOf = regexp.MustCompile(`⟦([^⟧]*) (\d+)⟧([^⟦]*)`)

// markedIn reads the pieces that carry the name of a field off what was recorded.
func markedIn(rec *extracttest.Recorder) (list []marked) {
	for _, m := range markOf.FindAllStringSubmatch(rec.String(), -1) {
		if m[1] != "" && m[1][0] != '#' {
			list = append(list, marked{strings.TrimPrefix(m[1], "users."), m[2], m[3]})
		}
	}
	return list
}

// A dumpWriter writes a dump each of whose values is the name of its column, or
// "none" where nothing in the dump names it.
type dumpWriter struct {
	strings.Builder
	rnd    *rand.Rand
	tables map[string][]string // as they were created last
	heads  []insertHead        // that were written
	rows   int
	want   []marked
}

// An insertHead is a statement up to its values; columns is nil where it names none.
type insertHead struct {
	text, table string
	columns     []string
}

// columns are some columns in any order.
func (d *dumpWriter) columns() []string {
	all := []string{"id", "name", "email", "phone", "mail"}
	d.rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:1+d.rnd.IntN(len(all))]
}

func (d *dumpWriter) one(list ...string) string { return list[d.rnd.IntN(len(list))] }

// statement writes one of any sort.
func (d *dumpWriter) statement() {
	table := d.one("a", "b", "users")
	switch d.rnd.IntN(8) {
	case 0:
		d.tables[table] = d.columns()
		fmt.Fprintf(d, "CREATE TABLE %s (%s text, PRIMARY KEY (%s));\n", table, strings.Join(d.tables[table], " text,\n "), d.tables[table][0])
	case 1:
		columns := d.columns()
		fmt.Fprintf(d, "COPY public.%s (%s) FROM stdin;\n", table, strings.Join(columns, ", "))
		for range d.rnd.IntN(3) {
			fmt.Fprintf(d, "%s\n", strings.Join(d.row(columns), "\t"))
		}
		d.WriteString("\\.\n\n")
	case 2, 3:
		if len(d.heads) > 0 { // the same once more, whatever came between
			d.insert(d.heads[len(d.heads)-1])
		}
	case 4, 5:
		quote := d.one("", "`")
		d.insert(insertHead{d.one("INSERT INTO ", "insert into ", "REPLACE INTO ") + quote + table + quote, table, nil})
	default:
		columns := d.columns()
		d.insert(insertHead{"INSERT INTO " + table + d.one(" ", "") + "(" + strings.Join(columns, d.one(",", ", ")) + ")", table, columns})
	}
}

func (d *dumpWriter) insert(h insertHead) {
	d.heads = append(d.heads, h)
	columns := h.columns
	if columns == nil {
		columns = d.tables[h.table]
	}
	if columns == nil {
		columns = []string{"none", "none"}
	}
	d.WriteString(h.text + d.one(" VALUES ", " values\n", "\nVALUES "))
	for i := range 1 + d.rnd.IntN(3) {
		if i > 0 {
			d.WriteString(d.one(",", ",\n"))
		}
		fmt.Fprintf(d, "('%s')", strings.Join(d.row(columns), "','"))
	}
	d.WriteString(";\n")
}

// row notes a row that is about to be written.
func (d *dumpWriter) row(columns []string) []string {
	d.rows++
	for _, c := range columns {
		if c != "none" {
			d.want = append(d.want, marked{c, fmt.Sprint(d.rows), c})
		}
	}
	return columns
}

// Each value carries the name of its own column: as its statement has it, else as
// the table was created last, whatever other statements went before.
func TestColumnsOfStatements(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for seed := range uint64(300) {
		d := &dumpWriter{rnd: rand.New(rand.NewPCG(seed, 7)), tables: map[string][]string{}}
		d.WriteString("-- MySQL dump\n")
		for range 2 + d.rnd.IntN(12) {
			d.statement()
		}
		rec := extracttest.Walk(t, x, "dump.sql", []byte(d.String()))
		if diff := cmp.Diff(d.want, markedIn(rec)); diff != "" {
			t.Fatalf("%s\nis read as\n%s\n(-want +got):\n%s", d.String(), rec, diff)
		}
	}
}
