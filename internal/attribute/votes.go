package attribute

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Vote is one sort of evidence for the country of an entity.
type Vote struct {
	Country string `json:"country"`
	Source  string `json:"source"` // "domain", "legal form", "stated", "phone", "iban", "register number", "address", "currency", "language", "domain beside", "national identifier", "mailbox"
	Count   uint64 `json:"count"`  // domains, names, records, contents or distinct numbers that say so
	Weight  uint64 `json:"weight"`
}

// A source of votes: what each piece of evidence weighs, and what all of them
// together weigh at most, so that one long table does not outvote everything.
type source struct {
	name      string
	each, max uint64
}

// The sources. A registry binds a domain to a country; an authority gives a number to who
// is there, or belongs there; an account, an address or a telephone says where one person is; a stated country may be
// that of delivery. In which currency and language one is dealt with says little, and that
// of most of the campaign nothing: it is the owner's.
const (
	fromDomain = iota
	fromForm
	fromStated
	fromPhone
	fromIBAN
	fromRegister
	fromAddress
	fromCurrency
	fromLanguage
	fromBeside
	fromIdentifier
	fromHome
	fromAccount
	fromMailbox
	sourceCount
)

var sources = [sourceCount]source{
	fromDomain: {"domain", 60, 60},
	fromForm:   {"legal form", 24, 24}, // divided by the countries that use it
	fromStated: {"stated", 10, 50},
	fromPhone:  {"phone", 4, 60}, // half of that for +1
	fromIBAN:   {"iban", 10, 50},

	fromRegister: {"register number", 20, 40},
	fromAddress:  {"address", 5, 50},
	fromCurrency: {"currency", 1, 6},
	fromLanguage: {"language", 1, 6},
	fromBeside:   {"domain beside", 20, 20}, // from which its people write, and which is another's

	// Of persons: where somebody lives goes before where they have accounts, however many, and the
	// domain of a mailbox decides where nothing else does.
	fromIdentifier: {"national identifier", 20, 40},
	fromHome:       {"address", 20, 50},
	fromAccount:    {"iban", 10, 10},
	fromMailbox:    {"mailbox", 3, 3},
}

// A ballot counts evidence by country and source, ascending. There is one for each of many entities,
// and most have few.
type ballot []count

// A count is pieces of evidence for a country from one source, and what they weigh together before the limit.
type count struct {
	region    region
	source    uint8
	n, weight uint64
}

func (c *count) compare(r region, source int) int {
	return cmp.Or(cmp.Compare(c.region, r), cmp.Compare(int(c.source), source))
}

// limited is what evidence weighs with others.
func (c *count) limited() uint64 { return min(c.weight, sources[c.source].max) }

func (b *ballot) cast(r region, source int, n, weight uint64) {
	if r == 0 || weight == 0 {
		return
	}
	at, met := slices.BinarySearchFunc(*b, r, func(c count, r region) int { return c.compare(r, source) })
	if !met {
		*b = slices.Insert(*b, at, count{region: r, source: uint8(source)})
	}
	c := &(*b)[at]
	c.n += n
	c.weight += weight
}

// votes returns the ballot by weight of the country, then by country and source.
func (b ballot) votes() []Vote {
	var list []Vote
	total := map[string]uint64{}
	for i := range b {
		if c := &b[i]; c.n > 0 {
			list = append(list, Vote{Country: c.region.String(), Source: sources[c.source].name, Count: c.n, Weight: c.limited()})
			total[c.region.String()] += c.limited()
		}
	}
	slices.SortFunc(list, func(x, y Vote) int {
		return cmp.Or(cmp.Compare(total[y.Country], total[x.Country]), cmp.Compare(x.Country, y.Country),
			cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.Source, y.Source))
	})
	return list
}

// sum adds the evidence for one region to that of others, by source.
func (b ballot) sum(r region, votes *[sourceCount]Vote) {
	for i := range b {
		if c := &b[i]; c.region == r {
			v := &votes[c.source]
			v.Country, v.Source = r.String(), sources[c.source].name
			v.Count += c.n
			v.Weight += c.limited()
		}
	}
}

// countries calls f for each country with what all weighs that speaks for it.
func (b ballot) countries(f func(r region, weight uint64)) {
	for from := 0; from < len(b); {
		to, weight := from, uint64(0)
		for ; to < len(b) && b[to].region == b[from].region; to++ {
			weight += b[to].limited()
		}
		f(b[from].region, weight)
		from = to
	}
}

// CountryLeast is the share of the votes, in per cent, that a country must have to be one
// of several of an entity.
const CountryLeast = 25

// elect returns the country with the most weight and its share of all weight in
// per cent, rounded down, and all that have [CountryLeast] where these are several.
// Between equals nobody is elected: the country is unknown.
func (b ballot) elect() (country string, share int, several []CountryShare) {
	var total, best uint64
	var elected region
	b.countries(func(r region, weight uint64) {
		total += weight
		switch {
		case weight > best:
			elected, best = r, weight
		case weight == best:
			elected = 0
		}
	})
	b.countries(func(r region, weight uint64) {
		if share := int(100 * weight / total); share >= CountryLeast {
			several = append(several, CountryShare{r.String(), share})
		}
	})
	slices.SortFunc(several, func(x, y CountryShare) int {
		return cmp.Or(cmp.Compare(y.Share, x.Share), cmp.Compare(x.Country, y.Country))
	})
	if len(several) < 2 {
		several = nil
	}
	if elected == 0 {
		return "", 0, nil
	}
	return elected.String(), int(100 * best / total), several
}

// vote gathers the evidence for every entity, but for what voteHeld takes in.
func (e *entities) vote(ctx context.Context, m *model, g *merging) error {
	m.records.stated.each(func(key uint64, n uint32) {
		if at := e.of[key>>16]; at != none {
			e.list[at].votes.cast(region(key), fromStated, uint64(n), uint64(n)*sources[fromStated].each)
		}
	})
	m.records.spoken.each(func(key uint64, n uint32) {
		if at := e.of[key>>8]; at != none {
			e.list[at].votes.cast(languageRegion(m.usual.languages[key&0xff]), fromLanguage, uint64(n), uint64(n)*sources[fromLanguage].each)
		}
	})
	return e.inParallel(ctx, func(o *organisation) {
		o.voteNames(m, g)
		o.Country, o.CountryShare, o.Countries = o.votes.elect()
		o.settleParts()
	})
}

// voteNames takes in what an organisation's names say.
func (o *organisation) voteNames(m *model, g *merging) {
	var seen, beside []region
	for _, n := range o.names {
		if !m.names.isCompany(n) {
			o.votes.cast(domainRegion(m.names.ids[n]), fromDomain, 1, sources[fromDomain].each)
			continue
		}
		if domain, ok := g.beside[n]; ok {
			if r := domainRegion(m.names.ids[domain]); !slices.Contains(beside, r) {
				o.votes.cast(r, fromBeside, 1, sources[fromBeside].each)
				beside = append(beside, r)
			}
		}
		forms := formRegion(m.names.shown[n])
		for _, r := range forms {
			if !slices.Contains(seen, r) {
				o.votes.cast(r, fromForm, 1, sources[fromForm].each/uint64(len(forms)))
				seen = append(seen, r)
			}
		}
	}
}

// voteHeld takes in what a telephone or account says that an organisation holds.
func (o *organisation) voteHeld(m *model, hash uint64) {
	switch exposure.Kind(hash & kindMask) {
	case exposure.Phone:
		if at, ok := m.phones.findHash(hash); ok {
			weight := sources[fromPhone].each
			if m.phoneFrom[at] == northAmerica {
				weight /= 2
			}
			o.votes.cast(m.phoneFrom[at], fromPhone, 1, weight)
		}
	case exposure.IBAN:
		if at, ok := m.ibans.findHash(hash); ok {
			o.votes.cast(m.ibanFrom[at], fromIBAN, 1, sources[fromIBAN].each)
		}
	case exposure.Register:
		if at, ok := m.registers.findHash(hash); ok {
			o.votes.cast(m.registerIn[at].country(), fromRegister, 1, sources[fromRegister].each)
		}
	case exposure.Address:
		if at, ok := m.tied[exposure.Address].findHash(hash); ok {
			o.votes.cast(m.addressIn[at].country(), fromAddress, 1, sources[fromAddress].each)
			o.stands(m.addressIn[at])
		}
	case exposure.Country:
		if at, ok := m.countries.findHash(hash); ok {
			o.stands(m.statedIn[at])
		}
	case exposure.Amount:
		if at, ok := m.amounts.findHash(hash); ok && m.amountFrom[at] != m.usual.currency {
			o.votes.cast(m.amountFrom[at], fromCurrency, 1, sources[fromCurrency].each)
		}
	}
}

// votingKind reports whether what an organisation holds of a kind may vote.
func votingKind(k exposure.Kind) bool {
	switch k {
	case exposure.Phone, exposure.IBAN, exposure.Register, exposure.Address, exposure.Amount, exposure.Country:
		return true
	}
	return false
}

// countCountries sums entities by country, ascending.
func countCountries(list []*organisation) []CountryFigure {
	by := map[string]*CountryFigure{}
	for _, o := range list {
		c := by[o.Country]
		if c == nil {
			c = &CountryFigure{Country: o.Country}
			by[o.Country] = c
		}
		c.Entities++
		c.Mentions += o.Mentions
	}
	out := make([]CountryFigure, 0, len(by))
	for _, c := range by {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b CountryFigure) int { return cmp.Compare(a.Country, b.Country) })
	return out
}

// String says what a vote rests on.
func (v Vote) String() string {
	return fmt.Sprintf("%s: %d for %s (%d)", v.Country, v.Weight, v.Source, v.Count)
}
