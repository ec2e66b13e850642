// Package oleps reads property sets ([MS-OLEPS]), in which the office documents of
// 1997 to 2003 keep their author, title and company.
package oleps

import (
	"encoding/binary"
	"time"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// A Property is one property with something to read in it.
type Property struct {
	Set  Set
	ID   uint32
	Name string // that its writer gave, of the set Custom
	Text string // of a string
	Time time.Time
}

// A Set is a kind of property set.
type Set uint8

// The sets (section 2.21 and [MS-OSHARED], section 2.3.3).
const (
	Other Set = iota
	Summary
	Document
	Custom
)

// sets are the first numbers of the identifiers.
var sets = map[uint32]Set{0xf29f85e0: Summary, 0xd5cdd502: Document, 0xd5cdd505: Custom}

// Types of values (section 2.15).
const (
	typeString   = 0x1e
	typeWide     = 0x1f
	typeTime     = 0x40
	typeCodePage = 2
)

// firstTime is when the first such document may have been made: 1981. What is below
// is a length of time.
const firstTime = 120000000000000000

// The bounds of one set.
const (
	maxProperties = 4096
	maxText       = 4 << 20 // bytes of text; properties may lie upon each other
)

// Read reads the stream p. Decode makes UTF-8 of text in a code page. What is
// broken is left out.
func Read(p []byte, decode func(page int, p []byte) []byte) []Property {
	le := binary.LittleEndian
	if len(p) < 48 || le.Uint16(p) != 0xfffe {
		return nil
	}
	var all []Property
	for i := range min(le.Uint32(p[24:]), 2) {
		at := 28 + 20*int(i)
		if at+20 > len(p) {
			break
		}
		set, off := sets[le.Uint32(p[at:])], int64(le.Uint32(p[at+16:]))
		if off+8 <= int64(len(p)) {
			all = append(all, readSet(p[off:], set, decode)...)
		}
	}
	return all
}

// readSet reads one set (section 2.20).
func readSet(p []byte, set Set, decode func(int, []byte) []byte) []Property {
	le := binary.LittleEndian
	n := int(min(le.Uint32(p[4:]), maxProperties, uint32(len(p)-8)/8))
	value := func(i int) (id uint32, v []byte) {
		off := int64(le.Uint32(p[8+8*i+4:]))
		if off+8 > int64(len(p)) {
			return le.Uint32(p[8+8*i:]), nil
		}
		return le.Uint32(p[8+8*i:]), p[off:]
	}
	page := 1252
	for i := range n {
		if id, v := value(i); id == 1 && v != nil && le.Uint16(v) == typeCodePage {
			page = int(le.Uint16(v[4:]))
		}
	}
	names := make(map[uint32]string)
	for i := range n {
		if id, v := value(i); id == 0 && v != nil && set == Custom {
			names = dictionary(v, page, decode)
			break // the one that there is: each may be as long as the set
		}
	}
	var all []Property
	size := int64(0)
	for i := range n {
		id, v := value(i)
		if id < 2 || v == nil || size > maxText {
			continue
		}
		one := Property{Set: set, ID: id, Name: names[id]}
		switch le.Uint16(v) {
		case typeString:
			one.Text = text(v[4:], page, decode)
		case typeWide:
			one.Text = wide(v[4:])
		case typeTime:
			if len(v) >= 12 {
				if at := le.Uint64(v[4:]); at >= firstTime {
					one.Time = wire.FileTime(at)
				}
			}
		}
		if size += taken(v[4:]); one.Text != "" || !one.Time.IsZero() {
			all = append(all, one)
		}
	}
	return all
}

// dictionary reads the names of properties (section 2.17).
func dictionary(p []byte, page int, decode func(int, []byte) []byte) map[uint32]string {
	le := binary.LittleEndian
	names := make(map[uint32]string)
	n := min(le.Uint32(p), maxProperties)
	p = p[4:]
	for ; n > 0 && len(p) >= 8; n-- {
		id, size := le.Uint32(p), int64(le.Uint32(p[4:]))
		if page == 1200 {
			size = (2*size + 3) &^ 3
		}
		p = p[8:]
		if size > int64(len(p)) {
			break
		}
		names[id] = trim(decode(page, p[:size]))
		p = p[size:]
	}
	return names
}

// taken is how much of a string is read at most, also where a zero cuts it.
func taken(p []byte) int64 {
	return min(int64(binary.LittleEndian.Uint32(p)), int64(len(p)-4), 64<<10)
}

// text is a string with its size in front.
func text(p []byte, page int, decode func(int, []byte) []byte) string {
	n := taken(p)
	return trim(decode(page, p[4:4+n]))
}

// wide is a string of UTF-16 with its length in front.
func wide(p []byte) string {
	n := min(int64(binary.LittleEndian.Uint32(p)), int64(len(p)-4)/2, 32<<10)
	return trim(wire.Text(p[4:], int(n)))
}

// trim cuts a string at its zero.
func trim(p []byte) string {
	for i, b := range p {
		if b == 0 {
			p = p[:i]
			break
		}
	}
	return string(p)
}
