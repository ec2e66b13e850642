package ledger

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// decode reads what appendBlock wrote. Strings come from words, which grows by
// those that it has not met.
func (b *Block) decode(src []byte, words map[string]string) error {
	r := reader{src: src}
	if r.byte() != blockFormat {
		return errBroken("block of an unknown format")
	}
	strings := make([]string, r.count(1))
	for i := range strings {
		strings[i] = intern(words, r.string())
	}
	b.Identities = slices.Grow(b.Identities[:0], r.peekCount(1+printLen))
	for range r.count(1 + printLen) {
		id := r.take(1 + printLen)
		if r.bad {
			break
		}
		b.Identities = append(b.Identities, IdentityRef{exposure.Kind(id[0]), exposure.Fingerprint(id[1:])})
	}
	n := r.count(8)
	if r.bad || n > BlockMentions {
		return errBroken("block")
	}
	b.Mentions, b.Of = slices.Grow(b.Mentions[:0], n)[:n], slices.Grow(b.Of[:0], n)[:n]
	last := &exposure.Mention{}
	for i := range n {
		if !b.decodeMention(i, last, &r, strings) {
			b.Mentions, b.Of = b.Mentions[:0], b.Of[:0]
			return errBroken("block")
		}
		last = &b.Mentions[i]
	}
	if len(r.src) > 0 {
		return errBroken("bytes after a block")
	}
	return nil
}

// decodeMention reads mention i, which counts from the last one.
func (b *Block) decodeMention(i int, last *exposure.Mention, r *reader, strings []string) bool {
	id, part, offset := r.uvarint(), int64(last.Part)+r.varint(), uint64(r.varint())
	length, record := r.uvarint(), last.Record+uint64(r.varint())
	field, rule, score := r.uvarint(), r.uvarint(), r.byte()
	if r.bad || id >= uint64(len(b.Identities)) || field >= uint64(len(strings)) || rule >= uint64(len(strings)) ||
		part < 0 || part > 1<<32-1 || length > 1<<32-1 {
		return false
	}
	if uint32(part) == last.Part {
		offset += last.Offset
	}
	ref, m := &b.Identities[id], &b.Mentions[i]
	b.Of[i] = uint16(id)
	m.Kind, m.Identity, m.Part, m.Offset, m.Length = ref.Kind, ref.Fingerprint, uint32(part), offset, uint32(length)
	m.Record, m.Field, m.Rule, m.Score = record, exposure.Field(strings[field]), strings[rule], score
	return true
}

func intern(words map[string]string, s []byte) string {
	if w, ok := words[string(s)]; ok {
		return w
	}
	w := string(s)
	if len(words) < 1<<16 {
		words[w] = w
	}
	return w
}
