package detect

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// birthsIn returns the days of birth that are found in a table.
func birthsIn(t *testing.T, e *Engine, table string) (out []string) {
	t.Helper()
	eachIn(t, e, table, Segment{Part: exposure.PartTable}, func(m Mention) {
		if m.Kind == exposure.Birth {
			out = append(out, string(m.Value))
		}
	})
	return out
}

// TestDaysOfBirth reads days as their column and their country write them.
func TestDaysOfBirth(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct {
		what, table string
		want        []string
	}{
		{"one cell says that the month comes first", "name|dob\nAda Quorn|03/02/2017\nBea Quist|12/31/2010", []string{"2017-03-02", "12/31/2010"}},
		{"or that the day does", "name|dob\nAda Quorn|03/02/2017\nBea Quist|31/12/2010", []string{"03/02/2017", "31/12/2010"}},
		{"another column of the table says it", "name|dob|joined\nAda Quorn|03/02/2017|12/31/2020\nBea Quist|04/02/2010|01/05/2021", []string{"2017-03-02", "2010-04-02"}},
		{"the column speaks for itself first", "name|dob|joined\nAda Quorn|13/02/2017|12/31/2020\nBea Quist|04/02/2010|01/05/2021", []string{"13/02/2017", "04/02/2010"}},
		{"cells that disagree", "name|dob\nAda Quorn|03/02/2017\nBea Quist|12/31/2010\nCyd Quarles|31/12/2010", []string{"03/02/2017", "12/31/2010", "31/12/2010"}},
		{"a year of two digits", "name|dob\nAda Quorn|03/02/71\nBea Quist|12/31/70", []string{"02/03/71", "12/31/70"}},
		{"Brazil", "nome|data_nascimento\nAda Quorn|1983-04-02", []string{"1983-04-02"}},
		{"Japan", "氏名|生年月日\n山田 太郎|1983年4月2日\n佐藤 花子|昭和58年4月2日\n鈴木 一郎|令和元年5月1日\n田中 次郎|S58.4.2\n高橋 三郎|平成32年13月1日", []string{"1983年4月2日", "1983-04-02", "2019-05-01", "1983-04-02"}},
	} {
		if got := birthsIn(t, e, c.table); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestDaysBelowHeadings takes no day for one of birth because another column, of which the
// heading ends the line, is called so.
func TestDaysBelowHeadings(t *testing.T) {
	e := newEngine(t)
	text, marks := rowsOf("visit_date|name|dob|city\n2024-01-01|Ada Quorn|2017-02-03|Rome")
	const heading = "visit_date,name,dob,city\n"
	for i := range marks {
		marks[i].Offset += int64(len(heading))
	}
	var got []string
	st := e.Stream(Segment{Part: exposure.PartTable}, func(m Mention) error {
		if m.Kind == exposure.Birth {
			got = append(got, string(m.Value))
		}
		return nil
	})
	if err := st.Write(append([]byte(heading), text...), marks); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"2017-02-03"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestDaysInText finds days of eras behind a word in running text.
func TestDaysInText(t *testing.T) {
	for text, want := range map[string]string{
		"生年月日: 昭和元年12月31日\n": "1926-12-31", "生年月日：大正9年1月5日 男": "1920-01-05", "date of birth: S58.4.2\n": "1983-04-02",
	} {
		var got []string
		for _, m := range collect(t, newEngine(t), Segment{}, text, "") {
			if m.Kind == exposure.Birth {
				got = append(got, string(m.Value))
			}
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%q: found %q, want %s", text, got, want)
		}
	}
}
