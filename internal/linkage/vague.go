package linkage

// fullName is how many words name somebody so that not every relative is called so too: a given and a
// family name.
const fullName = 2

// vague reports whether all names of a profile say less than a given and a family name in full: "J. Doe"
// or "Doe". A middle initial is taken for one, since "J. Doe Roe" cannot be told from "Jane D. Roe" where nothing
// says what is what.
func (p *Population) vague(profile uint32) bool {
	list := p.of(profile, Name)
	for _, k := range list {
		words, full := p.Names.of(k.ordinal()), 0
		for _, w := range words {
			if !p.Names.words[w].single() {
				full++
			}
		}
		if full == len(words) && full >= fullName {
			return false
		}
	}
	return len(list) > 0
}

// lookAround notes which edges lead from what is vague to what is not: whom it may name.
func (r *Resolution) lookAround(edges []Edge) {
	r.around = map[uint32][]Edge{}
	for _, e := range edges {
		if !e.Vague {
			continue
		}
		switch a, b := r.p.vague(e.A), r.p.vague(e.B); {
		case a && !b:
			r.around[e.A] = append(r.around[e.A], e)
		case b && !a:
			r.around[e.B] = append(r.around[e.B], e)
		}
	}
}

// contested reports whether one of some persons, of whom an initial or half a name is all that is known,
// may as well be somebody who cannot be one with the others: as much speaks for that, but for what a likely
// merge needs.
func (r *Resolution) contested(list []uint32, weight Weight) bool {
	for _, person := range list {
		for _, profile := range r.vagueOf(person) {
			for _, e := range r.around[profile] {
				if e.Weight <= weight-likelyOdds {
					break // they stand by weight
				}
				if r.isRival(r.Of(e.A+e.B-profile), list) {
					return true
				}
			}
		}
	}
	return false
}

// vagueOf returns the profiles of a person if all of them are vague.
func (r *Resolution) vagueOf(person uint32) []uint32 {
	if len(r.around) == 0 {
		return nil
	}
	list := r.allOf(person)
	for _, profile := range list {
		if !r.p.vague(profile) {
			return nil
		}
	}
	return list
}

// isRival reports whether a person cannot be one with one of a list to which it does not belong.
func (r *Resolution) isRival(person uint32, list []uint32) bool {
	for _, other := range list {
		if other == person {
			return false
		}
	}
	for _, other := range list {
		if !r.agree(person, other, true) {
			return true
		}
	}
	return false
}
