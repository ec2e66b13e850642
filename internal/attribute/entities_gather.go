package attribute

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// gatherEntities makes one entity of each set of names, and of those of its names that
// stand apart another. All of a set that holds a domain of the owner's or a vendor's stands
// apart.
func (m *model) gatherEntities(ctx context.Context, g *merging) (*entities, error) {
	e := &entities{of: make([]uint32, len(m.names.ids))}
	whole := map[uint32]string{} // sets that stand apart with all that they hold
	for i, flags := range m.names.flags {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		e.of[i] = none
		switch set := g.sets.find(uint32(i)); {
		case flags&apartOwn != 0:
			whole[set] = SortOwn
		case flags&apartVendor != 0 && whole[set] == "":
			whole[set] = SortVendor
		}
	}
	for set := range m.calledOwn(g) {
		if whole[set] == "" {
			whole[set] = SortOwn
		}
	}
	sortOf := func(i uint32) string {
		if sort := whole[g.sets.find(i)]; sort != "" {
			return sort
		}
		return m.whyApart(i)
	}
	for _, apart := range []bool{false, true} {
		if err := e.gather(ctx, m, g, func(i uint32) (string, bool) {
			sort := sortOf(i)
			return sort, (sort != "") == apart
		}); err != nil {
			return nil, err
		}
		if !apart {
			e.affected = len(e.list)
		}
	}
	e.many = make([]bool, len(e.list))
	for i, o := range e.list {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		e.many[i] = len(o.names) > 1
		o.title(m)
	}
	for _, d := range m.hands.renames {
		if at, ok := m.names.lookup(d.A); ok {
			e.list[e.of[at]].Name = Displayed(d.B)
		}
	}
	return e, nil
}

// gather adds the entities of those names that are wanted, by set and sort.
func (e *entities) gather(ctx context.Context, m *model, g *merging, wants func(name uint32) (sort string, ok bool)) error {
	type key struct {
		set  uint32
		sort string
	}
	by := map[key]uint32{}
	for i := range m.names.ids {
		if err := wanted(ctx, i, nil); err != nil {
			return err
		}
		sort, ok := wants(uint32(i))
		if !ok {
			continue
		}
		k := key{g.sets.find(uint32(i)), sort}
		at, met := by[k]
		if !met {
			at = uint32(len(e.list))
			by[k] = at
			e.list = append(e.list, &organisation{Entity: Entity{Domains: []string{}, Sort: sort, Apart: sort != ""}})
		}
		o := e.list[at]
		o.names = append(o.names, uint32(i))
		o.Mentions += m.records.mentions[i]
		o.roles |= m.records.roles[i]
		e.of[i] = at
	}
	return nil
}

// title finds ID, name and domains: of the names of each sort the one that is
// mentioned most, then the first by name.
func (o *organisation) title(m *model) {
	slices.SortFunc(o.names, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(m.records.mentions[b], m.records.mentions[a]), strings.Compare(m.names.ids[a], m.names.ids[b]))
	})
	for _, n := range o.names {
		switch {
		case !m.names.isCompany(n):
			o.Domains = append(o.Domains, m.names.ids[n])
		case o.Name == "":
			o.Name = m.names.shown[n]
		}
	}
	switch {
	case len(o.Domains) > 0:
		o.ID = o.Domains[0]
	default:
		o.ID = m.names.ids[o.names[0]]
	}
	if o.Name == "" {
		o.Name = o.ID
	}
	slices.Sort(o.Domains)
}

// sortedEntities finds the entities and of what sort each is, and nothing else.
func (m *model) sortedEntities(ctx context.Context, g *merging) (*entities, error) {
	e, err := m.gatherEntities(ctx, g)
	if err != nil {
		return nil, err
	}
	e.dealLists(m)
	for i, o := range e.list {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		o.sorted(m)
	}
	return e, nil
}
