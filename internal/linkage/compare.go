package linkage

import "slices"

// A Comparison is what speaks for and against two profiles being one person.
type Comparison struct {
	Weight Weight
	Parts  [sorts]Weight // by sort; 0 where one side says nothing
	Veto   Sort          // what forbids it, where Forbidden
	// Forbidden says that it cannot be, whatever the weight.
	Forbidden bool
	// Doubt says that a given name may be another one, and that nothing speaks for it which is not a
	// family's: it is never likely.
	Doubt bool
	// Initial says that an initial stands for a name in one of them, and Half that no more than one word of
	// their names is the same, and that neither a date of birth nor a number is: both fit several people.
	Initial, Half bool
	// Wed says that family names contradict each other and all else agrees, as after a wedding: it is never likely
	// where nothing says for certain which words the given names are.
	Wed bool
	// Alone says that name and organisation are all that speaks for it.
	Alone bool

	// Others says that both have what is one person's, and not the same, and nothing of the kind speaks for it: it
	// is never likely.
	Others bool

	otherBirth bool // the dates of birth contradict each other
}

// worth reports whether two profiles are probably of one person: from that weight on, and
// never for a name alone, be it as rare as it may.
func (c *Comparison) worth(from Weight) bool {
	return !c.Forbidden && c.Weight >= from && (!c.Alone || c.Parts[Organisation] > 0)
}

// Unlikely reports whether two profiles are at most probably of one person, be the weight what it may.
func (c *Comparison) Unlikely() bool { return c.Alone || c.Doubt || c.Others }

// hopeless reports whether two profiles are not worth a merge whatever their names are.
func (c *Comparison) hopeless() bool { return c.Forbidden || c.Alone && c.Parts[Organisation] <= 0 }

// corroborates is what something beside the name has to weigh.
const corroborates = 5 * bit

// Compare weighs two profiles.
func (p *Population) Compare(a, b uint32) Comparison {
	x, y := p.side(a), p.side(b)
	c := p.besides(&x, &y)
	p.addNames(&c, &x, &y)
	return c
}

// besides weighs all but the names of two profiles.
func (p *Population) besides(x, y *side) (c Comparison) {
	if x.ends[Payment] > x.ends[Name] && y.ends[Payment] > y.ends[Name] { // any of the four
		c.Parts[Mailbox] = p.shared(x, y, Mailbox, mailboxWeighs)
		c.Parts[Phone] = p.shared(x, y, Phone, phoneWeighs)
		c.Parts[Login] = p.shared(x, y, Login, accountWeighs)
		c.Parts[Account] = p.shared(x, y, Account, accountWeighs)
		c.Parts[Payment] = p.shared(x, y, Payment, paymentWeighs)
	}
	if c.Parts[Number], c.Forbidden = p.compareNumbers(x.of(Number), y.of(Number)); c.Forbidden {
		c.Veto = Number
	}
	if c.Parts[Birth], c.otherBirth = p.compareBirths(x.of(Birth), y.of(Birth)); c.otherBirth {
		c.Parts[Birth] = otherBirth
		if !c.Forbidden && c.Parts[Number] < numberWeighs/2 {
			c.Forbidden, c.Veto = true, Birth
		}
	}
	if !c.Forbidden && c.Parts[Number] < numberWeighs/2 && otherTitle(x.of(Title), y.of(Title)) {
		c.Forbidden, c.Veto = true, Title
	}
	c.Parts[Place] = p.comparePlaces(x, y)
	c.Parts[Organisation] = p.compareOrganisations(x, y)
	c.Alone = true
	for s, w := range c.Parts {
		c.Weight += w
		if Sort(s) != Organisation && w >= corroborates {
			c.Alone = false
		}
	}
	c.Others = c.otherOwn()
	return c
}

// otherOwn reports whether a mailbox, telephone or account for payments is another one, and none of them is the
// same, no login, no number and no date of birth: of two people of one name in one house, or with one customer number, each has
// one of his own.
func (c *Comparison) otherOwn() bool {
	differs := false
	for _, s := range [...]Sort{Mailbox, Phone, Login, Payment} {
		if c.Parts[s] >= corroborates {
			return false
		}
		differs = differs || c.Parts[s] < 0
	}
	return differs && c.Parts[Number] < numberWeighs/2 && c.Parts[Birth] < nearBirth
}

// addNames adds what names say to what besides said.
func (p *Population) addNames(c *Comparison, x, y *side) {
	name := p.bestNames(x, y)
	c.Parts[Name] = name.weight
	c.Weight += name.weight
	switch {
	case c.Forbidden || !name.contradict():
	case c.otherBirth:
		c.Forbidden, c.Veto = true, Birth
	case c.despiteName(&name):
	case c.despiteWedding(&name):
		c.Wed = true
	default:
		c.Forbidden, c.Veto = true, Name
	}
	if fits := name.compared && !name.contradict(); fits {
		c.Initial = name.initial
		c.Half = name.half && c.Parts[Birth] <= nearBirth && c.Parts[Number] < numberWeighs/2
	}
	c.Doubt = c.Wed || (name.doubt || name.unsure && c.Parts[Birth] < nearBirth) && c.Parts[Number] < numberWeighs/2
}

// despiteName reports whether what else is the same outweighs names that contradict each other: a
// date of birth and a number; or, where the given names agree and the family names do not, as
// before and after a marriage, a date of birth and a mailbox. Twins have one date, and a family one
// telephone, one account and one insurance.
func (c *Comparison) despiteName(name *alike) bool {
	return c.Parts[Birth] > nearBirth && (c.Parts[Number] >= numberWeighs/2 || name.family && c.Parts[Mailbox] >= corroborates)
}

// despiteWedding reports whether one person may have another family name now: the given names agree, or the
// first words where it is not known which these are, and so do date of birth and mailbox, or date, telephone and address.
func (c *Comparison) despiteWedding(name *alike) bool {
	if !name.family && !name.first || c.Parts[Birth] <= nearBirth {
		return false
	}
	return c.Parts[Mailbox] >= corroborates || c.Parts[Phone] >= corroborates && c.Parts[Place] >= corroborates
}

// namesAtMost is how many names of each side are compared.
const namesAtMost = 8

// bestNames compares the names of two profiles and returns the two that are most alike.
func (p *Population) bestNames(a, b *side) (best alike) {
	namesA, namesB := a.of(Name), b.of(Name)
	for _, x := range namesA[:min(len(namesA), namesAtMost)] {
		for _, y := range namesB[:min(len(namesB), namesAtMost)] {
			if m := p.compareNames(x.ordinal(), y.ordinal()); !best.compared || m.weight > best.weight || m.weight == best.weight && best.other && !m.other {
				best = m
			}
		}
	}
	return best
}

// shared is what it weighs that two profiles have the same of something that belongs to one
// person, or that both have one and not the same.
func (p *Population) shared(a, b *side, sort Sort, base Weight) (best Weight) {
	same := false
	for _, k := range a.of(sort) {
		if slices.Contains(b.of(sort), k) && (p.groups[sort] == nil || !p.groups[sort][k.ordinal()]) {
			best, same = max(best, unique(base, p.have(k))), true
		}
	}
	if !same && p.groups[sort] == nil && len(a.of(sort)) > 0 && len(b.of(sort)) > 0 {
		return otherOwn
	}
	return best
}

// compareNumbers compares numbers of authorities. Two that have a check digit and are of one
// sort are two people's, whatever else is the same, unless another of that firmness is.
func (p *Population) compareNumbers(a, b []known) (w Weight, against bool) {
	var best Weight
	differ, conflict, firm := false, false, false
	for _, x := range a {
		for _, y := range b {
			nx, ny := &p.Numbers[x.ordinal()], &p.Numbers[y.ordinal()]
			switch {
			case x == y && nx.Firm:
				best, firm = max(best, unique(firmWeighs, p.have(x))), true
			case x == y:
				best = max(best, unique(numberWeighs, p.have(x)))
			case nx.Rule != ny.Rule:
			case nx.Firm && ny.Firm:
				conflict = true
			case share(nx.Near, ny.Near):
				best = max(best, nearNumber)
			default:
				differ = true
			}
		}
	}
	switch {
	case conflict && !firm:
		return otherNumber, true
	case best > 0:
		return best, false
	case differ:
		return otherNumber, false
	}
	return 0, false
}

// compareBirths compares dates of birth.
func (p *Population) compareBirths(a, b []known) (best Weight, against bool) {
	for _, x := range a {
		for _, y := range b {
			switch {
			case x == y:
				best = max(best, p.sameBirth(x))
			case nearDates(&p.Births[x.ordinal()], &p.Births[y.ordinal()]):
				best = max(best, nearBirth)
			}
		}
	}
	return best, best == 0 && len(a) > 0 && len(b) > 0
}

// sameBirth is what it weighs that two were born on one day, half of it for one that may stand for its year.
func (p *Population) sameBirth(x known) Weight {
	w := min(birthMost, seldom(p.have(x), p.having[Birth], birthsAre))
	if p.Births[x.ordinal()].Rough {
		return w / 2
	}
	return w
}

// otherTitle reports whether titles contradict each other: one is a man's and one a woman's.
func otherTitle(a, b []known) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(x known) bool { return slices.Contains(b, x) })
}

// nearDates reports whether two dates may be one, mistyped: the month or the day is another, they are swapped, or
// the year is one for which the other is taken by mistake. A father and a son may be born on one day.
func nearDates(a, b *Date) bool {
	if a.Year == 0 || b.Year == 0 {
		return false
	}
	if a.Year == b.Year { // of parts it is not known which is which
		return a.Parts[0] == b.Parts[0] || a.Parts[1] == b.Parts[1] || a.Parts[0] == b.Parts[1] || a.Parts[1] == b.Parts[0]
	}
	return a.Parts == b.Parts && share(a.Near, b.Near)
}

// compareOrganisations compares where records say that people belong.
func (p *Population) compareOrganisations(a, b *side) Weight {
	if len(a.of(Organisation)) == 0 || len(b.of(Organisation)) == 0 {
		return 0
	}
	var best Weight
	for _, k := range a.of(Organisation) {
		if slices.Contains(b.of(Organisation), k) {
			best = max(best, min(orgMost, max(bit/2, seldom(p.have(k), p.having[Organisation], orgsHave))))
		}
	}
	if best == 0 {
		return otherOrg
	}
	return best
}
