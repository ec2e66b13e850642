package linkage

import (
	"context"
	"errors"
	"slices"
)

// A Sort is what a fact says of a person.
type Sort uint8

// The sorts. Ordinals of [Name] are those of [Names.Add], of [Number] and [Birth] the places
// in their lists; those of all others tell values apart and say nothing more.
const (
	Name Sort = iota
	Mailbox
	Phone
	Login   // a word by which somebody signs in
	Account // a number of a customer, a contract, a row
	Payment
	Number
	Birth
	Place        // a word of an address
	Numeral      // a number of an address
	Organisation // to which a record says it belongs
	Title        // whose title a name has: a man's or a woman's
	sorts
)

var sortNames = [sorts]string{"name", "mailbox", "phone", "login", "account", "payment", "number", "birth", "address", "number of the address", "organisation", "title"}

func (s Sort) String() string { return sortNames[s] }

const (
	ordinalBits = 28
	// MaxOrdinal is the greatest ordinal of a fact.
	MaxOrdinal = 1<<ordinalBits - 1
)

// A Fact is one thing that is known of one profile.
type Fact uint64

// NewFact says that of a profile something is known. Ordinal is at most [MaxOrdinal].
func NewFact(profile uint32, of Sort, ordinal uint32) Fact {
	return Fact(profile)<<32 | Fact(of)<<ordinalBits | Fact(ordinal&MaxOrdinal)
}

func (f Fact) profile() uint32 { return uint32(f >> 32) }

// A known is a fact of a profile that is known: sort and ordinal.
type known uint32

func (k known) sort() Sort      { return Sort(k >> ordinalBits) }
func (k known) ordinal() uint32 { return uint32(k) & MaxOrdinal }

// A Date is a date of birth by its parts, each a number that stands for it alone: of a keyed
// sketch, or the part itself. All 0 where a date is none.
type Date struct {
	Year  uint64
	Near  []uint32  // ascending: what it has in common with the years for which it is taken by mistake
	Rough bool      // the first day of a year, which is written where no more than the year is known
	Parts [2]uint64 // month and day, ascending; the same twice where they are equal
}

// A Registered is a number that an authority gave to somebody.
type Registered struct {
	Near []uint32 // the number with a digit left out, ascending, as [Spelling.Near]
	Rule uint32   // what sort of number it is: numbers of two sorts do not contradict each other
	Firm bool     // has a check digit that is right
}

// A Population is the profiles that are compared, and what they consist of.
type Population struct {
	Names   *Names
	Births  []Date
	Numbers []Registered

	starts []uint32 // by profile: the first of its facts
	facts  []known
	counts [sorts][]uint32 // by ordinal: profiles that have it
	having [sorts]uint32   // profiles that have any
	named  uint32          // profiles that have a name
	words  []Weight        // by word: what it weighs that two names have it
	usual  []bool          // and whether several have it
	groups [sorts][]bool   // by ordinal, of logins and accounts: several people have it
	weighs [sorts][]uint16 // by ordinal, of words and numbers of addresses: the same
}

// factsAtMost is how many facts of one sort one profile is compared by.
const factsAtMost = 24

// NewPopulation makes a population of n profiles; it keeps the facts, sorted and without those
// that come twice.
func NewPopulation(ctx context.Context, n int, names *Names, births []Date, numbers []Registered, facts []Fact) (*Population, error) {
	if err := sortFacts(ctx, facts); err != nil {
		return nil, err
	}
	facts = slices.Compact(facts)
	p := &Population{Names: names, Births: births, Numbers: numbers, starts: make([]uint32, n+1), facts: make([]known, 0, len(facts))}
	at, of, last := uint32(0), 0, Sort(sorts)
	for _, f := range facts {
		if int(f.profile()) >= n {
			return nil, errors.New("linkage: a fact of no profile")
		}
		for at < f.profile() {
			at++
			p.starts[at], last = uint32(len(p.facts)), sorts
		}
		k := known(f)
		if k.sort() != last {
			last, of = k.sort(), 0
			p.having[last]++
		}
		p.count(k)
		if of++; of <= factsAtMost {
			p.facts = append(p.facts, k)
		}
	}
	for int(at) < n {
		at++
		p.starts[at] = uint32(len(p.facts))
	}
	p.weighWords()
	p.findGroups()
	for _, sort := range [...]Sort{Place, Numeral} {
		p.weighs[sort] = make([]uint16, len(p.counts[sort]))
		for i, n := range p.counts[sort] {
			p.weighs[sort][i] = uint16(min(tokenMost, max(0, seldom(n, p.having[sort], placesHave))))
		}
	}
	return p, nil
}

// Len returns the number of profiles.
func (p *Population) Len() int { return len(p.starts) - 1 }

func (p *Population) count(k known) {
	list := &p.counts[k.sort()]
	for int(k.ordinal()) >= len(*list) {
		*list = append(*list, make([]uint32, max(64, int(k.ordinal())+1-len(*list), len(*list)/2))...)
	}
	(*list)[k.ordinal()]++
}

// weighWords counts the profiles that have each word in a name, and weighs it.
func (p *Population) weighWords() {
	have := make([]uint32, len(p.Names.words))
	var met []uint32
	for i := range p.Len() {
		met = met[:0]
		for _, k := range p.of(uint32(i), Name) {
			met = append(met, p.Names.of(k.ordinal())...)
		}
		if len(met) > 0 {
			p.named++
		}
		slices.Sort(met)
		for _, w := range slices.Compact(met) {
			have[w]++
		}
	}
	p.words, p.usual = make([]Weight, len(have)), make([]bool, len(have))
	for w, n := range have {
		p.usual[w] = n >= usualFrom
		p.words[w] = initialWeighs
		if !p.Names.words[w].single() {
			p.words[w] = min(wordMost, max(wordLeast, seldom(n, p.named, wordsHave)))
		}
	}
}

// usualFrom is how many profiles have a word that is no slip.
const usualFrom = 4

// A side is what is known of one profile, by sort.
type side struct {
	facts []known
	ends  [sorts]uint8 // where what is known of a sort ends
}

// side returns what is known of a profile.
func (p *Population) side(profile uint32) (s side) {
	s.facts = p.facts[p.starts[profile]:p.starts[profile+1]]
	at := 0
	for i := range s.ends {
		for at < len(s.facts) && s.facts[at].sort() == Sort(i) {
			at++
		}
		s.ends[i] = uint8(at)
	}
	return s
}

// of returns what is known of one sort, ascending.
func (s *side) of(sort Sort) []known {
	if sort == 0 {
		return s.facts[:s.ends[0]]
	}
	return s.facts[s.ends[sort-1]:s.ends[sort]]
}

// of returns what is known of a profile of one sort, ascending.
func (p *Population) of(profile uint32, sort Sort) []known {
	list := p.facts[p.starts[profile]:p.starts[profile+1]]
	from := 0
	for from < len(list) && list[from].sort() < sort {
		from++
	}
	to := from
	for to < len(list) && list[to].sort() == sort {
		to++
	}
	return list[from:to]
}

// have is how many profiles have what is known.
func (p *Population) have(k known) uint32 { return p.counts[k.sort()][k.ordinal()] }
