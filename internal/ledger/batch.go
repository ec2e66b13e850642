package ledger

import (
	"encoding/binary"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Batch turns the mentions of one unit after another into rows. It belongs to
// one goroutine at a time and to no ledger; [Ledger.Commit] empties it, and it
// goes on with the unit that it is in. Make one a worker and keep it.
type Batch struct {
	unit   exposure.Unit
	open   bool // between Begin and Finish
	marked bool // the open mark of unit has been made
	block  uint32

	limit     int // mentions in a block
	building  blockBuilder
	summary   map[[2]byte]uint64   // kind and score
	mentions  uint64               // of the unit
	described map[classed]struct{} // whose heads stand in heads, or in the ledger
	scratch   []uint32

	began extent // where the rows of unit begin
	arena []byte
	rows  []row
	heads []row
}

// A classed is an identity in one class.
type classed struct {
	identity identityKey
	class    exposure.Class
}

// An extent is how far the parts of a batch reach.
type extent struct{ arena, rows, heads int }

// A row is a key and its value in the arena, one after the other.
type row struct {
	prefix uint64 // the key's first bytes, big endian: they mostly decide the order
	at     uint32
	value  uint32 // length
	key    uint32 // length
}

// NewBatch returns an empty batch.
func NewBatch() *Batch {
	return &Batch{
		limit: BlockMentions, building: newBlockBuilder(),
		summary: map[[2]byte]uint64{}, described: map[classed]struct{}{},
	}
}

// Begin starts a unit. The one before must be finished or abandoned.
func (b *Batch) Begin(unit exposure.Unit) {
	if b.open {
		panic("ledger: Begin inside of a unit")
	}
	b.unit, b.open, b.marked, b.block, b.mentions = unit, true, false, 0, 0
	b.began = extent{len(b.arena), len(b.rows), len(b.heads)}
	b.building.reset()
	clear(b.summary)
}

// Add adds one mention of id, both lent, to the unit. The mention's Kind and
// Identity are those of id, whatever stands in m. Mentions are added in the
// order of the walk over the content: the same content gives the same rows.
func (b *Batch) Add(id *exposure.Identity, m exposure.Mention) {
	if b.Refer(id.Kind, id.Fingerprint, id.Class, m, false) {
		b.Describe(id)
	}
}

// Refer is Add for an identity that need not be described each time: described
// says that the ledger has a description of it in this class. Where it has not,
// and the batch has none either, Refer reports true: then Describe must follow,
// unless [Ledger.Described] says that the ledger has it after all. What stands
// around a value can give it another class: each is described, and which one
// counts does not depend on which came first.
func (b *Batch) Refer(kind exposure.Kind, fp exposure.Fingerprint, class exposure.Class, m exposure.Mention, described bool) (describe bool) {
	if !b.open {
		panic("ledger: mention outside of a unit")
	}
	m.Score = min(m.Score, 100)
	key := keyOf(kind, fp)
	b.building.add(key, &m)
	if !described {
		one := classed{key, class}
		_, described = b.described[one]
		if describe = !described; describe {
			b.described[one] = struct{}{}
		}
	}
	b.mentions++
	if len(b.building.postings) == b.limit {
		b.cut()
	}
	return describe
}

// Mentions returns how many mentions the unit has so far.
func (b *Batch) Mentions() uint64 { return b.mentions }

// Finish ends the unit: its last block and its summary are made.
func (b *Batch) Finish() {
	if !b.open {
		panic("ledger: Finish outside of a unit")
	}
	if len(b.building.postings) > 0 {
		b.cut()
	}
	b.mark()
	at := len(b.arena)
	b.arena = b.appendSummary(appendUnitKey(b.arena, summaryRow, b.unit))
	b.rows = append(b.rows, b.rowAt(at, unitKeyLen))
	b.open = false
}

// Abandon ends a unit that cannot be read to its end and forgets its rows. Blocks
// that were committed stand in the ledger with an open mark until [Ledger.Drop],
// which must come before the unit is begun again.
func (b *Batch) Abandon() {
	if !b.open {
		return
	}
	for _, r := range b.heads[b.began.heads:] {
		delete(b.described, classed{identityKey(b.key(r)[1:]), class(classOf(b.value(r)))})
	}
	b.arena, b.rows, b.heads = b.arena[:b.began.arena], b.rows[:b.began.rows], b.heads[:b.began.heads]
	b.building.reset()
	b.open = false
}

// Size returns the bytes of the rows that wait for a commit. The block that is
// being gathered, at most 4096 mentions, is not among them. Commit before it
// exceeds 1 GiB; 8 to 16 MiB serve well.
func (b *Batch) Size() int { return len(b.arena) }

// Describe makes the head of an identity that Refer asked for.
func (b *Batch) Describe(id *exposure.Identity) {
	at := len(b.arena)
	b.arena = appendHead(appendHeadKey(b.arena, keyOf(id.Kind, id.Fingerprint)), id)
	b.heads = append(b.heads, b.rowAt(at, headKeyLen))
}

// rowAt is the row whose key begins at a place of the arena and whose value
// reaches to its end.
func (b *Batch) rowAt(at, key int) row {
	return row{prefix: binary.BigEndian.Uint64(b.arena[at:]), at: uint32(at), key: uint32(key), value: uint32(len(b.arena) - at - key)}
}

// cut makes the rows of the block that is being gathered.
func (b *Batch) cut() {
	b.mark()
	at := len(b.arena)
	b.arena = appendBlockKey(b.arena, b.unit, b.block)
	b.arena = b.building.appendBlock(b.arena)
	b.rows = append(b.rows, b.rowAt(at, blockKeyLen))
	b.scratch = b.building.tally(b.scratch, b.use)
	b.building.reset()
	b.block++
}

// use makes the inverse row of one identity in the block.
func (b *Batch) use(id identityKey, t Tallies) {
	at := len(b.arena)
	b.arena = t.append(appendUseKey(b.arena, id, b.unit, b.block))
	b.rows = append(b.rows, b.rowAt(at, useKeyLen))
	for _, c := range t {
		b.summary[[2]byte{id[0], c.Score}] += c.N
	}
}

func (b *Batch) mark() {
	if !b.marked {
		b.marked = true
		at := len(b.arena)
		b.arena = appendUnitKey(b.arena, openRow, b.unit)
		b.rows = append(b.rows, b.rowAt(at, unitKeyLen))
	}
}

func (b *Batch) key(r row) []byte { return b.arena[r.at : r.at+r.key] }

func (b *Batch) value(r row) []byte {
	from := r.at + r.key
	return b.arena[from : from+r.value]
}

// clear empties the batch after a commit. The unit goes on.
func (b *Batch) clear() {
	b.arena, b.rows, b.heads = b.arena[:0], b.rows[:0], b.heads[:0]
	clear(b.described)
	b.began = extent{}
	// An identity that the block being gathered has met will not be described
	// again when it comes up in it, and its head has just been committed.
}

// appendSummary codes the summary: n × (kind, score, uvarint mentions),
// ascending.
func (b *Batch) appendSummary(dst []byte) []byte {
	keys := make([][2]byte, 0, len(b.summary))
	for k := range b.summary {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y [2]byte) int { return slices.Compare(x[:], y[:]) })
	for _, k := range keys {
		dst = append(dst, k[0], k[1])
		dst = binary.AppendUvarint(dst, b.summary[k])
	}
	return dst
}
