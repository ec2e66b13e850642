package lzma

import (
	"io"
)

// match decodes a match, or its end marker.
func (d *decoder) match(posState uint32) error {
	p, s := &d.p, d.state
	if d.bit(&p.isRep[s]) == 0 {
		d.rep3, d.rep2, d.rep1 = d.rep2, d.rep1, d.rep0
		if d.state = 7; s >= 7 {
			d.state = 10
		}
		d.left = int(d.length(&p.matchLen, posState))
		d.distance()
		if d.rep0 == 1<<32-1 {
			d.ended, d.left = true, 0
			if d.rng < top {
				d.pos++
			}
			if d.padded && d.pos > d.end {
				return io.ErrUnexpectedEOF
			}
		}
		return nil
	}
	if d.bit(&p.isRepG0[s]) == 0 {
		if d.bit(&p.isRep0Long[s][posState]) == 0 {
			if d.state = 9; s >= 7 {
				d.state = 11
			}
			d.left = 1
			return nil
		}
	} else {
		dist := d.rep1
		if d.bit(&p.isRepG1[s]) != 0 {
			dist = d.rep2
			if d.bit(&p.isRepG2[s]) != 0 {
				dist, d.rep3 = d.rep3, d.rep2
			}
			d.rep2 = d.rep1
		}
		d.rep1, d.rep0 = d.rep0, dist
	}
	if d.state = 8; s >= 7 {
		d.state = 11
	}
	d.left = int(d.length(&p.repLen, posState))
	return nil
}

// length decodes the length of a match, 2 to 273.
func (d *decoder) length(l *lengths, posState uint32) uint32 {
	if d.bit(&l.choice) == 0 {
		return 2 + d.tree(l.low[posState][:], 8) - 8
	}
	if d.bit(&l.choice2) == 0 {
		return 10 + d.tree(l.mid[posState][:], 8) - 8
	}
	return 18 + d.tree(l.high[:], 256) - 256
}

// distance decodes the distance of a match into rep0.
func (d *decoder) distance() {
	slot := d.tree(d.p.slots[min(d.left-2, 3)][:], 64) - 64
	if slot < 4 {
		d.rep0 = slot
		return
	}
	bits := slot>>1 - 1
	base := (2 | slot&1) << bits
	if slot < 14 {
		d.rep0 = base + d.reverse(d.p.special[base-slot:], bits)
		return
	}
	d.rep0 = base + d.direct(bits-4)<<4
	d.rep0 += d.reverse(d.p.align[:], 4)
}
