package ledger

import (
	"encoding/binary"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// BlockMentions is how many mentions a block holds at most. Every block of a
// unit but its last holds as many.
const BlockMentions = 4096

// A block is coded as follows; varints as in encoding/binary, z for zigzag.
//
//	format                1 byte, blockFormat
//	uvarint n             strings: n × (uvarint length, bytes)
//	uvarint n             identities in order of first mention: n × (kind, 16 bytes)
//	uvarint n             mentions: n × (
//	    uvarint identity, z part, z offset, uvarint length, z record,
//	    uvarint field, uvarint rule, 1 byte score)
//
// Part and record count from those of the mention before, and so does the
// offset where the part is the same.
const blockFormat = 1

// A Block is one run of mentions of one unit. It is lent.
type Block struct {
	Unit       exposure.Unit
	Ordinal    uint32             // within the unit, from 0
	Mentions   []exposure.Mention // in the order of the walk
	Identities []IdentityRef      // those that are mentioned, each once
	Of         []uint16           // for each mention the index of its identity
}

// An IdentityRef names one identity.
type IdentityRef struct {
	Kind        exposure.Kind
	Fingerprint exposure.Fingerprint
}

// A posting is a mention whose identity and strings have become ordinals.
type posting struct {
	identity uint16
	field    uint16
	rule     uint16
	score    uint8
	part     uint32
	length   uint32
	offset   uint64
	record   uint64
}

// A blockBuilder gathers the mentions of one block.
type blockBuilder struct {
	slots    []uint16 // ordinal of the identity + 1, by its fingerprint
	ids      []identityKey
	words    map[string]uint16 // of the strings, where these are more than fewStrings
	strings  []string
	postings []posting
}

const (
	// blockSlots is a power of two, twice what a block holds.
	blockSlots = 2 * BlockMentions
	// fewStrings are faster compared one by one.
	fewStrings = 16
)

func newBlockBuilder() blockBuilder {
	return blockBuilder{slots: make([]uint16, blockSlots), words: map[string]uint16{}}
}

func (b *blockBuilder) reset() {
	if len(b.ids) > blockSlots/16 {
		clear(b.slots)
	} else {
		// Backwards, so that every slot on the way to an identity is still taken.
		for i := len(b.ids) - 1; i >= 0; i-- {
			b.slots[b.slot(&b.ids[i])] = 0
		}
	}
	clear(b.words)
	clear(b.strings)
	b.ids, b.strings, b.postings = b.ids[:0], b.strings[:0], b.postings[:0]
}

func (b *blockBuilder) add(id identityKey, m *exposure.Mention) {
	at := b.slot(&id)
	if b.slots[at] == 0 {
		b.ids = append(b.ids, id)
		b.slots[at] = uint16(len(b.ids))
	}
	n := b.slots[at] - 1
	b.postings = append(b.postings, posting{
		identity: n, field: b.word(string(m.Field)), rule: b.word(m.Rule), score: m.Score,
		part: m.Part, length: m.Length, offset: m.Offset, record: m.Record,
	})
}

// slot is where the identity stands or belongs. Fingerprints are hashes already.
func (b *blockBuilder) slot(id *identityKey) uint {
	at := uint(binary.LittleEndian.Uint16(id[1:])) + uint(id[0])
	for ; ; at++ {
		at %= blockSlots
		if n := b.slots[at]; n == 0 || b.ids[n-1] == *id {
			return at
		}
	}
}

func (b *blockBuilder) word(s string) uint16 {
	if len(b.strings) > fewStrings {
		if n, ok := b.words[s]; ok {
			return n
		}
	} else if n := slices.Index(b.strings, s); n >= 0 {
		return uint16(n)
	}
	b.strings = append(b.strings, s)
	switch n := len(b.strings); {
	case n == fewStrings+1:
		for i, s := range b.strings {
			b.words[s] = uint16(i)
		}
	case n > fewStrings:
		b.words[s] = uint16(n - 1)
	}
	return uint16(len(b.strings) - 1)
}

func (b *blockBuilder) appendBlock(dst []byte) []byte {
	dst = append(dst, blockFormat)
	dst = binary.AppendUvarint(dst, uint64(len(b.strings)))
	for _, s := range b.strings {
		dst = appendString(dst, s)
	}
	dst = binary.AppendUvarint(dst, uint64(len(b.ids)))
	for i := range b.ids {
		dst = append(dst, b.ids[i][:]...)
	}
	dst = binary.AppendUvarint(dst, uint64(len(b.postings)))
	var last posting
	for i := range b.postings {
		p := &b.postings[i]
		if p.part != last.part {
			last.offset = 0
		}
		dst = binary.AppendUvarint(dst, uint64(p.identity))
		dst = binary.AppendVarint(dst, int64(p.part)-int64(last.part))
		dst = binary.AppendVarint(dst, int64(p.offset-last.offset))
		dst = binary.AppendUvarint(dst, uint64(p.length))
		dst = binary.AppendVarint(dst, int64(p.record-last.record))
		dst = binary.AppendUvarint(dst, uint64(p.field))
		dst = binary.AppendUvarint(dst, uint64(p.rule))
		dst = append(dst, p.score)
		last = *p
	}
	return dst
}
