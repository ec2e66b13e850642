package ledger

import (
	"bytes"
	"encoding/binary"
	"io"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/hemostat/hemostat/exposure"
)

func appendHead(dst []byte, id *exposure.Identity) []byte {
	dst = appendString(dst, id.Class)
	dst = appendString(dst, id.Mask)
	dst = appendString(dst, id.Clear)
	dst = binary.AppendUvarint(dst, uint64(len(id.Features)))
	for _, f := range id.Features {
		dst = append(dst, byte(f.Of))
		dst = binary.BigEndian.AppendUint64(dst, f.Hash)
	}
	return dst
}

// classOf returns the class that a coded head begins with.
func classOf(head []byte) []byte {
	r := reader{src: head}
	return r.string()
}

// decodeHead fills id, but for kind and fingerprint, and uses its Features
// again.
func decodeHead(id *exposure.Identity, src []byte) error {
	r := reader{src: src}
	id.Class = class(r.string())
	id.Mask = string(r.string())
	id.Clear = string(r.string())
	id.Features = id.Features[:0]
	for range r.count(9) {
		of, hash := r.byte(), r.take(8)
		if r.bad {
			break
		}
		id.Features = append(id.Features, exposure.Feature{Of: exposure.FeatureOf(of), Hash: binary.BigEndian.Uint64(hash)})
	}
	if r.bad || len(r.src) > 0 {
		return errBroken("identity")
	}
	return nil
}

// class spares an allocation for the classes that are met most.
func class(s []byte) exposure.Class {
	switch string(s) {
	case "":
		return ""
	case string(exposure.ClassRole):
		return exposure.ClassRole
	case string(exposure.ClassFreeMail):
		return exposure.ClassFreeMail
	}
	return exposure.Class(s)
}

// leastMerger keeps one of the descriptions that were written for an identity:
// the one whose class goes before the others, and of these the least. Neither
// the order of work nor the number of workers decides.
func leastMerger() *pebble.Merger {
	pool := &sync.Pool{}
	pool.New = func() any { return &least{pool: pool} }
	return &pebble.Merger{
		Name: "hemostat.least.2",
		Merge: func(_, value []byte) (pebble.ValueMerger, error) {
			l := pool.Get().(*least)
			l.value = append(l.value[:0], value...)
			return l, nil
		},
	}
}

// A least is reused once Pebble has closed its result.
type least struct {
	value []byte
	pool  *sync.Pool
}

// MergeNewer implements pebble.ValueMerger.
func (l *least) MergeNewer(value []byte) error {
	if goesBefore(value, l.value) {
		l.value = append(l.value[:0], value...)
	}
	return nil
}

func goesBefore(a, b []byte) bool {
	x, y := class(classOf(a)).Precedence(), class(classOf(b)).Precedence()
	return x < y || x == y && bytes.Compare(a, b) < 0
}

// MergeOlder implements pebble.ValueMerger.
func (l *least) MergeOlder(value []byte) error { return l.MergeNewer(value) }

// Finish implements pebble.ValueMerger.
func (l *least) Finish(bool) ([]byte, io.Closer, error) { return l.value, l, nil }

// Close implements io.Closer.
func (l *least) Close() error {
	l.pool.Put(l)
	return nil
}

// headSlots is the number of identities that heads remembers at most.
const headSlots = 1 << 19

// heads are the descriptions that wait for the next commit, and those that this
// process has written lately, so that a popular identity is not described again
// and again. One slot for each hash: a newcomer takes the place of whoever held it.
type heads struct {
	mu    sync.Mutex
	slots []headSlot // made with the first head
	arena []byte
	rows  []row
}

// A headSlot says up to which precedence of its class an identity is described: a
// description in a class that goes after would lose against it.
type headSlot struct {
	key  identityKey
	rank uint8 // of the class, from 1; 0 is an empty slot
}

// RankOf orders classes, from 1: a description in one of a lower rank replaces those
// in others.
func RankOf(c exposure.Class) uint8 { return uint8(1 + c.Precedence()) }

// slot is that of a key, whose last bytes are those of a keyed hash.
func (h *heads) slot(key *identityKey) *headSlot {
	if h.slots == nil {
		h.slots = make([]headSlot, headSlots)
	}
	return &h.slots[binary.LittleEndian.Uint32(key[len(key)-4:])%headSlots]
}

func (h *heads) has(key *identityKey, c exposure.Class) bool {
	s := h.slot(key)
	return s.rank != 0 && s.rank <= RankOf(c) && s.key == *key
}

// Described reports whether this process has described an identity in a class, or
// in one that goes before it, so that it need not be done again. False says
// nothing.
func (l *Ledger) Described(kind exposure.Kind, fp exposure.Fingerprint, class exposure.Class) bool {
	key := keyOf(kind, fp)
	l.heads.mu.Lock()
	defer l.heads.mu.Unlock()
	return l.heads.has(&key, class)
}

// manyHeads is how many bytes of descriptions wait for a commit at most.
const manyHeads = 4 << 20

// Describe notes what an identity is. It is written no later than the first
// commit after it, so that no mention ever stands without the identity that it
// refers to. What stands around a value can give it another class: each is
// described, and which one counts does not depend on which came first. Where the
// store stops, the next Commit says so.
func (l *Ledger) Describe(id *exposure.Identity) {
	key := keyOf(id.Kind, id.Fingerprint)
	if l.heads.put(&key, id) < manyHeads {
		return
	}
	if l.ready() == nil {
		_ = l.write(0, pebble.NoSync, func(*pebble.Batch) error { return nil }) // its error stops the store
	}
}

// put keeps a head for the next commit, and returns how many bytes wait.
func (h *heads) put(key *identityKey, id *exposure.Identity) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.has(key, id.Class) {
		return 0 // another worker was faster
	}
	*h.slot(key) = headSlot{*key, RankOf(id.Class)}
	at := len(h.arena)
	h.arena = appendHead(appendHeadKey(h.arena, *key), id)
	h.rows = append(h.rows, rowAt(h.arena, at, headKeyLen))
	return len(h.arena)
}

// fillHeads moves the heads that wait into pb. Those who call it hold l.writing
// until pb is applied: no mention may come into the store before its identity.
func (l *Ledger) fillHeads(pb *pebble.Batch) error {
	h := &l.heads
	h.mu.Lock()
	defer h.mu.Unlock()
	sortRows(h.arena, h.rows)
	for _, r := range h.rows {
		if err := pb.Merge(r.keyIn(h.arena), r.valueIn(h.arena), nil); err != nil {
			return err
		}
	}
	h.arena, h.rows = h.arena[:0], h.rows[:0]
	return nil
}
