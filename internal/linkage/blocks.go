package linkage

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// togetherAtMost is how many profiles may share a key: of a key that more have, no pair is
// compared by it. A pair that is of one person shares others.
const togetherAtMost = 48

// rarestPlaces is how many words of an address take part in keys: those that fewest have.
const rarestPlaces = 3

// A pass is one sort of key. It calls emit for each key of a profile.
type pass func(p *Population, profile uint32, emit func(key uint64))

// passes are the sorts of keys. Each holds what a pair still agrees in if all else is missing
// or mistyped.
var passes = [...]pass{
	// What belongs to one person.
	func(p *Population, profile uint32, emit func(uint64)) {
		for _, s := range [...]Sort{Mailbox, Phone, Login, Account, Payment, Number, Birth} {
			for _, k := range p.of(profile, s) {
				emit(mix(uint64(k) + 1))
			}
		}
	},
	// The same words for a name, alone and with what is known beside it.
	func(p *Population, profile uint32, emit func(uint64)) {
		for _, n := range p.of(profile, Name) {
			key := p.Names.key(n.ordinal())
			emit(key)
			for _, o := range p.of(profile, Organisation) {
				emit(join(key, uint64(o)))
			}
			p.eachPart(profile, func(part uint64) { emit(join(key, part)) })
			p.eachRare(profile, func(k known) { emit(join(key, uint64(k))) })
		}
	},
	// One word of the name and what is known beside it.
	func(p *Population, profile uint32, emit func(uint64)) {
		for _, n := range p.of(profile, Name) {
			for _, w := range p.Names.of(n.ordinal()) {
				key := p.Names.words[w].latin
				for _, o := range p.of(profile, Organisation) {
					emit(join(key, uint64(o)))
				}
				p.eachPart(profile, func(part uint64) { emit(join(key, part)) })
				p.eachRare(profile, func(k known) { emit(join(key, uint64(k))) })
			}
		}
	},
	// Two words of an address, or one and a part of the date of birth.
	func(p *Population, profile uint32, emit func(uint64)) {
		var rare []known
		p.eachRare(profile, func(k known) { rare = append(rare, k) })
		for i, a := range rare {
			for _, b := range rare[i+1:] {
				emit(join(uint64(min(a, b)), uint64(max(a, b))))
			}
			p.eachPart(profile, func(part uint64) { emit(join(uint64(a), part)) })
		}
	},
}

// join makes one key of two, in their order.
func join(a, b uint64) uint64 { return mix(mix(a) + bits.RotateLeft64(b, 17)) }

// eachPart calls f for each two parts of a date of birth.
func (p *Population) eachPart(profile uint32, f func(part uint64)) {
	for _, k := range p.of(profile, Birth) {
		d := &p.Births[k.ordinal()]
		if d.Year == 0 {
			continue
		}
		f(join(d.Year, d.Parts[0]))
		f(join(d.Year, d.Parts[1]) + 1)
		f(join(d.Parts[0], d.Parts[1]) + 2)
	}
}

// eachRare calls f for the words of an address that fewest have.
func (p *Population) eachRare(profile uint32, f func(known)) {
	var rare [rarestPlaces]known
	n := 0
	for _, sort := range [...]Sort{Place, Numeral} {
		for _, k := range p.of(profile, sort) {
			at := n
			for at > 0 && p.rarer(k, rare[at-1]) {
				at--
			}
			if at == rarestPlaces {
				continue
			}
			n = min(n+1, rarestPlaces)
			copy(rare[at+1:n], rare[at:])
			rare[at] = k
		}
	}
	for _, k := range rare[:n] {
		f(k)
	}
}

func (p *Population) rarer(a, b known) bool {
	return cmp.Or(cmp.Compare(p.have(a), p.have(b)), cmp.Compare(a, b)) < 0
}

// A keyed is a profile that has a key.
type keyed struct {
	key     uint64
	profile uint32
}

// keysAtOnce is how many keys are sorted at once, at 16 bytes each: of more, shares of all
// keys are taken one after another.
const keysAtOnce = 4 << 20

// eachShare calls f for the blocks of one pass: the profiles that share a key. Where there are many
// keys it does so for one share of them after another. It counts the keys that too many profiles have.
func (p *Population) eachShare(ctx context.Context, by pass, f func(b *blocks) error) (common uint64, err error) {
	keys := uint64(0)
	for i := range p.Len() {
		if err := wanted(ctx, i); err != nil {
			return 0, err
		}
		by(p, uint32(i), func(uint64) { keys++ })
	}
	shares := 1 + keys/keysAtOnce
	for share := range shares {
		var parts [partCount][]keyed
		for i := range p.Len() {
			if err := wanted(ctx, i); err != nil {
				return 0, err
			}
			by(p, uint32(i), func(key uint64) {
				if key = mix(key); shares == 1 || key%shares == share {
					parts[key>>(64-partBits)] = append(parts[key>>(64-partBits)], keyed{key, uint32(i)})
				}
			})
		}
		n, err := sortParts(ctx, &parts)
		if err != nil {
			return 0, err
		}
		common += n
		if err := f(newBlocks(p.Len(), &parts)); err != nil {
			return 0, err
		}
	}
	return common, nil
}

const (
	partBits  = 6
	partCount = 1 << partBits
)

// sortParts sorts the parts and leaves of them the keys that several profiles share, and not too many.
func sortParts(ctx context.Context, parts *[partCount][]keyed) (uint64, error) {
	var common [partCount]uint64
	err := inParallel(ctx, partCount, func(_, part int) {
		list := parts[part]
		slices.SortFunc(list, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.profile, b.profile)) })
		list = slices.Compact(list)
		kept := list[:0]
		for from := 0; from < len(list); {
			to := from + 1
			for to < len(list) && list[to].key == list[from].key {
				to++
			}
			switch {
			case to-from > togetherAtMost:
				common[part]++
			case to-from > 1:
				kept = append(kept, list[from:to]...)
			}
			from = to
		}
		parts[part] = slices.Clip(kept)
	})
	sum := uint64(0)
	for _, n := range common {
		sum += n
	}
	return sum, err
}

// A blocks is the profiles that share keys.
type blocks struct {
	parts *[partCount][]keyed // by key and profile, ascending
	rich  map[uint32][]place  // by profile that shares many keys: where it stands
}

// A place is where an entry stands: part and ordinal in it.
type place uint32

const placeBits = 32 - partBits

// manyKeys is how many keys a profile shares from which on it is compared with others of that sort
// once, and not for each key: people of 20 names and 20 employers share hundreds.
const manyKeys = 48

func newBlocks(profiles int, parts *[partCount][]keyed) *blocks {
	b := &blocks{parts: parts, rich: map[uint32][]place{}}
	keys := make([]uint32, profiles)
	for _, list := range parts {
		for _, k := range list {
			keys[k.profile]++
		}
	}
	for part, list := range parts {
		for i, k := range list {
			if keys[k.profile] >= manyKeys {
				b.rich[k.profile] = append(b.rich[k.profile], place(part<<placeBits|i))
			}
		}
	}
	return b
}

// each calls f for the blocks of one part, ascending.
func (b *blocks) each(part int, f func(block []keyed)) {
	list := b.parts[part]
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].key == list[from].key {
			to++
		}
		f(list[from:to])
		from = to
	}
}

// bothRich reports whether two profiles share keys with many.
func (b *blocks) bothRich(x, y uint32) bool {
	return len(b.rich) > 0 && len(b.rich[x]) > 0 && len(b.rich[y]) > 0
}

// richBehind are the profiles of many keys behind one of them that share a key with it, ascending.
func (b *blocks) richBehind(profile uint32) (list []uint32) {
	for _, at := range b.rich[profile] {
		rest := b.parts[at>>placeBits][at&(1<<placeBits-1):]
		for _, k := range rest[1:] {
			if k.key != rest[0].key {
				break
			}
			if len(b.rich[k.profile]) > 0 {
				list = append(list, k.profile)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
