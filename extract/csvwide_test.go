package extract_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestWideTables names the columns of tables that are wider than what is looked at to tell what
// they are, and lists what it does not name.
func TestWideTables(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for _, c := range []struct {
		columns int
		name    string // of each but two
		at      int    // of the column "full_name"
		named   bool
		unread  bool
		alone   bool // no other column has a name that is known
	}{
		{columns: 1100, name: "c%d", at: 1090, named: true, alone: true},
		{columns: 1100, name: "7", at: 1090, unread: true, alone: true},
		{columns: 1024, name: "c%d", at: 1023, named: true},
		{columns: 3000, name: "col%d", at: 1500, named: true},
		{columns: 3000, name: "col%d", at: 2999, named: true},
		{columns: 10000, name: "measure_%d", at: 3, named: true, unread: true},
		{columns: 10000, name: "measure_%d", at: 9000, unread: true},
	} {
		heads, cells := make([]string, c.columns), make([]string, c.columns)
		for i := range heads {
			heads[i], cells[i] = strings.ReplaceAll(c.name, "%d", fmt.Sprint(i)), "7"
		}
		heads[c.at], cells[c.at] = "full_name", "Severin Wackernagel"
		if !c.alone {
			heads[1] = "email"
		}
		row := strings.Join(cells, ",") + "\n"
		r := extracttest.Walk(t, x, "x.csv", []byte(strings.Join(heads, ",")+"\n"+row+row))
		found := 0
		for _, m := range markedIn(r) {
			if m.Field == "full_name" && m.Text == cells[c.at] {
				found++
			}
		}
		if want := 2; c.named && found != want || !c.named && found != 0 {
			t.Errorf("%d columns: the one at %d is named in %d rows", c.columns, c.at, found)
		}
		if got := slices.Equal(r.NotReads, []exposure.Reason{exposure.NotReadEntries}); got != c.unread || len(r.NotReads) > 1 {
			t.Errorf("%d columns: not read: %v", c.columns, r.NotReads)
		}
	}
}
