package linkage

import "slices"

// findGroups notes the logins and accounts that several people have, by their names: the number of a firm, a family
// or an agent is nobody's own.
func (p *Population) findGroups() {
	for _, sort := range [...]Sort{Login, Account} {
		of := make([][]uint32, len(p.counts[sort])) // by ordinal: the first that have it
		for i := range uint32(p.Len()) {
			for _, k := range p.of(i, sort) {
				if n := k.ordinal(); p.have(k) > 1 && len(of[n]) < familyHas {
					of[n] = append(of[n], i)
				}
			}
		}
		p.groups[sort] = make([]bool, len(of))
		for n, list := range of {
			p.groups[sort][n] = p.areSeveral(list)
		}
	}
}

// areSeveral reports whether the names of two of some profiles contradict each other.
func (p *Population) areSeveral(list []uint32) bool {
	for i, a := range list {
		x := p.side(a)
		if slices.ContainsFunc(list[i+1:], func(b uint32) bool {
			y := p.side(b)
			name := p.bestNames(&x, &y)
			return name.contradict()
		}) {
			return true
		}
	}
	return false
}
