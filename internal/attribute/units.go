package attribute

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// units are the published contents by their ordinal, ascending by unit. They lie
// in pieces, so that growing copies nothing.
type units struct {
	pieces []*unitPiece
	n      uint32
	many   map[uint32]uint64 // ways of those contents that have more
	kinds  []exposure.DocumentKind
	langs  []string
	starts []uint32 // ordinals by the first bits
	shift  int
}

// unitPiece holds 22 bytes a content.
type unitPiece struct {
	list [unitPieceLen]exposure.Unit
	ways [unitPieceLen]uint32 // saturated at math.MaxUint32, then in many
	kind [unitPieceLen]uint8  // of document, by its place in kinds
	lang [unitPieceLen]uint8  // by its place in langs
}

const unitPieceLen = 1 << 12

func (u *units) count() int { return int(u.n) }

func (u *units) at(ordinal uint32) *exposure.Unit {
	return &u.pieces[ordinal/unitPieceLen].list[ordinal%unitPieceLen]
}

// kindOf returns the kind of document that a content is.
func (u *units) kindOf(ordinal uint32) exposure.DocumentKind {
	return u.kinds[u.pieces[ordinal/unitPieceLen].kind[ordinal%unitPieceLen]]
}

// languageOf returns the place of a content's language in langs.
func (u *units) languageOf(ordinal uint32) uint8 {
	return u.pieces[ordinal/unitPieceLen].lang[ordinal%unitPieceLen]
}

// codeOf returns the place of a word among those of a short list, to which it adds it. The
// first is none, and so are those of which there are more than can be told apart.
func codeOf[T ~string](list *[]T, word T) uint8 {
	if len(*list) == 0 {
		*list = append(*list, "")
	}
	at := slices.Index(*list, word)
	switch {
	case at >= 0:
		return uint8(at)
	case len(*list) > math.MaxUint8:
		return 0
	}
	*list = append(*list, word)
	return uint8(len(*list) - 1)
}

func (u *units) add(unit exposure.Unit, ways uint64, kind exposure.DocumentKind, language string) error {
	if u.n > 0 && bytes.Compare(u.at(u.n - 1)[:], unit[:]) >= 0 {
		return fmt.Errorf("contents are not ascending by unit at %s", unit)
	}
	if u.n == math.MaxUint32 {
		return fmt.Errorf("more than %d contents", uint32(math.MaxUint32))
	}
	if u.n%unitPieceLen == 0 {
		u.pieces = append(u.pieces, new(unitPiece))
	}
	short := uint32(min(ways, math.MaxUint32))
	if short == math.MaxUint32 {
		if u.many == nil {
			u.many = map[uint32]uint64{}
		}
		u.many[u.n] = ways
	}
	piece := u.pieces[u.n/unitPieceLen]
	at := u.n % unitPieceLen
	piece.list[at], piece.ways[at], piece.kind[at], piece.lang[at] = unit, short, codeOf(&u.kinds, kind), codeOf(&u.langs, language)
	u.n++
	return nil
}

// seal makes find usable. Units are hashes and lie evenly among the starts.
func (u *units) seal() {
	width := max(1, bits.Len32(u.n/4))
	u.shift = 64 - width
	u.starts = make([]uint32, 1<<width+1)
	for i := range u.n {
		u.starts[firstBits(u.at(i))>>u.shift+1] = i + 1
	}
	for i := 1; i < len(u.starts); i++ {
		u.starts[i] = max(u.starts[i], u.starts[i-1])
	}
}

func firstBits(unit *exposure.Unit) uint64 { return binary.BigEndian.Uint64(unit[:8]) }

// find returns the ordinal of a published content.
func (u *units) find(unit *exposure.Unit) (uint32, bool) {
	first := firstBits(unit)
	at := first >> u.shift
	lo, hi := u.starts[at], u.starts[at+1]
	for lo < hi {
		mid := lo + (hi-lo)/2
		other := u.at(mid)
		switch f := firstBits(other); {
		case f < first:
			lo = mid + 1
		case f > first:
			hi = mid
		default:
			if c := bytes.Compare(other[8:], unit[8:]); c == 0 {
				return mid, true
			} else if c < 0 {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
	}
	return 0, false
}

func (u *units) waysOf(ordinal uint32) uint64 {
	if w := u.pieces[ordinal/unitPieceLen].ways[ordinal%unitPieceLen]; w != math.MaxUint32 {
		return uint64(w)
	}
	return u.many[ordinal]
}

// readContents makes the units and the figures over documents.
func (m *model) readContents(ctx context.Context) error {
	docs, key := newDocuments(), newKeying(&m.in)
	for c, err := range m.in.Contents() {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = m.units.add(c.Unit, max(c.Ways, 1), c.Document, c.Language)
		}
		if err != nil {
			return fmt.Errorf("read contents: %w", err)
		}
		docs.add(&c)
		key.add(&c)
	}
	m.keptBy = key.end()
	m.units.seal()
	docs.into(m.figures)
	return nil
}
