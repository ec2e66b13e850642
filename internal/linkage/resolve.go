package linkage

import "slices"

// A Resolution joins profiles to persons, the strongest pair first.
type Resolution struct {
	p       *Population
	parent  []uint32
	size    []uint32
	members map[uint32][]uint32 // by person that is several profiles: these
	apart   map[uint32][]uint32 // what a decision keeps apart from a person
	strict  bool                // a given name that may be another one makes two
	around  map[uint32][]Edge   // by profile that is vague: its edges to those that are not

	// Made are the edges that joined two persons, in order.
	Made []Edge
	// Refused are those that would have joined too many, or what contradicts each other, or
	// what was decided to be apart.
	Refused []Edge
}

// joinedAtMost is how many profiles become one person: more are refused, since what links
// them is no person's own.
const joinedAtMost = 64

// Resolve begins with each profile a person of its own.
func (p *Population) Resolve() *Resolution {
	r := &Resolution{p: p, parent: make([]uint32, p.Len()), size: make([]uint32, p.Len()), members: map[uint32][]uint32{}}
	for i := range r.parent {
		r.parent[i], r.size[i] = uint32(i), 1
	}
	return r
}

// Of returns the profile that stands for the person of a profile: the least one.
func (r *Resolution) Of(profile uint32) uint32 {
	for r.parent[profile] != profile {
		r.parent[profile] = r.parent[r.parent[profile]]
		profile = r.parent[profile]
	}
	return profile
}

// Apart keeps two profiles apart, whatever speaks for them.
func (r *Resolution) Apart(a, b uint32) {
	if r.apart == nil {
		r.apart = map[uint32][]uint32{}
	}
	a, b = r.Of(a), r.Of(b)
	r.apart[a] = append(r.apart[a], b)
	r.apart[b] = append(r.apart[b], a)
}

// JoinLikely joins what is likely to be one person. Whom only an initial or half a name names is joined
// to nobody if it fits others nearly as well.
func (r *Resolution) JoinLikely(links *Links) {
	likely, at := Likely(r.p.Len()), 0
	for at < len(links.Edges) && links.Edges[at].Weight >= likely {
		at++
	}
	r.strict = true
	r.lookAround(links.Edges)
	r.Join(slices.DeleteFunc(slices.Clone(links.Edges[:at]), func(e Edge) bool { return e.Alone }))
	r.strict, r.around = false, nil
}

// Join joins along edges, those of one weight at once: where these would join what must not be
// joined, nobody can say which of them is right, and none is made. So it does not matter in
// which order they stand.
func (r *Resolution) Join(edges []Edge) {
	for from := 0; from < len(edges); {
		to := from + 1
		for to < len(edges) && edges[to].Weight == edges[from].Weight {
			to++
		}
		r.joinEqual(edges[from:to])
		from = to
	}
}

// joinEqual joins along edges of one weight.
func (r *Resolution) joinEqual(edges []Edge) {
	g := grouping{at: map[uint32]int{}}
	for _, e := range edges {
		if a, b := r.Of(e.A), r.Of(e.B); a != b {
			g.link(a, b)
		}
	}
	refused := make([]bool, len(g.members))
	for i, list := range g.members {
		refused[i] = !r.together(list) || r.contested(list, edges[0].Weight)
	}
	for _, e := range edges {
		a, b := r.Of(e.A), r.Of(e.B)
		switch at, ok := g.at[a]; {
		case a == b:
		case ok && refused[at]:
			r.Refused = append(r.Refused, e)
		default:
			r.union(a, b)
			r.Made = append(r.Made, e)
		}
	}
}

// together reports whether persons may all be one.
func (r *Resolution) together(list []uint32) bool {
	size := uint32(0)
	for _, x := range list {
		size += r.size[x]
	}
	if size > joinedAtMost {
		return false
	}
	bridged := len(list) > 2 && slices.ContainsFunc(list, func(x uint32) bool { return len(r.vagueOf(x)) > 0 })
	for i, a := range list {
		for _, b := range list[i+1:] {
			if r.keptApart(a, b) || !r.agree(a, b, bridged) {
				return false
			}
		}
	}
	return true
}

// A grouping is persons that edges link.
type grouping struct {
	at      map[uint32]int // by person: its group
	members [][]uint32
}

func (g *grouping) link(a, b uint32) {
	x, y := g.group(a), g.group(b)
	if x == y {
		return
	}
	if len(g.members[x]) < len(g.members[y]) {
		x, y = y, x
	}
	for _, p := range g.members[y] {
		g.at[p] = x
	}
	g.members[x] = append(g.members[x], g.members[y]...)
	g.members[y] = nil
}

func (g *grouping) group(person uint32) int {
	at, ok := g.at[person]
	if !ok {
		at = len(g.members)
		g.at[person] = at
		g.members = append(g.members, []uint32{person})
	}
	return at
}

// Force joins two profiles as a person's hand decided, whatever speaks against it but another hand
// ([Resolution.Apart]).
func (r *Resolution) Force(a, b uint32) {
	if a, b = r.Of(a), r.Of(b); a != b && !r.keptApart(a, b) {
		r.union(a, b)
	}
}

func (r *Resolution) union(a, b uint32) {
	low, high := min(a, b), max(a, b)
	few, many := r.allOf(high), r.allOf(low)
	if len(few) > len(many) {
		few, many = many, few
	}
	delete(r.members, high)
	r.members[low] = append(many, few...)
	r.parent[high] = low
	r.size[low] += r.size[high]
	if list, ok := r.apart[high]; ok {
		few, many := list, r.apart[low]
		if len(few) > len(many) {
			few, many = many, few
		}
		r.apart[low] = append(many, few...)
		delete(r.apart, high)
	}
}

// allOf returns all profiles of a person.
func (r *Resolution) allOf(person uint32) []uint32 {
	if list, ok := r.members[person]; ok {
		return list
	}
	return []uint32{person}
}

// namesCompared is how many profiles of each person are compared by name with those of the other.
const namesCompared = 16

// agree reports whether nothing that is known of two persons forbids that they are one: no date of
// birth of one is, or may be, one of the other and no number is the same, numbers contradict each other, or names do.
// Where what is vague leads from one to the other, it is bridged.
func (r *Resolution) agree(a, b uint32, bridged bool) bool {
	listA, listB := r.allOf(a), r.allOf(b)
	_, births := r.p.compareBirths(r.known(listA, Birth), r.known(listB, Birth))
	same, numbers := r.p.compareNumbers(r.known(listA, Number), r.known(listB, Number))
	if numbers || same < numberWeighs/2 && (births || otherTitle(r.known(listA, Title), r.known(listB, Title))) {
		return false
	}
	return r.namesAgree(listA[:min(len(listA), namesCompared)], listB[:min(len(listB), namesCompared)], bridged)
}

// namesAgree reports whether the names of profiles do. Half of all pairs that say something may not
// contradict each other: "M. Doe", which may be Martin's or Monika's, says nothing. Nor does it, or "Doe", make
// one person of two whose names may be another's each.
func (r *Resolution) namesAgree(listA, listB []uint32, bridged bool) bool {
	var against, doubtful, half, fit int
	for _, x := range listA {
		for _, y := range listB {
			switch c := r.p.Compare(min(x, y), max(x, y)); {
			case c.Forbidden && c.Veto == Name:
				against++
			case c.Initial:
			case c.Half:
				half++
			case c.Doubt:
				doubtful++
			default:
				fit++
			}
		}
	}
	bridged = bridged || against+doubtful+fit < len(listA)*len(listB)
	if r.strict && bridged && doubtful > 0 && fit == 0 {
		return false
	}
	return against == 0 || 2*against < against+doubtful+half+fit
}

// known returns what is known of some profiles of one sort, ascending.
func (r *Resolution) known(profiles []uint32, sort Sort) (list []known) {
	for _, x := range profiles {
		list = append(list, r.p.of(x, sort)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// keptApart reports whether a decision keeps two persons apart. Both know of it, so the one of whom fewer are kept
// apart is asked.
func (r *Resolution) keptApart(a, b uint32) bool {
	if len(r.apart[a]) > len(r.apart[b]) {
		a, b = b, a
	}
	return slices.ContainsFunc(r.apart[a], func(other uint32) bool { return r.Of(other) == b })
}
