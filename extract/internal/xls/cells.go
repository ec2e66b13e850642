package xls

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// cell takes a record of a sheet.
func (x *reader) cell() error {
	p := x.body
	le := binary.LittleEndian
	if x.kind == recString && x.formula != nil {
		at := *x.formula
		x.formula = nil
		return x.h.Text(at, x.cached(p))
	}
	if len(p) < 6 {
		return x.other(p)
	}
	at := Cell{Row: int(le.Uint16(p)), Col: int(le.Uint16(p[2:])), XF: int(le.Uint16(p[4:]))}
	rest := p[6:]
	switch x.kind {
	case recNumber:
		if len(rest) >= 8 {
			return x.h.Number(at, math.Float64frombits(le.Uint64(rest)))
		}
	case recRK:
		if len(rest) >= 4 {
			return x.h.Number(at, rk(le.Uint32(rest)))
		}
	case recMulRK:
		at.XF = 0
		for q := p[4:]; len(q) >= 8; q = q[6:] {
			at.XF = int(le.Uint16(q))
			if err := x.h.Number(at, rk(le.Uint32(q[2:]))); err != nil {
				return err
			}
			at.Col++
		}
	case recLabelSST:
		if len(rest) >= 4 {
			return x.h.Shared(at, int(le.Uint32(rest)))
		}
	case recLabel, recRString:
		if x.wide {
			return x.h.Text(at, x.long(rest))
		}
		if len(rest) >= 2 {
			return x.h.Text(at, x.narrow(rest[2:], int(le.Uint16(rest))))
		}
	case recBool:
		if len(rest) >= 2 && rest[1] == 0 {
			return x.h.Bool(at, rest[0] != 0)
		}
	case recFormula:
		return x.result(at, rest)
	default:
		return x.other(p)
	}
	return nil
}

// rk is a number in 30 bits (section 2.5.217).
func rk(v uint32) float64 {
	f := float64(int32(v) >> 2)
	if v&2 == 0 {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// result takes what a formula gave when it was saved (section 2.5.133).
func (x *reader) result(at Cell, p []byte) error {
	x.formula = nil
	if len(p) < 8 {
		return nil
	}
	if p[6] != 0xff || p[7] != 0xff {
		return x.h.Number(at, math.Float64frombits(binary.LittleEndian.Uint64(p)))
	}
	switch p[0] {
	case 0:
		x.formula = &at
	case 1:
		return x.h.Bool(at, p[2] != 0)
	}
	return nil
}

// cached is the string that a formula gave; a long one goes on in further records.
func (x *reader) cached(p []byte) []byte {
	if !x.wide {
		if len(p) < 2 {
			return nil
		}
		return x.narrow(p[2:], int(binary.LittleEndian.Uint16(p)))
	}
	s := &sst{x: x, p: p}
	text, _ := s.string()
	return text
}

// other takes what is not in a cell.
func (x *reader) other(p []byte) error {
	switch x.kind {
	case recHeader, recFooter:
		switch {
		case len(p) < 2:
		case x.wide:
			return x.h.Margin(x.long(p))
		default:
			return x.h.Margin(x.narrow(p[1:], int(p[0])))
		}
	case recObject:
		// The common part of an object (section 2.5.143): its sort and number.
		if len(p) >= 8 && p[0] == 0x15 {
			x.object = noteObject{id: int(binary.LittleEndian.Uint16(p[6:])), note: p[4] == 0x19}
		}
	case recTextObject:
		return x.textObject(p)
	case recNote:
		return x.note(p)
	}
	return nil
}

// textObject takes the text of what is drawn, in the records that follow (section
// 2.4.329).
func (x *reader) textObject(p []byte) error {
	if len(p) < 12 || !x.wide {
		return nil
	}
	n := int(binary.LittleEndian.Uint16(p[10:]))
	var units []uint16
	for len(units) < n && x.more() && len(x.body) > 0 {
		units = appendUnits(units, x.body[1:], n-len(units), x.body[0]&1 != 0)
	}
	text := wire.UTF8(units)
	if len(text) == 0 {
		return nil
	}
	if x.object.note && x.waiting+len(text) <= maxNotes {
		if x.notes == nil {
			x.notes = make(map[int][]byte)
		}
		x.waiting += len(text)
		x.notes[x.object.id] = append(x.notes[x.object.id], text...)
		return nil
	}
	return x.h.Shape(text)
}

// note takes a comment (section 2.4.179); in BIFF5 its text is in it.
func (x *reader) note(p []byte) error {
	if len(p) < 8 {
		return nil
	}
	if !x.wide {
		return x.h.Comment(nil, x.narrow(p[6:], int(binary.LittleEndian.Uint16(p[4:]))))
	}
	id := int(binary.LittleEndian.Uint16(p[6:]))
	text := x.notes[id]
	delete(x.notes, id)
	return x.h.Comment(x.long(p[8:]), text)
}

// endNotes hands on the comments that nobody signed, and ends the sheet.
func (x *reader) endNotes() error {
	for _, id := range slices.Sorted(maps.Keys(x.notes)) {
		text := x.notes[id]
		delete(x.notes, id)
		if err := x.h.Comment(nil, text); err != nil {
			return err
		}
	}
	return x.h.EndSheet()
}
