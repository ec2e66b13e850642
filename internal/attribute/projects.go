package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A project is known by a number, by a name or by both. A number and a name are
// one project where records and documents that have one of each, and no more, say
// so and none says otherwise: that is the higher figure. The lower one takes every
// name for that of a project whose number is known too, or the other way round.

// A projectRef is what an identity of the kind is: one of several spellings of a
// number or of a name.
type projectRef struct {
	folded uint64 // feature Folded
	number bool
}

func newProject(id *exposure.Identity) projectRef {
	return projectRef{folded: orPrint(feature(id, exposure.FeatureFolded), id), number: id.Class == exposure.ClassNumber}
}

// projects are the identities of the kind, by ordinal.
type projects struct {
	group    []uint32 // spellings of one number or name have the same
	numbered []bool   // by group: one of its spellings is a number
}

func newProjects(refs []projectRef) projects {
	p := projects{group: make([]uint32, len(refs))}
	byFolded := make([]uint32, len(refs))
	for i := range byFolded {
		byFolded[i] = uint32(i)
	}
	slices.SortFunc(byFolded, func(a, b uint32) int {
		switch x, y := refs[a].folded, refs[b].folded; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return order(a, b)
	})
	for i, at := range byFolded {
		if i == 0 || refs[at].folded != refs[byFolded[i-1]].folded {
			p.numbered = append(p.numbered, false)
		}
		group := len(p.numbered) - 1
		p.group[at] = uint32(group)
		p.numbered[group] = p.numbered[group] || refs[at].number
	}
	return p
}

// A projectPair is the number and the name that a record or a content has, if it
// has one of each.
type projectPair struct{ number, name uint32 }

// several stands for more than one; it is no group, nor is none.
const several = none - 1

func newProjectPair() projectPair { return projectPair{none, none} }

func (p *projectPair) meet(of *projects, ordinal uint32) {
	group := of.group[ordinal]
	half := &p.name
	if of.numbered[group] {
		half = &p.number
	}
	switch *half {
	case none:
		*half = group
	case group:
	default:
		*half = several
	}
}

// tell notes the pair, if there is a number and a name. Several of one say of the
// other only that it cannot be told.
func (p *projectPair) tell(together *tallies) {
	if p.number != none && p.name != none && (p.number != several || p.name != several) {
		together.add(uint64(p.number)<<32 | uint64(p.name))
	}
}

// count returns the lower and the higher figure.
func (p *projects) count(together *tallies) Range {
	partner := make([]uint32, len(p.numbered)) // the only one, or several
	for i := range partner {
		partner[i] = none
	}
	meet := func(a, b uint32) {
		switch {
		case a == several:
		case partner[a] == none:
			partner[a] = b
		case partner[a] != b:
			partner[a] = several
		}
	}
	together.each(func(key uint64, _ uint32) {
		number, name := uint32(key>>32), uint32(key)
		meet(number, name)
		meet(name, number)
	})
	var numbers, joined uint64
	for group, other := range partner {
		if !p.numbered[group] {
			continue
		}
		numbers++
		if other < several && partner[other] == uint32(group) {
			joined++
		}
	}
	n := uint64(len(p.numbered))
	return Range{Low: max(numbers, n-numbers), High: n - joined}
}

// finishProjects puts what records and contents say of projects into their
// figure.
func (m *model) finishProjects() {
	for i := range m.figures.Kinds {
		if k := &m.figures.Kinds[i]; k.Kind == exposure.Project {
			k.Resolved = m.projects.count(&m.records.projects)
			m.figures.Duplicates.OtherSpelling += k.Distinct - k.Resolved.High
		}
	}
}
