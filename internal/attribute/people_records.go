package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A PersonRecord is one record that names a person: what it holds, masked, and where it stands. By it
// a hand tells which of several leaves a person.
type PersonRecord struct {
	ID    string      `json:"id"`
	As    string      `json:"certainlyAs,omitempty"` // the first record with the same name and the same mailbox or telephone
	Holds []Held      `json:"holds"`                 // in the first of its places, at most 16
	More  uint64      `json:"more,omitempty"`        // that it holds besides
	At    RecordPlace `json:"at"`                    // the first of its places
	Count uint64      `json:"places"`                // with the ways that lead to them
}

// Held is one mention of a record, masked.
type Held struct {
	Kind  exposure.Kind `json:"kind"`
	Mask  string        `json:"mask"`
	Print string        `json:"fingerprint"`
}

// A RecordPlace is where a record stands.
type RecordPlace struct {
	Unit   exposure.Unit  `json:"unit"`
	Part   uint32         `json:"part"`
	Record uint64         `json:"record"`
	Field  exposure.Field `json:"field,omitempty"` // of what stands first in it
}

// heldAtMost is how many mentions of a record are shown.
const heldAtMost = 16

// see shows each mention that belongs to an owner, with the hash of the record that names it, 0 where none does, and by which
// key of another table it is the owner's, nil where by none.
func (c *crowd) see(ctx context.Context, owner uint32, f func(s *sighting, record uint64, by *keyedBy)) error {
	h := &harvest{c: c, at: map[uint32]uint32{owner: 0}}
	r := h.newReaper()
	r.walker.watch = func(*sighting) {} // so that mentions are kept beside the items
	r.see = func(it *item, record uint64) {
		mention := r.walker.alone
		if mention == nil {
			mention = &r.walker.shown[it.shown]
		}
		f(&sighting{r.walker.unit, r.walker.ways, none, mention}, record, r.joined)
	}
	err := r.walker.walk(ctx, ledger.Part{})
	r.end()
	return cmp.Or(err, r.err)
}

// findings are the records of a person while the ledger is walked.
type findings struct {
	x     *explainer
	units *units
	asked uint64 // the record that was asked for, 0: all of the person
	list  []*finding
	by    map[uint64]*finding // by hash
	total uint64
	sums  map[heldKey]*heldSum // what the one that was asked for holds
	keyed keyedRows
}

// A finding is what was met of one record.
type finding struct {
	PersonRecord
	met  bool
	last RecordPlace // that was met last
}

// heldKey tells an identity.
type heldKey struct {
	kind  exposure.Kind
	print exposure.Fingerprint
}

// heldSum is how often it stands there; contents come one after another.
type heldSum struct {
	mentions, contents uint64
	last               exposure.Unit
}

// findings lists the records of an owner, the first [ExplainLimit] of them. One of them is asked for by its
// identifier, unless that is the person's too.
func (c *crowd) findings(ctx context.Context, x *explainer, owner uint32, id string) (*findings, error) {
	f := &findings{x: x, units: &c.m.units, by: map[uint64]*finding{}, sums: map[heldKey]*heldSum{}, keyed: keyedRows{}}
	if int(owner) >= len(c.slots) {
		return f, nil // no record names it
	}
	if n, err := parsePerson(id); err == nil && n != c.list[owner].id {
		f.asked = n
	}
	last, as := uint64(0), map[uint32]uint64{}
	err := c.persons.slots.each(ctx, func(i uint32, s *slot) {
		if c.persons.of[i] != c.slots[owner] || s.hash == last {
			return
		}
		last = s.hash
		f.total++
		profile := c.persons.profileOf(i)
		first, more := as[profile]
		if !more {
			as[profile] = s.hash
		}
		if len(f.list) == ExplainLimit && s.hash != f.asked {
			return
		}
		r := &finding{PersonRecord: PersonRecord{ID: PersonOf(s.hash), Holds: []Held{}}}
		if more {
			r.As = PersonOf(first)
		}
		f.by[s.hash], f.list = r, append(f.list, r)
	})
	return f, err
}

// take takes in one mention of the person.
func (f *findings) take(s *sighting, record uint64, by *keyedBy) {
	if f.asked == 0 || record == f.asked {
		f.x.see(s)
	}
	if by != nil && f.asked == 0 {
		f.keyed.take(s, by)
	}
	r := f.by[record]
	if r == nil {
		return
	}
	at := RecordPlace{s.unit, s.mention.Part, exposure.FirstRow(s.mention.Record), s.mention.Field}
	if !r.met {
		r.met, r.At = true, at
	}
	if same := at.Unit == r.last.Unit && at.Record == r.last.Record; !same || r.Count == 0 {
		r.last, r.Count = at, r.Count+s.ways
	}
	if at.Unit == r.At.Unit && at.Record == r.At.Record {
		r.hold(s.mention)
	}
	if record == f.asked {
		f.sum(s)
	}
}

// hold notes what stands in the first place of a record.
func (r *finding) hold(m *exposure.Mention) {
	print := m.Identity.String()
	switch {
	case slices.ContainsFunc(r.Holds, func(h Held) bool { return h.Print == print && h.Kind == m.Kind }):
	case len(r.Holds) == heldAtMost:
		r.More++
	default:
		r.Holds = append(r.Holds, Held{Kind: m.Kind, Print: print})
	}
}

// sum adds up what the record that was asked for holds in all of its places.
func (f *findings) sum(s *sighting) {
	key := heldKey{s.mention.Kind, s.mention.Identity}
	x := f.sums[key]
	if x == nil {
		x = &heldSum{}
		f.sums[key] = x
	}
	x.mentions += s.ways
	if x.contents == 0 || x.last != s.unit {
		x.contents, x.last = x.contents+1, s.unit
	}
}

// finish hands on the records with the masks of what they hold.
func (f *findings) finish(in Input, why *PersonWhy) error {
	why.RecordCount = f.total
	for _, r := range f.list {
		if f.asked != 0 && PersonOf(f.asked) != r.ID {
			continue
		}
		for i := range r.Holds {
			h := &r.Holds[i]
			fp, err := exposure.ParseFingerprint(h.Print)
			if err != nil {
				return err
			}
			id, _, err := in.Ledger.Lookup(h.Kind, fp)
			if err != nil {
				return err
			}
			h.Mask = id.Mask
		}
		why.Records = append(why.Records, r.PersonRecord)
	}
	if f.asked == 0 {
		why.Keyed = f.keyed.told(f.units)
		return nil
	}
	return f.only(in, why)
}

// only leaves of a person what the record that was asked for says.
func (f *findings) only(in Input, why *PersonWhy) error {
	why.Elements = []ElementsOfKind{}
	by := map[exposure.Kind][]Listed{}
	for key, sum := range f.sums {
		id, _, err := in.Ledger.Lookup(key.kind, key.print)
		if err != nil {
			return err
		}
		by[key.kind] = append(by[key.kind], Listed{Print: key.print.String(), Mask: id.Mask, Class: id.Class, Mentions: sum.mentions, Contents: sum.contents})
	}
	for _, kind := range exposure.Kinds() {
		if list := by[kind]; len(list) > 0 {
			slices.SortFunc(list, func(a, b Listed) int {
				return cmp.Or(cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.Print, b.Print))
			})
			why.Elements = append(why.Elements, ElementsOfKind{kind, list})
		}
	}
	if list := by[exposure.Person]; len(list) > 0 {
		why.Name = list[0].Mask
	}
	return nil
}
