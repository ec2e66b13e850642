package attribute

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
)

// An organisation is an entity on its way to the figures.
type organisation struct {
	Entity
	names []uint32
	roles uint32
	held  [kindMask + 1]uint32 // distinct identities by kind
	votes ballot
	// listed is in how many lists it stands that say what those in them are.
	listed dealt
	parts  map[location]uint32 // of countries: distinct addresses that are there
}

// entities are the organisations: first those that are affected, then those that stand apart.
type entities struct {
	list     []*organisation
	affected int      // so many of the list
	of       []uint32 // by name: ordinal in list
	many     []bool   // has several names

	voting sync.Mutex // what is held is counted in parallel
}

// countEntities finds the entities and counts what belongs to each.
func (m *model) countEntities(ctx context.Context, g *merging) (*entities, error) {
	e, err := m.gatherEntities(ctx, g)
	if err != nil {
		return nil, err
	}
	if err := e.countHoldings(ctx, m); err != nil {
		return nil, err
	}
	e.countContents(m)
	e.dealLists(m)
	return e, e.vote(ctx, m, g)
}

// finishEntities makes the figures of entities.
func (m *model) finishEntities(ctx context.Context, e *entities, g *merging, probable []edge, big *lookalikes) error {
	for i, made := range g.made {
		if err := wanted(ctx, i, nil); err != nil {
			return err
		}
		if at := e.of[made.a]; at != none && at == e.of[made.b] {
			o := e.list[at]
			o.Merges = append(o.Merges, m.mergeOf(o, made))
		}
	}
	if len(g.likely) > 0 {
		probable = slices.Concat(probable, g.likely)
		if err := m.sortEdges(ctx, probable); err != nil {
			return err
		}
	}
	low, err := e.probable(ctx, probable, g)
	if err != nil {
		return err
	}
	f := &m.figures.Entities
	list := slices.Clone(e.list[:e.affected])
	*f = EntityFigure{Apart: m.countApart(), List: make([]Entity, 0, len(list)), Resolved: Range{Low: low, High: uint64(len(list))}}
	if err := sortWanted(ctx, list, (*organisation).compare); err != nil {
		return err
	}
	for i, o := range e.list {
		if err := wanted(ctx, i, nil); err != nil {
			return err
		}
		o.fill(m)
	}
	if err := e.lookAlikes(ctx, m, big); err != nil {
		return err
	}
	for _, o := range list {
		f.Mentions += o.Mentions
		f.Distinct += uint64(len(o.names))
		f.List = append(f.List, o.Entity)
	}
	m.figures.Duplicates.EntityOtherNames = f.Distinct - f.Resolved.High
	m.figures.Countries = countCountries(list)
	return nil
}

func (o *organisation) compare(p *organisation) int {
	return cmp.Or(cmp.Compare(p.Mentions, o.Mentions), strings.Compare(o.Name, p.Name), strings.Compare(o.ID, p.ID))
}

// fill says what is held by the names of kinds, and of what sort it is.
func (o *organisation) fill(m *model) {
	o.sorted(m)
	o.Roles = exposure.RolesOf(o.roles)
	o.Kinds = map[string]uint64{}
	for kind, n := range o.held {
		if n > 0 {
			o.Kinds[exposure.Kind(kind).String()] = uint64(n)
		}
	}
}

// mergeOf names the side of a merge that is not the entity's own name.
func (m *model) mergeOf(o *organisation, made edge) Merge {
	other := made.b
	if m.names.ids[other] == o.ID || m.names.shown[other] == o.Name && m.names.ids[made.a] != o.ID {
		other = made.a
	}
	if shown := m.names.shown[other]; shown != "" {
		return Merge{Other: shown, Reason: made.reason}
	}
	return Merge{Other: m.names.ids[other], Reason: made.reason}
}

// countHoldings counts distinct identities by kind.
func (e *entities) countHoldings(ctx context.Context, m *model) error {
	for _, n := range m.emailName {
		e.count(n, exposure.Email)
	}
	for _, n := range m.domainName {
		e.count(n, exposure.Domain)
	}
	for _, c := range m.companyOf {
		e.count(c.name, exposure.Company)
	}
	return inParallel(ctx, sharedParts, func(_ context.Context, _, part int) error {
		e.countPart(m.records.holdings.take(part), m)
		return nil
	})
}

// countPart counts what is held of one part of all identities.
func (e *entities) countPart(list []held, m *model) {
	var met cells[held] // what organisations of several names hold
	for _, x := range list {
		at := e.of[x.owner]
		if at == none {
			continue
		}
		if e.many[at] {
			if x.owner = at; !met.add(x) {
				continue
			}
		}
		o := e.list[at]
		kind := exposure.Kind(x.lo & kindMask)
		atomic.AddUint32(&o.held[kind], 1)
		if votingKind(kind) {
			e.voting.Lock()
			o.voteHeld(m, x.hash())
			e.voting.Unlock()
		}
	}
}

func (e *entities) count(name uint32, kind exposure.Kind) {
	if at := e.of[name]; at != none {
		e.list[at].held[kind]++
	}
}

// countContents counts the distinct contents that touch each entity.
func (e *entities) countContents(m *model) {
	// The content that was counted last, and 1, and how many there were.
	met := make([]struct{ last, n uint32 }, len(e.list))
	for _, t := range m.records.traces {
		t.each(func(content, name uint32) {
			if at := e.of[name]; at != none && met[at].last != content+1 {
				met[at].last = content + 1
				met[at].n++
			}
		})
	}
	for at, o := range e.list {
		o.Contents += uint64(met[at].n)
	}
}

// probable marks entities that are probably another one, and returns how many
// are left. The one with more evidence stands for both.
func (e *entities) probable(ctx context.Context, edges []edge, g *merging) (uint64, error) {
	s := newSets(e.affected)
	best := slices.Clone(e.list[:e.affected]) // by set
	for i, x := range edges {
		if err := wanted(ctx, i, nil); err != nil {
			return 0, err
		}
		a, b := e.of[x.a], e.of[x.b]
		if int(a) >= e.affected || int(b) >= e.affected || !g.allowed(x.a, x.b) {
			continue
		}
		more, less := best[s.find(a)], best[s.find(b)]
		if !s.union(a, b) {
			continue
		}
		if less.compare(more) < 0 {
			more, less = less, more
		}
		less.Probable, less.ProbableCause = more.ID, x.reason
		best[s.find(a)] = more
	}
	return s.count(), nil
}

// countApart counts the domains that are no affected entity, by why.
func (m *model) countApart() map[string]uint64 {
	out := map[string]uint64{}
	for i, flags := range m.names.flags {
		if m.names.isCompany(uint32(i)) {
			continue
		}
		for _, a := range aparts {
			if flags&a.flag != 0 {
				out[a.why]++
				break
			}
		}
	}
	return out
}
