package crowd

import (
	"strings"
	"testing"
)

// A town is as hard as it says: some of one name live in one street, and in houses of one number.
func TestTownHasNamesakes(t *testing.T) {
	c := Town{Seed: 3, People: 2000, Again: 300}
	rows, mailboxes := 0, map[string]int{}
	streets, houses := map[string]int{}, map[string]int{}
	for x := range c.Rows() {
		if rows++; len(x.Cells) != len(TownHead) {
			t.Fatalf("%q", x.Cells)
		}
		if rows > c.People {
			continue
		}
		street, house, _ := strings.Cut(x.Cells[2], " ")
		name := x.Cells[0] + " " + x.Cells[1]
		streets[name+street]++
		houses[name+house]++
		mailboxes[x.Cells[6]]++
	}
	twice := func(of map[string]int) (n int) {
		for _, times := range of {
			if times > 1 {
				n++
			}
		}
		return n
	}
	if rows != 2300 || len(mailboxes) != 2000 || twice(streets) < 20 || twice(houses) < 20 {
		t.Errorf("%d rows, %d mailboxes; of one name %d times in one street, %d times in houses of one number", rows, len(mailboxes), twice(streets), twice(houses))
	}
}
