package detect

import (
	"hash/fnv"

	"github.com/hemostat/hemostat/exposure"
)

// A Total says where the amount stands to which a document comes, and by what word.
type Total struct {
	Label  string // what stands beside it, as the rules write it
	Part   uint32 // as it was given to [Totals.Add]
	Offset int64  // in that part
}

// Totals chooses among the mentions of one document the amount to which it comes: what is due
// before the sum of all, that before a sum without taxes; of equals the last. The zero value is
// ready.
type Totals struct {
	best  [rankDue + 1]Total
	value uint64 // a hash of the price: where there are several, none is the total
	many  bool
}

// Reset forgets what was added.
func (t *Totals) Reset() { *t = Totals{} }

// Add takes in a mention of a part of the document. Parts and mentions come in the order of
// the text.
func (t *Totals) Add(m *Mention, part uint32) {
	if m.total == nil {
		return
	}
	t.best[m.rank] = Total{m.total.said, part, m.Offset}
	if m.rank == rankPrice {
		h := fnv.New64a()
		h.Write(m.Value)
		sum := h.Sum64()
		t.many = t.many || t.value != 0 && t.value != sum
		t.value = sum
	}
}

// Of returns the total of a document of a kind, and whether it has one.
func (t *Totals) Of(kind exposure.DocumentKind) (Total, bool) {
	least := leastTotal(kind)
	if least == rankNone {
		return Total{}, false
	}
	if x := t.best[rankNet]; kind == exposure.DocumentPayslip && t.best[rankDue].Label == "" && x.Label == "netto" {
		return x, true // there what is left is what is paid
	}
	for rank := rankDue; rank >= least; rank-- {
		if x := t.best[rank]; x.Label != "" && (rank != rankPrice || !t.many) {
			return x, true
		}
	}
	return Total{}, false
}

// leastTotal returns what a word must say at least for an amount to be the total of a kind of
// document, rankNone where it has none.
func leastTotal(kind exposure.DocumentKind) totalRank {
	switch kind {
	case exposure.DocumentInvoice, exposure.DocumentCreditNote, exposure.DocumentProductOrder, exposure.DocumentOffer:
		return rankPrice
	case exposure.DocumentSOW, exposure.DocumentPOE, exposure.DocumentPOC:
		return rankPrice
	case exposure.DocumentContract, exposure.DocumentUnknown:
		return rankGross
	case exposure.DocumentPayslip, exposure.DocumentBankStatement:
		return rankDue
	}
	return rankNone
}
