package extract

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// The places at which a tag that ends begins are found for a whole block at once:
// they are those that are found one by one.
func TestTagEnds(t *testing.T) {
	const parts = `aaaZ1-<<<///>==""'' ` + "\n&\xc3\xa4"
	rnd := rand.New(rand.NewPCG(1, 2))
	m := &markup{names: make(map[string]string)}
	hold := func(p []byte) {
		t.Helper()
		var e tagEnds
		e.find(p, 7)
		if len(e.whole) != min(len(p), tagBlock) || e.lacks(7+int64(len(e.whole))) {
			t.Fatalf("the block has %d bytes of %d", len(e.whole), len(p))
		}
		for i := range e.whole {
			if want, ok := ends(m, p[i:]); ok && e.lacks(7+int64(i)) == want {
				t.Fatalf("the tag ends: %v, want %v at %d of %d: %.80q", !want, want, i, len(p), p[i:])
			}
		}
	}
	for range 20000 {
		p := make([]byte, rnd.IntN(40))
		for i := range p {
			p[i] = parts[rnd.IntN(len(parts))]
		}
		hold(p)
	}
	for n := longestTag - 3; n < longestTag+3; n++ {
		p := []byte("<a b='" + strings.Repeat("x", n-8) + "'>")
		if got, _ := ends(m, p); got != (n <= longestTag) {
			t.Errorf("a tag of %d bytes ends: %v", n, got)
		}
		hold(append([]byte("x < y <"), p...))
		hold(append([]byte(strings.Repeat("b ", (tagBlock-9)/2)), p...))
	}
}

// ends reports whether the tag that p begins with ends; ok is false where p
// begins with none.
func ends(m *markup, p []byte) (whole, ok bool) {
	i := 1
	if len(p) > 1 && p[1] == '/' {
		i++
	}
	if p[0] != '<' || i == len(p) || !isLetter(p[i]) {
		return false, false
	}
	for i < len(p) && isNameByte(p[i]) {
		i++
	}
	end, _ := m.attributes(p[:min(len(p), longestTag)], i)
	return end > 0, true
}
