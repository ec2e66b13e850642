package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/linkage"
)

// profiles are the persons that are certain, as they are compared with each other.
type profiles struct {
	of         []uint32 // by slot that stands for a person: the profile
	slots      []uint32 // by profile: the slot that stands for it
	population *linkage.Population
}

// profile is the profile of a slot's person.
func (p *profiles) profile(r *resolving, slot uint32) uint32 { return p.of[r.sets.find(slot)] }

// newProfiles makes a profile of each person that is certain. Organisations are by name.
func (m *model) newProfiles(ctx context.Context, r *resolving, organisations []uint32) (*profiles, error) {
	p := &profiles{of: make([]uint32, r.slots.n)}
	for i := range uint32(r.slots.n) {
		if r.sets.find(i) == i {
			p.of[i] = uint32(len(p.slots))
			p.slots = append(p.slots, i)
		}
	}
	names, whole, err := m.linkageNames(ctx)
	if err != nil {
		return nil, err
	}
	facts := factList{mailboxes: firstOf(m.undotted), listed: m.listed, switchboards: m.switchboards, subscribers: firstOf(m.traits.subscribers), identifiers: uint32(len(m.traits.numbers.words.ends)), whole: whole,
		halves: m.records.twofolds.list, titles: m.traits.titles, accounts: map[rowNumber]uint32{}, words: map[uint64]uint32{}}
	numbers := m.registered()
	err = m.eachRecord(ctx, r.slots, func(i uint32, x *slot, ties []tie) {
		profile := p.profile(r, i)
		facts.addSlot(profile, x, organisations)
		for _, t := range ties {
			facts.addTie(profile, t, m)
			if of, ok := facts.number(t); ok {
				describe(&numbers[of], t)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	p.population, err = linkage.NewPopulation(ctx, len(p.slots), names, m.traits.births, numbers, facts.list)
	return p, err
}

// linkageNames hands the names of persons to linkage, those in one field by their ordinal and
// after them those whose halves stand in columns of their own. It returns the number of the first
// of these, and numbers them anew, in an order that does not depend on who came first.
func (m *model) linkageNames(ctx context.Context) (names *linkage.Names, whole uint32, err error) {
	names = linkage.NewNames()
	var name []linkage.Spelling
	for i := range m.sortedOf {
		name = m.traits.names.appendWords(name[:0], uint32(i))
		given := 0
		if m.records.inOrder(uint32(i)) { // its parts stood in columns of their own
			given = len(name) - 1
		}
		names.Add(name, given)
	}
	for _, halves := range m.records.twofolds.list {
		name = m.traits.names.appendWords(name[:0], halves[0])
		given := len(name)
		names.Add(m.traits.names.appendWords(name, halves[1]), given)
	}
	if m.in.Values != nil {
		err = m.in.Values(ctx, names.Spell)
	}
	return names, uint32(len(m.sortedOf)), err
}

// registered are the numbers of authorities: identifiers, then those of health care.
func (m *model) registered() []linkage.Registered {
	var list []linkage.Registered
	for _, s := range []*spellings{&m.traits.numbers, &m.traits.health} {
		for i := range s.words.ends {
			var near []uint32
			for _, h := range s.near.of(uint32(i)) {
				near = appendNear(near, h)
			}
			slices.Sort(near)
			list = append(list, linkage.Registered{Near: near})
		}
	}
	return list
}

// describe notes what sort of number a tie says it is. Where records say several, the least
// rule stands for it, so that their order does not show.
func describe(n *linkage.Registered, t tie) {
	if rule := t.rule &^ 1; n.Rule == 0 || rule < n.Rule {
		n.Rule = rule
	}
	n.Firm = n.Firm || t.rule&1 == 1
}

// eachRecord calls f for each slot with what else its record holds.
func (m *model) eachRecord(ctx context.Context, slots *slotList, f func(i uint32, x *slot, ties []tie)) error {
	n := uint32(0)
	for part, piece := range slots.pieces {
		if err := wanted(ctx, 0, nil); err != nil {
			return err
		}
		ties, at := m.records.tied[part], 0
		for i := range piece {
			x := &piece[i]
			for at < len(ties) && ties[at].hash < x.hash {
				at++
			}
			to := at
			for to < len(ties) && ties[to].hash == x.hash {
				to++
			}
			f(n, x, ties[at:to])
			n++
		}
	}
	return nil
}

// takeTies takes the ties out of the shared set, ascending by record in each part.
func (r *records) takeTies(ctx context.Context) error {
	r.tied = make([][]tie, sharedParts)
	return inParallel(ctx, sharedParts, func(_ context.Context, _, part int) error {
		list := slices.Clone(r.ties.take(part))
		slices.SortFunc(list, func(a, b tie) int {
			return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.what, b.what), cmp.Compare(a.rule, b.rule))
		})
		r.tied[part] = list
		return nil
	})
}

// firstOf maps each ordinal to the first that has the same hash; 0 is none.
func firstOf(hashes []uint64) []uint32 {
	var first table
	first.expect(len(hashes))
	list := make([]uint32, len(hashes))
	for i, h := range hashes {
		list[i] = uint32(i)
		if h == 0 {
			continue
		}
		if at, met := first.at(h); met {
			list[i] = *at
		} else {
			*at = uint32(i)
		}
	}
	return list
}

// A factList is what profiles are known by.
type factList struct {
	list         []linkage.Fact
	mailboxes    []uint32          // by address: the first of the same mailbox
	listed       []bool            // and whether it is a mailing list
	switchboards []bool            // by telephone: many people have it
	subscribers  []uint32          // by telephone: the first of the same last digits
	identifiers  uint32            // how many there are: numbers of health care come after them
	whole        uint32            // names in one field: those in two come after them
	words        map[uint64]uint32 // of addresses, by their hash
	halves       [][2]uint32       // names in two fields: these
	titles       []uint64          // by name in one field: whose title it has
	title        uint64            // that which was met first: there are two
	accounts     map[rowNumber]uint32
}

// A rowNumber is an account and the content in which it is one, as [tie] has it: 0 is every content, for a
// login is the same everywhere.
type rowNumber struct{ account, content uint32 }

func (l *factList) add(profile uint32, of linkage.Sort, ordinal uint32) {
	l.list = append(l.list, linkage.NewFact(profile, of, ordinal))
}

func (l *factList) addSlot(profile uint32, x *slot, organisations []uint32) {
	if x.person&twofoldBit != 0 {
		at := x.person &^ twofoldBit
		l.add(profile, linkage.Name, l.whole+at)
		l.addTitle(profile, l.halves[at][0])
		l.addTitle(profile, l.halves[at][1])
	} else {
		l.add(profile, linkage.Name, x.person)
		l.addTitle(profile, x.person)
	}
	if x.email != nobody && !l.listed[x.email] {
		l.add(profile, linkage.Mailbox, l.mailboxes[x.email])
	}
	if x.phone != nobody && !l.switchboards[x.phone] {
		l.add(profile, linkage.Phone, l.subscribers[x.phone])
	}
	if x.name != none {
		l.add(profile, linkage.Organisation, organisations[x.name])
	}
}

// addTitle adds whose title a name has.
func (l *factList) addTitle(profile, name uint32) {
	of := l.titles[name]
	if of == 0 {
		return
	}
	if l.title == 0 {
		l.title = of
	}
	ordinal := uint32(0)
	if of != l.title {
		ordinal = 1
	}
	l.add(profile, linkage.Title, ordinal)
}

// account is the ordinal of an account, which may be the number of a row.
func (l *factList) account(t tie) uint32 {
	key := rowNumber{t.ordinal(), t.rule}
	n, ok := l.accounts[key]
	if !ok {
		n = uint32(len(l.accounts))
		l.accounts[key] = n
	}
	return n
}

// number is the ordinal of a tie among the numbers of authorities.
func (l *factList) number(t tie) (uint32, bool) {
	switch t.kind() {
	case exposure.Identifier:
		return t.ordinal(), true
	case exposure.Health:
		return l.identifiers + t.ordinal(), true
	}
	return 0, false
}

// word is the ordinal of a word or number of addresses.
func (l *factList) word(hash uint64) uint32 {
	n, ok := l.words[hash]
	if !ok {
		n = uint32(len(l.words))
		l.words[hash] = n
	}
	return n
}

func (l *factList) addTie(profile uint32, t tie, m *model) {
	if n, ok := l.number(t); ok {
		l.add(profile, linkage.Number, n)
		return
	}
	switch t.kind() {
	case exposure.Birth:
		l.add(profile, linkage.Birth, t.ordinal())
	case exposure.User:
		of := linkage.Account
		if m.traits.signIns[t.ordinal()] {
			of = linkage.Login
		}
		l.add(profile, of, l.account(t))
	case exposure.Card:
		l.add(profile, linkage.Payment, 2*t.ordinal())
	case exposure.IBAN:
		l.add(profile, linkage.Payment, 2*t.ordinal()+1)
	case exposure.Address:
		for _, word := range m.traits.places.of(t.ordinal()) {
			l.add(profile, linkage.Place, l.word(word))
		}
		for _, number := range m.traits.numerals.of(t.ordinal()) {
			l.add(profile, linkage.Numeral, l.word(number))
		}
	}
}
