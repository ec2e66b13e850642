package attribute

import (
	"cmp"
	"context"
	"sync"

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
	in          region // whose authority gave the number, see [joinRegions]
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
	words    [sharedParts][]reaped // what parts came to, once they are described
	sides    *sides                // who has what of all, where that is asked for
}

// gather yields the subjects of some owners, each made when its turn comes; it reports whether more
// are wanted.
func (c *crowd) gather(ctx context.Context, owners []uint32, yield func(*Subject) bool) (more bool, err error) {
	h := &harvest{c: c, at: make(map[uint32]uint32, len(owners)), mentions: make([]uint64, len(owners)), contents: make([]uint32, len(owners))}
	for i, o := range owners {
		h.at[o] = uint32(i)
	}
	for i := range h.parts {
		h.parts[i].sums = map[belonging]belongingSum{}
	}
	if c.of.Holders != nil {
		h.sides = &sides{}
	}
	if err = h.reap(ctx); err == nil && h.sides != nil {
		var list []Holders
		if list, err = h.sides.count(ctx, false); err == nil {
			c.of.Holders(list)
			c.of.Holders, h.sides = nil, nil
		}
	}
	if err == nil {
		err = inParallel(ctx, sharedParts, func(ctx context.Context, _, part int) error { return h.describe(ctx, part) })
	}
	if err != nil {
		return false, err
	}
	h.at = nil
	return h.tell(owners, yield), nil
}

// reap passes over all contents.
func (h *harvest) reap(ctx context.Context) error {
	parts := min(walkParts, max(h.c.m.units.count(), 1))
	list := make([]*reaper, workers(parts))
	for i := range list {
		list[i] = h.newReaper()
	}
	err := inParallel(ctx, parts, func(ctx context.Context, worker, part int) error {
		err := list[worker].walker.walk(ctx, ledger.Part{Ordinal: part, Of: parts})
		list[worker].end()
		return cmp.Or(err, list[worker].err)
	})
	for _, r := range list {
		if r.sorter != nil {
			r.sorter.sides.end()
		}
	}
	return err
}

// A reaper takes in what one content after another says.
type reaper struct {
	h        *harvest
	walker   *walker
	content  uint32
	begun    bool
	owners   []uint32             // of the persons of a record
	hashes   []uint64             // and the hashes of what it says of them
	met      map[belonging]uint64 // mentions, with ways
	in       map[uint64]region    // by the hash of a number: whose authority gave it
	machines bool                 // the content configures machines: its credentials are no person's
	err      error                // of keys
	keys     *keyCursor           // of the content, where it refers to others
	merged   mergedName           // a name that stands in several rows
	joined   *keyedBy             // by which key the record is whose it is, nil where not by one
	sorter   *sorter              // nil unless whose what is is asked for
	see      func(*item, uint64)  // is shown what is taken, instead of adding it up, and the hash of the record that names the owner, else 0
}

func (h *harvest) newReaper() *reaper {
	r := &reaper{h: h, walker: h.c.m.newWalker(), met: map[belonging]uint64{}, in: map[uint64]region{}}
	if h.sides != nil {
		r.sorter = h.sides.newSorter()
	}
	r.walker.witness = func(items []item, inRecord bool) {
		if r.content != r.walker.content || !r.begun {
			r.end()
			r.content, r.begun = r.walker.content, true
			r.machines = ofMachines(h.c.m.units.kindOf(r.content))
			r.openKeys()
			r.merged = mergedName{}
		}
		r.record(items, inRecord)
	}
	return r
}

func (r *reaper) take(owner uint32, it *item, record uint64) {
	at, ok := r.h.at[owner]
	if !ok {
		return
	}
	b := belonging{it.hash(), at}
	switch {
	case it.lent && (r.see != nil || r.met[b] > 0):
		return // it was met where it stands
	case r.see != nil:
		r.see(it, record)
		return
	}
	r.met[b] += r.walker.ways
	if in := r.walker.authority[it.rule&^1]; in != 0 {
		r.in[it.hash()] = joinRegions(r.in[it.hash()], in)
	}
}

// end hands on what the content came to.
func (r *reaper) end() {
	r.hand()
	r.closeKeys()
	if r.sorter != nil {
		r.sorter.endContent(r.content)
	}
	r.begun = false
}

// hand hands on what the content comes to, all at once, so that it is counted as one.
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
		sum.in = joinRegions(sum.in, r.in[b.hash])
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
		r.met, r.in = map[belonging]uint64{}, map[uint64]region{}
	} else {
		clear(r.met)
		clear(r.in)
	}
}
