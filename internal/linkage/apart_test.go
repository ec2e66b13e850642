package linkage

import (
	"testing"
)

// Many decisions about one person are replayed in about the time of their number: in that of its
// square so many outlast the time that all tests have.
func TestManySplitsOfOne(t *testing.T) {
	const n = 1_000_000
	p, err := NewPopulation(t.Context(), 2*n+1, NewNames(), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := p.Resolve()
	for i := range n {
		r.Apart(0, uint32(1+i))
	}
	for i := range n {
		r.Force(0, uint32(1+n+i))
		r.Force(uint32(1+n+i), uint32(1+i)) // a hand keeps them apart
	}
	if r.Of(0) != r.Of(2*n) || r.Of(1) == r.Of(0) {
		t.Error("merges that nothing is against were not made, or one that a split is against")
	}
}
