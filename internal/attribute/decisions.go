package attribute

import (
	"slices"
	"strings"
)

// What a decision says of one name or two. Persons have operations of their own:
// [OpMergePerson], [OpSplitPerson].
const (
	OpMerge  = "merge"  // A and B are one organisation
	OpSplit  = "split"  // they are not, whatever the evidence
	OpRename = "rename" // the organisation of A is shown as B
	OpUndo   = "undo"   // takes back the latest that stands about A and B, or about A where B is empty
)

// Marks are the operations that say of what sort an organisation is. The latest about a
// name is the one that holds.
func Marks() []string {
	return []string{SortOwn, SortVendor, SortPartner, SortCustomer, SortFreeMail}
}

// hands are the decisions that stand.
type hands struct {
	own, vendors            []string
	merges, splits, renames []Decision
	marks                   []Decision

	personMerges, personSplits []Decision
}

// newHands replays the decisions.
func newHands(in Input) hands {
	h := hands{own: slices.Clone(in.Own), vendors: slices.Clone(in.Vendors)}
	for i, stands := range Standing(in.Decisions) {
		d := in.Decisions[i]
		switch {
		case !stands:
		case d.Op == OpMerge:
			h.merges = append(h.merges, d)
		case d.Op == OpSplit:
			h.splits = append(h.splits, d)
		case d.Op == OpMergePerson:
			h.personMerges = append(h.personMerges, d)
		case d.Op == OpSplitPerson:
			h.personSplits = append(h.personSplits, d)
		case d.Op == OpRename:
			h.renames = append(h.renames, d)
		case slices.Contains(Marks(), d.Op):
			h.marks = append(h.marks, d)
		}
	}
	return h
}

// Standing reports of each decision whether it stands: it takes nothing back and was
// not taken back.
func Standing(all []Decision) []bool {
	stands, _ := replayed(all)
	return stands
}

// takenBack returns the place of the decision that undo would take back, -1 where none stands.
func takenBack(all []Decision, undo Decision) int {
	stands, about := replayed(all)
	return about.latest(undo, stands)
}

// Repeated returns the place of a decision that stands and says the same as x, with none about the same
// names behind it; -1 where there is none.
func Repeated(all []Decision, x Decision) int {
	at := takenBack(all, Decision{Op: OpUndo, A: x.A, B: x.B})
	if x.Op == OpUndo || at < 0 || all[at].Op != x.Op || pairOf(all[at]) != pairOf(x) {
		return -1
	}
	return at
}

func replayed(all []Decision) (stands []bool, about *subjects) {
	stands = make([]bool, len(all))
	about = &subjects{byName: map[string][]int{}, byPair: map[[2]string][]int{}}
	for i, d := range all {
		if d.Op != OpUndo {
			stands[i] = true
			about.add(d, i)
		} else if at := about.latest(d, stands); at >= 0 {
			stands[at] = false
		}
	}
	return stands, about
}

// A subjects is decisions by what they are about, the latest last, those that were taken back
// among them until they are met.
type subjects struct {
	byName map[string][]int    // either name, of those that name one
	byPair map[[2]string][]int // both, in whichever order they are written
}

func (s *subjects) add(d Decision, at int) {
	a, b := bare(d.A), bare(d.B)
	s.byName[a] = append(s.byName[a], at)
	if d.B != "" && b != a && d.Op != OpRename { // the new name is nobody's yet
		s.byName[b] = append(s.byName[b], at)
	}
	s.byPair[pairOf(d)] = append(s.byPair[pairOf(d)], at)
}

// latest returns the place of the latest decision that stands and is about what undo names: both
// names, or one of them where it names one; -1 where there is none.
func (s *subjects) latest(undo Decision, stands []bool) int {
	if undo.B == "" {
		return top(s.byName, bare(undo.A), stands)
	}
	return top(s.byPair, pairOf(undo), stands)
}

func pairOf(d Decision) [2]string {
	a, b := bare(d.A), bare(d.B)
	return [2]string{min(a, b), max(a, b)}
}

// top returns the last of a list that stands, -1 where none does, and forgets those behind it.
func top[K comparable](lists map[K][]int, key K, stands []bool) int {
	list := lists[key]
	for len(list) > 0 && !stands[list[len(list)-1]] {
		list = list[:len(list)-1]
	}
	lists[key] = list
	if len(list) == 0 {
		return -1
	}
	return list[len(list)-1]
}

// bare is a name by which it is compared as operators write it: of a company with or without
// what begins its ID.
func bare(s string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), companyPrefix)
}

// decided says of a figure that it rests on a decision.
func decided(d Decision) string { return "decided: " + d.Reason }
