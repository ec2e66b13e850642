package sweep

import (
	"bytes"
	"hash/maphash"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// masks remembers the masks of values, since the same few stand in most texts. Values
// are personal data: it lives as long as its worker and no longer.
type masks struct {
	seed maphash.Seed
	kept []masked // by the last bits of the hash of kind and value; the later one stays
}

type masked struct {
	kind  exposure.Kind
	value []byte
	mask  string
}

const (
	masksKept = 1 << 11 // a power of two
	// longKept is up to how many bytes a value is remembered: some 400 KB of a worker's.
	longKept = 128
)

func newMasks() masks { return masks{seed: maphash.MakeSeed(), kept: make([]masked, masksKept)} }

func (m *masks) of(kind exposure.Kind, value []byte) string {
	if len(value) > longKept {
		return mask(kind, value)
	}
	k := &m.kept[(maphash.Bytes(m.seed, value)+uint64(kind))%masksKept]
	if kind != k.kind || !bytes.Equal(value, k.value) {
		k.kind, k.value = kind, append(k.value[:0], value...)
		k.mask = mask(kind, value)
	}
	return k.mask
}

func mask(kind exposure.Kind, value []byte) string {
	return seal.Mask(kind, seal.Canonical(kind, string(value)))
}

// wipe forgets all values.
func (m *masks) wipe() {
	for i := range m.kept {
		clear(m.kept[i].value[:cap(m.kept[i].value)])
	}
	clear(m.kept)
}

// whys remembers what explains scores: there are few such texts, and none quotes what was read.
type whys map[string]string

func (w whys) of(m *detect.Mention) string {
	var text [512]byte
	said := m.AppendWhy(text[:0])
	known, ok := w[string(said)]
	if !ok {
		if len(w) == whysKept {
			clear(w)
		}
		known = string(said)
		w[known] = known
	}
	return known
}

const whysKept = 1024
