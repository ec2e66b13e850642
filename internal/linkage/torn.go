package linkage

import (
	"cmp"
	"context"
	"slices"
)

// Torn returns the profiles that cannot be of one person, whatever made them: two dates of birth,
// two numbers or two titles in one of them contradict each other, what is a given name in one is a family name in
// another and no date of birth says that they are one, or it is vague, and what stands in it is partly one
// person's and partly another's. They are ascending.
func (p *Population) Torn(ctx context.Context) ([]uint32, error) {
	list, err := p.tornByOthers(ctx)
	for i := range uint32(p.Len()) {
		if torn(p.of(i, Birth), p.compareBirths) || torn(p.of(i, Number), p.compareNumbers) || len(p.of(i, Title)) > 1 || p.tornNames(i) {
			list = append(list, i)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), err
}

func torn(facts []known, compare func(a, b []known) (Weight, bool)) bool {
	for i := range facts {
		for j := i + 1; j < len(facts); j++ {
			if _, against := compare(facts[i:i+1], facts[j:j+1]); against {
				return true
			}
		}
	}
	return false
}

// tornNames reports whether two names of a profile are the other way round, as those of a father and a son are
// where a son is called after his grandfather.
func (p *Population) tornNames(profile uint32) bool {
	names := p.of(profile, Name)
	names = names[:min(len(names), namesAtMost)]
	if len(p.of(profile, Birth)) > 0 {
		return false
	}
	for i, a := range names {
		if slices.ContainsFunc(names[i+1:], func(b known) bool { return p.crossed(a.ordinal(), b.ordinal()) }) {
			return true
		}
	}
	return false
}

// fitting is a vague profile and one that it fits.
type fitting struct{ vague, full uint32 }

// tornByOthers returns the vague profiles of which two others, whose names contradict each other, each
// share what the other has not: "J. Doe" with the mailbox of Jane and that of John.
func (p *Population) tornByOthers(ctx context.Context) (list []uint32, err error) {
	all, err := p.fittings(ctx)
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].vague == all[from].vague {
			to++
		}
		if p.parted(all[from:min(to, from+namesCompared)]) {
			list = append(list, all[from].vague)
		}
		from = to
	}
	return list, err
}

// fittings returns which vague profiles fit which others that share something of one person's with them.
func (p *Population) fittings(ctx context.Context) (all []fitting, err error) {
	found := make([][]fitting, workers())
	wanted := map[known]bool{}
	for i := range uint32(p.Len()) {
		if p.vague(i) {
			p.eachOwn(i, func(k known) { wanted[k] = true })
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	keys := func(p *Population, profile uint32, emit func(uint64)) {
		p.eachOwn(profile, func(k known) {
			if wanted[k] {
				emit(mix(uint64(k) + 1))
			}
		})
	}
	_, err = p.eachShare(ctx, keys, func(b *blocks) error {
		return inParallel(ctx, partCount, func(worker, part int) {
			b.each(part, func(block []keyed) { found[worker] = p.appendFittings(found[worker], block) })
		})
	})
	for _, list := range found {
		all = append(all, list...)
	}
	slices.SortFunc(all, func(a, b fitting) int { return cmp.Or(cmp.Compare(a.vague, b.vague), cmp.Compare(a.full, b.full)) })
	return slices.Compact(all), err
}

// appendFittings appends those of the profiles that share a key.
func (p *Population) appendFittings(list []fitting, block []keyed) []fitting {
	for _, x := range block {
		if !p.vague(x.profile) {
			continue
		}
		for _, y := range block {
			if !p.vague(y.profile) && p.fits(x.profile, y.profile) {
				list = append(list, fitting{x.profile, y.profile})
			}
		}
	}
	return list
}

// eachOwn calls f for what is known of a profile that is one person's alone.
func (p *Population) eachOwn(profile uint32, f func(known)) {
	for _, s := range [...]Sort{Mailbox, Phone, Login, Account, Payment, Number} {
		for _, k := range p.of(profile, s) {
			f(k)
		}
	}
}

// fits reports whether the names of two profiles may be one person's.
func (p *Population) fits(a, b uint32) bool {
	x, y := p.side(a), p.side(b)
	name := p.bestNames(&x, &y)
	return name.compared && !name.contradict()
}

// parted reports whether two that a vague profile fits each share something with it that the other has
// not, and are not one person by their names.
func (p *Population) parted(list []fitting) bool {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if c := p.Compare(min(a.full, b.full), max(a.full, b.full)); (c.Forbidden && c.Veto == Name || c.Doubt) && p.alone(a, b) && p.alone(b, a) {
				return true
			}
		}
	}
	return false
}

// alone reports whether a vague profile shares something with one that it fits which another has not.
func (p *Population) alone(a, other fitting) (found bool) {
	p.eachOwn(a.vague, func(k known) {
		s := k.sort()
		found = found || slices.Contains(p.of(a.full, s), k) && !slices.Contains(p.of(other.full, s), k)
	})
	return found
}
