package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A mailbox that stands beside many who are not called as it is, on each row of a list, is of whoever
// looks after them, or of nobody. It is no reason to tell its organisation of their rows. One row does not
// show that: it is found before records are read, by names and addresses alone.

// A stranger is a name beside a mailbox that does not fit it.
type stranger struct {
	email uint32 // ordinal and 1
	names [2]uint32
}

func (s stranger) key() uint64 { return mix(uint64(s.email)<<32 ^ uint64(s.names[0])) }

func (s stranger) compare(o stranger) int {
	return cmp.Or(order(s.email, o.email), order(s.names[0], o.names[0]), order(s.names[1], o.names[1]))
}

// findOfMany notes which mailboxes at organisations are such.
func (m *model) findOfMany(ctx context.Context) error {
	m.ofMany = nil
	if len(m.emailName) == 0 || len(m.persons.prints) == 0 {
		return nil
	}
	var met shared[stranger]
	parts := min(walkParts, max(m.units.count(), 1))
	adders := make([]*adder[stranger], workers(parts))
	walkers := make([]*walker, len(adders))
	for i := range walkers {
		w, a := m.newWalker(), &adder[stranger]{set: &met}
		w.namesOnly = true
		w.witness = func(items []item, inRecord bool) {
			if inRecord {
				w.linker.strangers(m, items, a.add)
			}
		}
		walkers[i], adders[i] = w, a
	}
	err := inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		return walkers[worker].walk(ctx, ledger.Part{Ordinal: part, Of: parts})
	})
	if err != nil {
		return err
	}
	for _, a := range adders {
		a.end()
	}
	var all []stranger
	for part := range sharedParts {
		all = append(all, met.take(part)...)
	}
	if err := sortWanted(ctx, all, stranger.compare); err != nil {
		return err
	}
	m.ofMany = make([]uint8, len(m.emailName))
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].email == all[from].email {
			to++
		}
		if m.areMany(all[from:to]) {
			m.ofMany[all[from].email-1] = 1
		}
		from = to
	}
	return nil
}

// strangers shows the persons of a record beside whom a mailbox at an organisation stands that does not fit
// them, in no header or block.
func (k *linker) strangers(m *model, items []item, f func(stranger)) {
	if k.inHeader || k.inBlock {
		return
	}
	for i := range k.slotAt {
		it := &items[i]
		if it.kind != exposure.Email || k.slotAt[i] < 0 || !atOrganisation(m, it) {
			continue
		}
		if p := &k.persons[k.slotAt[i]]; !p.fits(m, it.ordinal) {
			f(stranger{it.ordinal + 1, [2]uint32{p.ordinals[0], nth(p.ordinals, 1)}})
		}
	}
}

// areMany reports whether the names beside a mailbox are of several people: two that have nothing in
// common, three that are no spellings of each other, or more than a family has. A role's mailbox is that
// of several in its organisation too: it takes more.
func (m *model) areMany(list []stranger) bool {
	if len(list) > namesOfOne {
		return true
	}
	if m.emailSort[list[0].email-1]&sharedMailbox != 0 {
		return false
	}
	var logins [][]uint64
	for i := range list {
		l := slices.Concat(m.traits.logins.of(list[i].names[0]), m.traits.logins.of(list[i].names[1]))
		slices.Sort(l)
		if l = slices.Compact(l); len(l) > 0 {
			logins = append(logins, l)
		}
	}
	for i, a := range logins {
		for j, b := range logins[:i] {
			ab := inCommon(a, b)
			if ab == 0 {
				return true
			}
			for _, c := range logins[:j] {
				if max(ab, inCommon(a, c), inCommon(b, c)) < 2 { // a first or a last name, as in a family
					return true
				}
			}
		}
	}
	return false
}

// inCommon counts what two ascending lists have in common.
func inCommon(a, b []uint64) (n int) {
	for _, x := range a {
		if _, met := slices.BinarySearch(b, x); met {
			n++
		}
	}
	return n
}
