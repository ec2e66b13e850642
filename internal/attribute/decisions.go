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
	stands := make([]bool, len(all))
	for i, d := range all {
		stands[i] = d.Op != OpUndo
		if d.Op != OpUndo {
			continue
		}
		if at := undone(all[:i], stands, d); at >= 0 {
			stands[at] = false
		}
	}
	return stands
}

// undone returns the place of the latest decision that stands and is about what undo
// names, -1 where there is none.
func undone(all []Decision, stands []bool, undo Decision) int {
	for i := len(all) - 1; i >= 0; i-- {
		if stands[i] && all[i].about(undo) {
			return i
		}
	}
	return -1
}

// about reports whether a decision is about what another names: both names, in whichever
// order they are written, or one of them where that names one.
func (d Decision) about(undo Decision) bool {
	if undo.B == "" {
		return sameName(d.A, undo.A) || d.Op != OpRename && sameName(d.B, undo.A)
	}
	return sameName(d.A, undo.A) && sameName(d.B, undo.B) || sameName(d.A, undo.B) && sameName(d.B, undo.A)
}

// sameName compares two names as operators write them: of a company with or without what
// begins its ID.
func sameName(a, b string) bool { return bare(a) == bare(b) }

func bare(s string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), companyPrefix)
}

// decided says of a figure that it rests on a decision.
func decided(d Decision) string { return "decided: " + d.Reason }
