package doc

import (
	"encoding/binary"
	"sort"
)

// pages are the pages of properties of characters or paragraphs (section 2.8.5 and
// 2.8.6), of which one is held.
type pages struct {
	table []byte // where the text of each page begins, and then their numbers
	n     int
	page  [pageSize]byte
	held  int // which it is, from 1; 0 none
	from  int64
	to    int64
	props []byte // of the text from from up to to
}

// findPages reads the list of pages that the header tells of at a place.
func (x *reader) findPages(at int) pages {
	p := x.part(at, maxPages*pageEntry)
	n := (len(p) - 4) / pageEntry
	if n <= 0 {
		return pages{}
	}
	return pages{table: p, n: n}
}

// start is where the text of page i begins.
func (g *pages) start(i int) int64 { return int64(binary.LittleEndian.Uint32(g.table[4*i:])) }

// find goes to the properties of the text at fc.
func (x *reader) find(g *pages, fc int64, entry int) bool {
	if g.n == 0 {
		return false
	}
	if g.from <= fc && fc < g.to {
		return true
	}
	i := sort.Search(g.n, func(i int) bool { return g.start(i+1) > fc })
	if i == g.n || g.start(i) > fc {
		return false
	}
	if g.held != i+1 {
		at := int64(binary.LittleEndian.Uint32(g.table[4*(g.n+1)+4*i:])&0x3fffff) * pageSize
		n, _ := x.text.ReadAt(g.page[:], at)
		clear(g.page[n:])
		g.held = i + 1
	}
	runs := int(g.page[pageSize-1])
	if 4*(runs+1)+entry*runs >= pageSize {
		return false
	}
	at := func(j int) int64 { return int64(binary.LittleEndian.Uint32(g.page[4*j:])) }
	j := sort.Search(runs, func(j int) bool { return at(j+1) > fc })
	if j == runs || at(j) > fc {
		return false
	}
	g.from, g.to = at(j), at(j+1)
	g.props = g.list(2*int(g.page[4*(runs+1)+entry*j]), entry > 1)
	return true
}

// list is the list of properties at a place of the page; those of a paragraph have
// the number of its style in front (section 2.9.175).
func (g *pages) list(at int, paragraph bool) []byte {
	if at == 0 || at+2 >= pageSize {
		return nil
	}
	n, p := int(g.page[at]), g.page[at+1:]
	if !paragraph {
		return p[:min(n, len(p))]
	}
	if n == 0 {
		n, p = 2*int(p[0]), p[1:]
	} else {
		n = 2*n - 1
	}
	p = p[:min(n, len(p))]
	return p[min(2, len(p)):]
}

// Properties (section 2.6).
const (
	sprmHidden  = 0x083c
	sprmInTable = 0x2416
	sprmRowEnd  = 0x2417
	sprmTabs    = 0xc615
	sprmTable   = 0xd608
	sprmTable10 = 0xd606
)

// each calls f for the properties of a list, with the first byte of their operands.
func each(p []byte, f func(sprm uint16, v byte)) {
	for len(p) >= 3 {
		sprm := binary.LittleEndian.Uint16(p)
		n := 0
		switch sprm >> 13 {
		case 0, 1:
			n = 1
		case 2, 4, 5:
			n = 2
		case 3:
			n = 4
		case 6:
			n = 1 + int(p[2])
			if (sprm == sprmTable || sprm == sprmTable10) && len(p) >= 4 {
				n = 1 + int(binary.LittleEndian.Uint16(p[2:]))
			} else if sprm == sprmTabs && p[2] == 0xff {
				return
			}
		case 7:
			n = 3
		}
		f(sprm, p[2])
		p = p[min(2+n, len(p)):]
	}
}

// inTable reports whether the paragraph at fc stands in a table, and whether it ends
// a row.
func (x *reader) inTable(fc int64) (table, row bool) {
	if !x.find(&x.papx, fc, 13) {
		return false, false
	}
	each(x.papx.props, func(sprm uint16, v byte) {
		switch sprm {
		case sprmInTable:
			table = v != 0
		case sprmRowEnd:
			row = v != 0
		}
	})
	return table, row
}

// isHidden reports whether the character at fc is hidden.
func (x *reader) isHidden(fc int64) bool {
	if x.since <= fc && fc < x.until {
		return x.hidden
	}
	hidden := false
	if x.chpx.n == 0 {
		x.since, x.until = 0, maxCharacter*wideChar
		return false
	}
	if !x.find(&x.chpx, fc, 1) {
		return false
	}
	each(x.chpx.props, func(sprm uint16, v byte) {
		if sprm == sprmHidden {
			hidden = v == 1 || v == 0x81
		}
	})
	x.since, x.until = x.chpx.from, x.chpx.to
	return hidden
}
