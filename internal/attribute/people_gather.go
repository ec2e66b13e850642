package attribute

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A belonging is one identity of one owner, by its hash.
type belonging struct {
	hash  uint64
	owner uint32 // ordinal among those that are gathered
}

// A belongingSum is what the contents come to in which a belonging stands.
type belongingSum struct {
	mentions    uint64
	contents    uint32
	first, last uint32 // file dates in Unix seconds, 0 where none is known
}

// A harvest adds up what some owners have.
type harvest struct {
	c     *crowd
	at    map[uint32]uint32 // by owner: its ordinal here
	parts [sharedParts]struct {
		sync.Mutex
		sums map[belonging]belongingSum
	}
	mu       sync.Mutex
	mentions []uint64 // by ordinal
	contents []uint32
	lives    []belongingSum // the address that says the jurisdiction
}

// gather returns the subjects of some owners.
func (c *crowd) gather(ctx context.Context, owners []uint32) ([]*Subject, error) {
	h := &harvest{c: c, at: make(map[uint32]uint32, len(owners)), mentions: make([]uint64, len(owners)), contents: make([]uint32, len(owners)), lives: make([]belongingSum, len(owners))}
	for i, o := range owners {
		h.at[o] = uint32(i)
	}
	for i := range h.parts {
		h.parts[i].sums = map[belonging]belongingSum{}
	}
	parts := min(walkParts, max(c.m.units.count(), 1))
	list := make([]*reaper, workers(parts))
	for i := range list {
		list[i] = h.newReaper()
	}
	err := inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		err := list[worker].walker.walk(ctx, ledger.Part{Ordinal: part, Of: parts})
		list[worker].end()
		return err
	})
	if err != nil {
		return nil, err
	}
	return h.subjects(ctx, owners)
}

// A reaper takes in what one content after another says.
type reaper struct {
	h        *harvest
	walker   *walker
	content  uint32
	begun    bool
	met      map[belonging]uint64 // mentions, with ways
	machines bool                 // the content configures machines: its credentials are no person's
	see      func(*item)          // is shown what is taken, instead of adding it up
}

func (h *harvest) newReaper() *reaper {
	r := &reaper{h: h, walker: h.c.m.newWalker(), met: map[belonging]uint64{}}
	r.walker.witness = func(items []item, inRecord bool) {
		if r.content != r.walker.content || !r.begun {
			r.end()
			r.content, r.begun = r.walker.content, true
			r.machines = ofMachines(h.c.m.units.kindOf(r.content))
		}
		r.record(items, inRecord)
	}
	return r
}

// personal reports whether what is of a kind is of a person if it stands in a record of one.
// What is new with every mail or names machines, goods and organisations is not.
func personal(kind exposure.Kind) bool {
	switch kind {
	case exposure.Message, exposure.Host, exposure.Resource, exposure.Reference, exposure.Amount, exposure.Company, exposure.Domain,
		exposure.Project, exposure.Register:
		return false
	}
	return true
}

// ofMachines reports whether a document is for machines.
func ofMachines(kind exposure.DocumentKind) bool {
	switch kind {
	case exposure.DocumentCredentialFile, exposure.DocumentNetworkConfig, exposure.DocumentSourceCode, exposure.DocumentLog:
		return true
	}
	return false
}

// record takes in what stands together.
func (r *reaper) record(items []item, inRecord bool) {
	k := &r.walker.linker
	if !inRecord {
		k.persons, k.slotAt = k.persons[:0], k.slotAt[:0]
	}
	var owners [8]uint32
	for i := range k.persons {
		if i == len(owners) {
			break
		}
		owners[i] = nobodys
		if slot, ok := r.h.c.persons.find(k.persons[i].recordHash()); ok {
			owners[i] = r.h.c.owners[slot]
		}
	}
	whole := uint32(nobodys)
	if len(k.persons) == 0 && inRecord {
		whole = r.h.c.ownerOfRecord(r.walker.content, items)
	}
	for i := range items {
		it := &items[i]
		owner := whole
		if i < len(k.slotAt) && k.slotAt[i] >= 0 {
			if n := k.slotAt[i]; n < len(owners) {
				owner = owners[n]
			} else if slot, ok := r.h.c.persons.find(k.persons[n].recordHash()); ok {
				owner = r.h.c.owners[slot]
			}
		}
		if own := r.h.c.ownerOfItem(it); own < ofSeveral { // whoever else is named there
			owner = own
		}
		if owner < ofSeveral && personal(it.kind) && !(r.machines && it.kind == exposure.Secret) {
			r.take(owner, it)
		}
	}
}

func (r *reaper) take(owner uint32, it *item) {
	at, ok := r.h.at[owner]
	if !ok {
		return
	}
	if r.see != nil {
		r.see(it)
		return
	}
	r.met[belonging{it.hash(), at}] += r.walker.ways
	if len(r.met) >= window {
		r.hand()
	}
}

// ownerOfItem is whose a mailbox or number is, wherever it stands.
func (c *crowd) ownerOfItem(it *item) uint32 {
	switch it.kind {
	case exposure.Email:
		return c.byMailbox[c.mailboxes[it.ordinal]]
	case exposure.Identifier:
		return c.byNumber[it.ordinal]
	case exposure.Health:
		return c.byNumber[uint32(len(c.m.tied[exposure.Identifier].prints))+it.ordinal]
	}
	return nobodys
}

// ownerOfRecord is whose a record without a name is: the one person's whose mailbox, number or account
// stands in it.
func (c *crowd) ownerOfRecord(content uint32, items []item) uint32 {
	found := uint32(nobodys)
	for i := range items[:min(len(items), recordMentions)] {
		it := &items[i]
		owner := c.ownerOfItem(it)
		if it.kind == exposure.User {
			owner = c.byAccount.owner(accountHash(content, it))
		}
		switch {
		case owner >= ofSeveral || NoPerson(c.list[owner].sort) || owner == found:
		case found == nobodys:
			found = owner
		default:
			return ofSeveral
		}
	}
	return found
}

// end hands on what the content came to.
func (r *reaper) end() {
	r.hand()
	r.begun = false
}

// hand hands on what was met. A content that has very much is handed on in pieces: an identity
// that comes again in another piece is then counted as if it stood in two.
func (r *reaper) hand() {
	if len(r.met) == 0 {
		return
	}
	dated := r.h.c.dated[r.content]
	owners := map[uint32]uint64{}
	for b, n := range r.met {
		p := &r.h.parts[b.hash>>(64-sharedBits)]
		p.Lock()
		sum := p.sums[b]
		sum.mentions += n
		sum.contents++
		if dated != 0 {
			if sum.first == 0 || dated < sum.first {
				sum.first = dated
			}
			sum.last = max(sum.last, dated)
		}
		p.sums[b] = sum
		p.Unlock()
		owners[b.owner] += n
	}
	r.h.mu.Lock()
	for o, n := range owners {
		r.h.mentions[o] += n
		r.h.contents[o]++
	}
	r.h.mu.Unlock()
	if len(r.met) > mostKept {
		r.met = map[belonging]uint64{}
	} else {
		clear(r.met)
	}

}

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
	voteIdentity(&ballots[b.owner], id)
	first, last := fileDate(sum.first), fileDate(sum.last)
	within(&s.First, &s.Last, first)
	within(&s.First, &s.Last, last)
	if id.Kind == exposure.Country {
		return
	}
	if r := regionOf(id); strings.Contains(r, "-") {
		lives := &h.lives[b.owner]
		if n := sum.contents; n > lives.contents || n == lives.contents && r < s.Jurisdiction {
			s.Jurisdiction, lives.contents = r, n
		}
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

// voteIdentity takes in what one identity says of the country of its owner.
func voteIdentity(b *ballot, id *exposure.Identity) {
	switch id.Kind {
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

// regionOf returns the region of an address, "" where it says none.
func regionOf(id *exposure.Identity) string {
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
