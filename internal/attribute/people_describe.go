package attribute

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A reaped is a belonging that is told.
type reaped struct {
	*personWords
	belongingSum
	owner uint32 // ordinal among those that are gathered
}

// personWords are what is told of an identity of persons, once for all who have it.
type personWords struct {
	identityWords
	region string // that an address says, "" for none
}

// describe finds the words of what is in one part, and lets go of its sums.
func (h *harvest) describe(ctx context.Context, part int) error {
	sums := h.parts[part].sums
	h.parts[part].sums = nil
	all := slices.SortedFunc(maps.Keys(sums), func(a, b belonging) int {
		return cmp.Or(cmp.Compare(a.hash&kindMask, b.hash&kindMask), cmp.Compare(a.hash, b.hash), order(a.owner, b.owner))
	})
	list := make([]reaped, 0, len(all))
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
			var words *personWords
			for len(some) > 0 && some[0].hash == hash {
				if words == nil {
					words = &personWords{identityWords{kind, id.Fingerprint, id.Mask, id.Clear, id.Class}, regionOf(id)}
				}
				list = append(list, reaped{words, sums[some[0]], some[0].owner})
				some = some[1:]
			}
			if len(some) == 0 {
				break
			}
		}
	}
	h.words[part] = list
	return nil
}

// tell yields the subjects of the owners.
func (h *harvest) tell(owners []uint32, yield func(*Subject) bool) (more bool) {
	by := h.byOwner(len(owners))
	for i, o := range owners {
		f := &h.c.list[o]
		if h.mentions[i] == 0 && h.c.torn != nil && int(o) >= len(h.c.slots) {
			continue // a mailbox that is only said beside the births of several
		}
		s := &Subject{ID: PersonOf(f.id), Sort: f.sort, Mentions: h.mentions[i], Contents: uint64(h.contents[i])}
		if f.entity != none {
			s.Entity = h.c.entities.list[f.entity].ID
		}
		s.Elements = make([]Element, 0, len(by[i]))
		s.take(by[i])
		if !yield(s) {
			return false
		}
	}
	return true
}

// byOwner are the belongings of each of so many owners.
func (h *harvest) byOwner(n int) [][]*reaped {
	by, counts := make([][]*reaped, n), make([]int, n)
	for _, list := range h.words {
		for i := range list {
			counts[list[i].owner]++
		}
	}
	for i, n := range counts {
		by[i] = make([]*reaped, 0, n)
	}
	for _, list := range h.words {
		for i := range list {
			by[list[i].owner] = append(by[list[i].owner], &list[i])
		}
	}
	return by
}

// take makes elements of what belongs to a person, and finds where it lives and what it is called.
func (s *Subject) take(list []*reaped) {
	var votes ballot
	var lives uint32 // contents of the address that says the jurisdiction
	for _, r := range list {
		r.vote(&votes)
		first, last := fileDate(r.first), fileDate(r.last)
		within(&s.First, &s.Last, first)
		within(&s.First, &s.Last, last)
		if n := r.contents; strings.Contains(r.region, "-") && (n > lives || n == lives && r.region < s.Jurisdiction) {
			s.Jurisdiction, lives = r.region, n
		}
		if r.kind == exposure.Country {
			continue
		}
		s.Elements = append(s.Elements, Element{
			Kind: r.kind, Print: r.print, Mask: r.mask, Clear: r.clear, Class: r.class, Authority: r.authority(),
			Mentions: r.mentions, Contents: uint64(r.contents), First: first, Last: last,
		})
	}
	s.finish(&votes)
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

// vote takes in what an identity says of the country of its owner. An example says nothing of who
// quotes it.
func (r *reaped) vote(b *ballot) {
	in := region(0)
	if !r.class.Example() {
		in = r.country()
	}
	switch r.kind {
	case exposure.Identifier, exposure.Health:
		b.cast(in, fromIdentifier, 1, sources[fromIdentifier].each)
	case exposure.Country:
		b.cast(in, fromStated, 1, sources[fromStated].each)
	case exposure.Phone:
		weight := sources[fromPhone].each
		if in == northAmerica {
			weight /= 2
		}
		b.cast(in, fromPhone, 1, weight)
	case exposure.IBAN:
		b.cast(in, fromAccount, 1, sources[fromAccount].each)
	case exposure.Address:
		b.cast(parseRegion(r.region), fromHome, 1, sources[fromHome].each)
	case exposure.Email:
		b.cast(in, fromMailbox, 1, sources[fromMailbox].each)
	}
}

// country is the one that an identity says, 0 where it says none; that of a number is the one by whose authority
// it was given.
func (r *reaped) country() region {
	switch r.kind {
	case exposure.Identifier, exposure.Health:
		if r.in != ofSeveralCountries {
			return r.in
		}
	case exposure.Country:
		return parseRegion(r.clear)
	case exposure.Phone:
		return phoneRegion(r.mask)
	case exposure.IBAN:
		return parseRegion(r.mask)
	case exposure.Email:
		return mailboxRegion(r.mask, r.class)
	}
	return 0
}

// authority is the country whose authority gave a number, "" where none is known.
func (r *reaped) authority() string {
	if r.kind != exposure.Identifier && r.kind != exposure.Health {
		return ""
	}
	return r.country().String()
}

// mailboxRegion returns the country of the domain at which a mailbox is, by its mask: "j•••@contoso.de".
func mailboxRegion(mask string, class exposure.Class) region {
	_, domain, ok := strings.Cut(mask, "@")
	if !ok || class == exposure.ClassReserved || class == exposure.ClassSystem {
		return 0
	}
	if registrable, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return domainRegion(registrable)
	}
	return 0
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
