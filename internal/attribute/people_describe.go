package attribute

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// subjects makes subjects of what was gathered.
func (h *harvest) subjects(ctx context.Context, owners []uint32) ([]*Subject, error) {
	list := make([]*Subject, len(owners))
	for i, o := range owners {
		f := &h.c.list[o]
		list[i] = &Subject{ID: PersonOf(f.id), Sort: f.sort, Mentions: h.mentions[i], Contents: uint64(h.contents[i])}
		if f.entity != none {
			list[i].Entity = h.c.entities.list[f.entity].ID
		}
	}
	ballots := make([]ballot, len(owners))
	err := inParallel(ctx, sharedParts, func(ctx context.Context, _, part int) error { return h.describe(ctx, part, list, ballots) })
	if err != nil {
		return nil, err
	}
	for i, s := range list {
		s.finish(&ballots[i])
	}
	return list, nil
}

// describe turns what is in one part into elements.
func (h *harvest) describe(ctx context.Context, part int, list []*Subject, ballots []ballot) error {
	sums := h.parts[part].sums
	h.parts[part].sums = nil
	all := slices.SortedFunc(maps.Keys(sums), func(a, b belonging) int {
		return cmp.Or(cmp.Compare(a.hash&kindMask, b.hash&kindMask), cmp.Compare(a.hash, b.hash), order(a.owner, b.owner))
	})
	for len(all) > 0 {
		kind, n := exposure.Kind(all[0].hash&kindMask), 1
		for n < len(all) && exposure.Kind(all[n].hash&kindMask) == kind {
			n++
		}
		some := all[:n]
		all = all[n:]
		met := 0
		for id, err := range h.c.m.in.Ledger.Identities(kind, ledger.Part{Ordinal: part, Of: sharedParts}) {
			if err := wanted(ctx, met, err); err != nil {
				return err
			}
			met++
			hash := short(id.Fingerprint)&^kindMask | uint64(kind)
			for len(some) > 0 && some[0].hash < hash {
				some = some[1:]
			}
			h.mu.Lock()
			for len(some) > 0 && some[0].hash == hash {
				h.element(list, ballots, some[0], sums[some[0]], id)
				some = some[1:]
			}
			h.mu.Unlock()
			if len(some) == 0 {
				break
			}
		}
	}
	return nil
}

// element adds an element to its subject, or what it says of its country.
func (h *harvest) element(list []*Subject, ballots []ballot, b belonging, sum belongingSum, id *exposure.Identity) {
	s := list[b.owner]
	voteIdentity(&ballots[b.owner], id, sum.in)
	first, last := fileDate(sum.first), fileDate(sum.last)
	within(&s.First, &s.Last, first)
	within(&s.First, &s.Last, last)
	if r := regionOf(id); strings.Contains(r, "-") {
		lives := &h.lives[b.owner]
		if n := sum.contents; n > lives.contents || n == lives.contents && r < s.Jurisdiction {
			s.Jurisdiction, lives.contents = r, n
		}
	}
	if id.Kind == exposure.Country {
		return
	}
	s.Elements = append(s.Elements, Element{
		Kind: id.Kind, Print: id.Fingerprint, Mask: id.Mask, Clear: id.Clear, Class: id.Class,
		Mentions: sum.mentions, Contents: uint64(sum.contents), First: first, Last: last,
	})
}

func fileDate(seconds uint32) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// finish sorts the elements and says what the person is called and where it lives.
func (s *Subject) finish(b *ballot) {
	slices.SortFunc(s.Elements, compareElements)
	s.Country, _, _ = b.elect()
	if country, _, _ := strings.Cut(s.Jurisdiction, "-"); country != s.Country {
		s.Jurisdiction = "" // an address in another country than the one where most speaks for
	}
	var most *Element
	for i := range s.Elements {
		e := &s.Elements[i]
		if e.Kind == exposure.Person && (most == nil || e.Mentions > most.Mentions) {
			most = e
		}
	}
	switch {
	case most != nil:
		s.Name = most.Mask
	case len(s.Elements) > 0:
		s.Name = s.Elements[0].Mask
	}
}

// voteIdentity takes in what one identity says of the country of its owner; given is by whose
// authority it was given, 0 where none did.
func voteIdentity(b *ballot, id *exposure.Identity, given region) {
	switch id.Kind {
	case exposure.Identifier, exposure.Health:
		if given != ofSeveralCountries {
			b.cast(voting(id, given), fromIdentifier, 1, sources[fromIdentifier].each)
		}
	case exposure.Country:
		b.cast(voting(id, parseRegion(id.Clear)), fromStated, 1, sources[fromStated].each)
	case exposure.Phone:
		r, weight := voting(id, phoneRegion(id.Mask)), sources[fromPhone].each
		if r == northAmerica {
			weight /= 2
		}
		b.cast(r, fromPhone, 1, weight)
	case exposure.IBAN:
		b.cast(voting(id, parseRegion(id.Mask)), fromIBAN, 1, sources[fromIBAN].each)
	case exposure.Address:
		b.cast(parseRegion(regionOf(id)), fromStated, 1, sources[fromStated].each)
	}
}

// regionOf returns the region of an address, or the part of a country that a column says, "" where
// neither does.
func regionOf(id *exposure.Identity) string {
	if id.Kind == exposure.Country {
		return id.Clear
	}
	if id.Kind != exposure.Address {
		return ""
	}
	for _, f := range id.Features {
		if f.Of == exposure.FeatureRegion {
			return f.Region()
		}
	}
	return ""
}
