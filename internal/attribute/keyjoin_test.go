package attribute

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// in is a place in a folder, of a table of customers if named so.
func in(folder uint64, of exposure.KeyOf, words ...uint32) []Placed {
	return []Placed{{Folder: folder, Of: of, Words: words}}
}

// customers are people whom a table numbers from 1.
func customers(n int, letter string) (rows []row) {
	for i := range n {
		rows = append(rows, row{fmt.Sprintf("key row id %d", i+1), fmt.Sprintf("person %s%c%c%c Vries", strings.ToUpper(letter), 'a'+i%26, 'a'+i/26%26, 'a'+i/676), fmt.Sprintf("email %s%d@fabrikam.com", letter, i+1)})
	}
	return rows
}

// bought are rows that name nobody but by a key: a telephone for each.
func bought(column string, n int, key func(i int) int) (rows []row) {
	for i := range n {
		rows = append(rows, row{fmt.Sprintf("key %s %d", column, key(i)), fmt.Sprintf("phone +4930555%04d", i)})
	}
	return rows
}

func itself(i int) int { return i + 1 }

// phonesOf says of each telephone of bought whose it is, by the address.
func phonesOf(t *testing.T, in Input) map[string]string {
	t.Helper()
	c, err := newCrowd(t.Context(), in, Crowd{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	_, err = c.gather(t.Context(), c.wanted, func(s *Subject) bool {
		mail := ""
		for _, e := range s.Elements {
			if e.Kind == exposure.Email {
				mail += e.Print.String()
			}
		}
		for _, e := range s.Elements {
			if e.Kind == exposure.Phone {
				out[e.Print.String()] += mail + " "
			}
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Who joins what does not depend on the order of writing, on places or on how many work.
func TestJoinsDoNotDependOnOrder(t *testing.T) {
	d := newDesk(t,
		paper{rows: customers(900, "a"), places: in(1, exposure.OfCustomer)},
		paper{rows: bought("customer id", 900, itself), places: append(in(1, exposure.OfRow, 8), in(2, exposure.OfRow, 8)...)},
		paper{rows: customers(40, "b"), places: in(2, exposure.OfCustomer)},
		paper{rows: customers(10, "c"), places: in(3, exposure.OfCustomer)},
	)
	first := phonesOf(t, d.input())
	if len(first) != 860 { // keys 1 to 40 name others in the other folder
		t.Errorf("%d telephones are somebody's, want 860", len(first))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, order := range [][]int{{3, 2, 1, 0}, {1, 3, 0, 2}} {
		other := &desk{t: t, sealer: d.sealer, mem: newDesk(t).mem, papers: d.papers}
		got := phonesOf(t, other.input(order...))
		if len(got) != len(first) {
			t.Errorf("in the order %v %d are somebody's, want %d", order, len(got), len(first))
		}
		for phone, whose := range first {
			if got[phone] != whose {
				t.Fatalf("in the order %v a telephone is another's", order)
			}
		}
		runtime.GOMAXPROCS(8)
	}
}

func TestJoinsThatAreRefused(t *testing.T) {
	orders := func(places ...Placed) paper { return paper{rows: bought("customer id", 200, itself), places: places} }
	here := Placed{Folder: 1}
	scattered := Placed{Within: exposure.Unit{9}, Scattered: true}
	for name, x := range map[string]struct {
		want   int
		papers []paper
	}{
		"one folder":      {200, []paper{{rows: customers(200, "a"), places: in(1, exposure.OfCustomer)}, orders(here)}},
		"another folder":  {0, []paper{{rows: customers(200, "a"), places: in(2, exposure.OfCustomer)}, orders(here)}},
		"no name":         {0, []paper{{rows: customers(200, "a"), places: in(1, exposure.OfRow)}, orders(here)}},
		"another's name":  {0, []paper{{rows: customers(200, "a"), places: in(1, exposure.OfEmployee)}, orders(here)}},
		"scattered":       {0, []paper{{rows: customers(200, "a"), places: []Placed{{Within: exposure.Unit{9}, Folder: 1, Of: exposure.OfCustomer}}}, orders(here), {places: []Placed{scattered}}}},
		"elsewhere so":    {200, []paper{{rows: customers(200, "a"), places: []Placed{{Within: exposure.Unit{8}, Folder: 1, Of: exposure.OfCustomer}}}, orders(here), {places: []Placed{scattered}}}},
		"one key on all":  {0, []paper{{rows: customers(200, "a"), places: in(1, exposure.OfCustomer)}, {rows: bought("customer id", 200, func(int) int { return 1 }), places: []Placed{here}}}},
		"half not there":  {0, []paper{{rows: customers(100, "a"), places: in(1, exposure.OfCustomer)}, orders(here)}},
		"a tenth not":     {190, []paper{{rows: customers(190, "a"), places: in(1, exposure.OfCustomer)}, orders(here)}},
		"many that agree": {200, append(copies(mostDefining), orders(here))},
		"too many":        {0, append(copies(mostDefining+1), orders(here))},
	} {
		if got := phonesOf(t, newDesk(t, x.papers...).input()); len(got) != x.want {
			t.Errorf("%s: %d telephones are somebody's, want %d", name, len(got), x.want)
		}
	}
}

// copies are so many versions of a table of customers, each with another word in it.
func copies(n int) (list []paper) {
	for i := range n {
		rows := customers(200, "a")
		rows[0] = append(rows[0], fmt.Sprintf("user version%d", i))
		list = append(list, paper{rows: rows, places: in(1, exposure.OfCustomer)})
	}
	return list
}

// A million orders, and a million with one key.
func TestMillionOrders(t *testing.T) {
	const many = 1_000_000
	d := newDesk(t, paper{rows: customers(5000, "a"), places: in(1, exposure.OfCustomer)},
		paper{places: in(1, exposure.OfRow, 8)}, paper{places: in(1, exposure.OfRow, 10)}, paper{places: in(1, exposure.OfRow, 12)})
	input := d.input()
	b := input.Ledger.NewBatch()
	for paper, key := range map[int]func(i int) int{1: func(i int) int { return i%5000 + 1 }, 2: func(int) int { return 1 }, 3: itself} {
		hashes := map[int]exposure.Key{}
		if err := input.Ledger.Drop(unitOf(paper)); err != nil {
			t.Fatal(err)
		}
		b.Begin(unitOf(paper))
		for i := range many {
			n := key(i)
			k, ok := hashes[n]
			if !ok {
				k = d.key(fmt.Sprintf("customer id %d", n), 0)
				hashes[n] = k
			}
			k.Record = uint64(i + 1)
			b.Key(k)
		}
		b.Finish()
		if err := input.Ledger.Commit(b); err != nil {
			t.Fatal(err)
		}
	}
	c, err := newCrowd(t.Context(), input, Crowd{})
	if err != nil {
		t.Fatal(err)
	}
	if held := c.keyed.held(); held != 5000 {
		t.Errorf("joins of 3,000,000 keys hold %d, want those of the customers alone", held)
	}
	var of []uint32
	for at := range c.keyed.references {
		of = append(of, at.content)
	}
	first, _ := c.m.units.find(new(unitOf(1)))
	if !slices.Equal(of, []uint32{first}) {
		t.Errorf("%d tables refer to customers, want the one whose keys are theirs and many", len(of))
	}
}

// held counts the keys that joins keep in memory.
func (j *keyJoins) held() (n int) {
	tables := map[*keyTable]bool{}
	for _, r := range j.references {
		n += len(r.found) + len(r.other) + len(r.heavy)
		for _, t := range r.tables {
			tables[t] = true
		}
	}
	for t := range tables {
		n += cap(t.keys)
	}
	return n
}
