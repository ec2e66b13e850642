package extract

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// rowsOf are n rows of so many cells.
func rowsOf(n, width int) string {
	return strings.Repeat(strings.Repeat("Jane,", width-1)+"1\n", n)
}

// A table has as many columns as most of its rows, whatever the others have.
func TestColumnsOfATable(t *testing.T) {
	for _, c := range []struct {
		name          string
		text          string
		columns, rows int // 0 columns: no table
		share         int
	}{
		{"all rows alike", rowsOf(5, 4), 4, 5, 100},
		{"a wider row", rowsOf(9, 4) + rowsOf(1, 7), 4, 10, 90},
		{"many wider rows, each of another width", rowsOf(6, 4) + rowsOf(1, 5) + rowsOf(1, 6) + rowsOf(1, 7) + rowsOf(1, 9), 4, 10, 60},
		{"narrower rows first", rowsOf(2, 2) + rowsOf(8, 4), 4, 10, 80},
		{"a title of one cell", "Customers\n" + rowsOf(4, 3), 3, 5, 80},
		{"blank rows count for nothing", rowsOf(2, 4) + "\n\r\n" + rowsOf(2, 4) + "\n\n\n", 4, 4, 100},
		{"so does a row of one empty cell in quotes", rowsOf(2, 4) + "\"\"\n" + rowsOf(2, 4), 4, 4, 100},
		{"empty cells are cells", "Name,Phone,City,Zip\n,,,\nJane,,,\n", 4, 3, 100},
		{"two rows", rowsOf(2, 3), 3, 2, 100},
		{"one row", rowsOf(1, 3), 0, 0, 0},
		{"no delimiter", strings.Repeat("Jane\n", 9), 0, 0, 0},

		{"just enough of four columns", rowsOf(60, 4) + rowsOf(40, 5), 4, 100, 60},
		{"too few of four columns", rowsOf(59, 4) + rowsOf(41, 5), 0, 0, 0},
		{"just enough of three columns", rowsOf(80, 3) + rowsOf(20, 4), 3, 100, 80},
		{"too few of three columns", rowsOf(79, 3) + rowsOf(21, 4), 0, 0, 0},

		{"a delimiter in quotes", rowsOf(3, 3) + `"Doe, Jane, Dr.",Rome,1` + "\n", 3, 4, 100},
		{"a line end in quotes", rowsOf(3, 3) + "\"likes\nlong, long walks\",Rome,1\n", 3, 4, 100},
		{"a row that is quoted from its first cell on", strings.Repeat(`"Doe, J.","Rome, IT","1"`+"\n", 4), 3, 4, 100},
		{"quotes within the row alone", strings.Repeat(`1,"Rome, IT",x`+"\n", 4), 3, 4, 100},
		{"a quoted cell that is empty is no blank row", strings.Repeat("\"\",\"\",\"\"\n", 2) + rowsOf(2, 3), 3, 4, 100},
		{"a quote in the midst of a cell parts nothing off", strings.Repeat(`12" wheel,8" wheel,1`+"\n", 4), 3, 4, 100},

		{"as wide as is looked at", rowsOf(3, maxCells), maxCells, 3, 100},
		{"wider", rowsOf(3, maxCells+7), maxCells, 3, 100},
		{"wider, in quotes", strings.Repeat(`"a",`+rowsOf(1, maxCells+7), 3), maxCells, 3, 100},
		{"more rows than are looked at", rowsOf(sampleRows, 4) + rowsOf(sampleRows, 6), 4, sampleRows, 100},
	} {
		d := tableOf([]byte(c.text), true)
		if d == nil {
			if c.columns > 0 {
				t.Errorf("%s: no table, want %d columns", c.name, c.columns)
			}
			continue
		}
		if d.delim != ',' || d.columns != c.columns || d.rows != c.rows || d.share != c.share {
			t.Errorf("%s: %d columns by %q in %d rows, share %d; want %d in %d, share %d", c.name, d.columns, d.delim, d.rows, d.share, c.columns, c.rows, c.share)
		}
	}
}

// Of two delimiters the one that divides more rows alike is taken.
func TestDelimiterOfATable(t *testing.T) {
	for text, want := range map[string]byte{
		strings.Repeat("Jane;1,50;Rome;x\n", 9):                                 ';', // both do: a decimal comma
		strings.Repeat("J;1,5;R,I;x\n", 98) + strings.Repeat("J,1;5,R;I\n", 2):  ';', // so does one that does hardly better
		strings.Repeat("a;b;c;d,e,f,g\n", 8) + strings.Repeat("a;d,e,f,g\n", 2): ',',
		strings.Repeat("Jane\tDoe, J.\t1\t2\n", 5):                              '\t',
		strings.Repeat("Jane|Rome|1:30|x\n", 5):                                 '|',
	} {
		if d := tableOf([]byte(text), true); d == nil || d.delim != want {
			t.Errorf("%q…: %+v, want %q", text[:20], d, want)
		}
	}
}

// A last row that the sample cuts is none; one that ends the content without a
// line end is.
func TestLastRowOfASample(t *testing.T) {
	text := []byte(rowsOf(3, 4) + "Jane,Doe")
	for whole, rows := range map[bool]int{true: 4, false: 3} {
		if d := tableOf(text, whole); d == nil || d.rows != rows || d.columns != 4 {
			t.Errorf("whole %v: %+v, want %d rows of 4", whole, d, rows)
		}
	}
}

// Widths are those that the standard library finds in what it has written.
func TestWidthsFollowCSV(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 5))
	cells := []string{"Jane", "", "Doe, Jane", "two\nlines", `12" wheel`, `""`, ";", "Köln", "a,b,c\n\n,d", "x y"}
	for round := range 500 {
		width := 4 + rnd.IntN(5)
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = round%3 == 0
		for range 2 + rnd.IntN(40) {
			n := width
			if rnd.IntN(6) == 0 {
				n = 2 + rnd.IntN(9)
			}
			row := make([]string, n)
			for i := range row {
				row[i] = cells[rnd.IntN(len(cells))]
			}
			row[0] = fmt.Sprint("r", rnd.IntN(100)) // no blank row
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		var all tableWidths
		all.count(b.Bytes(), true)
		got := all[strings.IndexByte(delimiters, ',')].rowWidths
		if want := widthsByCSV(t, b.Bytes()); got.by != want.by || got.rows != want.rows || got.most != want.most {
			t.Fatalf("%q has widths %v, want %v", b.Bytes(), shown(&got), shown(&want))
		}
	}
}

// widthsByCSV are the widths as encoding/csv reads them.
func widthsByCSV(t *testing.T, text []byte) (w rowWidths) {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		w.by[len(row)]++
		w.most = max(w.most, int(w.by[len(row)]))
	}
	w.rows = len(rows)
	return w
}

// shown lists rows by width.
func shown(w *rowWidths) (list []string) {
	for width, n := range w.by {
		if n > 0 {
			list = append(list, fmt.Sprintf("%d×%d", n, width))
		}
	}
	return list
}
