package mysql

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/source/internal/tables"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// TestHeld asks the catalog of a server that answers with names and rows that no server has:
// what is held of them is bounded, and no such name comes into a marker.
func TestHeld(t *testing.T) {
	cell := func(n int) string {
		return "\xfd" + string([]byte{byte(n), byte(n >> 8), byte(n >> 16)}) + strings.Repeat("x", n)
	}
	answer := func(cells string, rows ...string) string {
		bodies := []string{cells}
		for range int(cells[0]) {
			bodies = append(bodies, defs)
		}
		return packets(append(append(append(bodies, enough), rows...), enough)...)
	}
	for name, rows := range map[string][]string{"one row": {cell(1<<20 - 100)}, "all rows": slices.Repeat([]string{cell(60 << 10)}, 100)} {
		if got, err := listen([]byte(answer("\x01", rows...))).query("", 1, 1000); err != errGarbled {
			t.Errorf("%s: %d rows, %v", name, len(got), err)
		}
	}
	src := play(t, "").open(t, "", sourcetest.Options{}, "reader")
	for length, want := range map[int]error{64: nil, 256: nil, 257: errGarbled} {
		if next, err := src.follows(crowd{listen([]byte(answer("\x01", cell(length))))}, ""); err != want {
			t.Errorf("a database's name of %d bytes: %d bytes, %v", length, len(next), err)
		}
		listed := answer("\x04", cell(length)+text("BASE TABLE")+text("InnoDB")+text("1")) + answer("\x01")
		if _, _, err := src.seen(listen([]byte(listed)), tables.Marker{}); err != want {
			t.Errorf("a table's name of %d bytes: %v", length, err)
		}
		key := answer("\x02", cell(length)+text("int")) + answer("\x02", text("1")+text("9"))
		if by, _, _, err := bounds(listen([]byte(key)), tables.Place{}); err != want {
			t.Errorf("a key's name of %d bytes: %d bytes, %v", length, len(by), err)
		}
	}
}
