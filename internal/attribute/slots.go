package attribute

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// nobody is the ordinal of no person, address or telephone.
const nobody = none

// A slot is one record of a person. A record with several addresses or numbers
// has as many slots, of one hash.
type slot struct {
	hash   uint64 // of everything in the record
	person uint32 // in the index, or twofoldBit and the number in twofolds
	email  uint32 // in the index, nobody where there is none
	phone  uint32
	name   uint32 // the organisation, else none
}

const twofoldBit = 1 << 31

func (s slot) key() uint64 { return s.hash }

func (s slot) compare(o slot) int {
	if s.hash != o.hash {
		return cmp.Compare(s.hash, o.hash)
	}
	return cmp.Or(order(s.person, o.person), order(s.email, o.email), order(s.phone, o.phone), order(s.name, o.name))
}

// slot is what is known of a person, but for addresses and numbers.
func (p *person) slot(t *twofolds) slot {
	x := slot{hash: p.recordHash(), person: p.ordinals[0], name: p.name}
	if len(p.ordinals) > 1 {
		halves := [2]uint32(p.ordinals[:2])
		if p.half == lastName {
			halves[0], halves[1] = halves[1], halves[0]
		}
		x.person = t.number(halves)
	}
	return x
}

// recordHash is of everything that the record says of the person.
func (p *person) recordHash() uint64 {
	slices.Sort(p.hash)
	p.hash = slices.Compact(p.hash)
	hash := uint64(len(p.hash))
	for _, h := range p.hash {
		hash = join(hash, h)
	}
	return hash
}

func nth(list []uint32, i int) uint32 {
	if i < len(list) {
		return list[i]
	}
	return nobody
}

// twofolds number the names whose two halves stand in columns of their own, as
// walkers meet them. A number tells a name from others and says nothing more: who
// came first does not show.
type twofolds struct {
	mu sync.Mutex
	by map[[2]uint32]uint32 // ordinals of the halves in the index: first name, last name
	// list is the halves by number, once these have been settled.
	list [][2]uint32
}

// number returns the number of a name by its first and its last name.
func (t *twofolds) number(key [2]uint32) uint32 {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, ok := t.by[key]
	if !ok {
		if t.by == nil {
			t.by = map[[2]uint32]uint32{}
		}
		n = uint32(len(t.by))
		t.by[key] = n
	}
	return twofoldBit | n
}

// settle numbers the names anew, in an order that does not depend on who came first, and
// returns the new numbers by the old ones.
func (t *twofolds) settle() (anew []uint32) {
	t.list = make([][2]uint32, 0, len(t.by))
	for halves := range t.by {
		t.list = append(t.list, halves)
	}
	slices.SortFunc(t.list, func(a, b [2]uint32) int { return cmp.Or(order(a[0], b[0]), order(a[1], b[1])) })
	anew = make([]uint32, len(t.list))
	for n, halves := range t.list {
		anew[t.by[halves]] = uint32(n)
	}
	t.by = nil
	return anew
}

// slotList is every slot, ascending, in pieces.
type slotList struct {
	pieces [][]slot
	firsts []uint32 // by piece: the number of its first
	n      int
}

// list takes the slots out of the records.
func (r *records) list(ctx context.Context) (l slotList, err error) {
	anew := r.twofolds.settle()
	for part := range sharedParts {
		if err := wanted(ctx, 0, nil); err != nil {
			return slotList{}, err
		}
		piece := slices.Clone(r.slots.take(part)) // without the room that it had
		for i := range piece {
			if x := &piece[i]; x.person&twofoldBit != 0 {
				x.person = twofoldBit | anew[x.person&^twofoldBit]
			}
		}
		sortNearly(piece)
		l.pieces, l.firsts = append(l.pieces, piece), append(l.firsts, uint32(l.n))
		l.n += len(piece)
	}
	return l, nil
}

// sortNearly sorts slots that lie in order already but for neighbours.
func sortNearly(list []slot) {
	for i := 1; i < len(list); i++ {
		x, at := list[i], i
		for at > 0 && x.compare(list[at-1]) < 0 {
			list[at] = list[at-1]
			at--
		}
		list[at] = x
	}
}

// each calls f for every slot with its ordinal.
func (l *slotList) each(ctx context.Context, f func(i uint32, x *slot)) error {
	n := uint32(0)
	for _, piece := range l.pieces {
		if err := wanted(ctx, 0, nil); err != nil {
			return err
		}
		for i := range piece {
			f(n, &piece[i])
			n++
		}
	}
	return nil
}

// find returns the first slot of a record.
func (l *slotList) find(hash uint64) (slot uint32, ok bool) {
	part := hash >> (64 - sharedBits)
	if part >= uint64(len(l.pieces)) {
		return 0, false
	}
	piece := l.pieces[part]
	lo, hi := 0, len(piece)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if piece[mid].hash < hash {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(piece) || piece[lo].hash != hash {
		return 0, false
	}
	return l.firsts[part] + uint32(lo), true
}

// at returns a slot by its number.
func (l *slotList) at(number uint32) *slot {
	lo, hi := 0, len(l.firsts)
	for hi-lo > 1 {
		mid := int(uint(lo+hi) >> 1)
		if l.firsts[mid] <= number {
			lo = mid
		} else {
			hi = mid
		}
	}
	return &l.pieces[lo][number-l.firsts[lo]]
}
