package attribute

import (
	"context"
	"sync/atomic"

	"github.com/hemostat/hemostat/internal/ledger"
)

// records is what the pass over blocks finds. Walkers add to it at once.
type records struct {
	mentions   []uint64     // by name, with ways
	traces     []trace      // names by content
	holdings   shared[held] // identities by name; those that name something themselves left out
	together   tallies      // company ordinal in companyOf<<32 | domain name → records
	alone      []uint32     // by company: its records
	paired     []uint32     // by company: 1 where a row has it and one domain in columns for such, and no others
	roles      []uint32     // by name: a bit for each role that it has in a document, see exposure.RoleOf
	registered tallies      // name<<32 | ordinal of a register's number → records in which they stand
	declared   tallies      // the same → those of them in which the organisation says who it is
	blocks     tallies      // domain<<32 | domain → closing blocks that hold addresses at both
	links      tallies      // the same → closing blocks that hold both, and not addresses at both
	spoken     tallies      // name<<8 | place of a language among those of the campaign → contents in it
	dealt      []dealt      // by name: records of documents that say what it does with others
	told       tallies      // content<<32 | name: lists whose rows say so themselves
	stated     tallies      // name<<16 | region → records that state it
	slots      shared[slot]
	ties       shared[tie]
	tied       [][]tie // once they are taken, by part as slots are
	twofolds   twofolds
	ordered    []atomic.Bool // by name of a person: columns say that its given names come first
	secrets    secretCount
	projects   tallies // group of a number<<32 | group of a name → records and contents that have just these
}

// ofPersons are the records that persons are resolved by, once the certain ones are.
func (r *records) ofPersons() *records {
	return &records{tied: r.tied, twofolds: twofolds{list: r.twofolds.list}, ordered: r.ordered}
}

// inOrder reports whether columns say that the given names of a name come first.
func (r *records) inOrder(name uint32) bool {
	return int(name) < len(r.ordered) && r.ordered[name].Load()
}

// walkParts is into how many parts the blocks are cut: enough that walkers end at
// about the same time.
const walkParts = 64

// readRecords passes over the blocks.
func (m *model) readRecords(ctx context.Context) error {
	if err := m.findOfMany(ctx); err != nil {
		return err
	}
	m.records = &records{mentions: make([]uint64, len(m.names.ids)), alone: make([]uint32, len(m.companyOf)), paired: make([]uint32, len(m.companyOf)), roles: make([]uint32, len(m.names.ids)), dealt: make([]dealt, len(m.names.ids)),
		ordered: make([]atomic.Bool, len(m.sortedOf))}
	parts := min(walkParts, max(m.units.count(), 1))
	walkers := make([]*walker, workers(parts))
	for i := range walkers {
		w := m.newWalker()
		w.holdings.set, w.slots.set, w.ties.set, w.together.set = &m.records.holdings, &m.records.slots, &m.records.ties, &m.records.together
		walkers[i] = w
	}
	err := inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		return walkers[worker].walk(ctx, ledger.Part{Ordinal: part, Of: parts})
	})
	for _, w := range walkers {
		w.holdings.end()
		w.slots.end()
		w.ties.end()
		w.together.end()
		m.records.traces = append(m.records.traces, w.trace)
		m.records.secrets.join(&w.secrets)
	}
	m.hearLanguages()
	return err
}
