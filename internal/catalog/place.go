package catalog

import (
	"encoding/binary"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Place is where an object or a member stands, as far as it says which tables belong together. All of it
// is keyed, as names may quote somebody's data.
type Place struct {
	Folder uint64         // of the target or container in which it stands
	Of     exposure.KeyOf // whose rows the file says to have; [exposure.OfRow] where it does not
	Words  []uint32       // of its name, ascending; odd where they tell one export from another
}

// placeBytes are 8 bytes of folder, one of whose rows it has, and 4 a word.
const placeBytes = 8 + 1

// bytes is how a place is stored; nil where there is none.
func (p *Place) bytes() []byte {
	if p == nil {
		return nil
	}
	b := append(binary.BigEndian.AppendUint64(nil, p.Folder), byte(p.Of))
	for _, w := range p.Words {
		b = binary.BigEndian.AppendUint32(b, w)
	}
	return b
}

func placeFrom(b []byte) (p Place, ok bool) {
	if len(b) < placeBytes || (len(b)-placeBytes)%4 != 0 {
		return p, false
	}
	p.Folder, p.Of = binary.BigEndian.Uint64(b), exposure.KeyOf(b[8])
	for b = b[placeBytes:]; len(b) > 0; b = b[4:] {
		p.Words = append(p.Words, binary.BigEndian.Uint32(b))
	}
	return p, true
}

// mostPlaces is in how many folders of one container the same content is noted to stand.
const mostPlaces = 1000

// Places are where one content stands in one container. The zero value has none.
type Places struct {
	list      []string // bytes of each, ascending
	scattered bool     // there are more
}

// PlacedAt returns the places of what stands at one; p may be nil.
func PlacedAt(p *Place) Places {
	if p == nil {
		return Places{}
	}
	return Places{list: []string{string(p.bytes())}}
}

// join adds others. Which stay does not depend on their order: of what has too many none is looked at.
func (p *Places) join(other Places) {
	p.scattered = p.scattered || other.scattered
	for _, x := range other.list {
		at, there := slices.BinarySearch(p.list, x)
		switch {
		case there:
		case len(p.list) == mostPlaces:
			p.scattered = true
		default:
			p.list = slices.Insert(p.list, at, x)
		}
	}
}

// bytes is each with its length before it; a length of 0 says that there are more.
func (p *Places) bytes() (b []byte) {
	if p.scattered {
		return []byte{0}
	}
	for _, x := range p.list {
		b = append(binary.AppendUvarint(b, uint64(len(x))), x...)
	}
	return b
}

// placesFrom reads what bytes wrote.
func placesFrom(b []byte) (list []Place, scattered bool) {
	for len(b) > 0 {
		n, used := binary.Uvarint(b)
		if used <= 0 || n == 0 || n > uint64(len(b)-used) {
			return nil, true
		}
		if p, ok := placeFrom(b[used : used+int(n)]); ok {
			list = append(list, p)
		}
		b = b[used+int(n):]
	}
	return list, false
}

// Equal reports whether two are the same.
func (p Places) Equal(o Places) bool {
	return p.scattered == o.scattered && slices.Equal(p.list, o.list)
}
