package ledger

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
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

// headSlots is the number of identities that a headCache remembers at most.
const headSlots = 1 << 19

// A headCache remembers identities whose heads have been committed by this
// process, so that a popular one is not written with every batch. One slot for
// each hash: a newcomer takes the place of whoever held it.
type headCache struct {
	mu    sync.Mutex
	seed  maphash.Seed
	slots []headSlot // made with the first head
}

type headSlot struct {
	key   identityKey
	class [7]byte // hash of the class that was written
	value uint64  // hash of what was written
}

func newHeadCache() *headCache { return &headCache{seed: maphash.MakeSeed()} }

func (c *headCache) slot(key []byte) *headSlot {
	if c.slots == nil {
		c.slots = make([]headSlot, headSlots)
	}
	// The last bytes of the key are those of a keyed hash.
	return &c.slots[binary.LittleEndian.Uint32(key[len(key)-4:])%headSlots]
}

// missing returns those of rows, which are heads, that must be written.
func (c *headCache) missing(b *Batch, dst []row) []row {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range b.heads {
		key := b.key(r)
		s := c.slot(key)
		if !bytes.Equal(s.key[:], key[1:]) || s.value != maphash.Bytes(c.seed, b.value(r)) {
			dst = append(dst, r)
		}
	}
	return dst
}

// remember notes that the heads of b have been committed.
func (c *headCache) remember(b *Batch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range b.heads {
		key := b.key(r)
		s := c.slot(key)
		copy(s.key[:], key[1:])
		s.value = maphash.Bytes(c.seed, b.value(r))
		s.class = c.classHash(classOf(b.value(r)))
	}
}

func (c *headCache) classHash(class []byte) (sum [7]byte) {
	var all [8]byte
	binary.LittleEndian.PutUint64(all[:], maphash.Bytes(c.seed, class))
	return [7]byte(all[:])
}

// Described reports whether this process has committed a description of an
// identity in a class, so that it need not be made again. False says nothing.
func (l *Ledger) Described(kind exposure.Kind, fp exposure.Fingerprint, class exposure.Class) bool {
	c := l.heads
	key := keyOf(kind, fp)
	want := c.classHash([]byte(class))
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.slots == nil {
		return false
	}
	s := c.slot(key[:])
	return s.key == key && s.class == want
}
