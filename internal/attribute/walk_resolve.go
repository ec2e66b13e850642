package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/internal/ledger"
)

// resolve looks up the identities of a block once.
func (w *walker) resolve(list []ledger.IdentityRef) {
	w.refs, w.known = slices.Grow(w.refs[:0], len(list))[:len(list)], slices.Grow(w.known[:0], len(list))[:len(list)]
	for from := 0; from < len(list); from += handedOn {
		to := min(from+handedOn, len(list))
		w.resolveSome(list[from:to], w.refs[from:to], w.known[from:to])
	}
}

// resolveSome looks up a few identities, step by step for all of them: what lies
// far apart in memory is fetched at once.
func (w *walker) resolveSome(list []ledger.IdentityRef, refs []item, known []bool) {
	var indexes [handedOn]*namedIndex
	for i := range list {
		id, it := &list[i], &refs[i]
		*it = item{print: short(id.Fingerprint), name: none, kind: id.Kind}
		x := w.indexes.of(id.Kind)
		it.ordinal, indexes[i] = x.start(it.print), x
	}
	for i := range refs {
		w.seen = indexes[i].at(refs[i].ordinal)
	}
	for i := range refs {
		it, x := &refs[i], indexes[i]
		if x == &w.indexes.none {
			it.ordinal, known[i] = 0, it.kind.Valid()
			continue
		}
		it.ordinal, known[i] = x.findFrom(it.ordinal, it.print)
	}
	for i := range refs { // no kind is asked for, as a processor could not guess it
		names := indexes[i].names
		refs[i].name = names[min(int(refs[i].ordinal), len(names)-1)]
		blank := w.m.blank[refs[i].kind&kindMask]
		refs[i].blank = int(refs[i].ordinal) < len(blank) && blank[refs[i].ordinal]
	}
}
