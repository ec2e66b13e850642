package extract_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestLongCells reads rows behind and around a cell in quotes that is longer than any that
// is taken for one unasked: what stands in it, and rows that a quote without an end swallows.
func TestLongCells(t *testing.T) {
	const many = 6000
	before, after := strings.Repeat("1,jane@contoso.example,short\n", 4000), strings.Repeat("2,john@contoso.example,\"a,b\"\n", 20)
	x := newExtractor(t, extract.Options{})
	for name, cell := range map[string]string{
		"JSON on one line":   strings.Repeat(`{"name": "x", "list": [1,2,3]}, `, many),
		"JSON on many lines": strings.Repeat("{\"name\": [1,2],\n \"size\": [1,2],\n \"list\": [1,2,3]}\n", many),
		"a letter":           strings.Repeat("Dear Jane,\n\nas we said, all is well, and so on.\nYours, John\n\n", many),
		"a table of another": strings.Repeat("a,b,c,d,e\n", many),
		"quotes alone":       strings.Repeat(`"`, 40*many),
	} {
		data := "id,email,note\n" + before + "7,jane@contoso.example,\"" + strings.ReplaceAll(cell, `"`, `""`) + "\"\n" + after
		want, err := csv.NewReader(strings.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range want {
			row[2] = strings.ReplaceAll(row[2], `"`, `""`)
		}
		if diff := cmp.Diff(want[1:], rowsIn(t, x, data)); diff != "" {
			t.Errorf("%s: %.1500s", name, diff)
		}
	}
	swallowed := rowsIn(t, x, "id,email,note\n"+before+"7,jane@contoso.example,\"open\n"+strings.Repeat("8,jack@contoso.example,\n9,\"\",x\n", many)+after)
	if n := len(swallowed); n < 4000+many || swallowed[n-1][1] != "john@contoso.example" {
		t.Errorf("of rows behind a quote that does not end %d are read", n)
	}
}

// rowsIn puts together the cells of each record of a table of three columns.
func rowsIn(t *testing.T, x *extract.Extractor, data string) (rows [][]string) {
	t.Helper()
	at, last := map[string]int{"id": 0, "email": 1, "note": 2}, ""
	for _, m := range markedIn(extracttest.Walk(t, x, "x.csv", []byte(data))) {
		column, ok := at[m.Field]
		if !ok {
			continue
		}
		if m.Record != last {
			rows, last = append(rows, make([]string, 3)), m.Record
		}
		rows[len(rows)-1][column] += m.Text
	}
	return rows
}
