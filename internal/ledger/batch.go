package ledger

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Batch turns the mentions of one unit after another into rows. It belongs to
// one goroutine at a time; [Ledger.Commit] empties it, and it goes on with the
// unit that it is in. Make one a worker and keep it.
type Batch struct {
	ledger *Ledger
	unit   exposure.Unit
	open   bool // between Begin and Finish
	marked bool // the open mark of unit has been made
	block  uint32

	limit    int // mentions in a block
	building blockBuilder
	keys     keysBuilder
	summary  [256]*[scores]uint64 // mentions of the unit by kind and score
	mentions uint64               // of the unit

	began extent // where the rows of unit begin
	arena []byte
	rows  []row
}

// scores are the scores that there are: 0 to 100.
const scores = 101

// An extent is how far the parts of a batch reach.
type extent struct{ arena, rows int }

// A row is a key and its value in an arena, one after the other.
type row struct {
	prefix uint64 // the key's first bytes, big endian: they mostly decide the order
	at     uint32
	value  uint32 // length
	key    uint32 // length
}

// NewBatch returns an empty batch. It outlives l at most to be thrown away.
func (l *Ledger) NewBatch() *Batch {
	return &Batch{ledger: l, limit: BlockMentions, building: newBlockBuilder()}
}

// Begin starts a unit. The one before must be finished or abandoned.
func (b *Batch) Begin(unit exposure.Unit) {
	if b.open {
		panic("ledger: Begin inside of a unit")
	}
	b.unit, b.open, b.marked, b.block, b.mentions = unit, true, false, 0, 0
	b.began = extent{len(b.arena), len(b.rows)}
	b.building.reset()
	b.keys = keysBuilder{list: b.keys.list[:0]}
	for _, byScore := range b.summary {
		if byScore != nil {
			clear(byScore[:])
		}
	}
}

// Add adds one mention of id, both lent, to the unit, and describes id where the
// ledger does not know it. The mention's Kind and Identity are those of id,
// whatever stands in m.
func (b *Batch) Add(id *exposure.Identity, m exposure.Mention) {
	if !b.ledger.Described(id.Kind, id.Fingerprint, id.Class) {
		b.ledger.Describe(id)
	}
	b.Refer(id.Kind, id.Fingerprint, m)
}

// Refer is Add for an identity that was described: [Ledger.Described] has said so,
// or [Ledger.Describe] was called, before. Mentions are added in the order of the
// walk over the content: the same content gives the same rows.
func (b *Batch) Refer(kind exposure.Kind, fp exposure.Fingerprint, m exposure.Mention) {
	if !b.open {
		panic("ledger: mention outside of a unit")
	}
	m.Score = min(m.Score, scores-1)
	b.building.add(keyOf(kind, fp), &m)
	byScore := b.summary[kind]
	if byScore == nil {
		byScore = new([scores]uint64)
		b.summary[kind] = byScore
	}
	byScore[m.Score]++
	b.mentions++
	if len(b.building.postings) == b.limit {
		b.cut()
	}
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
	if len(b.keys.list) > 0 {
		b.cutKeys()
	}
	b.mark()
	at := len(b.arena)
	b.arena = b.appendSummary(appendUnitKey(b.arena, summaryRow, b.unit))
	b.rows = append(b.rows, rowAt(b.arena, at, unitKeyLen))
	b.open = false
}

// Abandon ends a unit that cannot be read to its end and forgets its rows. Blocks
// that were committed stand in the ledger with an open mark until [Ledger.Drop],
// which must come before the unit is begun again.
func (b *Batch) Abandon() {
	if !b.open {
		return
	}
	b.arena, b.rows = b.arena[:b.began.arena], b.rows[:b.began.rows]
	b.building.reset()
	b.keys.list = b.keys.list[:0]
	b.open = false
}

// Size returns the bytes of the rows that wait for a commit. The block that is
// being gathered, at most 4096 mentions, is not among them. Commit before it
// exceeds 1 GiB; 8 to 16 MiB serve well.
func (b *Batch) Size() int { return len(b.arena) }

// rowAt is the row whose key begins at a place of the arena and whose value
// reaches to its end.
func rowAt(arena []byte, at, key int) row {
	return row{prefix: binary.BigEndian.Uint64(arena[at:]), at: uint32(at), key: uint32(key), value: uint32(len(arena) - at - key)}
}

// cut makes the row of the block that is being gathered.
func (b *Batch) cut() {
	b.mark()
	at := len(b.arena)
	b.arena = appendBlockKey(b.arena, b.unit, b.block)
	b.arena = b.building.appendBlock(b.arena)
	b.rows = append(b.rows, rowAt(b.arena, at, blockKeyLen))
	b.building.reset()
	b.block++
}

func (b *Batch) mark() {
	if !b.marked {
		b.marked = true
		at := len(b.arena)
		b.arena = appendUnitKey(b.arena, openRow, b.unit)
		b.rows = append(b.rows, rowAt(b.arena, at, unitKeyLen))
	}
}

func (r row) keyIn(arena []byte) []byte { return arena[r.at : r.at+r.key] }

func (r row) valueIn(arena []byte) []byte {
	from := r.at + r.key
	return arena[from : from+r.value]
}

// sortRows puts rows in the order of their keys, which Pebble inserts faster.
func sortRows(arena []byte, rows []row) {
	slices.SortFunc(rows, func(x, y row) int {
		if x.prefix != y.prefix {
			return cmp.Compare(x.prefix, y.prefix)
		}
		return bytes.Compare(x.keyIn(arena), y.keyIn(arena))
	})
}

// clear empties the batch after a commit. The unit goes on.
func (b *Batch) clear() {
	b.arena, b.rows = b.arena[:0], b.rows[:0]
	b.began = extent{}
}

// appendSummary codes the summary: n × (kind, score, uvarint mentions),
// ascending.
func (b *Batch) appendSummary(dst []byte) []byte {
	for kind, byScore := range b.summary {
		if byScore == nil {
			continue
		}
		for score, n := range byScore {
			if n > 0 {
				dst = append(dst, byte(kind), byte(score))
				dst = binary.AppendUvarint(dst, n)
			}
		}
	}
	return dst
}
