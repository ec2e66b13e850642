package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// headedGroups returns what stands together in a table whose heading is known, in pieces of a size.
func headedGroups(t *testing.T, e *Engine, table string, piece int) map[int64]string {
	t.Helper()
	text, marks := rowsOf(table)
	head, _, _ := strings.Cut(table, "\n")
	records := map[int64]string{}
	st := e.Stream(Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) error {
		if m.Score >= 50 {
			records[m.Record] += fmt.Sprintf("%s %s;", m.Kind, m.Value)
		}
		return nil
	})
	st.Tables([]exposure.Table{{Columns: strings.Split(head, "|")}})
	for at := 0; at < len(text); at += piece {
		end := min(at+piece, len(text))
		var within []exposure.Mark
		for i, m := range marks {
			if i+1 < len(marks) && marks[i+1].Offset == m.Offset { // a cell in which nothing stands has no mark
				continue
			}
			if int(m.Offset) >= at && int(m.Offset) < end {
				within = append(within, m)
			}
		}
		if err := st.Write(text[at:end], within); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return records
}

// TestHeadings reads what is filled late with all columns of its table, however the text is cut.
func TestHeadings(t *testing.T) {
	e := newEngine(t)
	table := "student_name|dob|guardian_email|guardian_name\n" + strings.Repeat("Ada Quell|2012-01-12||\n", 5000) + "Greta Zwengel|2012-02-03|bert@gmail.com|Bert Ohmweg"
	for _, piece := range []int{1 << 20, 4096, 777} {
		got := headedGroups(t, e, table, piece)
		const row = 5001
		if want := "birth 2012-02-03;person Greta Zwengel;"; got[row] != want {
			t.Errorf("in pieces of %d the row has %q, want %q", piece, got[row], want)
		}
		for record, found := range got {
			if of, beside := exposure.RowOf(uint64(record)); beside && (of != row || found != "email bert@gmail.com;person Bert Ohmweg;") {
				t.Errorf("in pieces of %d row %d has beside it %q", piece, of, found)
			}
		}
	}
}

// Whom a row is about says the whole heading: who is named in a late row alone has what stands there.
func TestHeadingsSayWhomRowsAreAbout(t *testing.T) {
	table := "owner_name|owner_email|iban|customer_name\n" + strings.Repeat("Ada Quell|ada@gmail.com||\n", 500) + "Ada Quell|ada@gmail.com|DE02120300000000202051|Thomas Lovejoy"
	got := headedGroups(t, newEngine(t), table, 1<<20)
	if want := "iban DE02120300000000202051;person Thomas Lovejoy;"; got[501] != want {
		t.Errorf("the row has %q, want %q", got[501], want)
	}
}

// FuzzTables holds to the text whatever is said of tables.
func FuzzTables(f *testing.F) {
	f.Add("name|email\nAda Quorn|ada@gmx.de", "name|email", int64(0))
	f.Add("owner|owner_email|name\nAda Quorn|ada@gmx.de|Bea Quist", "||owner|", int64(9))
	f.Add("a|b\nc|d", "", int64(-5))
	e := newEngine(f)
	f.Fuzz(func(t *testing.T, table, heads string, at int64) {
		if len(table) > 1<<12 || len(heads) > 1<<12 {
			return
		}
		text, marks := rowsOf(table)
		st := e.Stream(Segment{Part: exposure.PartTable}, func(m Mention) error {
			if m.Offset < 0 || m.Offset >= int64(len(text)) {
				t.Errorf("a mention at %d of %d", m.Offset, len(text))
			}
			return nil
		})
		st.Tables([]exposure.Table{{Offset: at, Columns: strings.Split(heads, "|")}, {Offset: at + 3}, {Offset: at + 9, Columns: strings.Split(heads, "|")}})
		if err := st.Write(text, marks); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
