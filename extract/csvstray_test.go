package extract_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestStrayQuotes reads all rows of tables in which a quote stands that belongs to its cell or
// whose other one was forgotten, wherever pieces end, and cells in quotes as they are.
func TestStrayQuotes(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	plain := func(i int) string { return fmt.Sprintf("%d,a%d@contoso.example,x\n", i, i) }
	quoted := func(i int) string { return fmt.Sprintf("%d,a%d@contoso.example,\"x, y\"\n", i, i) }
	for _, c := range []struct {
		what  string
		rows  int
		at    int
		stray string
		row   func(int) string
	}{
		{"nothing closes it", 100, 1, "\"1,a1@contoso.example,x\n", plain},
		{"in the middle of the row", 100, 50, "50,\"a50@contoso.example,x\n", plain},
		{"in the last row but one", 100, 98, "98,a98@contoso.example,\"x\n", plain},
		{"another cell in quotes closes it", 100, 1, "\"1,a1@contoso.example,x\n", quoted},
		{"that of the next row does", 20, 17, "\"17,a17@contoso.example,x\n", quoted},
		{"thousands of rows before another", 40_000, 20_000, "20000,a20000@contoso.example,\"x\n", plain},
		{"before a piece ends", 40_000, 8_700, "\"8700,a8700@contoso.example,x\n", quoted},
	} {
		var b strings.Builder
		b.WriteString("id,email,note\n")
		for i := range c.rows {
			if i == c.at {
				b.WriteString(c.stray)
			} else {
				b.WriteString(c.row(i))
			}
		}
		rows := rowsIn(t, x, b.String())
		bad := 0
		for i, row := range rows {
			if i != c.at && row[1] != fmt.Sprintf("a%d@contoso.example", i) {
				bad++
			}
		}
		if len(rows) != c.rows || bad > 0 {
			t.Errorf("%s: %d of %d rows, %d of which are others", c.what, len(rows), c.rows, bad)
		}
		whole, small := &extracttest.Recorder{}, &extracttest.Recorder{}
		for rec, body := range map[*extracttest.Recorder]io.Reader{whole: strings.NewReader(b.String()), small: &oneByOne{strings.NewReader(b.String())}} {
			if err := x.Walk(t.Context(), extract.Input{Name: "x.csv", Size: -1, Body: body}, rec); err != nil {
				t.Fatal(err)
			}
		}
		if whole.String() != small.String() {
			t.Errorf("%s: one read yields one thing, small reads another", c.what)
		}
	}
}

// TestLinesInQuotes leaves cells of several lines as they are, also where a line has as many
// commas as a row.
func TestLinesInQuotes(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for what, cell := range map[string]string{
		"an address":          "12 Cooper Row, York\nUnited Kingdom",
		"addresses":           "12 Cooper Row, York, UK\n13 Cooper Row, York, UK\n14 Cooper Row, York, UK",
		"with doubled ones":   "12, \"\"Cooper\"\", York\n\"\"13\"\", Cooper Row, York\n",
		"a letter":            "Dear Jane,\n\nas we said, all is well, and so on.\nYours, John\n",
		"longer than a piece": strings.Repeat("as we said, all is well, and so on, with best wishes\n", 8000),
	} {
		data := "id,email,note\n" + strings.Repeat("1,jane@contoso.example,short\n", 4000) + "2,john@contoso.example,\"" + cell + "\"\n" + strings.Repeat("3,jack@contoso.example,x\n", 50)
		if rows := rowsIn(t, x, data); len(rows) != 4051 || rows[4000][2] != cell {
			t.Errorf("%s: %d rows, %.300q", what, len(rows), rows[min(4000, len(rows)-1)])
		}
	}
}

// TestHostileRows reads text full of quotes at the pace of any other.
func TestHostileRows(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for _, s := range []string{"\"a,b,c\n", "a,\"b,\"c\n", ",\"a", "\"\"a,\"\n", "\"a,b\",c\n\"", "a,b,\"\"\"c\n"} {
		began := time.Now()
		rowsIn(t, x, "id,email,note\n1,a,b\n1,a,b\n1,a,b\n1,a,b\n1,a,b\n"+strings.Repeat(s, 512<<10/len(s))+"\"\n")
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%q took %v", s, took)
		}
	}
}
