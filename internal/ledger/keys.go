package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"github.com/hemostat/hemostat/exposure"
)

// KeysInRow is how many keys one row of the store has at most.
const KeysInRow = 4096

// keysFormat begins the value of a row of keys.
const keysFormat = 1

// keysKeyLen is the length of the key of a row of keys.
const keysKeyLen = 1 + unitLen + 4

// A keysBuilder gathers the keys of one row.
type keysBuilder struct {
	list []exposure.Key
	row  uint32 // ordinal of the row within the unit
}

// Key adds the key of a row of a table to the unit. It is no mention and counts nowhere; see
// [Ledger.Keys]. Keys are added in the order of the walk, as mentions are.
func (b *Batch) Key(k exposure.Key) {
	if !b.open {
		panic("ledger: key outside of a unit")
	}
	b.keys.list = append(b.keys.list, k)
	if len(b.keys.list) == KeysInRow {
		b.cutKeys()
	}
}

// cutKeys makes the row of the keys that are being gathered.
func (b *Batch) cutKeys() {
	b.mark()
	at := len(b.arena)
	b.arena = append(append(b.arena, keysRow), b.unit[:]...)
	b.arena = binary.BigEndian.AppendUint32(b.arena, b.keys.row)
	b.arena = appendKeys(b.arena, b.keys.list)
	b.rows = append(b.rows, rowAt(b.arena, at, keysKeyLen))
	b.keys.list = b.keys.list[:0]
	b.keys.row++
}

// appendKeys codes keys: the format, then for each (varint record, varint part, both from the one before, column,
// lead and 8 bytes of hash).
func appendKeys(dst []byte, list []exposure.Key) []byte {
	dst = append(dst, keysFormat)
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	var last exposure.Key
	for _, k := range list {
		dst = binary.AppendVarint(dst, int64(k.Record-last.Record))
		dst = binary.AppendVarint(dst, int64(k.Part)-int64(last.Part))
		lead := byte(0)
		if k.Lead {
			lead = 1
		}
		dst = append(dst, byte(k.Column), lead)
		dst = binary.BigEndian.AppendUint64(dst, k.Hash)
		last = k
	}
	return dst
}

// decodeKeys reads what appendKeys wrote; the result uses list's memory.
func decodeKeys(list []exposure.Key, src []byte) ([]exposure.Key, error) {
	r := reader{src: src}
	if r.byte() != keysFormat {
		return nil, errBroken("keys of an unknown format")
	}
	var last exposure.Key
	list = list[:0]
	for range r.count(12) {
		k := exposure.Key{Record: last.Record + uint64(r.varint())}
		part := int64(last.Part) + r.varint()
		column, lead, hash := r.byte(), r.byte(), r.take(8)
		if r.bad || part < 0 || part > 1<<32-1 || lead > 1 {
			return nil, errBroken("keys")
		}
		k.Part, k.Column, k.Lead, k.Hash = uint32(part), exposure.KeyColumn(column), lead == 1, binary.BigEndian.Uint64(hash)
		list, last = append(list, k), k
	}
	if r.bad || len(r.src) > 0 {
		return nil, errBroken("keys")
	}
	return list, nil
}

// Keys yields the keys of one unit in the order of the walk, up to [KeysInRow] at once. They are
// lent.
func (l *Ledger) Keys(unit exposure.Unit) iter.Seq2[[]exposure.Key, error] {
	return func(yield func([]exposure.Key, error) bool) {
		var list []exposure.Key
		err := l.scan(appendUnit([]byte{keysRow}, unit), func(key, value []byte) (err error) {
			if len(key) != keysKeyLen {
				return errBroken("key of keys")
			}
			if list, err = decodeKeys(list, value); err != nil {
				return err
			}
			if !yield(list, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, fmt.Errorf("read keys: %w", err))
		}
	}
}
