package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

const (
	// window is how many mentions of one content are sorted by record at once:
	// a record that goes on after so many others is taken for two.
	window = 1 << 16
	// recordMentions is how many mentions of one record are linked with each
	// other; further ones count and link nothing.
	recordMentions = 4096
)

// A sighting is one mention that counts and the name that it was given to.
type sighting struct {
	unit    exposure.Unit
	content uint32
	ways    uint64
	name    uint32 // none where no organisation is known
	mention *exposure.Mention
	record  []item // whole
}

// An item is one mention of a record.
type item struct {
	mention exposure.Mention
	print   uint64
	ordinal uint32 // in the index of its kind
	name    uint32 // of a domain or company that it names itself, else none
}

// records is what the pass over blocks finds.
type records struct {
	mentions []uint64 // by name, with ways
	contents []uint64 // name<<32 | content, each pair once
	last     []uint32 // by name: the content that was noted last, and 1
	holdings holdings // identities by name; those that name something themselves left out
	together table    // company ordinal in companyOf<<32 | domain name → records
	alone    []uint32 // by company: its records
	stated   table    // name<<16 | region → records that state it
	slots    slots
	secrets  secretCount
}

// readRecords passes over the blocks.
func (m *model) readRecords(ctx context.Context, watch func(*sighting)) error {
	n := len(m.names.ids)
	m.records = &records{mentions: make([]uint64, n), last: make([]uint32, n), alone: make([]uint32, len(m.companyOf))}
	return m.walk(ctx, &walker{m: m, watch: watch, collect: true})
}

// walk shows every block to w.
func (m *model) walk(ctx context.Context, w *walker) error {
	for b, err := range m.in.Ledger.Blocks() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		w.block(b)
	}
	w.flush(true)
	return nil
}

// A walker groups the mentions of one content after another by record.
type walker struct {
	m        *model
	watch    func(*sighting)
	collect  bool // into m.records
	sighting sighting
	current  exposure.Unit
	inside   bool // current was published
	items    []item
	refs     []item // of the identities of a block, without mention
	known    []bool
	linker   linker
	single   [1]item
}

func (w *walker) block(b *ledger.Block) {
	if b.Unit != w.current || !w.inside {
		w.flush(true)
		w.current = b.Unit
		w.sighting.content, w.inside = w.m.units.find(&b.Unit)
		if !w.inside {
			return
		}
		w.sighting.unit, w.sighting.ways = b.Unit, w.m.units.waysOf(w.sighting.content)
	}
	w.resolve(b.Identities)
	for i := range b.Mentions {
		of := b.Of[i]
		if b.Mentions[i].Score < w.m.in.MinScore || !w.known[of] {
			continue
		}
		it := w.refs[of]
		it.mention = b.Mentions[i]
		if it.mention.Record == 0 {
			w.single[0] = it
			w.record(w.single[:])
			continue
		}
		if w.items = append(w.items, it); len(w.items) >= window {
			w.flush(false)
		}
	}
}

// resolve looks up the identities of a block once.
func (w *walker) resolve(list []ledger.IdentityRef) {
	w.refs, w.known = w.refs[:0], w.known[:0]
	for _, id := range list {
		it := item{print: short(id.Fingerprint), name: none}
		ok := id.Kind.Valid()
		if x := w.m.indexOf(id.Kind); x != nil {
			if it.ordinal, ok = x.find(it.print); ok {
				it.name = w.m.nameOf(id.Kind, it.ordinal)
			}
		}
		w.refs = append(w.refs, it)
		w.known = append(w.known, ok)
	}
}

func (m *model) nameOf(kind exposure.Kind, ordinal uint32) uint32 {
	switch kind {
	case exposure.Email:
		return m.emailName[ordinal]
	case exposure.Domain:
		return m.domainName[ordinal]
	case exposure.Company:
		return m.companyOf[ordinal].name
	}
	return none
}

// flush works off the records that are complete: all of them at the end of a
// content, all but the last otherwise.
func (w *walker) flush(all bool) {
	if !slices.IsSortedFunc(w.items, inText) {
		slices.SortStableFunc(w.items, inText)
	}
	from := 0
	for from < len(w.items) {
		to := from + 1
		for to < len(w.items) && w.items[to].mention.Record == w.items[from].mention.Record {
			to++
		}
		if to == len(w.items) && !all && from > 0 {
			break
		}
		w.record(w.items[from:to])
		from = to
	}
	w.items = append(w.items[:0], w.items[from:]...)
}

// inText orders mentions by record, and within one as they stand in the text:
// detection hands them on in about that order only, and whose an address is
// depends on the name before it.
func inText(a, b item) int {
	x, y := &a.mention, &b.mention
	return cmp.Or(cmp.Compare(x.Record, y.Record), cmp.Compare(x.Part, y.Part), cmp.Compare(x.Offset, y.Offset))
}

// record takes in one record, or one mention outside of any.
func (w *walker) record(items []item) {
	linked := items[:min(len(items), recordMentions)]
	w.linker.read(w.m, linked)
	for i := range items {
		it := &items[i]
		name := w.linker.nameFor(w.m, it, i)
		if w.collect {
			w.m.records.secrets.count(w.m, it, w.sighting.ways)
			w.m.records.give(name, it, &w.sighting)
		}
		if w.watch != nil {
			w.sighting.name, w.sighting.mention, w.sighting.record = name, &it.mention, linked
			w.watch(&w.sighting)
		}
	}
	if w.collect && items[0].mention.Record != 0 {
		w.linker.evidence(w.m, linked)
		w.linker.people(w.m)
	}
}

// give counts one mention for a name.
func (r *records) give(name uint32, it *item, s *sighting) {
	if name == none {
		return
	}
	r.mentions[name] += s.ways
	if r.last[name] != s.content+1 {
		r.last[name] = s.content + 1
		r.contents = append(r.contents, uint64(name)<<32|uint64(s.content))
	}
	if it.name != name {
		r.holdings.add(name, it.hash())
	}
}

// hash tells identities apart across kinds: the kind takes the last bits of the
// short fingerprint.
func (it *item) hash() uint64 { return it.print&^kindMask | uint64(it.mention.Kind) }

// kindMask are the bits of a hash that hold the kind; kinds are fewer.
const kindMask = 1<<5 - 1
