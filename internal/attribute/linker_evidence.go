package attribute

import (
	"slices"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
)

// maxPairs is how many pairs of a company and a domain one record may speak for.
// One that holds more is a list, and says nothing of who belongs to whom.
const maxPairs = 256

// evidence notes which companies stand with which domains, and which countries
// are stated. Whoever else is named in a record says nothing of whose domain it
// is, unless they are called alike.
func (w *walker) evidence(items []item) {
	m, k := w.m, &w.linker
	tells := len(k.companies)*(len(k.domains)+len(k.beside)+len(k.others)) <= maxPairs
	for _, c := range k.companies {
		atomic.AddUint32(&m.records.alone[c], 1)
		if !tells {
			continue
		}
		own := slices.Contains(k.named, c)
		for _, d := range k.domains {
			if own || k.isAlike(m, c, d) {
				w.together.add(uint64(c)<<32 | uint64(d))
			}
		}
		for _, d := range k.beside {
			if k.isAlike(m, c, d) {
				w.together.add(uint64(c)<<32 | uint64(d))
			}
		}
		for _, d := range k.others {
			w.together.add(uint64(c)<<32 | uint64(d))
		}
	}
	if c, ok := k.paired(m); ok {
		atomic.StoreUint32(&m.records.paired[c], 1)
	}
	if k.sole == none {
		return
	}
	var seen []region
	for i := range items {
		if it := &items[i]; it.kind == exposure.Country {
			r := m.stated[it.ordinal]
			if r == 0 || slices.Contains(seen, r) {
				continue
			}
			seen = append(seen, r)
			m.records.stated.add(uint64(k.sole)<<16 | uint64(r))
		}
	}
}

// people hands on the persons of the record.
func (w *walker) people() {
	for i := range w.linker.persons {
		p := &w.linker.persons[i]
		if p.half != wholeName && len(p.ordinals) == 1 {
			w.m.records.ordered[p.ordinals[0]].Store(true)
		}
		x := p.slot(&w.m.records.twofolds)
		for n := range max(1, len(p.emails), len(p.phones)) {
			x.email, x.phone = nth(p.emails, n), nth(p.phones, n)
			w.slots.add(x)
		}
		for n := range p.ties {
			w.ties.add(w.newTie(x.hash, &p.ties[n]))
		}
	}
}
