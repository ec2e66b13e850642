package attribute

// calledOwn are the sets of companies that are named as the owner is and have no domain
// that is another's: none else is told in their place.
func (m *model) calledOwn(g *merging) map[uint32]bool {
	sets := map[uint32]bool{}
	for at, flags := range m.names.flags {
		if flags&namedOwn != 0 {
			sets[g.sets.find(uint32(at))] = true
		}
	}
	if len(sets) == 0 {
		return sets
	}
	for at := range m.names.flags {
		if _, marked := m.marked[uint32(at)]; marked || !m.names.isCompany(uint32(at)) && m.names.affected(uint32(at)) {
			delete(sets, g.sets.find(uint32(at)))
		}
	}
	return sets
}
