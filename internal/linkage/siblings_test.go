package linkage

import (
	"fmt"
	"testing"
)

// Sisters and brothers whose given names differ by one letter within the word share a mailbox, a
// telephone and an address, and twins a date of birth too.
func TestSiblingsAreNotOne(t *testing.T) {
	for _, text := range []bool{false, true} {
		for _, pair := range [][2]string{{"lena", "lina"}, {"lara", "sara"}, {"tina", "nina"}, {"anna", "hanna"}, {"leon", "jeon"}, {"mila", "mira"}, {"janek", "janik"}} {
			w := newWorld()
			w.text = text
			w.add("given " + pair[0] + "|doewald; birth 1980-05-17; mail a; phone 1; place 55 kinzie")
			w.add("given " + pair[1] + "|doewald; birth 1980-05-17; mail a; phone 1; place 55 kinzie")
			for i := range 200 {
				w.add(fmt.Sprintf("name stranger%c%c other%c%c; birth 19%02d-%02d-%02d; mail s%d", 'a'+i%26, 'a'+i/26, 'a'+i%26, 'a'+i/26, i%100, i%12+1, i%28+1, i))
			}
			p := w.population(t)
			if c := p.Compare(0, 1); !c.Forbidden && !c.Doubt && c.Weight >= Likely(p.Len()) {
				t.Errorf("letters %v: twins %v are one person, likely: %.1f bits of %.1f", text, pair, c.Weight.Bits(), Likely(p.Len()).Bits())
			}
		}
	}
}
