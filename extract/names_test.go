package extract

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Names that share a place among those met last are told apart: whichever comes,
// it comes back as it is.
func TestNamesThatCollide(t *testing.T) {
	var n names
	rnd := rand.New(rand.NewPCG(1, 9))
	list := []string{"", "e", "email", "emaul", "eXaYl", "card_no_1", "cord_nu_1", strings.Repeat("k", maxField)}
	for i := range 400 { // more than there are places
		list = append(list, fmt.Sprint("field", i))
	}
	for range 20_000 {
		name := list[rnd.IntN(len(list))]
		if got := n.of([]byte(name)); got != name {
			t.Fatalf("%q comes back as %q", name, got)
		}
	}
}

// However many names there are, each comes back, at its longest, and memory stays
// within its bound.
func TestNamesAreBounded(t *testing.T) {
	var n names
	for round := range 2 {
		for i := range maxNames + 500 {
			if name := fmt.Sprint(i); n.of([]byte(name)) != name {
				t.Fatalf("round %d: %s is another", round, name)
			}
		}
	}
	if len(n.all) > maxNames {
		t.Errorf("%d names are kept", len(n.all))
	}
	long := strings.Repeat("k", maxField-1)
	if got := n.of([]byte(long + "éé")); got != long {
		t.Errorf("a long name is cut to %d bytes, want %d: no half of a rune", len(got), len(long))
	}
}
