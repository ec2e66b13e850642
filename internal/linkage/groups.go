package linkage

import "slices"

// findGroups notes the accounts that several people have, by their names: the number of a firm, a family or an
// agent is nobody's own.
func (p *Population) findGroups() {
	of := make([][]uint32, len(p.counts[Account])) // by account: the first that have it
	for i := range uint32(p.Len()) {
		for _, k := range p.of(i, Account) {
			if n := k.ordinal(); p.have(k) > 1 && len(of[n]) < familyHas {
				of[n] = append(of[n], i)
			}
		}
	}
	p.groups = make([]bool, len(of))
	for n, list := range of {
		p.groups[n] = p.areSeveral(list)
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
