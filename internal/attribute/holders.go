package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Holders says of one kind with whom its identities stand: what is nobody's stands on no list of those to be
// told, and somebody has to look where it stands.
type Holders struct {
	Kind          exposure.Kind `json:"kind"`
	Distinct      uint64        `json:"distinct"`      // that count
	Persons       uint64        `json:"persons"`       // that are a person's, or that of a role mailbox, a list or an account
	Organisations uint64        `json:"organisations"` // that are told to an organisation, be they a person's or not
	Nobody        uint64        `json:"nobody"`        // that are neither
}

// OfSomebody reports whether what is of a kind is somebody's to be told of. Addresses of machines are
// of who runs these, and credentials have a list of their own.
func OfSomebody(kind exposure.Kind) bool {
	switch kind {
	case exposure.IP, exposure.Device, exposure.Country, exposure.Bank, exposure.Secret:
		return false
	}
	return personal(kind)
}

// A side is who has an identity: what owns a [held] here.
type side = uint32

const (
	aPerson side = iota
	anOrganisation
	nobodyAtAll
)

// sides are who has what, each identity with each of its sides once.
type sides struct {
	set   shared[held]
	kinds []exposure.Kind       // those that are asked for; none: all that are somebody's
	left  [sharedParts][]uint64 // what nobody has, ascending, once it is counted
	loose *looseContents        // where that stands, while it is looked for
}

// A sorter takes in whose one mention after another is, or counts by contents what nobody has.
type sorter struct {
	of    *sides
	sides adder[held]
	loose *looseContents    // nil until what nobody has is known
	met   map[uint64]uint64 // of a content: mentions by what nobody has
}

func (s *sides) newSorter() *sorter {
	x := &sorter{of: s, loose: s.loose, met: map[uint64]uint64{}}
	x.sides.set = &s.set
	return x
}

// take takes in a mention that is a person's, an organisation's, or neither's. What is lent is told of where it
// stands.
func (x *sorter) take(it *item, person, organisation bool) {
	nobodys := !person && !organisation
	if !x.of.wants(it.kind) || nobodys && it.lent {
		return
	}
	hash := it.hash()
	switch {
	case x.loose != nil:
		if nobodys && x.of.isLeft(hash) {
			x.met[hash]++
		}
		return
	case nobodys:
		x.sides.add(heldBy(nobodyAtAll, hash))
		return
	}
	if person {
		x.sides.add(heldBy(aPerson, hash))
	}
	if organisation {
		x.sides.add(heldBy(anOrganisation, hash))
	}
}

// endContent hands on what the content came to that nobody has.
func (x *sorter) endContent(content uint32) {
	if len(x.met) == 0 {
		return
	}
	x.loose.add(content, x.met)
	if len(x.met) > mostKept {
		x.met = map[uint64]uint64{}
		return
	}
	clear(x.met)
}

func (s *sides) wants(kind exposure.Kind) bool {
	return OfSomebody(kind) && (len(s.kinds) == 0 || slices.Contains(s.kinds, kind))
}

func (s *sides) isLeft(hash uint64) bool {
	_, ok := slices.BinarySearch(s.left[hash>>(64-sharedBits)], hash)
	return ok
}

// count adds up what all mentions came to, ascending by kind; what nobody has is kept where it is wanted.
func (s *sides) count(ctx context.Context, keep bool) ([]Holders, error) {
	var sums [sharedParts][kindMask + 1]Holders
	err := inParallel(ctx, sharedParts, func(_ context.Context, _, part int) error {
		list := s.set.take(part)
		slices.SortFunc(list, func(a, b held) int { return cmp.Or(cmp.Compare(a.hash(), b.hash()), order(a.owner, b.owner)) })
		for len(list) > 0 {
			hash := list[0].hash()
			sum := &sums[part][hash&kindMask]
			sum.Distinct++
			if list[0].owner == nobodyAtAll {
				sum.Nobody++
				if keep {
					s.left[part] = append(s.left[part], hash)
				}
			}
			for len(list) > 0 && list[0].hash() == hash {
				switch list[0].owner {
				case aPerson:
					sum.Persons++
				case anOrganisation:
					sum.Organisations++
				}
				list = list[1:]
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []Holders
	for _, kind := range exposure.Kinds() {
		h := Holders{Kind: kind}
		for part := range sums {
			sum := &sums[part][kind]
			h.Distinct += sum.Distinct
			h.Persons += sum.Persons
			h.Organisations += sum.Organisations
			h.Nobody += sum.Nobody
		}
		if h.Distinct > 0 {
			all = append(all, h)
		}
	}
	return all, nil
}
