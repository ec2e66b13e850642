package attribute

import "sync"

// tallies are tables to which several walkers add at once.
type tallies struct {
	parts [sharedParts]struct {
		sync.Mutex
		table table
	}
}

func (t *tallies) add(key uint64) { t.addAll(tallyPart(key), []uint64{key}) }

func tallyPart(key uint64) uint64 { return mix(key) >> (64 - sharedBits) }

// addAll adds keys that belong to one part.
func (t *tallies) addAll(part uint64, keys []uint64) {
	p := &t.parts[part]
	p.Lock()
	p.table.fetch(keys)
	for _, key := range keys {
		n, _ := p.table.at(key)
		*n++
	}
	p.Unlock()
}

// A tallier adds one walker's keys to tallies, several of one part at once. The
// zero value needs set.
type tallier struct {
	set     *tallies
	waiting [sharedParts]struct {
		list [handedOn]uint64
		n    int
	}
}

func (a *tallier) add(key uint64) {
	part := tallyPart(key)
	w := &a.waiting[part]
	w.list[w.n] = key
	if w.n++; w.n == handedOn {
		a.set.addAll(part, w.list[:])
		w.n = 0
	}
}

// end hands on what still waits.
func (a *tallier) end() {
	for part := range a.waiting {
		w := &a.waiting[part]
		a.set.addAll(uint64(part), w.list[:w.n])
		w.n = 0
	}
}

// each calls f for every key, in an order that depends on the keys alone.
func (t *tallies) each(f func(key uint64, n uint32)) {
	for i := range t.parts {
		t.parts[i].table.each(f)
	}
}

func (t *tallies) count() (n int) {
	for i := range t.parts {
		n += t.parts[i].table.n
	}
	return n
}
